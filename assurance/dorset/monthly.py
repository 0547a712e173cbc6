"""Loads the invented months of the 19 monthly KPIs, 2012/13 and 2013/14, and the quarters of 2012/13 they make.

A published quarter is split into months that roll up to it; it stays as published. Of 2012/13 nothing is published: its
quarters are rolled up from invented months. What was printed as not collected has months not collected.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assurance.dorset.files import read
from assurance.dorset.kpi_rows import VALUE_KEY, PublishedKPI, published_kpis, value_row
from assurance.dorset.rows import by, create_missing
from assurance.dorset.splits import months_of, year_before
from core import periods
from core.figures import HUNDRED, Figure, MeasureKind
from core.provenance import Provenance
from performance.models import KPI, KPIValue
from performance.rollup import RollUp, roll_up

PRINTED_AS_NOT_COLLECTED = "The quarter is printed as *: information not collected"
NOT_YET_MEASURED = "Measured for the first time in 2013/14"

Months = tuple[Figure | None, ...]
UNCOLLECTED: Months = (None, None, None)


@dataclass(frozen=True)
class Recipe:
    """How the months of one measure are invented.

    `spread` is how far they stray, `level` how the year before stood against the published one (None: it was not
    collected), `given` holds the months that are written out in the file.
    """

    rule: RollUp
    seed: str
    spread: Decimal
    level: Decimal | None
    given: dict[str, Figure] = field(default_factory=dict)

    def series(self, published: dict[periods.Quarter, Figure | None]) -> dict[periods.Quarter, Months]:
        """The months of the year before and of the published one, by quarter, oldest first."""
        series: dict[periods.Quarter, Months] = {}
        before = None
        for quarter, figure in {**self._year_before(published), **published}.items():
            series[quarter] = self._months(quarter, figure, before) if figure else UNCOLLECTED
            before = figure or before
        return series

    def _year_before(
        self, published: dict[periods.Quarter, Figure | None]
    ) -> dict[periods.Quarter, Figure | None]:
        return {
            periods.Quarter(quarter.year.previous, quarter.number): (
                year_before(figure, seed=self._seed(quarter), spread=self.spread, level=self.level)
                if figure and self.level is not None
                else None
            )
            for quarter, figure in published.items()
        }

    def _months(self, quarter: periods.Quarter, figure: Figure, before: Figure | None) -> Months:
        if quarter.months[0].slug in self.given:
            return tuple(self.given[month.slug] for month in quarter.months)
        return months_of(figure, self.rule, seed=self._seed(quarter), spread=self.spread, before=before)

    def _seed(self, quarter: periods.Quarter) -> str:
        return f"{self.seed} {quarter.slug}"


def load() -> int:
    """Load months and the quarters of 2012/13, and return how many rows were created."""
    file = read("illustrative/months.json")
    kpis, rows = by(KPI, "number"), {row["number"]: row for row in file["kpis"]}
    values = [
        value
        for published in published_kpis()
        if published.number in rows
        for value in _values(published, kpis[published.number], rows[published.number], file["source"])
    ]
    return len(create_missing(values, key=VALUE_KEY))


def recipes(kpi: KPI, row: dict[str, Any]) -> list[Recipe]:
    """The recipe of the KPI's measure, and of the second of a pair."""
    measures = [(kpi.measure, kpi.roll_up, "")]
    if kpi.second_measure:
        measures.append((kpi.second_measure, kpi.second_roll_up, "second_"))
    return [_recipe(f"KPI {kpi.number} {prefix}", kind, rule, row, prefix) for kind, rule, prefix in measures]


def _recipe(seed: str, measure: str, rule: str, row: dict[str, Any], prefix: str) -> Recipe:
    level = row.get(f"{prefix}year_before_percent")
    return Recipe(
        rule=RollUp(rule),
        seed=seed.strip(),
        spread=Decimal(row.get(f"{prefix}spread_percent", 0)) / HUNDRED,
        level=None if level is None else Decimal(level) / HUNDRED,
        given={
            month: Figure.of(MeasureKind(measure), Decimal(value))
            for month, value in row.get(f"{prefix}given", {}).items()
        },
    )


def _values(published: PublishedKPI, kpi: KPI, row: dict[str, Any], source: str) -> Iterator[KPIValue]:
    """The months of two years, and the quarters of the first, of one KPI."""
    marks = {"provenance": Provenance.ILLUSTRATIVE, "source": source}
    columns = [
        recipe.series({quarter: published.figures(quarter)[place] for quarter in published.quarters})
        for place, recipe in enumerate(recipes(kpi, row))
    ]
    for quarter in columns[0]:
        measures = [column[quarter] for column in columns]
        is_published = quarter in published.quarters
        marks["reason"] = PRINTED_AS_NOT_COLLECTED if is_published else NOT_YET_MEASURED
        for month, figures in zip(quarter.months, zip(*measures, strict=True), strict=True):
            yield value_row(kpi, month, *figures, **marks)
        if not is_published:
            yield value_row(kpi, quarter, *_rolled_up(kpi, measures), **marks)


def _rolled_up(kpi: KPI, measures: list[Months]) -> list[Figure | None]:
    rules = (kpi.roll_up, kpi.second_roll_up)
    return [roll_up(rule, months).figure for rule, months in zip(rules, measures, strict=False)]
