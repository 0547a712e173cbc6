"""How many people took part in a year: by kind of activity and by quarter, with totals.

The list of activities tells how many took part in each, and “fewer than 5” where they were fewer. A reader can take
every number of that list off a total, so that a total with small ones in it would tell what they add up to, and its
change what one that is added is: each is held back (core/small_numbers.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.exports import Column, Kind, Table
from core.periods import FinancialYear
from core.small_numbers import held_back
from engagement.models import EngagementActivity

HELD_BACK = "held back"
NO_DAY = "Day not known"
NAMED_YEAR = re.compile(r"[0-9]{4}/[0-9]{2}")


@dataclass(frozen=True)
class Cell:
    """A number of people; `is_held_back` says that it is not shown, None that nobody's number is known."""

    count: int | None
    is_held_back: bool = False

    @property
    def text(self) -> str:
        if self.count is None:
            return ""
        return HELD_BACK if self.is_held_back else f"{self.count:,}"


@dataclass(frozen=True)
class Line:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Participation:
    """The table with its totals: the last cell of each line, and the last line."""

    year: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    not_known: int
    """Activities of the year whose number of people nobody wrote down."""

    @property
    def holds_back(self) -> bool:
        return any(cell.is_held_back for line in self.lines for cell in line.cells)


def build_participation(activities: Iterable[EngagementActivity], year: FinancialYear) -> Participation:
    """Of the activities of a year, each in the quarter of its first day; those that began in another are left out."""
    columns = (*(quarter.label.split()[-1] for quarter in year.quarters), NO_DAY)
    groups: dict[tuple[str, int], list[int]] = {}
    not_known = 0
    for activity in (each for each in activities if is_counted_in(each, year)):
        if activity.took_part is None:
            not_known += 1
        else:
            key = (str(activity.get_kind_display()), _column(activity, year))
            groups.setdefault(key, []).append(activity.took_part)
    kinds = sorted({kind for kind, _ in groups})
    parts = [[groups.get((kind, column), []) for column in range(len(columns))] for kind in kinds]
    used = [column for column in range(len(columns)) if column < 4 or any(line[column] for line in parts)]
    shown = [[line[column] for column in used] for line in parts]
    return Participation(
        year.label, tuple(columns[each] for each in used), tuple(_lines(kinds, shown)), not_known
    )


def is_counted_in(activity: EngagementActivity, year: FinancialYear) -> bool:
    """Each in one year alone: that of its first day or, where no day is known, the first that its words name.

    One that goes on across a year's end is of both years, and would let a reader take the table of one from that of the
    other: each is held back as if it were alone.
    """
    if activity.starts_on is not None:
        return FinancialYear.containing(activity.starts_on) == year
    named = NAMED_YEAR.search(activity.date_text)
    return named is not None and named[0] == year.label


def _column(activity: EngagementActivity, year: FinancialYear) -> int:
    """0 to 3 for the quarters, 4 where no day is known."""
    if activity.starts_on is None:
        return 4
    return next(n for n, each in enumerate(year.quarters) if activity.starts_on <= each.ends_on)


def _lines(kinds: Sequence[str], parts: Sequence[Sequence[Sequence[int]]]) -> Iterable[Line]:
    if not kinds:
        return
    held = held_back(parts)
    sums = [[sum(cell) if cell else None for cell in line] for line in parts]
    down = [[line[column] for line in sums] for column in range(len(sums[0]))]
    totals = [_sum(column) for column in down]
    rows = [[*line, _sum(line)] for line in sums] + [[*totals, _sum(totals)]]
    for row, (name, counts) in enumerate(zip([*kinds, "All"], rows, strict=True)):
        cells = (Cell(count, (row, column) in held) for column, count in enumerate(counts))
        yield Line(name, tuple(cells))


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def as_table(page: Participation) -> Table:
    """The same for a file: what is held back on the page is held back here."""
    columns = [Column("Kind of activity", width=26)]
    columns += [Column(name, Kind.NUMBER, 12) for name in (*page.columns, "Year")]
    rows = [
        [line.name, *(HELD_BACK if cell.is_held_back else cell.count for cell in line.cells)]
        for line in page.lines
    ]
    return Table(f"who took part {page.year.replace('/', '-')}", f"Who took part, {page.year}", columns, rows)
