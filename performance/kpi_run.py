"""The run of one KPI up to a quarter: its months where there are some, else its quarters, with the target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import periods
from core.figures import format_value
from performance import assessment
from performance.models import KPI, KPIValue
from performance.records import KPIRecord
from performance.run_chart import NARROW, WIDE, RunChart, RunPoint, run_chart

POINTS_WIDE, POINTS_NARROW = 36, 18
"""Periods drawn at most: three years of months, half of them on a phone."""

FEWEST_POINTS = 2
"""A single period is no run."""

NOT_BY_MONTH = "The target is not one for a single month, so it is not drawn."


@dataclass(frozen=True)
class Run:
    """The run chart in both sizes; its numbers stand in the tables below it."""

    unit: str
    wide: RunChart
    narrow: RunChart
    points: int
    narrow_points: int
    target_note: str
    is_illustrative: bool


def run_of(record: KPIRecord, months: Mapping[periods.Month, KPIValue], at: periods.Quarter) -> Run | None:
    """The run up to a quarter; None where fewer than two periods could be drawn."""
    by_month = _month_points(record, months, at)
    if _drawable(by_month) >= FEWEST_POINTS:
        is_hidden = record.target(at) is not None and by_month[-1].target is None
        note = NOT_BY_MONTH if is_hidden else ""
        return _drawn(record, by_month, at, "month", note, months.values())
    by_quarter = _quarter_points(record, at)
    if _drawable(by_quarter) < FEWEST_POINTS:
        return None
    return _drawn(record, by_quarter, at, "quarter", "", record.values.values())


def quarters_of(record: KPIRecord, at: periods.Quarter) -> list[periods.Quarter]:
    """Every quarter from the first with a row to the last, or to the one that the page stands at."""
    quarters, quarter = [], min([*record.values, at])
    while quarter <= max([*record.values, at]):
        quarters.append(quarter)
        quarter = quarter.next
    return quarters


def _drawn(
    record: KPIRecord,
    points: Sequence[RunPoint],
    at: periods.Quarter,
    unit: str,
    note: str,
    values: Iterable[KPIValue],
) -> Run:
    name, kind = record.kpi.short_name, assessment.assessed_kind(record.kpi_at(at))
    wide, narrow = points[-POINTS_WIDE:], points[-POINTS_NARROW:]
    target_text = record.target_text(at)
    return Run(
        unit=unit,
        wide=run_chart(name, wide, kind, target_text, WIDE),
        narrow=run_chart(name, narrow, kind, target_text, NARROW),
        points=len(wide),
        narrow_points=len(narrow),
        target_note=note,
        is_illustrative=all(value.is_illustrative for value in values),
    )


def _drawable(points: Sequence[RunPoint]) -> int:
    return sum(point.value is not None for point in points)


def _month_points(
    record: KPIRecord, months: Mapping[periods.Month, KPIValue], at: periods.Quarter
) -> list[RunPoint]:
    """Every month from the first returned to the last one up to the quarter; gaps keep their place."""
    there = sorted(month for month in months if month.ends_on <= at.ends_on)
    points: list[RunPoint] = []
    month = there[0] if there else None
    while month is not None and month <= there[-1]:
        kpi, names = record.kpi_at(month.quarter), (month.label, month.short, month.financial_year.label)
        level = assessment.month_level(kpi, record.target(month.quarter))
        points.append(_point(kpi, months.get(month), names, level))
        month = month.next
    return points


def _quarter_points(record: KPIRecord, at: periods.Quarter) -> list[RunPoint]:
    return [
        _point(
            record.kpi_at(quarter),
            record.value(quarter),
            (quarter.label, quarter.name, quarter.year.label),
            record.target_level(quarter),
        )
        for quarter in quarters_of(record, at)
        if quarter <= at
    ]


def _point(kpi: KPI, value: KPIValue | None, names: tuple[str, str, str], level: Decimal | None) -> RunPoint:
    """One period by its name, its short name and its year; without a figure that can be compared, a gap."""
    figure = assessment.assessed_figure(kpi, value) if value and value.is_complete else None
    if figure is None or figure.value is None:
        return RunPoint(*names, value=None, text="no figure", target=level)
    return RunPoint(*names, value=figure.value, text=format_value(figure.value, figure.kind), target=level)
