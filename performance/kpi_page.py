"""The page of one KPI: how it stands, how it ran, what it means, what was promised, and who changed it."""

from dataclasses import dataclass
from itertools import groupby

from core import clock, periods
from core.figures import format_value
from core.rag import RAG
from core.trend import Trend
from organisation.models import User
from performance import assessment, wording
from performance.definition.earlier import DatedChange, dated_changes
from performance.follow_up.section import FollowUpSection, followed_up, section_of
from performance.kpi_definition import (
    TargetLine,
    definition_of,
    no_targets_text,
    notes_about,
    target_lines,
)
from performance.kpi_history import Trail, exceptions_told, trail_of
from performance.kpi_months import MonthTable, month_table, split_text
from performance.kpi_quarters import first_in_use, may_stand_at_first
from performance.kpi_run import Run, quarters_of, run_of
from performance.models import KPI, Frequency, KPIValue
from performance.pages import IN_PART, ExceptionFrame, FigureState, PeriodFigure, QualityNote, ScorecardRow
from performance.quality import notes_in
from performance.records import KPIRecord, read_with_months
from performance.scorecard import scorecard_row
from performance.variation.pages import Exhibit
from performance.variation.process import Figures, exhibit_of, read_decisions, too_few


@dataclass(frozen=True)
class QuarterLine:
    """One quarter in the table of all: its figure, both ratings and its trend."""

    quarter: str
    label: str
    slug: str
    figure: PeriodFigure
    printed: str
    self_assessed: RAG | None
    self_assessed_reason: str
    trend: Trend
    commentary: str
    is_current: bool


@dataclass(frozen=True)
class YearGroup:
    """The quarters of one year, newest first, with the year's target and what the quarters make so far."""

    year: str
    target_text: str
    whole: str
    lines: tuple[QuarterLine, ...]


@dataclass(frozen=True)
class ExceptionLine:
    """One quarter's exception, how its date stands to the one promised before, and what became of it."""

    quarter: str
    frame: ExceptionFrame
    slip: str
    outcome: str


@dataclass(frozen=True)
class KPIPage:
    """What the page prints.

    `big` is the figure in large type, `beside` what stands small below it; `measures` names both, of a pair. `in_part`
    says of a quarter without all its months from how many it was made.
    """

    row: ScorecardRow
    quarter: str
    quarter_slug: str
    measures: tuple[str, str]
    big: str
    beside: str
    in_part: str
    answer: str
    movement: str
    run: Run | None
    exhibit: Exhibit | None
    too_few: str
    years: tuple[YearGroup, ...]
    months: MonthTable | None
    targets: tuple[TargetLine, ...]
    no_targets: str
    definition: tuple[tuple[str, str], ...]
    earlier: tuple[DatedChange, ...]
    exceptions: tuple[ExceptionLine, ...]
    notes: tuple[QualityNote, ...]
    trail: Trail
    follow_up: FollowUpSection


def build_kpi_page(kpi: KPI, quarter: periods.Quarter | None, *, user: User) -> KPIPage:
    """The page at a quarter, as far as the person may see; the KPI read `with_people`.

    Thirteen queries, and one for each kind of thing that few KPIs name: earlier teams and people, the quarters of
    actions, forecasts and notes. Without a quarter, or with one in which the KPI was not in use, it stands at the
    newest that has a figure; before there is any, at the first quarter in which it is in use.
    """
    record, months = read_with_months(
        kpi, values=KPIValue.objects.visible_to(user, of=kpi), today=clock.today()
    )
    at = _standing_at(record, quarter, may_stand_at_first=may_stand_at_first(kpi, user))
    values = [*record.values.values(), *months.values()]
    exceptions = exceptions_told(values)
    record = followed_up(record, at, user=user, exceptions=exceptions)
    figures = Figures(months, record.values)
    exhibit = exhibit_of(record, figures, at, read_decisions([kpi.pk], on=record.today)[kpi.pk])
    row = scorecard_row(record, at)
    big, beside = _reading(record, at)
    return KPIPage(
        row=row,
        quarter=at.label,
        quarter_slug=at.slug,
        measures=_measures(record.kpi_at(at)),
        big=big,
        beside=beside,
        in_part=_in_part(row.latest.state, record.value(at)),
        answer=_answer(record, row, at),
        movement=_movement(record, row, at),
        run=None if exhibit else run_of(record, months, at),
        exhibit=exhibit,
        too_few=too_few(record, figures, at),
        years=_years(record, at),
        months=month_table(record, months),
        targets=target_lines(record, months),
        no_targets=no_targets_text(record),
        definition=definition_of(record.kpi),
        earlier=dated_changes(record.kpi, record.earlier),
        exceptions=_exceptions(record),
        notes=notes_about(record.kpi, user, notes_in(record.kpi, record.values, months, record.kpi_at)),
        trail=trail_of(record.kpi, values, exceptions),
        follow_up=section_of(record, at, user=user),
    )


