"""A report as one workbook: a first sheet that says what it is, a sheet for each table, and what the columns mean.

Text is never a formula, numbers are numbers, and the same contents give the same bytes (core.exports writes both).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from assurance.renditions.data import Imprint, imprint_of
from assurance.renditions.table import Column, DataTable, Type, Value
from assurance.renditions.tables import tables_of
from assurance.report_contents import ReportContents
from core import exports
from core.exports import Kind
from core.provenance import Provenance

ABOUT, COLUMNS = "About", "Columns"
NARROWEST, WIDEST = 9, 60
LONGEST_NAME = 31
"""Characters that Excel allows in the name of a sheet."""
KINDS = {"£": Kind.MONEY, "%": Kind.PERCENT}
HEADING = Font(bold=True)
LINK = Font(color="005EB8", underline="single")
WRAPPED = Alignment(wrap_text=True, vertical="top")

Cells = Sequence[Sequence[Value]]


def as_xlsx(contents: ReportContents) -> bytes:
    """The workbook's bytes."""
    imprint, tables = imprint_of(contents), tables_of(contents)
    book = Workbook()
    _about(book.active, imprint, tables)
    for table in tables:
        _sheet(book.create_sheet(sheet_name(table)), table)
    _columns(book.create_sheet(COLUMNS), tables)
    return exports.saved(book, title=f"{imprint.title}, {imprint.period}")


def sheet_name(table: DataTable) -> str:
    """“Kpi figures” is said “KPI figures”; a name has no sign that Excel refuses, as a title may."""
    words = table.slug.replace("-", " ").replace("kpi", "KPI").replace("rag", "RAG")
    return f"{words[:1].upper()}{words[1:]}"[:LONGEST_NAME]


# The first sheet ------------------------------------------------------------------------------------------


def _about(sheet: Worksheet, imprint: Imprint, tables: Sequence[DataTable]) -> None:
    sheet.title = ABOUT
    exports.put(sheet.cell(1, 1), f"{imprint.title}, {imprint.period}")
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    exports.put(sheet.cell(2, 1), imprint.organisation)
    lines = count(4)
    for term, value in _facts(imprint):
        line = next(lines)
        exports.put(sheet.cell(line, 1), term)
        exports.put(sheet.cell(line, 2), value)
        sheet.cell(line, 1).font, sheet.cell(line, 2).alignment = HEADING, WRAPPED
    next(lines)
    _listed(sheet, lines, ("Where figures are from", "Meaning"), [(w.label, w.meaning) for w in Provenance])
    next(lines)
    _listed(
        sheet, lines, ("Sheet", "What it holds"), [(sheet_name(each), each.meaning) for each in tables], True
    )
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
    exports.set_up_print(sheet, title=f"{imprint.title}, {imprint.period}", heading_row=1)


def _facts(imprint: Imprint) -> Iterable[tuple[str, Value]]:
    yield "Period", f"{imprint.period}, {imprint.span}"
    yield "For", imprint.audience
    yield "Part", "1: public" if imprint.part == 1 else "2: private"
    yield "Version", imprint.version
    yield "Status of the quarter", imprint.status
    yield "Snapshot", imprint.snapshot
    yield "Figures cut off", imprint.frozen_at
    for digest in imprint.digests:
        yield "SHA-256 of the snapshot", digest
    # Not the SHA-256 of a file: PDF, workbook and JSON of the same contents share it.
    yield "Identity of the contents", imprint.identity
    if imprint.is_demonstration:
        yield "Demonstration", "Whatever is invented says Illustrative in its column of provenance."


def _listed(
    sheet: Worksheet, lines: Iterator[int], head: tuple[str, str], rows: Cells, are_sheets: bool = False
) -> None:
    """A head and its lines; the names of sheets lead to them."""
    place = next(lines)
    for column, heading in enumerate(head, start=1):
        cell = sheet.cell(place, column)
        exports.put(cell, heading)
        cell.font, cell.fill = HEADING, exports.HEAD
    for row in rows:
        place = next(lines)
        for column, value in enumerate(row, start=1):
            exports.put(sheet.cell(place, column), value)
            sheet.cell(place, column).alignment = WRAPPED
        if are_sheets:
            cell = sheet.cell(place, 1)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{row[0]}'!A1")
            cell.font = LINK


# The others -----------------------------------------------------------------------------------------------


def _sheet(sheet: Worksheet, table: DataTable) -> None:
    _head(sheet, [column.heading for column in table.columns])
    place = {column.key: number for number, column in enumerate(table.columns)}
    for line, row in enumerate(table.rows, start=2):
        for number, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            unit = row[place[column.unit_in]] if column.unit_in else column.unit
            exports.put(sheet.cell(line, number), value, _kind(column, unit))
            if column.type == Type.TEXT:
                sheet.cell(line, number).alignment = WRAPPED
    _finish(sheet, table.title, table.rows)
    for number, column in enumerate(table.columns):
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = _width(column, [row[number] for row in table.rows])


def _columns(sheet: Worksheet, tables: Iterable[DataTable]) -> None:
    """What each column holds: the key under which CSV and JSON know it, its meaning and its unit."""
    _head(sheet, ["Sheet", "Column", "Key", "Meaning", "Unit"])
    rows = [
        (sheet_name(table), each.heading, each.key, each.meaning, each.unit or _in_words(table, each))
        for table in tables
        for each in table.columns
    ]
    for line, row in enumerate(rows, start=2):
        for number, value in enumerate(row, start=1):
            exports.put(sheet.cell(line, number), value)
            sheet.cell(line, number).alignment = WRAPPED
    _finish(sheet, COLUMNS, rows)
    for letter, width in zip("ABCDE", (26, 26, 24, 60, 30), strict=True):
        sheet.column_dimensions[letter].width = width


def _in_words(table: DataTable, column: Column) -> str:
    """Where each row says its own unit: in which column."""
    headings = {each.key: each.heading for each in table.columns}
    return f"In the column “{headings[column.unit_in]}”" if column.unit_in else ""


def _head(sheet: Worksheet, headings: Sequence[str]) -> None:
    for number, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, number)
        exports.put(cell, heading)
        cell.font, cell.fill, cell.alignment = HEADING, exports.HEAD, WRAPPED


def _finish(sheet: Worksheet, title: str, rows: Cells) -> None:
    """Headings stay in sight and on every printed page; every column can be filtered."""
    exports.set_up_print(sheet, title=title, heading_row=1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{len(rows) + 1}"


def _kind(column: Column, unit: Value) -> Kind:
    if column.type == Type.NUMBER:
        return KINDS.get(str(unit), Kind.NUMBER)
    return Kind.DAY if column.type in (Type.DAY, Type.MOMENT) else Kind.TEXT


def _width(column: Column, values: Iterable[Value]) -> int:
    """Characters: as wide as the heading's longest word and the values ask, within reason."""
    longest_word = max(map(len, column.heading.split()))
    if column.type in (Type.DAY, Type.MOMENT):
        return max(18, longest_word + 2)
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(longest_word + 2, longest + 2, NARROWEST), WIDEST)
