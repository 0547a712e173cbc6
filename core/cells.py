"""What stands in a spreadsheet that somebody sent: sheets of cells, each with the text that a person would have typed.

What cannot be read with certainty is said as the cell's problem; nothing becomes 0 or blank in silence. The rules are
in docs/spreadsheets.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from core.figures import DECIMAL_PLACES
from core.money import PENCE_PLACES, round_half_up, tidy

EXCEL_DIGITS = 15
"""Significant digits that Excel keeps and shows of a number."""
EXCEL_ERRORS = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")

_PERCENT = re.compile(r'"[^"]*"|\\.|(%)')
_PRINTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[^0#?./Ee]*[0#?,]*[0#?](?:\.([0#?]*))?[^0#?./Ee]*")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why, and what to do."""


@dataclass(frozen=True)
class Limits:
    """How much of a sheet is read; a sheet beyond it is refused."""

    rows: int = 5_100
    columns: int = 80


@dataclass(frozen=True)
class Cell:
    """What one cell says: as it would be typed, its day when it holds a date, or why it cannot be read.

    `is_rounded`: it holds more digits than can be kept, and says what Excel shows of them.
    """

    row: int
    column: int
    text: str = ""
    day: date | None = None
    problem: str = ""
    is_rounded: bool = False

    @property
    def letter(self) -> str:
        """C for the third column, AB for the twenty-eighth."""
        letters, column = "", self.column
        while column:
            column, place = divmod(column - 1, 26)
            letters = chr(ord("A") + place) + letters
        return letters

    @property
    def is_blank(self) -> bool:
        return not (self.text or self.problem)


@dataclass(frozen=True)
class Sheet:
    """One sheet: the rows that say anything, by their numbers in Excel, each with its cells by column."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    merged: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column) or Cell(row, column)


@dataclass(frozen=True)
class Book:
    """A file with its sheets; a CSV has one, without a name."""

    sheets: tuple[Sheet, ...]
    is_workbook: bool = True

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


@dataclass(frozen=True)
class Problem:
    """One thing to put right in a file: where it is, what stands there, and what to do."""

    row: int
    column: str
    heading: str
    value: str
    message: str
    sheet: str = ""

    @property
    def place(self) -> str:
        """Return, cell H12; row 7 of the file."""
        where = f"cell {self.column}{self.row}" if self.column else f"row {self.row}"
        return f"{self.sheet}, {where}" if self.sheet else f"{where[:1].upper()}{where[1:]}"


# What a cell says -----------------------------------------------------------------------------------------------------


def cell_of(row: int, column: int, value: Any, number_format: str = "") -> Cell:
    """The cell for a value as Excel or a CSV holds it."""
    if value is None:
        return Cell(row, column)
    if isinstance(value, bool):
        return Cell(row, column, "TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number_cell(row, column, value, number_format)
    if isinstance(value, datetime):
        return _moment_cell(row, column, value)
    if isinstance(value, date):
        return Cell(row, column, f"{value:%d/%m/%Y}", day=value)
    if isinstance(value, time | timedelta):
        return Cell(row, column, str(value), problem="This is a time. Type it again as a number or as text.")
    return _text_cell(row, column, str(value))


def number_text(value: float, number_format: str = "") -> str:
    """A number as it would be typed: 1.15, not 1.149999…; 95% where the cell is formatted as a percentage."""
    return _number_cell(1, 1, value, number_format).text


def _number_cell(row: int, column: int, value: float, number_format: str) -> Cell:
    """One with more digits than can be kept is taken as its format shows it: 143 of 150 in `0.0%` is 95.3%."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if isinstance(value, float):
        number = Context(prec=EXCEL_DIGITS, rounding=ROUND_HALF_UP).plus(number)
    is_percent = is_percent_format(number_format)
    exact = number * 100 if is_percent else number
    shown = _as_shown(exact, number_format)
    return Cell(row, column, f"{tidy(shown):f}{'%' if is_percent else ''}", is_rounded=shown != exact)


def _as_shown(number: Decimal, number_format: str) -> Decimal:
    kept = PENCE_PLACES if "£" in number_format else DECIMAL_PLACES
    places = shown_places(number_format)
    if places is None or number == round_half_up(number, kept):
        return number
    return round_half_up(number, min(places, kept))


def shown_places(number_format: str) -> int | None:
    """The digits that a format shows after the decimal point; None where it shows as many as there is room for."""
    positive = _PRINTED.sub("", (number_format or "").split(";")[0])
    found = _DIGITS.fullmatch(positive)
    return len(found[1] or "") if found else None


def is_percent_format(number_format: str) -> bool:
    """0.0% is one; a % in quotes or behind a backslash is only printed."""
    return any(found[1] for found in _PERCENT.finditer(number_format or ""))


def _moment_cell(row: int, column: int, value: datetime) -> Cell:
    if value.time() != time():
        return Cell(
            row, column, f"{value:%d/%m/%Y %H:%M}", problem="This is a moment, not a day. Type it again."
        )
    return Cell(row, column, f"{value:%d/%m/%Y}", day=value.date())


def _text_cell(row: int, column: int, value: str) -> Cell:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\x00" in text:
        return Cell(row, column, text.replace("\x00", "␀"), problem="This holds a character that is no text.")
    if text.upper() in EXCEL_ERRORS:
        return Cell(row, column, text, problem=error_sentence(text))
    return Cell(row, column, text)


def error_sentence(error: str) -> str:
    return f"Excel shows the error {error} here. Put the formula right, or type the figure."
