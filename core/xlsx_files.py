"""Opening a workbook that somebody sent: measured before it is unpacked, cleaned before it is parsed.

A small file can unpack to gigabytes, and a small part can become a million objects. So the declared sizes are added up
first, every part is unpacked in pieces and no further than declared, parts with a document type are refused, and their
elements are counted. What openpyxl then opens is a plain archive of those parts.
"""

import io
import logging
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import WorkSheetParser

from core.cells import Cell, Limits, Sheet, Unreadable, cell_of, error_sentence

MAX_UNPACKED = 25_000_000
MAX_PARTS = 500
MAX_ELEMENTS = {"sheet": 1_200_000, "other": 150_000}
"""Opening tags counted in one part: a sheet of 5,000 rows has 300,000; styles become a kilobyte of memory each."""
PIECE = 64 * 1024

NEVER_CALCULATED = (
    "This formula has no result. Open the file in Excel and save it, or type the figure itself."
)

_log = logging.getLogger(__name__)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]+)[\"']")

Parts = Mapping[str, bytes]


def read_sheets(shown: str, data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The worksheets of an .xlsx file. Raises Unreadable."""
    parts = _parts(shown, data)
    _check_kind(shown, parts)
    for name, part in parts.items():
        _check_part(shown, name, part)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = tuple(_sheets(shown, parts, limits))
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook fails anywhere in the library, in any way
        _log.info("A workbook could not be read: %r", error)
        raise Unreadable(
            f"{shown} is damaged, or no real workbook. Open it in Excel and save it again as .xlsx."
        ) from error
    if not sheets:
        raise Unreadable(f"{shown} is damaged: it has no sheet. Open it in Excel and save it again as .xlsx.")
    return sheets


# The archive ----------------------------------------------------------------------------------------------------------


def _parts(shown: str, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(shown, archive)
            return {info.filename: _unpacked(archive, info) for info in archive.infolist() if _is_read(info)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable(f"{shown} is damaged. Open it in Excel and save it again as .xlsx.") from error


def _check_sizes(shown: str, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or len({info.filename for info in infos}) < len(infos):
        raise Unreadable(f"{shown} is not packed as Excel packs a workbook. Save it again in Excel as .xlsx.")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Unreadable(
            f"{shown} unpacks to more than {MAX_UNPACKED // 1_000_000} MB. Copy the figures into a new workbook."
        )
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable(f"{shown} is protected by a password. Save it without one, then send it again.")


def _is_read(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith((".xml", ".rels", ".bin")) or info.filename == "mimetype"


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """In pieces, so that a part which is longer than it says never stands in memory."""
    with archive.open(info) as stream:
        return b"".join(iter(lambda: stream.read(PIECE), b""))


def _check_kind(shown: str, parts: Parts) -> None:
    types = parts.get("[Content_Types].xml", b"")
    if any(name.endswith("vbaProject.bin") for name in parts) or b"macroEnabled" in types:
        raise Unreadable(f"{shown} holds macros. Save it as an Excel workbook without macros (.xlsx).")
    if "xl/workbook.bin" in parts:
        raise Unreadable(f"{shown} is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx).")
    if b"opendocument" in parts.get("mimetype", b""):
        raise Unreadable(f"{shown} is an OpenDocument file. Save it as an Excel workbook (.xlsx).")
    if "xl/workbook.xml" not in parts:
        raise Unreadable(f"{shown} is a packed file, but no workbook. Save it in Excel as .xlsx.")


def _check_part(shown: str, name: str, part: bytes) -> None:
    """Excel writes UTF-8 without a document type; anything else is made by hand, to do harm."""
    if name.endswith(".bin"):
        return
    if b"\x00" in part or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Unreadable(
            f"{shown} holds definitions that no workbook needs. Save it again in Excel as .xlsx."
        )
    kind = "sheet" if name.startswith("xl/worksheets/") else "other"
    if part.count(b"<") - part.count(b"</") > MAX_ELEMENTS[kind]:
        raise Unreadable(
            f"{shown} has too many cells or styles, perhaps formatted empty ones. Copy the figures into a new workbook."
        )


def _repacked(parts: Parts) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            if not name.endswith(".bin"):
                archive.writestr(name, part)
    packed.seek(0)
    return packed


# Its sheets -----------------------------------------------------------------------------------------------------------


def _sheets(shown: str, parts: Parts, limits: Limits) -> Iterator[Sheet]:
    has_formulas = any(
        _FORMULA.search(part) for name, part in parts.items() if name.startswith("xl/worksheets/")
    )
    formulas = _formulas(parts) if has_formulas else {}
    book = load_workbook(_repacked(parts), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        path = sheet._worksheet_path  # type: ignore[attr-defined]
        merged = tuple(found.decode() for found in _MERGED.findall(parts[path.lstrip("/")]))
        rows = _rows(shown, sheet, formulas.get(sheet.title, set()), limits)
        yield Sheet(sheet.title, rows, merged)


class _FormulaFinder(WorkSheetParser):
    """Says where formulas stand. What they say is not read: a long one shared by many cells would take for ever."""

    def parse_formula(self, element: object) -> str:
        return "="


def _formulas(parts: Parts) -> dict[str, set[tuple[int, int]]]:
    """Where formulas stand, by sheet: a result that Excel never worked out looks like an empty cell otherwise."""
    book: Workbook = load_workbook(_repacked(parts), read_only=True, data_only=False, keep_links=False)
    return {
        sheet.title: {
            (cell.row, cell.column) for cell in _written(sheet, _FormulaFinder) if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def _written(sheet: Any, parser_of_sheet: type[WorkSheetParser] = WorkSheetParser) -> Iterator[ReadOnlyCell]:
    """The cells that a sheet writes down, and no others.

    The library's own `iter_rows` puts in every row and cell that is left out, and a sheet of one cell may say that it
    stands in row two thousand million.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = parser_of_sheet(
            source,
            sheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, row in parser.parse():
            yield from (ReadOnlyCell(sheet, **cell) for cell in row)


def _rows(
    shown: str, sheet: Any, formulas: set[tuple[int, int]], limits: Limits
) -> dict[int, dict[int, Cell]]:
    """What the sheet says about its own size is not believed: each cell is held against the limits by its own place."""
    rows: dict[int, dict[int, Cell]] = {}
    for held in _written(sheet):
        cell = _cell(held, is_formula=(held.row, held.column) in formulas)
        if cell.is_blank:
            continue
        if cell.row > limits.rows:
            raise Unreadable(f"{shown} has more than {limits.rows:,} rows. Send it in parts.")
        if cell.column > limits.columns:
            raise Unreadable(f"{shown} has more than {limits.columns} columns: cell {cell.letter}{cell.row}.")
        rows.setdefault(cell.row, {})[cell.column] = cell
    return rows


def _cell(held: object, *, is_formula: bool) -> Cell:
    row, column, value = held.row, held.column, held.value  # type: ignore[attr-defined]
    kind = held.data_type  # type: ignore[attr-defined]
    if kind == "e":
        return Cell(row, column, str(value), problem=error_sentence(str(value)))
    if value is None and is_formula and kind != "str":
        return Cell(row, column, "a formula", problem=NEVER_CALCULATED)
    number_format = held.number_format if isinstance(value, int | float) else ""  # type: ignore[attr-defined]
    return cell_of(row, column, value, number_format)
