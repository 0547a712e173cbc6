"""From a report's contents to PDF bytes, in a process of its own with limits (assurance.printing).

Contents are plain values out of a snapshot; nothing here asks the database or the clock, and no typeface of the machine
takes part, so the same contents give the same bytes on any machine.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from assurance.printing import typeface
from assurance.printing.process import print_apart
from assurance.printing.ready import READY
from assurance.printing.sheet import Asset, Attachment, Limits, PrintedFile, RenderingDefect, Sheet, TooLarge
from assurance.renditions.data import as_json
from assurance.renditions.tables import as_csv, tables_of
from assurance.report_contents import ReportContents

FONTS = ("arimo-latin-400-normal", "arimo-latin-700-normal")
WIDER_FONTS = ("arimo-latin-ext-400-normal", "arimo-latin-ext-700-normal")
"""Handed over only where somebody's name or a place needs them."""
MARKS = ("red", "amber", "green", "grey", "up", "down", "same", "bar")
ALL_TABLES = "all-tables.json"
MAX_HTML = 4_000_000
"""Characters: a report beyond this is refused in words before anything is laid out."""


def render_report(contents: ReportContents, *, on_step: Callable[[str, int], None]) -> PrintedFile:
    """Render a report as PDF/A-3a and PDF/UA-1. The same contents give the same file.

    `on_step` is told the step and the percentage done (0 to 100). Raises TooLarge or RenderingDefect with a sentence
    for the person who asked, OSError for a fault of the machine.
    """
    on_step("Write the pages", 5)
    sheet = sheet_of(contents)
    on_step("Lay out and draw", 20)
    printed = print_apart(
        sheet,
        limits=limits(),
        on_step=on_step,
        within=settings.PORTAL_PRINTING,
        bytecode=Path(settings.PORTAL_VAR) / "pycache",
        ready=READY,
    )
    on_step("Check the file", 98)
    if not (printed.pdf.startswith(b"%PDF-1.7") and printed.pdf.rstrip().endswith(b"%%EOF")):
        raise RenderingDefect("The page maker gave a file that is not whole.")
    return replace(printed, data_sha256=_digest_of_data(sheet))


def _digest_of_data(sheet: Sheet) -> str:
    """Of the JSON, which holds every table: what is published later as the data of this file must be the same."""
    (content,) = (each.content for each in sheet.attachments if each.name.endswith(ALL_TABLES))
    return sha256(content).hexdigest()


def limits() -> Limits:
    """What one rendering may use, as the installation sets it."""
    return Limits(cpu_seconds=settings.PORTAL_REPORT_SECONDS, memory_mb=settings.PORTAL_REPORT_MEMORY_MB)


def sheet_of(contents: ReportContents) -> Sheet:
    """What is printed: pages, the files they need, and the data behind their tables. Raises TooLarge."""
    attachments = attachments_of(contents)
    html = render_to_string("report/report.html", {"report": contents, "attachments": attachments})
    if len(html) > MAX_HTML:
        raise TooLarge(
            f"The report is too large: it has {len(html):,} characters of text, and {MAX_HTML:,} is the most."
        )
    fonts, own = fonts_named(FONTS)
    if set(html) - own - typeface.SPACES:
        wider, more = fonts_named(WIDER_FONTS)
        fonts, own = {**fonts, **wider}, own | more
    return Sheet(
        html=typeface.legible(html, own),
        identifier=bytes.fromhex(contents.identity)[:16],
        assets={**assets(tuple(fonts)), **fonts},
        attachments=attachments,
    )


def attachments_of(contents: ReportContents) -> tuple[Attachment, ...]:
    """Every table as CSV, and all together as JSON, each naming the snapshot; dated by the snapshot, never the clock.

    A draft has no snapshot: it bears the day on which its quarter's returns are due.
    """
    head = contents.pack.head
    made_at = contents.frozen_at or datetime.combine(head.due_on, time.min, tzinfo=UTC)
    period = head.year_slug if contents.is_annual else head.quarter_slug
    origin = f"Snapshot: {contents.snapshot}; SHA-256 {', '.join(contents.digests)}"
    files = [(f"{table.slug}.csv", table.title, as_csv(table)) for table in tables_of(contents)]
    files.append((ALL_TABLES, "All tables of this report, each column explained", as_json(contents)))
    return tuple(
        Attachment(f"{period}-{name}", title, f"{title}. {origin}", content, made_at.astimezone(UTC))
        for name, title, content in files
    )


@lru_cache(maxsize=2)
def assets(fonts: tuple[str, ...]) -> Mapping[str, Asset]:
    """The style sheet, which declares the fonts that take part, and the marks."""
    faces = "".join(map(_face, fonts))
    style = faces.encode() + _file("report/report.css")
    marks = {f"marks/{name}.svg": Asset(_file(f"report/marks/{name}.svg"), "image/svg+xml") for name in MARKS}
    return {"report.css": Asset(style, "text/css"), **marks}


def _face(name: str) -> str:
    """The wider fonts are a family of their own, which is found where Arimo lacks a letter: two files under one name
    would be one font to WeasyPrint, and Łukasz would be printed nukasz."""
    family = "Wider" if name in WIDER_FONTS else "Arimo"
    return f'@font-face{{font-family:{family};font-weight:{name.split("-")[-2]};src:url("{name}")}}\n'


@lru_cache(maxsize=2)
def fonts_named(names: tuple[str, ...]) -> tuple[Mapping[str, Asset], frozenset[str]]:
    """The fonts of a group, unpacked once in the life of a worker, and the characters that all of them have."""
    unpacked = {name: typeface.unpacked(_file(f"vendor/fonts/{name}.woff2")) for name in names}
    fonts = {name: Asset(content, "font/ttf") for name, (content, _) in unpacked.items()}
    return fonts, frozenset.intersection(*(characters for _, characters in unpacked.values()))


def _file(name: str) -> bytes:
    """The bytes of one of the report's own files. Raises RenderingDefect when set-up has not laid it down."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise RenderingDefect(f"{name} is missing: run the set-up again.")
    return Path(found).read_bytes()
