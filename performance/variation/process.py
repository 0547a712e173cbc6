"""From the rows of a KPI to its XmR chart: which periods count, which target, which decisions, and what it says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from core import periods
from core.dates import in_words
from core.figures import Polarity, format_value
from core.provenance import Provenance
from performance import assessment, spc, spc_policy
from performance.kpi_months import split_text
from performance.models import KPI, Baseline, Frequency, KPIValue, Rebase, Target
from performance.rag import Basis, Comparator, Rating
from performance.records import KPIRecord
from performance.rollup import RollUp
from performance.spc import Direction, Series
from performance.spc_policy import FEWEST_FULL, FEWEST_TRIAL, Reading, Standing, Stretch
from performance.variation import words
from performance.variation.pages import Exhibit, Process, ProcessPoint, ProcessStretch

DIRECTIONS = {
    Polarity.HIGHER: Direction.INCREASE,
    Polarity.LOWER: Direction.DECREASE,
    Polarity.NEITHER: Direction.NEUTRAL,
}
_ASSURABLE = {(Direction.INCREASE, Comparator.AT_LEAST), (Direction.DECREASE, Comparator.AT_MOST)}
"""A target speaks to the process where it binds in the direction of improvement: at least, of more is better."""

ANNUAL = "Annual figures are too far apart for a chart of variation."
RECENT = 12
"""How many periods back something that stood out is still told of."""

CUMULATIVE = "Each figure contains the one before, so variation cannot be read from it."


@dataclass(frozen=True)
class Decisions:
    """What stands of the decisions about one KPI's limits."""

    rebases: tuple[Rebase, ...] = ()
    baseline: Baseline | None = None


def read_decisions(kpi_ids: Iterable[int], *, on: date) -> Mapping[int, Decisions]:
    """The decisions that stood on a day, by KPI: two queries."""
    ids = list(kpi_ids)
    rebases: dict[int, list[Rebase]] = defaultdict(list)
    standing = Rebase.objects.standing_on(on).filter(kpi_id__in=ids).prefetch_related("set_by")
    for rebase in standing.order_by("starts_on", "pk"):
        rebases[rebase.kpi_id].append(rebase)
    measured = Baseline.objects.standing_on(on).filter(kpi_id__in=ids).order_by("pk")
    baselines = {each.kpi_id: each for each in measured}
    return {kpi_id: Decisions(tuple(rebases[kpi_id]), baselines.get(kpi_id)) for kpi_id in ids}


class PeriodRow(NamedTuple):
    """What a board reads of a period's row, by the names of its columns: a tenth of what a model would cost."""

    kpi_id: int
    period_kind: str
    starts_on: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    second_value: Decimal | None
    second_numerator: Decimal | None
    second_denominator: Decimal | None
    not_collected: bool
    is_complete: bool
    provenance: str

    @property
    def is_illustrative(self) -> bool:
        return self.provenance == Provenance.ILLUSTRATIVE


@dataclass(frozen=True)
class Figures:
    """The months and the quarters of one KPI."""

    months: Mapping[periods.Month, KPIValue | PeriodRow]
    quarters: Mapping[periods.Quarter, KPIValue | PeriodRow]


# The periods ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One period of the series: its row if there is one, the KPI as it was then, and the target that held."""

    period: periods.Month | periods.Quarter
    kpi: KPI
    value: "KPIValue | PeriodRow | None"
    target: Target | None

    @property
    def is_month(self) -> bool:
        return isinstance(self.period, periods.Month)

    @property
    def figure(self) -> Decimal | None:
        """The assessed figure; None where there is none to compare, or not all of its months are in."""
        if self.value is None or not self.value.is_complete:
            return None
        return assessment.assessed_figure(self.kpi, self.value).value

    @property
    def is_reported(self) -> bool:
        """Whether anything was said of the period: what was invented for a demonstration says nothing."""
        return self.value is not None and not self.value.is_illustrative

    @property
    def counts(self) -> bool:
        """Whether it is a point of the process."""
        return self.is_reported and self.figure is not None


def unfit(record: KPIRecord, at: periods.Quarter) -> str:
    """Why variation is not read from this KPI, in a sentence; nothing where it is.

    A figure that is the last of its months, against a target for the year so far, is itself a running total.
    """
    kpi, target = record.kpi_at(at), record.target(at)
    if kpi.frequency == Frequency.ANNUALLY:
        return ANNUAL
    is_standing = assessment.assessed_roll_up(kpi) == RollUp.LAST
    if is_standing and target and target.basis in (Basis.RUNNING_TOTAL, Basis.YEAR_END):
        return CUMULATIVE
    return ""


