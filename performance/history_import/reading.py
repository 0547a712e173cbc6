"""A file of history as rows of texts with their periods, or as what to put right in it. Asks the database nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.cells import Book, Cell, Problem, Sheet, Unreadable
from performance.history_import.layout import FIRST, HEADINGS, IGNORED, MAX_ROWS, SECOND, Field
from performance.history_import.written_periods import PeriodError, read_period, slug_of

EXPORTED_SHEET = "Figures"
BECAME_A_DATE = (
    "Excel has made a date of what was typed. Type the figure again, n and d in columns of their own."
)


@dataclass(frozen=True)
class HistoryRow:
    """One row: the KPI as the file names it (nothing: the one chosen for the file), its period, its texts.

    `is_rounded`: a cell of its figure had more digits than can be kept.
    """

    line: int
    kpi: str
    period: str
    texts: Mapping[str, str]
    is_rounded: bool = False

    def text(self, name: Field) -> str:
        return self.texts.get(name.value, "")

    def as_json(self) -> list[Any]:
        return [self.line, self.kpi, self.period, dict(self.texts), self.is_rounded]


@dataclass(frozen=True)
class ReadHistory:
    rows: tuple[HistoryRow, ...]
    columns: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Places:
    """Where the columns of a file stand, to say in which cell something is wrong."""

    letters: Mapping[str, str] = field(default_factory=dict)

    def problem(self, row: HistoryRow, name: Field, message: str) -> Problem:
        letter = self.letters.get(name.value, "")
        value = row.kpi if name == Field.KPI else row.text(name)
        return Problem(row.line, letter, name.value, value, message)


def read_history(book: Book) -> ReadHistory:
    """The rows of the file. Raises Unreadable when its headings do not say what its columns are."""
    sheet = _sheet(book)
    head = min(sheet.rows)
    columns = _columns(sheet.rows[head])
    lines = [line for line in sorted(sheet.rows) if line > head]
    if not lines:
        raise Unreadable("The file has headings and no rows.")
    if len(lines) > MAX_ROWS:
        raise Unreadable(
            f"The file has {len(lines):,} rows; {MAX_ROWS:,} are read at once. Send it in parts."
        )
    rows: list[HistoryRow] = []
    problems: list[Problem] = []
    for line in lines:
        wrong = list(_problems(sheet, line, columns, is_csv=not book.is_workbook))
        problems += wrong
        if not wrong:
            _keep(sheet, line, columns, rows, problems)
    letters = {name.value: sheet.cell(head, place).letter for name, place in columns.items()}
    return ReadHistory(tuple(rows), letters, tuple(problems))


def _sheet(book: Book) -> Sheet:
    """The one sheet that says anything; of several, the one that an export writes."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    named = [sheet for sheet in filled if sheet.name == EXPORTED_SHEET]
    if not filled:
        raise Unreadable("The file holds nothing.")
    if len(filled) > 1 and not named:
        raise Unreadable(
            f"The workbook has {len(filled)} sheets. Keep one, or name the one to be read “{EXPORTED_SHEET}”."
        )
    sheet = named[0] if named else filled[0]
    if sheet.merged:
        raise Unreadable(
            f"Cells {sheet.merged[0]} are merged, which hides all but one of them. Unmerge them."
        )
    return sheet


def _columns(head: Mapping[int, Cell]) -> dict[Field, int]:
    columns: dict[Field, int] = {}
    for place, cell in head.items():
        if cell.is_blank:
            continue
        name = HEADINGS.get(" ".join(cell.text.casefold().split()))
        if name is None:
            known = ", ".join(each.value for each in Field)
            raise Unreadable(
                f"The heading “{cell.text[:40]}” in cell {cell.letter}{cell.row} is not one of: {known}."
            )
        if name in columns:
            raise Unreadable(f"Two columns are headed “{name.value}”. Keep one of them.")
        columns[name] = place
    if Field.PERIOD not in columns:
        raise Unreadable(f"No column is headed “{Field.PERIOD.value}”, so the first row is no heading.")
    if not {Field.FIGURE, Field.N, Field.NOT_COLLECTED} & columns.keys():
        raise Unreadable(
            f"No column is headed “{Field.FIGURE.value}”, nor “{Field.N.value}” and “{Field.D.value}”."
        )
    return columns


def _problems(sheet: Sheet, line: int, columns: Mapping[Field, int], *, is_csv: bool) -> Iterator[Problem]:
    """What cannot be read in the cells themselves, whatever they are about."""
    cells, names = sheet.rows[line], {place: name for name, place in columns.items()}
    if is_csv and len(cells) < len(sheet.rows[min(sheet.rows)]):
        message = (
            f"This row has {len(cells)} cells, the headings {len(sheet.rows[min(sheet.rows)])}. Complete it."
        )
        yield Problem(line, "", "", "", message)
        return
    for place, cell in cells.items():
        name = names.get(place)
        if cell.is_blank or name in IGNORED:
            continue
        if name is None:
            yield Problem(
                line, cell.letter, "", cell.text, "This column has no heading. Head it, or clear the cell."
            )
        elif cell.problem:
            yield Problem(line, cell.letter, name.value, cell.text, cell.problem)
        elif cell.day and name in (*FIRST, *SECOND):
            yield Problem(line, cell.letter, name.value, cell.text, BECAME_A_DATE)


def _keep(
    sheet: Sheet, line: int, columns: Mapping[Field, int], rows: list[HistoryRow], problems: list[Problem]
) -> None:
    said = {name: sheet.cell(line, place) for name, place in columns.items() if name not in IGNORED}
    when = said[Field.PERIOD]
    try:
        period = slug_of(read_period(when.text, when.day))
    except PeriodError as error:
        problems.append(Problem(line, when.letter, Field.PERIOD.value, when.text, str(error)))
        return
    texts = {name.value: cell.text for name, cell in said.items() if cell.text and name != Field.KPI}
    kpi = said[Field.KPI].text if Field.KPI in said else ""
    is_rounded = any(said[name].is_rounded for name in (*FIRST, *SECOND) if name in said)
    rows.append(HistoryRow(line, kpi, period, texts, is_rounded))
