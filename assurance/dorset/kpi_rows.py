"""The KPIs of the data files, and the rows that their figures become."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assurance.dorset.files import read_folder
from core import periods
from core.figures import DECIMAL_PLACES, Figure, MeasureKind
from core.money import round_half_up
from performance.models import KPI, KPIValue

VALUE_KEY = ("kpi_id", "period_kind", "starts_on")
"""How a value is known: one a KPI and period."""


@dataclass(frozen=True)
class PublishedKPI:
    """One KPI as its file has it, with the team that reports it and the document it was read in."""

    row: dict[str, Any]
    team: str
    owner: str
    source: str

    @property
    def number(self) -> int:
        return int(self.row["number"])

    @property
    def quarters(self) -> dict[periods.Quarter, dict[str, Any]]:
        return {periods.Quarter.from_slug(slug): row for slug, row in self.row["quarters"].items()}

    def figures(self, quarter: periods.Quarter) -> tuple[Figure | None, Figure | None]:
        """What a quarter says of the first measure and, of a pair, of the second; None where not collected."""
        row = self.quarters[quarter]
        first = Figure(
            MeasureKind(self.row["measure"]),
            *(_decimal(row.get(name)) for name in ("value", "numerator", "denominator")),
        )
        if not first.has_figure:
            return None, None
        second = self.row.get("second_measure")
        return first, Figure(MeasureKind(second), _decimal(row["second_value"])) if second else None


def published_kpis() -> Iterator[PublishedKPI]:
    """Every KPI of 2013/14, directorate by directorate."""
    for file in read_folder("published/kpis_2013_14"):
        for team in file["teams"]:
            for row in team["kpis"]:
                yield PublishedKPI(row, team["team"], team["owner"], file["source"])


def value_row(
    kpi: KPI,
    period: periods.Period,
    first: Figure | None,
    second: Figure | None = None,
    *,
    reason: str = "",
    **fields: Any,
) -> KPIValue:
    """An unsaved value: the figure in its columns, or not collected, and why, where there is none."""
    value = KPIValue(
        kpi=kpi, period_kind=period.kind, starts_on=period.starts_on, ends_on=period.ends_on, **fields
    )
    if first is None:
        value.not_collected, value.not_collected_reason = True, reason
        return value
    value.value = _kept(first.value)
    value.numerator, value.denominator = first.numerator, first.denominator
    value.second_value = _kept(second.value) if second else None
    return value


def _kept(value: Decimal | None) -> Decimal | None:
    """A value to the four places that the database keeps; n of d can have more."""
    return None if value is None else round_half_up(value, DECIMAL_PLACES)


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)
