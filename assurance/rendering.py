"""From a report's contents to PDF bytes: the only place where WeasyPrint is called.

Contents are plain values out of a snapshot; nothing here asks the database or the clock, so the same give the same
bytes on any machine. The fetcher knows this report's own stylesheet, marks and two fonts by name and refuses all else.
"""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from assurance.report_contents import ReportContents

BASE = "https://report.invalid/"
"""Base address of the document, of a domain that can never exist; only names below it are served, from `ASSETS`."""
ASSETS = {
    "report.css": ("report/report.css", "text/css"),
    "vendor/fonts/arimo-latin-400-normal.woff2": ("vendor/fonts/arimo-latin-400-normal.woff2", "font/woff2"),
    "vendor/fonts/arimo-latin-700-normal.woff2": ("vendor/fonts/arimo-latin-700-normal.woff2", "font/woff2"),
} | {
    f"marks/{name}.svg": (f"report/marks/{name}.svg", "image/svg+xml")
    for name in ("red", "amber", "green", "grey", "up", "down", "same", "bar")
}
MAX_HTML = 4_000_000
"""Characters: a report beyond this is refused in words rather than rendered for minutes."""


class TooLarge(Exception):
    """The document is too large to be a report, in a sentence."""


class RenderingDefect(Exception):
    """What WeasyPrint logged as an error: the report would not be what it should, so it is not made."""


@dataclass(frozen=True)
class RenderedReport:
    """A finished PDF, its number of pages, and the names that were fetched for it."""

    pdf: bytes
    pages: int
    fetched: tuple[str, ...] = field(default=())


def render_report(
    contents: ReportContents, *, report_id: str, on_step: Callable[[str, int], None]
) -> RenderedReport:
    """Render a report as PDF/UA-1. The same contents give the same file; `report_id` takes no part in it.

    `on_step` is told the step and the percentage done (0 to 100). Raises TooLarge or RenderingDefect with a sentence
    for the person who asked.
    """
    on_step("Write the pages", 5)
    html = render_to_string("report/report.html", {"report": contents})
    if len(html) > MAX_HTML:
        raise TooLarge(
            f"The report would be {len(html):,} characters of text; {MAX_HTML:,} is the most it can be."
        )
    on_step("Lay out and draw", 20)
    return _draw(html, identifier=bytes.fromhex(contents.identity)[:16], on_step=on_step)


def _draw(html: str, *, identifier: bytes, on_step: Callable[[str, int], None]) -> RenderedReport:
    """HTML to PDF. The import is here: it takes a second and 55 MB that a web process need not spend."""
    _calm_the_collector()
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher = _fetcher()
    fonts = FontConfiguration()
    with _defects() as defects:
        style = CSS(url=f"{BASE}report.css", url_fetcher=fetcher, font_config=fonts)
        document = HTML(string=html, base_url=BASE, url_fetcher=fetcher).render(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
        )
        on_step("Write the PDF", 80)
        pdf = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier, pdf_tags=True)
    if defects:
        raise RenderingDefect(f"The page maker found a defect: {defects[0]}")
    on_step("Check the file", 98)
    return RenderedReport(pdf=pdf, pages=len(document.pages), fetched=tuple(fetcher.fetched))


@lru_cache(maxsize=1)
def _fetcher_class() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnAssets(URLFetcher):
        """Serves this report's own assets by name; anything else stops the rendering."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=())
            self.fetched: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            name = url.removeprefix(BASE)
            self.fetched.append(url)
            if not url.startswith(BASE) or name not in ASSETS:
                raise FatalURLFetchingError(f"A report may not fetch {url[:200]}.")
            return URLFetcherResponse(url, _asset(name), {"Content-Type": ASSETS[name][1]})

    return OwnAssets


def _fetcher() -> Any:
    return _fetcher_class()()


@lru_cache(maxsize=len(ASSETS))
def _asset(name: str) -> bytes:
    """The bytes of one of the report's own files. Raises RenderingDefect when set-up has not laid it down."""
    found = finders.find(ASSETS[name][0])
    if not isinstance(found, str):
        raise RenderingDefect(f"{ASSETS[name][0]} is missing: run the set-up again.")
    return Path(found).read_bytes()


@contextmanager
def _defects() -> Iterator[list[str]]:
    """Collects what WeasyPrint logs at level ERROR or above."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    handler = Collector(level=logging.ERROR)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)


@lru_cache(maxsize=1)
def _calm_the_collector() -> None:
    """Layout makes millions of objects that live to the end: collecting less often saves a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
