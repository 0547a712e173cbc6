"""A block of cells as a spreadsheet puts it on the clipboard: rows of cells, with its headings set apart. Pure."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.figures import MeasureKind
from core.parsing import FigureError, parse_figure

LONGEST = 200_000
"""Characters of a block: what a thousand KPIs with their names and months need."""
MOST_ROWS, MOST_COLUMNS = 1_000, 40

_PERIOD = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .'’/-]*(?:\d{2}|\d{4})?"
    r"|(?:\d{4}[/-]\d{2}\s*)?q[1-4](?:\s*\d{4}[/-]\d{2})?|\d{4}[/-]\d{2})",
    re.IGNORECASE,
)


class TooLarge(ValueError):
    """The block is larger than any return; nothing of it was read."""


@dataclass(frozen=True)
class Line:
    """One row of figures: its place in what was copied (from 1), the words before them, and the cells."""

    place: int
    label: str
    cells: tuple[str, ...]

    @property
    def says(self) -> bool:
        """Whether any of its cells is filled."""
        return any(self.cells)


@dataclass(frozen=True)
class Block:
    """What was copied: the lines of figures, and the headings that are skipped."""

    lines: tuple[Line, ...] = ()
    headings: tuple[str, ...] = ()


def read_block(text: str) -> Block:
    """The rows and cells of a text with tabs and line ends, as Excel, LibreOffice and Google Sheets copy them.

    A first row without any figure is a heading, as is a first column of words beside columns of figures.
    """
    if len(text) > LONGEST:
        raise TooLarge
    table = _table(text)
    while table and not any(table[-1]):
        table.pop()
    if len(table) > MOST_ROWS or max(map(len, table), default=0) > MOST_COLUMNS:
        raise TooLarge
    first = 1 if len(table) > 1 and _is_heading_row(table[0]) else 0
    body = table[first:]
    labelled = max(map(len, body), default=0) > 1 and _are_words(row[0] for row in body if row)
    lines = tuple(
        Line(place, row[0] if labelled and row else "", tuple(row[1:] if labelled else row))
        for place, row in enumerate(body, start=first + 1)
    )
    headings = [*(table[0] if first else ()), *(line.label for line in lines)]
    return Block(lines, tuple(filter(None, headings)))


def is_figure(text: str) -> bool:
    """Whether a measure of any kind could be read from a cell, or asked about."""
    return any(_reads(text, kind) for kind in MeasureKind)


def _reads(text: str, kind: MeasureKind) -> bool:
    try:
        reading = parse_figure(text, kind)
    except FigureError:
        return False
    return not reading.blank


def _table(text: str) -> list[list[str]]:
    """Raises TooLarge for a cell of more characters than any spreadsheet's, which one lost quotation mark can make."""
    try:
        rows = list(csv.reader(io.StringIO(_mended(text)), delimiter="\t"))
    except csv.Error as error:
        raise TooLarge from error
    return [[cell.strip() for cell in row or [""]] for row in rows]


def _mended(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"


def _is_heading_row(row: list[str]) -> bool:
    """Words, months or quarters alone: no figure, and nothing with digits that may be a figure in words."""
    said = [cell for cell in row if cell]
    return bool(said) and all(_is_heading(cell) for cell in said)


def _is_heading(cell: str) -> bool:
    return bool(_PERIOD.fullmatch(cell)) or not (any(map(str.isdigit, cell)) or is_figure(cell))


def _are_words(cells: Iterable[str]) -> bool:
    said = [cell for cell in cells if cell]
    return (
        bool(said)
        and not any(is_figure(cell) for cell in said)
        and all(any(map(str.isalpha, c)) for c in said)
    )
