"""Outcome ambitions: the measured start, the way planned from it, and what has been reported since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import charts, periods
from core.figures import HUNDRED, MeasureKind, Polarity, format_value
from core.money import round_half_up
from performance.models import AmbitionLevel, OutcomeAmbition, PerformanceLevel
from performance.pages import AmbitionPoint, AmbitionRow, AreaLevel


@dataclass(frozen=True)
class Outcomes:
    """The ambitions, and every published level: those that belong to no ambition as well."""

    ambitions: tuple[AmbitionRow, ...]
    levels: tuple[AreaLevel, ...]


def read_outcomes(year: periods.FinancialYear, *, today: date) -> Outcomes:
    """Both, as they stood for a financial year, in three queries. Nothing reported of a year after today is shown."""
    published = list(PerformanceLevel.objects.select_related("domain"))
    of_ambition = defaultdict(list)
    for level in published:
        of_ambition[level.ambition_id].append(level)
    figures = _levels_by_ambition(today)
    rows = tuple(
        _row(ambition, figures[ambition.pk], of_ambition[ambition.pk], year)
        for ambition in OutcomeAmbition.objects.select_related("domain")
    )
    return Outcomes(rows, tuple(_area_level(level) for level in published))


def _levels_by_ambition(today: date) -> dict[int, list[AmbitionLevel]]:
    """Plans of every year; reports of years that have ended."""
    found: dict[int, list[AmbitionLevel]] = defaultdict(list)
    for level in AmbitionLevel.objects.select_related("year").order_by("year__start"):
        if level.kind == AmbitionLevel.Kind.TARGET or level.year.period.ends_on < today:
            found[level.ambition_id].append(level)
    return found


def _row(
    ambition: OutcomeAmbition,
    levels: Sequence[AmbitionLevel],
    published: Iterable[PerformanceLevel],
    year: periods.FinancialYear,
) -> AmbitionRow:
    targets = [level for level in levels if level.kind == AmbitionLevel.Kind.TARGET]
    return AmbitionRow(
        number=ambition.number,
        domain=ambition.domain.number,
        domain_name=ambition.domain.name,
        name=ambition.name,
        short_name=ambition.short_name,
        measure=ambition.measure,
        unit=ambition.unit,
        polarity_text=Polarity(ambition.polarity).label,
        baseline=_baseline(ambition),
        targets=tuple(_point(level) for level in targets),
        actuals=tuple(_point(level) for level in levels if level.kind == AmbitionLevel.Kind.ACTUAL),
        asked=_asked(ambition.baseline, targets),
        share_due_percent=_share_due(ambition.baseline, targets, year),
        note=ambition.note,
        provenance=ambition.provenance,
        source=ambition.source,
        levels=tuple(_area_level(level) for level in published),
    )


def _baseline(ambition: OutcomeAmbition) -> AmbitionPoint | None:
    if ambition.baseline is None:
        return None
    return AmbitionPoint(
        ambition.baseline_period, ambition.baseline, figure_text(ambition.baseline), ambition.provenance
    )


def _point(level: AmbitionLevel) -> AmbitionPoint:
    return AmbitionPoint(level.year.label, level.value, figure_text(level.value), level.provenance)


def _area_level(level: PerformanceLevel) -> AreaLevel:
    return AreaLevel(level.short_name, level.area, level.level, level.as_at, level.domain.number)


def figure_text(value: Decimal) -> str:
    """1,691.7; the unit stands beside it once."""
    return format_value(value, MeasureKind.NUMBER)


def change_text(before: Decimal, after: Decimal) -> str:
    """2.5% lower; the same; of a start at 0, which has no percentage, 3 higher."""
    if after == before:
        return "The same"
    way = "higher" if after > before else "lower"
    if not before:
        return f"{figure_text(abs(after))} {way}"
    percent = round_half_up(abs(after - before) * HUNDRED / abs(before), 1)
    return f"{percent}% {way}" if percent else f"Less than 0.1% {way}"


def _asked(baseline: Decimal | None, targets: Sequence[AmbitionLevel]) -> str:
    """What the last planned year asks for, against the baseline: 2.5% lower by 2018/19."""
    if baseline is None or not targets:
        return ""
    last = targets[-1]
    return f"{change_text(baseline, last.value)} by {last.year.label}"


def _share_due(
    baseline: Decimal | None, targets: Sequence[AmbitionLevel], year: periods.FinancialYear
) -> Decimal | None:
    """Per cent of the whole planned movement that is due by the year's own target, or the last one before it.

    A year before every target looks at the first to come: 16 % of the movement to 2018/19 is due in 2014/15.
    """
    if baseline is None or not targets or targets[-1].value == baseline:
        return None
    reached = [level for level in targets if level.year.period <= year] or targets[:1]
    share = (reached[-1].value - baseline) * HUNDRED / (targets[-1].value - baseline)
    return round_half_up(min(max(share, Decimal(0)), HUNDRED), 1)


# Drawing --------------------------------------------------------------------------------------------------------------


def steps(row: AmbitionRow) -> tuple[charts.Step, ...]:
    """The marks of a trajectory. A baseline whose year is not stated stands one year before the first target."""
    planned = [
        charts.Step(_start(point), point.value, _said(point), is_planned=True) for point in row.targets
    ]
    reported = [charts.Step(_start(point), point.value, _said(point)) for point in row.actuals]
    if row.baseline is None:
        return (*reported, *planned)
    start = baseline_start(row) or 0
    return (charts.Step(start, row.baseline.value, f"baseline {row.baseline.text}"), *reported, *planned)


def baseline_start(row: AmbitionRow) -> int | None:
    """The year of the baseline: as stated, else the one before the first year that is planned or reported."""
    if row.baseline is None:
        return None
    first = min((_start(point) for point in (*row.targets, *row.actuals)), default=1)
    return _year_of(row.baseline.year) or first - 1


def _start(point: AmbitionPoint) -> int:
    return periods.FinancialYear.from_label(point.year).start


def _said(point: AmbitionPoint) -> str:
    return f"{point.year} {point.text}"


def _year_of(label: str) -> int | None:
    """The year in which a period begins, where it is written as a financial or a calendar year."""
    try:
        return periods.FinancialYear.from_label(label).start
    except ValueError:
        return int(label) if label.isascii() and label.isdigit() and len(label) == 4 else None
