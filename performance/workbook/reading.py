"""A filled-in workbook as texts for the return's own forms, or as a list of what to put right in it.

The figures are understood, and refused, by the very rules of the page (`performance.return_texts`); what is read here
is only where they stand. A file with one thing wrong changes nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from core.cells import Book, Cell, Problem, Sheet, Unreadable
from performance.return_forms import OWN_RATINGS, RowForm
from performance.return_texts import DATE_KEYS, TICKED, texts_of
from performance.returns import ReturnRow, ReturnSheet
from performance.workbook.canonical import meaning
from performance.workbook.layout import (
    ABOUT,
    HEADING_ROW,
    KEY_ROW,
    KPI_KEY,
    RECOVERY,
    SCHEMA,
    SEEN_KEY,
    SHEET,
    column_key,
    columns_of,
    figure_columns,
)
from performance.workbook.writing import open_columns

AGAIN = "Download the workbook again, and copy your figures into it."
BECAME_A_DATE = (
    "Excel has made a date of what was typed. Type one number in this cell; of n of d, each in its own cell."
)
_DATE = re.compile(r"(\d{1,2})[/. -]+(\d{1,2}|[A-Za-z]{3,9})[/. -]+(\d{4})")
_SEEN = re.compile(r"\d{1,8}\.[0-9a-f]{16}")
_YES, _NO = ("yes", "y", "true"), ("no", "n", "false", "")


@dataclass(frozen=True)
class ReadRow:
    """A KPI whose row was changed in the file: the version it was changed from, and the texts of its fields.

    `rounded` are those of its figures that had more digits than can be kept, as they are taken.
    """

    number: int
    seen: str
    texts: Mapping[str, str]
    rounded: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadReturn:
    """What a workbook says: rows that were changed in it, how many were not, and how many are not in it."""

    rows: tuple[ReadRow, ...]
    unchanged: int
    absent: int
    problems: tuple[Problem, ...]


def read_return(book: Book, sheet: ReturnSheet) -> ReadReturn:
    """The workbook of this return. Raises Unreadable for one of another, or one without its bearings."""
    page = _page(book, sheet)
    reader = _Reader(sheet, page, _columns(page, sheet))
    rows = [row for line in sorted(page.rows) if line > HEADING_ROW for row in reader.rows_at(line)]
    return ReadReturn(
        rows=tuple(rows),
        unchanged=len(reader.found) - len(rows),
        absent=sheet.due - len(reader.found),
        problems=tuple(reader.problems),
    )


def row_form(row: ReturnRow, texts: Mapping[str, str], seen: str) -> RowForm:
    """The form of the return's page, as if the texts had been typed there."""
    data = QueryDict(mutable=True)
    data.update({f"k{row.number}-{key}": text for key, text in texts.items()})
    data[f"k{row.number}-seen"] = seen
    return RowForm(row, data)


# Which return, which columns ------------------------------------------------------------------------------------------


def _page(book: Book, sheet: ReturnSheet) -> Sheet:
    about, page = book.sheet(ABOUT), book.sheet(SHEET)
    if about is None or page is None:
        raise Unreadable(f"This file is not the workbook of a return. {AGAIN}")
    facts = {cells[1].text: about.cell(line, 2).text for line, cells in about.rows.items() if 1 in cells}
    if facts.get("schema") != SCHEMA:
        raise Unreadable(f"This workbook was made by another version of the portal. {AGAIN}")
    if facts.get("quarter") != sheet.quarter.slug:
        raise Unreadable(
            f"This workbook is of another quarter ({facts.get('quarter', 'unknown')[:20]}); "
            f"this is the return of {sheet.quarter}."
        )
    if facts.get("directorate") != sheet.directorate.slug:
        raise Unreadable(
            f"This workbook is of another directorate ({facts.get('directorate', 'unknown')[:60]}); "
            f"this is the return of {sheet.directorate}."
        )
    if page.merged:
        raise Unreadable(f"Cells {page.merged[0]} are merged, which hides all but one of them. Unmerge them.")
    return page


def _columns(page: Sheet, sheet: ReturnSheet) -> dict[str, int]:
    """The columns by their keys, wherever they stand now."""
    heads = page.rows.get(KEY_ROW, {}).values()
    columns = {cell.text: cell.column for cell in heads}
    doubled = next((cell.letter for cell in heads if columns[cell.text] != cell.column), "")
    if doubled:
        raise Unreadable(f"Column {doubled} stands in the workbook twice. {AGAIN}")
    needed = [each for each in columns_of(sheet) if each.is_entry or each.is_hidden]
    missing = [each.heading for each in needed if each.key not in columns]
    if missing:
        raise Unreadable(f"The workbook lacks the column “{missing[0]}”. {AGAIN}")
    return columns


# Row by row -----------------------------------------------------------------------------------------------------------


