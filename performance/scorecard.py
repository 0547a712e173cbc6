"""The scorecard of a quarter: every KPI beside the quarters before it, in eight queries however many KPIs there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from core import clock, periods
from core.derivation import Asking
from core.figures import Polarity
from core.rag import RAG
from organisation.models import Quarter
from performance.ambitions import Outcomes, read_outcomes
from performance.assessment import self_assessment
from performance.follow_up.actions_page import action_line
from performance.follow_up.pages import ActionLine
from performance.follow_up.quality import quality_of
from performance.follow_up.reading import with_follow_up, with_punctuality
from performance.follow_up.year_end import outlook_of
from performance.kpi_months import ValuesByMonth
from performance.models import KPI, Frequency, KPIValue, KPIValueQuerySet, ReturnState
from performance.pages import (
    DirectorateCounts,
    FigureState,
    FoundNote,
    PerformancePart,
    RagCounts,
    ReturnProgress,
    Scorecard,
    ScorecardRow,
)
from performance.quality import notes_in
from performance.records import YEARS_BEFORE, KPIRecord, read_months, read_records
from performance.returns import return_progress, row_of
from performance.variation.board import Board, read_board
from performance.variation.pages import Process

QUARTERS_SHOWN = 4
DRAFTED = (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS)
UNTYPED = (FigureState.MISSING, FigureState.NOT_DUE)


def build_performance_part(
    quarter: Quarter, *, today: date, outcomes: Outcomes | None = None
) -> PerformancePart:
    """What performance puts into the assurance pack of a quarter, in 12 queries; `outcomes`, if not given, in three.

    Rows are read once for scorecard, notes and returns: of a quarter that has ended they are the same. Of a closed one,
    which everybody reads, nothing is shown of another that is open again.
    """
    period = quarter.period
    seen = KPIValue.objects.known_by(today)
    if quarter.is_closed:
        seen = seen.not_open_again()
    records = with_follow_up(_records(period, seen, today), period, day=today)
    months = read_months(seen, [record.kpi.pk for record in records], period.year.starts_on, period.ends_on)
    outcomes = outcomes or read_outcomes(period.year, today=today)
    has_ended = period.ends_on < today
    asking = Asking() if quarter.is_open else None
    rows = [row_of(each, period, months[each.kpi.pk], asking) for each in records] if has_ended else None
    board = read_board(records, period, seen)
    returns = return_progress(quarter, today, rows)
    scorecard = with_drafts_marked(_scorecard(records, period, board, with_outlook=True), returns)
    return PerformancePart(
        scorecard=scorecard,
        ambitions=outcomes.ambitions,
        levels=outcomes.levels,
        returns=returns,
        notes=_notes(records, period, months),
        exhibits=board.exhibits(records, scorecard.rows),
    )


def with_drafts_marked(scorecard: Scorecard, returns: Iterable[ReturnProgress]) -> Scorecard:
    """Each row whose newest figure was typed into a return that is not submitted says so: of an open quarter, and of
    one that was locked all the same. What was loaded or imported is in no return."""
    drafts = {each.directorate_slug for each in returns if each.came_at is None or each.state in DRAFTED}
    rows = tuple(
        replace(row, is_submitted=False)
        if row.directorate_slug in drafts and row.latest.is_returned and row.latest.state not in UNTYPED
        else row
        for row in scorecard.rows
    )
    return replace(scorecard, rows=rows)


def build_scorecard(
    quarter: Quarter | periods.Quarter,
    *,
    known_by: date | None = None,
    values: KPIValueQuerySet | None = None,
) -> Scorecard:
    """All KPIs reported in the quarter, in the order of the schedule.

    Nothing is read of a period that has not ended by `known_by` (today, unless given). `values` narrows what the
    reader may see: `KPIValue.objects.visible_to(user)`.
    """
    period = quarter.period if isinstance(quarter, Quarter) else quarter
    today = known_by or clock.today()
    seen = (KPIValue.objects.all() if values is None else values).known_by(today)
    records = with_punctuality(_records(period, seen, today), period)
    return _scorecard(records, period, read_board(records, period, seen))


def _records(period: periods.Quarter, seen: KPIValueQuerySet, today: date) -> list[KPIRecord]:
    return read_records(
        KPI.objects.reported_in(period),
        values=seen,
        today=today,
        first=periods.FinancialYear(period.year.start - YEARS_BEFORE),
        last=period,
    )


def _notes(
    records: list[KPIRecord], period: periods.Quarter, months: Mapping[int, ValuesByMonth]
) -> tuple[FoundNote, ...]:
    """What the figures of the year up to the quarter show by rule, in the order of the schedule."""
    return tuple(
        note
        for record in records
        for note in notes_in(
            record.kpi,
            {quarter: value for quarter, value in record.values.items() if quarter.year == period.year},
            months[record.kpi.pk],
            record.kpi_at,
        )
    )


def _scorecard(
    records: list[KPIRecord], period: periods.Quarter, board: Board, *, with_outlook: bool = False
) -> Scorecard:
    rows = tuple(scorecard_row(record, period, board.process(record)) for record in records)
    if with_outlook:
        outlooks = (outlook_of(record, period) for record in records)
        rows = tuple(replace(row, year_end=outlook) for row, outlook in zip(rows, outlooks, strict=True))
    return Scorecard(
        quarter=period.label,
        quarter_slug=period.slug,
        rows=rows,
        counts=count(row.rag for row in rows),
        previous_counts=_previous_counts(records, period.previous),
        by_directorate=_by_directorate(records, rows),
    )


def count(ratings: Iterable[RAG]) -> RagCounts:
    """How many stand at each RAG."""
    found = Counter(ratings)
    return RagCounts(found[RAG.RED], found[RAG.AMBER], found[RAG.GREEN], found[RAG.GREY])


def quarters_shown(quarter: periods.Quarter) -> tuple[periods.Quarter, ...]:
    """The quarter and the three before it, oldest first: of a fourth quarter, its whole year."""
    shown = [quarter]
    while len(shown) < QUARTERS_SHOWN:
        shown.insert(0, shown[0].previous)
    return tuple(shown)


def scorecard_row(
    record: KPIRecord, quarter: periods.Quarter, process: Process | None = None
) -> ScorecardRow:
    """One KPI at a quarter, beside the three quarters before it."""
    kpi, value = record.kpi_at(quarter), record.value(quarter)
    ratings = {each: record.rating(each) for each in quarters_shown(quarter)}
    rating = ratings[quarter]
    return ScorecardRow(
        number=kpi.number,
        slug=kpi.slug,
        name=kpi.name,
        short_name=kpi.short_name,
        directorate=kpi.team.directorate.name,
        directorate_slug=kpi.team.directorate.slug,
        team=kpi.team.name,
        frequency=Frequency(kpi.frequency).label,
        polarity=kpi.polarity,
        polarity_text=Polarity(kpi.polarity).label,
        target_text=record.target_text(quarter),
        target_value=record.target_level(quarter),
        figures=tuple(record.figure(each, _label(each, quarter), rated) for each, rated in ratings.items()),
        computed=rating.rag,
        computed_reason=rating.reason,
        self_assessed=self_assessment(value) if value else None,
        self_assessed_reason=value.self_assessed_reason if value else "",
        trend=record.trend(quarter),
        previous_rag=record.reported_rag(quarter.previous, ratings[quarter.previous]),
        was_in_use_before=record.in_use(quarter.previous),
        has_target=record.target(quarter) is not None,
        commentary=value.commentary if value else "",
        exception=record.exception(quarter),
        data_quality=quality_of(record, quarter),
        open_actions=_open_actions(record),
        process=process,
    )


def _open_actions(record: KPIRecord) -> tuple[ActionLine, ...] | None:
    """What is being done about the KPI; None where that was not asked for."""
    if not record.follow_up.has_actions:
        return None
    lines = (action_line(action, record.today) for action in record.follow_up.actions)
    return tuple(line for line in lines if line.closed_on is None)


def _label(shown: periods.Quarter, quarter: periods.Quarter) -> str:
    """Q3; of another financial year than the scorecard's own, Q3 2013/14."""
    return shown.name if shown.year == quarter.year else f"{shown.name} {shown.year.label}"


def _previous_counts(records: Iterable[KPIRecord], quarter: periods.Quarter) -> RagCounts | None:
    """The same KPIs in the quarter before, as far as they were in use; None where none of them was returned then.

    A KPI of which nothing was returned is grey in that quarter, as it would have been counted at the time.
    """
    before = [record.reported_rag(quarter) for record in records if record.in_use(quarter)]
    return count(rag or RAG.GREY for rag in before) if any(before) else None


def _by_directorate(
    records: Iterable[KPIRecord], rows: Iterable[ScorecardRow]
) -> tuple[DirectorateCounts, ...]:
    """Counts of each directorate that reports KPIs, in the organisation's own order of directorates."""
    ratings: dict[str, list[RAG]] = {}
    for row in rows:
        ratings.setdefault(row.directorate_slug, []).append(row.rag)
    directorates = {record.kpi.team.directorate for record in records}
    return tuple(
        DirectorateCounts(directorate.name, directorate.slug, count(ratings[directorate.slug]))
        for directorate in sorted(directorates, key=lambda each: (each.order, each.name))
    )