def _measures(kpi: KPI) -> tuple[str, str]:
    return kpi.measure_label, kpi.second_measure_label


def _standing_at(
    record: KPIRecord, quarter: periods.Quarter | None, *, may_stand_at_first: bool
) -> periods.Quarter:
    if quarter is not None and record.in_use(quarter):
        return quarter
    if record.values:
        return max(record.values)
    wanted = quarter or periods.Quarter.containing(record.today).previous
    return max(wanted, first_in_use(record.kpi)) if may_stand_at_first else wanted


# How it stands --------------------------------------------------------------------------------------------------------


def _reading(record: KPIRecord, at: periods.Quarter) -> tuple[str, str]:
    figure, value, kpi = record.figure(at), record.value(at), record.kpi_at(at)
    if figure.state == FigureState.NOT_COLLECTED:
        return "*", f"Not collected. {figure.reason}".strip()
    if figure.state == FigureState.NOT_DUE:
        return "–", "Not due"
    if figure.state == FigureState.MISSING or value is None:
        return "–", "Not returned"
    return split_text(assessment.first_figure(kpi, value), assessment.second_figure(kpi, value))


def _in_part(state: FigureState, value: KPIValue | None) -> str:
    """So far: 2 of 3 months; once each was answered, 2 of 3 months, 1 not collected. Nothing of a whole quarter."""
    if value is None or state not in IN_PART:
        return ""
    if state == FigureState.PARTIAL:
        return f"So far: {value.months_text or 'months are missing'}"
    return f"{value.months_text}, {value.months_not_collected} not collected"


def _answer(record: KPIRecord, row: ScorecardRow, at: periods.Quarter) -> str:
    if record.in_use(at):
        return wording.answer(row, at.label)
    return f"Not in use in {at.label}. {wording.in_use(record.kpi.active_from, record.kpi.retired_on)}"


def _movement(record: KPIRecord, row: ScorecardRow, at: periods.Quarter) -> str:
    """What the trend says, in the figures of the two quarters that it compares."""
    kpi = record.kpi_at(at)
    earlier = assessment.compared_with(kpi, at, record.values)
    if earlier is None:
        return wording.movement(row, "", "")
    before = assessment.assessed_figure(kpi, record.values[earlier])
    said = format_value(before.value, before.kind) if before.value is not None else ""
    return wording.movement(row, said, earlier.label)


# All quarters, all exceptions -----------------------------------------------------------------------------------------


def _years(record: KPIRecord, at: periods.Quarter) -> tuple[YearGroup, ...]:
    """All quarters by year, newest first."""
    newest_first = reversed(quarters_of(record, at))
    return tuple(
        YearGroup(
            year=year.label,
            target_text=record.target_text(year),
            whole=_whole_year(record, year),
            lines=tuple(_line(record, quarter, at) for quarter in quarters),
        )
        for year, quarters in groupby(newest_first, key=lambda quarter: quarter.year)
    )


def _line(record: KPIRecord, quarter: periods.Quarter, at: periods.Quarter) -> QuarterLine:
    value, figure = record.value(quarter), record.figure(quarter)
    return QuarterLine(
        quarter=quarter.name,
        label=quarter.label,
        slug=quarter.slug,
        figure=figure,
        printed=wording.printed_otherwise(figure.printed, f"{figure.text} {figure.second}"),
        self_assessed=assessment.self_assessment(value) if value else None,
        self_assessed_reason=value.self_assessed_reason if value else "",
        trend=record.trend(quarter),
        commentary=value.commentary if value else "",
        is_current=quarter == at,
    )


def _whole_year(record: KPIRecord, year: periods.FinancialYear) -> str:
    """What the quarters make of the year by the KPI's own rule: “Year 384”, “So far 26 (2 of 4 quarters)”."""
    if record.kpi_at(year.quarters[-1]).frequency == Frequency.ANNUALLY:
        return ""
    whole = record.whole_year(year)
    return whole.sentence if whole else ""


def _exceptions(record: KPIRecord) -> tuple[ExceptionLine, ...]:
    """Every quarter's exception, newest first."""
    lines = (_exception(record, quarter) for quarter in sorted(record.values, reverse=True))
    return tuple(line for line in lines if line)


def _exception(record: KPIRecord, quarter: periods.Quarter) -> ExceptionLine | None:
    """What became of it is read from the quarter in which its recovery date lies, once that is reported."""
    frame = record.exception(quarter)
    if frame is None:
        return None
    due = frame.recovery_on
    rating = record.reported_rag(periods.Quarter.containing(due)) if due else None
    return ExceptionLine(
        quarter=quarter.label,
        frame=frame,
        slip=wording.slip(frame.promised_before, due),
        outcome=wording.outcome(due, rating, record.today),
    )