def rows_of(record: KPIRecord, figures: Figures, at: periods.Quarter) -> list[Row]:
    """The periods of the series up to a quarter, oldest first: months where ten or more count, else quarters.

    Periods without a figure keep their place between others; at the ends there is nothing to keep: an invented one
    there would use up a baseline. What was measured in another way than now is another process and is left out.
    """
    by_month = [
        Row(month, record.kpi_at(month.quarter), figures.months.get(month), record.target(month.quarter))
        for month in _span([month for month in figures.months if month.quarter <= at])
    ]
    monthly = _trimmed(_of_one_kind(by_month, record, at))
    if _points(monthly) >= FEWEST_TRIAL:
        return monthly
    by_quarter = [
        Row(quarter, record.kpi_at(quarter), figures.quarters.get(quarter), record.target(quarter))
        for quarter in _span([quarter for quarter in figures.quarters if quarter <= at])
    ]
    quarterly = _trimmed(_of_one_kind(by_quarter, record, at))
    return quarterly if _points(quarterly) >= _points(monthly) else monthly


def _span(there: Sequence[periods.Month] | Sequence[periods.Quarter]) -> list:
    """Every period from the first to the last of these."""
    if not there:
        return []
    found, last = [min(there)], max(there)
    while found[-1] < last:
        found.append(found[-1].next)
    return found


def _trimmed(rows: Sequence[Row]) -> list[Row]:
    """From the first point that counts to the last period that was reported: a board reads no invented figures."""
    first = next((index for index, row in enumerate(rows) if row.counts), len(rows))
    last = next((index for index, row in reversed(list(enumerate(rows))) if row.is_reported), -1)
    return list(rows[first : last + 1])


def _points(rows: Iterable[Row]) -> int:
    return sum(row.counts for row in rows)


def _of_one_kind(rows: Sequence[Row], record: KPIRecord, at: periods.Quarter) -> list[Row]:
    """The newest rows measured as the KPI is now."""
    now = record.kpi_at(at)
    found: list[Row] = []
    for row in reversed(rows):
        if (row.kpi.measure, row.kpi.assessed_measure) != (now.measure, now.assessed_measure):
            break
        found.insert(0, row)
    return found


# The chart ------------------------------------------------------------------------------------------------------------


def exhibit_of(
    record: KPIRecord, figures: Figures, at: periods.Quarter, decisions: Decisions
) -> Exhibit | None:
    """The XmR chart at a quarter; None where there are fewer than ten points, or SPC does not fit the KPI."""
    rows = _readable(record, figures, at)
    if not rows:
        return None
    kpi = record.kpi_at(at)
    series = series_of(rows, kpi, decisions)
    reading = spc_policy.read(series)
    levels = [_level(record, row) for row in rows]
    latest = _newest(rows)
    rating = _rating(record, latest)
    return Exhibit(
        number=kpi.number,
        slug=kpi.slug,
        name=kpi.short_name,
        kind=assessment.assessed_kind(kpi),
        polarity_text=Polarity(kpi.polarity).label,
        target=levels[-1],
        target_text=record.target_text(at),
        target_note=_target_note(record.target(at), levels[-1], series, _unit(rows)),
        process=_process(rows, reading),
        points=_points_shown(rows, reading, levels),
        stretches=_stretches_shown(rows, reading, decisions),
        baseline=decisions.baseline.points if decisions.baseline else None,
        baseline_reason=decisions.baseline.reason if decisions.baseline else "",
        baseline_decided=_decided(decisions.baseline) if decisions.baseline else "",
        provenance=_origins(rows),
        latest_rag=rating.rag if rating else None,
        latest_rag_reason=rating.reason if rating else "",
        latest_beside=_beside(latest),
    )


def process_of(
    record: KPIRecord, figures: Figures, at: periods.Quarter, decisions: Decisions
) -> Process | None:
    """What the chart says, without the chart: for a board's row. None as for the chart."""
    rows = _readable(record, figures, at)
    if not rows:
        return None
    return _process(rows, spc_policy.read(series_of(rows, record.kpi_at(at), decisions)))