@dataclass
class _Reader:
    sheet: ReturnSheet
    page: Sheet
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_slug = {row.kpi.slug: row for row in self.sheet.due_rows}
        self.entry_columns = [each for each in columns_of(self.sheet) if each.is_entry]
        self.keyed = set(self.columns.values())

    def rows_at(self, line: int) -> Iterator[ReadRow]:
        """The row of a KPI, if it stands here and says something else than when it was downloaded."""
        self._refuse_extra(line)
        slug = self._cell(line, KPI_KEY).text
        row = self.by_slug.get(slug)
        if row is None:
            self._refuse_stray(line, slug)
            return
        if slug in self.found:
            self._refuse(
                self._cell(line, "number"), "No.", f"This KPI stands in row {self.found[slug]} already."
            )
            return
        self.found[slug] = line
        seen = self._cell(line, SEEN_KEY).text
        if not _SEEN.fullmatch(seen):
            self._refuse(
                self._cell(line, "number"), "No.", f"The hidden version of this row is lost. {AGAIN}"
            )
            return
        texts = self._texts(line, row)
        if texts is not None and seen.partition(".")[2] != meaning(row, texts):
            yield ReadRow(row.number, seen, texts, self._rounded(line))

    def _rounded(self, line: int) -> tuple[str, ...]:
        """June: 95.3%."""
        cells = ((column.heading, self._cell(line, column.key)) for column in self.entry_columns)
        return tuple(f"{heading}: {cell.text}" for heading, cell in cells if cell.is_rounded)

    def _texts(self, line: int, row: ReturnRow) -> dict[str, str] | None:
        """The texts of the row's fields; None when something in it is to be put right."""
        known = len(self.problems)
        texts = dict.fromkeys(texts_of(row), "")
        fields, is_open = figure_columns(row), open_columns(row)
        for column in self.entry_columns:
            cell = self._cell(line, column.key)
            if cell.is_blank:
                continue
            said = {}
            if cell.problem:
                self._refuse(cell, column.heading, cell.problem)
            elif column.key not in is_open:
                self._refuse(cell, column.heading, _not_typed_here(row, column.key))
            elif column.key in fields:
                said = self._figure(cell, column.heading, fields[column.key])
            else:
                said = self._word(cell, column.heading, column.key)
            texts |= said
        if len(self.problems) > known:
            return None
        self._refuse_errors(line, row, texts)
        return texts if len(self.problems) == known else None

    def _figure(self, cell: Cell, heading: str, key: str) -> dict[str, str]:
        if cell.day:
            self._refuse(cell, heading, BECAME_A_DATE)
            return {}
        return {key: cell.text}

    def _word(self, cell: Cell, heading: str, key: str) -> dict[str, str]:
        said = _worded(key, cell)
        if isinstance(said, str):
            self._refuse(cell, heading, said)
            return {}
        return said

    def _refuse_errors(self, line: int, row: ReturnRow, texts: Mapping[str, str]) -> None:
        """What the page itself would refuse, at its cell."""
        headings = {column.key: column.heading for column in self.entry_columns}
        for key, message in row_form(row, texts, "").understood.errors.items():
            column = column_key(row.kpi, key)
            self._refuse(self._cell(line, column), headings[column], message)

    def _refuse_stray(self, line: int, slug: str) -> None:
        if slug:
            message = f"“{slug[:60]}” is not due in this return. Delete the row. If it should be: {AGAIN}"
            self._refuse(self._cell(line, KPI_KEY), "KPI", message)
            return
        for column in self.entry_columns:
            cell = self._cell(line, column.key)
            if not cell.is_blank:
                self._refuse(cell, column.heading, "This row belongs to no KPI. Clear the cell.")

    def _refuse_extra(self, line: int) -> None:
        for place, cell in self.page.rows[line].items():
            if place not in self.keyed:
                self._refuse(cell, "", "This column is none of the workbook’s. Clear the cell.")

    def _refuse(self, cell: Cell, heading: str, message: str) -> None:
        self.problems.append(Problem(cell.row, cell.letter, heading, cell.text, message, SHEET))

    def _cell(self, line: int, key: str) -> Cell:
        place = self.columns.get(key)
        return self.page.cell(line, place) if place else Cell(line, 1)


def _not_typed_here(row: ReturnRow, key: str) -> str:
    if key in ("rag", "why"):
        return "This KPI has no target, so it is not rated. Clear the cell."
    if key.startswith("m."):
        return "This KPI is not typed by month. Clear the cell, and type its figure under Figure."
    if key == "q.1a":
        return "This KPI is typed by month. Clear the cell, and type its months."
    return "This KPI has nothing to type here. Clear the cell."


def _worded(key: str, cell: Cell) -> dict[str, str] | str:
    """The fields that a cell fills, or what to do when it does not say one of the words that are understood."""
    word = cell.text.casefold()
    if key == "nc":
        if word in _YES or word in _NO:
            return {"nc": TICKED if word in _YES else ""}
        return "Choose Yes, or leave it blank."
    if key == "rag":
        ratings = [rating for rating, _ in OWN_RATINGS]
        return {"rag": word} if word in ratings else "Choose Green, Amber or Red, or leave it blank."
    if key == RECOVERY:
        return _dated(cell)
    return {key: cell.text}


def _dated(cell: Cell) -> dict[str, str] | str:
    if cell.day:
        return dict(zip(DATE_KEYS, map(str, (cell.day.day, cell.day.month, cell.day.year)), strict=True))
    found = _DATE.fullmatch(cell.text)
    if not found:
        return "This is not a date that is understood. Type it as 30/09/2014."
    return dict(zip(DATE_KEYS, found.groups(), strict=True))
