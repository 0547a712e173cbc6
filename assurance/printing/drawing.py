"""HTML to PDF: the only place where WeasyPrint is called, inside the printing process alone.

The fetcher knows the sheet's own assets by name and refuses all else: what people wrote is text, and even markup
that reached the document could open no address and no file.
"""

import gc
import io
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from assurance.printing import archive, markup
from assurance.printing.sheet import (
    BASE,
    Asset,
    Attachment,
    Limits,
    PrintedFile,
    RenderingDefect,
    Sheet,
    TooLarge,
)
from core.room import roomy

STYLE = "report.css"
DRAWING, PARTS_HIDDEN = "{http://www.w3.org/2000/svg}svg", "svg > * { display: none }"
OnStep = Callable[[str, int], None]


@dataclass
class Log:
    """What WeasyPrint says of our markup and styles."""

    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@roomy
def draw(sheet: Sheet, *, limits: Limits, on_step: OnStep) -> PrintedFile:
    """Raises RenderingDefect for what WeasyPrint logs as an error or is refused to fetch, TooLarge for too many pages.

    Layout makes millions of objects that live to the end, so nothing is collected: this process prints once,
    within its limit of memory.
    """
    from weasyprint.urls import FatalURLFetchingError

    gc.disable()
    fetcher = fetcher_of(sheet.assets)
    with listening() as log:
        try:
            document = _lay_out(sheet.html, fetcher)
            if len(document.pages) > limits.pages:
                raise TooLarge(f"it has {len(document.pages):,} pages, and {limits.pages} is the most.")
            on_step("Write the PDF", 80)
            pdf = _write(sheet, document, fetcher)
        except FatalURLFetchingError as refusal:
            raise RenderingDefect(str(refusal)) from refusal
    if log.errors:
        raise RenderingDefect(f"The page maker found a defect: {log.errors[0]}")
    return PrintedFile(
        pdf=pdf,
        pages=len(document.pages),
        fetched=tuple(fetcher.fetched),
        warnings=tuple(log.warnings),
    )


def _lay_out(html: str, fetcher: Any) -> Any:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    styles = [CSS(string=PARTS_HIDDEN, url_fetcher=fetcher)]
    if STYLE in fetcher.assets:
        styles.append(CSS(url=f"{BASE}{STYLE}", url_fetcher=fetcher, font_config=fonts))
    tree = markup.tree_of(html)
    source = (
        _read_class()(tree, fetcher)
        if tree is not None
        else HTML(string=html, base_url=BASE, url_fetcher=fetcher)
    )
    return source.render(stylesheets=styles, font_config=fonts, pdf_variant=archive.VARIANT)


def _write(sheet: Sheet, document: Any, fetcher: Any) -> bytes:
    pdf: bytes = document.write_pdf(
        finisher=archive.finish,
        pdf_variant=archive.VARIANT,
        pdf_identifier=sheet.identifier,
        attachments=[
            _attachment(each, fetcher) for each in sorted(sheet.attachments, key=lambda each: each.name)
        ],
    )
    return pdf


def _attachment(attachment: Attachment, fetcher: Any) -> Any:
    """Data that the document's tables are made of; PDF wants the moments in UTC."""
    import weasyprint

    return weasyprint.Attachment(
        file_obj=io.BytesIO(attachment.content),
        url_fetcher=fetcher,
        name=attachment.name,
        description=attachment.description,
        created=attachment.made_at,
        modified=attachment.made_at,
        relationship="Data",
    )


@lru_cache(maxsize=1)
def _read_class() -> Any:
    from cssselect2 import ElementWrapper
    from weasyprint import HTML

    class Element(ElementWrapper):
        """An element as style sheets see it. Half of a report's elements stand in its drawings, which are drawn by
        attributes of their own: what stands directly in one is hidden (`PARTS_HIDDEN`), the rest not even shown.
        """

        def iter_children(self) -> Iterator["Element"]:
            is_part = self.parent is not None and self.parent.etree_element.tag == DRAWING
            return iter(()) if is_part else super().iter_children()

    class Read(HTML):
        """A document that is a tree already; as WeasyPrint makes one of a string."""

        def __init__(self, tree: Any, fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = BASE, fetcher, "print"
            self.wrapper_element = Element.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return Read


@lru_cache(maxsize=1)
def _fetcher_class() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnAssets(URLFetcher):
        """Serves the sheet's own assets by name; anything else stops the rendering."""

        def __init__(self, assets: Mapping[str, Asset]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self.assets = assets
            self.fetched: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            self.fetched.append(url)
            asset = self.assets.get(url.removeprefix(BASE)) if url.startswith(BASE) else None
            if asset is None:
                raise FatalURLFetchingError(f"A report may not fetch {url[:200]}.")
            return URLFetcherResponse(url, asset.content, {"Content-Type": asset.content_type})

    return OwnAssets


def fetcher_of(assets: Mapping[str, Asset]) -> Any:
    return _fetcher_class()(assets)


@contextmanager
def listening() -> Iterator[Log]:
    """Collects what WeasyPrint logs at level WARNING and above."""
    log = Log()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            (log.errors if record.levelno >= logging.ERROR else log.warnings).append(record.getMessage())

    handler = Collector(level=logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield log
    finally:
        logger.removeHandler(handler)