def too_few(record: KPIRecord, figures: Figures, at: periods.Quarter) -> str:
    """Why there is no chart: too few points that are not invented; or why SPC does not fit the KPI."""
    reason = unfit(record, at)
    if reason:
        return reason
    rows = rows_of(record, figures, at)
    count = _points(rows)
    if count >= FEWEST_TRIAL:
        return ""
    invented = _invented(figures, at)
    if not invented:
        return f"Not enough data for SPC ({count} of {FEWEST_FULL} points)."
    real = _counted(count, "month" if rows and rows[-1].is_month else "quarter", _published(rows))
    return (
        f"Not enough data for SPC: {real} of {FEWEST_FULL} points needed; "
        f"the {invented} above are illustrative and are not counted."
    )


def _invented(figures: Figures, at: periods.Quarter) -> str:
    """The illustrative figures that are drawn: “24 months”, or quarters where there are no such months."""
    months = sum(
        each.is_illustrative for month, each in figures.months.items() if month.ends_on <= at.ends_on
    )
    quarters = sum(each.is_illustrative for quarter, each in figures.quarters.items() if quarter <= at)
    if months:
        return _counted(months, "month")
    return _counted(quarters, "quarter") if quarters else ""


def _published(rows: Iterable[Row]) -> str:
    found = {row.value.provenance for row in rows if row.counts and row.value is not None}
    return "published " if found == {Provenance.PUBLISHED} else ""


def _counted(number: int, noun: str, kind: str = "") -> str:
    return f"{number} {kind}{noun}{'' if number == 1 else 's'}"


def _readable(record: KPIRecord, figures: Figures, at: periods.Quarter) -> list[Row]:
    """The rows of a series that has enough points for a chart; none where it has not, or SPC does not fit."""
    if unfit(record, at):
        return []
    rows = rows_of(record, figures, at)
    return rows if _points(rows) >= FEWEST_TRIAL else []


def _newest(rows: Sequence[Row]) -> Row:
    """The newest row that counts."""
    return next(row for row in reversed(rows) if row.counts)


def _unit(rows: Sequence[Row]) -> str:
    return "month" if rows[-1].is_month else "quarter"


def series_of(rows: Sequence[Row], kpi: KPI, decisions: Decisions) -> Series:
    """The rows as a series; the target is that of the newest period, where it binds in the direction of improvement."""
    direction = DIRECTIONS[Polarity(kpi.polarity)]
    return Series(
        dates=[row.period.starts_on for row in rows],
        values=[row.figure if row.counts else None for row in rows],
        direction=direction,
        target=_assurable_target(rows[-1], direction),
        rebase_on=[rebase.starts_on for rebase in decisions.rebases],
        baseline=decisions.baseline.points if decisions.baseline else None,
        outside_counts=settings.PORTAL_SPC_OUTSIDE_COUNTS,
    )


def _assurable_target(row: Row, direction: Direction) -> Decimal | None:
    target = row.target
    if target is None or (direction, target.comparator) not in _ASSURABLE:
        return None
    if row.is_month:
        return assessment.month_level(row.kpi, target)
    return target.value if target.basis == Basis.EACH_PERIOD else None


def _level(record: KPIRecord, row: Row) -> float | None:
    """Where the target is drawn in a period."""
    level = (
        assessment.month_level(row.kpi, row.target) if row.is_month else record.target_level(row.period)  # type: ignore[arg-type]
    )
    return None if level is None else float(level)


def _target_note(target: Target | None, level: float | None, series: Series, unit: str) -> str:
    """Why assurance is not assessed although there is a target; nothing where it is."""
    if target is None or target.no_target:
        return "There is no target."
    if series.direction == Direction.NEUTRAL:
        return "Neither way is better, so assurance is not assessed."
    if level is None:
        return f"The target is not one for a single {unit}, so it is not drawn and assurance is not assessed."
    if series.target is None:
        return "The target does not bind in the direction of improvement, so assurance is not assessed."
    return ""


def _points_shown(
    rows: Sequence[Row], reading: Reading, levels: Sequence[float | None]
) -> tuple[ProcessPoint, ...]:
    found = [(stretch, point) for stretch in reading.stretches for point in stretch.points]
    return tuple(
        _point(row, stretch, point, level)
        for row, (stretch, point), level in zip(rows, found, levels, strict=True)
    )


