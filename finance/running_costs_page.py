"""The page of a year's running costs: the printed table with bars to scale, and its differences as footnotes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.money import pounds
from finance.bars import Bar, bars_of
from finance.models import RunningCostLine
from finance.pages import RunningCostRow, RunningCosts
from organisation.models import DataQualityNote

Kind = RunningCostLine.Kind


@dataclass(frozen=True)
class Footnote:
    """A remark under the table, and the mark that leads to it."""

    mark: str
    text: str


@dataclass(frozen=True)
class CostLine:
    """One line of the table. The saving and the total have no bar: they are no costs."""

    row: RunningCostRow
    bar: Bar | None
    marks: tuple[str, ...]

    @property
    def is_subtotal(self) -> bool:
        return self.row.kind == Kind.SUBTOTAL

    @property
    def is_saving(self) -> bool:
        return self.row.kind == Kind.SAVING

    @property
    def is_total(self) -> bool:
        return self.row.kind == Kind.TOTAL

    @property
    def depth(self) -> int:
        """1 for the outermost lines, as the table's classes count."""
        return self.row.level + 1


@dataclass(frozen=True)
class RunningCostsPage:
    costs: RunningCosts
    lines: tuple[CostLine, ...]
    footnotes: tuple[Footnote, ...]


def build_running_costs_page(costs: RunningCosts) -> RunningCostsPage:
    """Pure: numbers for subtotals that differ from their parts, letters for labels that are not certain."""
    differences = {
        place: Footnote(str(number), difference_text(row))
        for number, (place, row) in enumerate(_differing(costs), start=1)
    }
    texts = dict.fromkeys(row.certainty for row in costs.rows if row.certainty)
    doubts = {text: Footnote(chr(ord("a") + number), f"{text}.") for number, text in enumerate(texts)}
    bars = bars_of(
        {place: row.amount for place, row in enumerate(costs.rows) if row.kind in (Kind.LEAF, Kind.SUBTOTAL)}
    )
    lines = tuple(
        CostLine(
            row=row,
            bar=bars.get(place),
            marks=tuple(
                note.mark for note in (differences.get(place), doubts.get(row.certainty)) if note is not None
            ),
        )
        for place, row in enumerate(costs.rows)
    )
    return RunningCostsPage(costs, lines, (*differences.values(), *doubts.values()))


def without_footnoted(
    notes: Iterable[DataQualityNote], page: RunningCostsPage | None
) -> list[DataQualityNote]:
    """The notes that say more than the table's own footnotes do."""
    footnoted = tuple(line.row.label for line in page.lines if line.row.difference) if page else ()
    return [note for note in notes if not note.about.endswith(footnoted)]


def difference_text(row: RunningCostRow) -> str:
    """“Printed as £2,270,596; its parts add up to £2,270,597, £1 more. Shown as printed.”"""
    more = "more" if row.difference > 0 else "less"
    parts = pounds(row.parts_sum or row.amount)
    return (
        f"Printed as {pounds(row.amount)}; its parts add up to {parts}, "
        f"{pounds(abs(row.difference))} {more}. Shown as printed."
    )


def _differing(costs: RunningCosts) -> Iterator[tuple[int, RunningCostRow]]:
    return ((place, row) for place, row in enumerate(costs.rows) if row.difference)
