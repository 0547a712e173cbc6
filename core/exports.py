"""Any list as a file: the same rows as CSV or as a workbook, safe to open, with numbers as numbers.

A page builds a `Table` from the rows that it shows and asks `asked(request)` whether `?format=csv` or `?format=xlsx`
was wanted, so that a file has the rights, filters and order of its page. Text that a spreadsheet would run as a
formula is kept as text: in CSV behind an apostrophe, in a workbook by its type. Numbers are never touched.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core import texts, trail
from core.figures import MeasureKind, places_of
from core.models import EventKind
from core.money import tidy

CSV, XLSX = "csv", "xlsx"
MIME = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_767
PRINTED_AT = datetime(2014, 1, 1)  # noqa: DTZ001 (what Excel reads has no time zone)
"""Written into every workbook as the moment it was made, so that the same rows give the same bytes."""
HEAD = PatternFill("solid", fgColor="D8DDE0")

_RUNS_AS_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NUMBER_AS_TEXT = re.compile(r"[+-]?£?[0-9][0-9,]*(?:\.[0-9]+)?%?")


class Kind(StrEnum):
    """What a column holds. Percentages are on the scale of per cent: 95.5."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DAY = "day"


@dataclass(frozen=True)
class Amount:
    """A number whose kind differs from row to row, as the figures of KPIs do."""

    value: Decimal
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True)
class Table:
    """A list to be taken away: `name` becomes the name of the file, `title` is printed above it."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def amount_of(value: Decimal | None, kind: MeasureKind | str) -> Amount | None:
    """A figure of a KPI for a cell."""
    if value is None:
        return None
    kinds = {
        MeasureKind.MONEY: Kind.MONEY,
        MeasureKind.PERCENTAGE: Kind.PERCENT,
        MeasureKind.RATIO: Kind.PERCENT,
    }
    return Amount(value, kinds.get(MeasureKind(kind), Kind.NUMBER))


# Asking and answering -------------------------------------------------------------------------------------------------


def asked(request: HttpRequest) -> str:
    """Which file the address asks for, if any. Raises Http404 for one that is not made here."""
    wanted = request.GET.get("format", "")
    if wanted and wanted not in MIME:
        raise Http404("Lists can be downloaded as CSV or as an Excel workbook.")
    return wanted


def answer(request: HttpRequest, table: Table, wanted: str) -> HttpResponse:
    """The file; the trail keeps who took it."""
    content = as_csv(table) if wanted == CSV else as_xlsx(table)
    rows = f"{len(table.rows):,} row{'' if len(table.rows) == 1 else 's'}"
    said = f"{rows} as {'CSV' if wanted == CSV else 'a workbook'}"
    trail.note_taken(request, said, kind=EventKind.EXPORTED, name=table.title, path=request.path)
    return download(content, f"{slugify(table.name)}.{wanted}", MIME[wanted])


def download(content: bytes, name: str, mime: str = MIME[XLSX]) -> HttpResponse:
    """A file to be saved, not shown, and kept by nobody on the way."""
    return HttpResponse(
        content,
        content_type=mime,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


# As CSV ---------------------------------------------------------------------------------------------------------------


def as_csv(table: Table) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_safe(column.heading) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [_written(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        )
    return text.getvalue().encode("utf-8-sig")


def _written(value: Any, kind: Kind) -> str:
    if isinstance(value, Amount):
        value, kind = value.value, value.kind
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case int() | Decimal():
            return f"{tidy(Decimal(value)):f}{'%' if kind == Kind.PERCENT else ''}"
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
    return _safe(str(value))


def _safe(text: str) -> str:
    """An apostrophe before what Excel would run; -5 and +5% are numbers, and stay as they are."""
    if _RUNS_AS_FORMULA.match(text) and not _NUMBER_AS_TEXT.fullmatch(text):
        return f"'{text}"
    return text


# As a workbook --------------------------------------------------------------------------------------------------------


def as_xlsx(table: Table) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Figures"
    for number, column in enumerate(table.columns, start=1):
        put(sheet.cell(1, number), column.heading)
        sheet.cell(1, number).font, sheet.cell(1, number).fill = Font(bold=True), HEAD
        sheet.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for line, row in enumerate(table.rows, start=2):
        for number, (value, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            put(sheet.cell(line, number), value, column.kind)
    set_up_print(sheet, title=table.title, heading_row=1)
    sheet.freeze_panes = "A2"
    if table.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    return saved(book, title=table.title)


def put(cell: Cell, value: Any, kind: Kind = Kind.TEXT) -> None:
    """A value in its own type. Text is text, whatever it begins with."""
    if isinstance(value, Amount):
        value, kind = value.value, value.kind
    match value:
        case None | "":
            return
        case bool():
            value = "Yes" if value else "No"
        case int() | Decimal():
            _put_number(cell, tidy(Decimal(value)), kind)
            return
        case datetime():
            cell.value = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
            cell.number_format = "dd/mm/yyyy hh:mm"
            return
        case date():
            cell.value, cell.number_format = value, "dd/mm/yyyy"
            return
    cell.value = texts.printable(str(value))[:LONGEST_CELL]
    cell.data_type = "s"
    cell.quotePrefix = bool(_RUNS_AS_FORMULA.match(str(value)))
    if "\n" in str(value):
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put_number(cell: Cell, number: Decimal, kind: Kind) -> None:
    if kind == Kind.PERCENT:
        cell.value = tidy(number / 100)
        cell.number_format = _places("0", places_of(number), "%")
        return
    cell.value = number
    cell.number_format = _places("£#,##0" if kind == Kind.MONEY else "#,##0", _pence(number, kind))


def _pence(number: Decimal, kind: Kind) -> int:
    places = places_of(number)
    return 2 if kind == Kind.MONEY and places == 1 else places


def _places(whole: str, places: int, sign: str = "") -> str:
    return f"{whole}.{'0' * places}{sign}" if places else f"{whole}{sign}"


def set_up_print(sheet: Worksheet, *, title: str, heading_row: int) -> None:
    """A4 across, as wide as the page, the headings on every page, with title and page number."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.oddHeader.left.text = title.replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"


def saved(book: Workbook, *, title: str) -> bytes:
    """The workbook's bytes, the same for the same contents: openpyxl would write the moment into them."""
    book.properties.title, book.properties.creator = texts.printable(title), "Assurance portal"
    book.properties.created = PRINTED_AT
    raw, settled = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2014-01-01T00:00:00Z", part)
            after.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return settled.getvalue()