def _point(row: Row, stretch: Stretch, point: spc.Point, level: float | None) -> ProcessPoint:
    figure = row.figure
    is_marked = stretch.standing == Standing.FULL and row.counts
    rating = assessment.assess_month(row.kpi, row.target, row.value) if row.is_month else None
    period = row.period
    return ProcessPoint(
        label=period.label,
        short=period.short if isinstance(period, periods.Month) else period.name,
        year=(period.financial_year if isinstance(period, periods.Month) else period.year).label,
        starts_on=period.starts_on,
        value=None if figure is None else float(figure),
        text=_figure_text(row),
        mark=words.mark_of(point.type, point.rule) if is_marked else "",
        rule=words.rule_text(point.rule) if is_marked else "",
        rag=rating.rag if rating and rating.rag.is_assessed else None,
        target=level,
        is_illustrative=row.value is not None and row.value.is_illustrative,
    )


def _stretches_shown(
    rows: Sequence[Row], reading: Reading, decisions: Decisions
) -> tuple[ProcessStretch, ...]:
    by_day = {rebase.starts_on: rebase for rebase in decisions.rebases}
    found, first = [], 0
    for stretch in reading.stretches:
        rebase = by_day.get(stretch.points[0].on)
        limits, last = stretch.limits, first + len(stretch.points) - 1
        has_mean = stretch.standing != Standing.RUN
        found.append(
            ProcessStretch(
                first=first,
                last=last,
                standing=stretch.standing.value,
                count=stretch.count,
                mean=stretch.points[0].limits.mean if has_mean else None,
                lpl=limits.lpl if limits else None,
                upl=limits.upl if limits else None,
                screened=limits.screened if limits else 0,
                reason=rebase.reason if rebase else "",
                decided=_decided(rebase) if rebase else "",
                starts=rows[first].period.label,
            )
        )
        first = last + 1
    return tuple(found)


def _decided(decision: Rebase | Baseline) -> str:
    """Who decided, and when."""
    who = str(decision.set_by) if decision.set_by_id else "The portal"
    mark = " (illustrative)" if decision.provenance == Provenance.ILLUSTRATIVE else ""
    return f"{who}, {in_words(decision.set_on)}{mark}"


def _process(rows: Sequence[Row], reading: Reading) -> Process:
    newest, unit = _newest(rows), _unit(rows)
    about = {
        "unit": unit,
        "points": _points(rows),
        "standing": reading.standing.value,
        "message": reading.message,
        "latest": newest.period.label,
        "latest_text": _figure_text(newest),
    }
    if reading.latest is None or reading.variation is None:
        return Process(**about)
    variation = words.VARIATION[words.mark_of(reading.variation, reading.latest.rule)]
    assurance = words.ASSURANCE[words.assurance_name(reading.assurance)]
    recent = list(zip(rows[-len(reading.last.points) :], reading.last.points, strict=True))[-RECENT:]
    named = [(row.period.label, point.rule) for row, point in recent if point.value is not None]
    return Process(
        **about,
        variation=variation.name,
        variation_word=variation.word,
        variation_meaning=variation.meaning,
        assurance=assurance.name,
        assurance_word=assurance.word,
        assurance_meaning=assurance.meaning,
        finding=words.finding(reading.variation, reading.latest.rule, reading.assurance, unit),
        action=words.action(reading.variation, reading.assurance, unit),
        stands_out=words.stands_out(named),
    )


def _figure_text(row: Row) -> str:
    return "no figure" if row.figure is None else format_value(row.figure, assessment.assessed_kind(row.kpi))


def _rating(record: KPIRecord, row: Row) -> Rating | None:
    """RAG of the newest period, which the process says nothing of."""
    if row.is_month:
        return assessment.assess_month(row.kpi, row.target, row.value)
    return record.rating(row.period)  # type: ignore[arg-type]


def _beside(row: Row) -> str:
    """What stands small below the newest figure: 6,366 of 6,677."""
    if row.value is None:
        return ""
    return split_text(assessment.assessed_figure(row.kpi, row.value), None)[1]


def _origins(rows: Sequence[Row]) -> tuple[str, ...]:
    """Where the points are from, most first: “36 imported”."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.figure is not None and row.value is not None:
            counts[Provenance(row.value.provenance).label.lower()] += 1
    return tuple(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1]))
