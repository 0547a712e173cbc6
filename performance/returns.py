"""Returns as they are worked on: the rows of a directorate for a quarter, what is due, and how far it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from core import clock, periods, working_days
from core.derivation import Asking
from core.figures import Polarity
from core.provenance import Provenance
from core.rag import RAG
from organisation.models import Directorate, Quarter, User
from performance import assessment
from performance.derived import Proposed, override_need, proposed_for
from performance.follow_up.promises import in_a_sentence
from performance.models import (
    KPI,
    ExceptionNote,
    KPIQuerySet,
    KPIValue,
    Return,
    ReturnQuerySet,
    ReturnState,
    Target,
)
from performance.pages import IN_PART, PeriodFigure, ReturnProgress
from performance.rag import Rating
from performance.records import (
    YEARS_BEFORE,
    KPIRecord,
    exception_note,
    quarter_and_months,
    read_months,
    read_records,
)
from performance.return_entry import Entry, Months, Need, entry_of, needs_of
from performance.workflow import Move, may, state_of

PERIODS_BEFORE = 4
LONG_FIGURE = 6  # characters
SENT_BACK = Need("sent-back", "change what the approver asks for, or answer in the commentary")


# One row --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReturnRow:
    """One KPI of a return: what stands stored, how the rule rates it, and what is still needed."""

    record: KPIRecord
    quarter: periods.Quarter
    months: Months = field(default_factory=dict)
    proposed: Proposed | None = None
    """What the portal's own records propose, while the quarter is open."""

    @cached_property
    def kpi(self) -> KPI:
        """The KPI as it was defined in the quarter."""
        return self.record.kpi_at(self.quarter)

    @property
    def number(self) -> int:
        return self.kpi.number

    @property
    def number_text(self) -> str:
        return str(self.number)

    @property
    def anchor(self) -> str:
        return f"row-{self.number}"

    @property
    def value(self) -> KPIValue | None:
        return self.record.value(self.quarter)

    @property
    def version(self) -> int:
        return self.value.version if self.value else 0

    @property
    def target(self) -> Target | None:
        return self.record.target(self.quarter)

    @property
    def has_target(self) -> bool:
        return self.target is not None

    @cached_property
    def target_text(self) -> str:
        return self.record.target_text(self.quarter)

    @property
    def polarity_text(self) -> str:
        return Polarity(self.kpi.polarity).label

    @property
    def is_due(self) -> bool:
        return self.kpi.is_due_in(self.quarter)

    @cached_property
    def entry(self) -> Entry:
        return entry_of(self.kpi, self.quarter, self.value, self.months)

    @cached_property
    def rating(self) -> Rating:
        """What the rule says of what is stored."""
        return self.record.rating(self.quarter)

    def rating_of(self, value: KPIValue) -> Rating:
        """What the rule would say of another row for the quarter: the one being typed."""
        values = {**self.record.values, self.quarter: value}
        return assessment.assess(self.kpi, self.target, self.quarter, values, in_use=self.record.in_use)

    @cached_property
    def reported_rag(self) -> RAG:
        return assessment.reported_rag(self.value, self.rating)

    @cached_property
    def past(self) -> tuple[PeriodFigure, ...]:
        """The last four quarters before this one, oldest first, without their ratings."""
        return tuple(self.record.unrated_figure(quarter) for quarter in quarters_before(self.quarter))

    @cached_property
    def past_texts(self) -> tuple[tuple[PeriodFigure, str], ...]:
        """The past figures as short as they are read: 57/57 for 57 of 57 (100%), 6 for 6 days."""
        return tuple(
            (each, each.text if each.state in IN_PART else _shortest(each.text)) for each in self.past
        )

    @cached_property
    def has_long_past(self) -> bool:
        """Whether the past figures need two columns rather than four."""
        return any(figure.second or len(text) > LONG_FIGURE for figure, text in self.past_texts)

    @cached_property
    def note_before(self) -> ExceptionNote | None:
        """The exception of the quarter before."""
        return exception_note(self.record.value(self.quarter.previous))

    @property
    def promised_before(self) -> date | None:
        """The recovery date that was promised in the quarter before."""
        return self.note_before.recovery_on if self.note_before else None

    @property
    def promised(self) -> str:
        """How often a date was promised since it last recovered, and how far it slipped; nothing of a single one."""
        return in_a_sentence(self.record.promises_since_recovery(self.quarter))

    @property
    def is_waiting(self) -> bool:
        """Sent back by the approver, and not changed since."""
        return self.value is not None and self.value.sent_back_at is not None

    @property
    def is_answered(self) -> bool:
        """A figure with each of its months answered, or the statement that it was not collected."""
        return self.value is not None and self.value.is_answered

    @property
    def is_started(self) -> bool:
        return self.value is not None and self.entry != entry_of(self.kpi, self.quarter, None, {})

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What is missing before it can be submitted."""
        return (*self.own_needs, *self.override_needs)

    @cached_property
    def override_needs(self) -> tuple[Need, ...]:
        """What the portal's other records ask, as they are now: a reason for another figure."""
        if not self.is_due:
            return ()
        return override_need(self.proposed, self.entry, was_accepted=self.was_accepted)

    @cached_property
    def own_needs(self) -> tuple[Need, ...]:
        """The same without what the portal's other records ask: those change after a return was signed off."""
        if not self.is_due:
            return ()
        waiting = (SENT_BACK,) if self.is_waiting else ()
        return (*waiting, *needs_of(self.kpi, self.quarter, self.entry, self.rating))

    @property
    def was_accepted(self) -> bool:
        """Whether the stored figure is one that the portal proposed."""
        return self.value is not None and self.value.provenance == Provenance.DERIVED

    @property
    def opens_proposed(self) -> bool:
        """Whether the row opens with the proposed figure: nothing has been said of it yet."""
        return self.proposed is not None and not self.is_started

    @cached_property
    def opening_entry(self) -> Entry:
        """What stands in the row before anybody types: what is stored, or what is proposed."""
        if self.proposed is None or self.is_started:
            return self.entry
        return self.proposed.entry(self.kpi, self.quarter)

    @property
    def is_finished(self) -> bool:
        return self.is_due and not self.needs

    @property
    def saved_at(self) -> datetime | None:
        return self.value.recorded_at if self.value else None


def _shortest(text: str) -> str:
    return text.partition(" (")[0].replace(" of ", "/").removesuffix(" days").removesuffix(" day")


def read_rows(
    quarter: periods.Quarter,
    kpis: KPIQuerySet | None = None,
    *,
    today: date | None = None,
    proposing: Collection[periods.Quarter] = (),
) -> list[ReturnRow]:
    """The rows of the KPIs reported in a quarter, by team: five queries, however many there are."""
    return read_rows_of([quarter], kpis, today=today, proposing=proposing)[quarter]


def read_rows_of(
    quarters: Collection[periods.Quarter],
    kpis: KPIQuerySet | None = None,
    *,
    today: date | None = None,
    proposing: Collection[periods.Quarter] = (),
) -> dict[periods.Quarter, list[ReturnRow]]:
    """The rows of several quarters, read together: five queries, however many quarters there are.

    For the quarters in `proposing` each source that a KPI is proposed from is asked as well, once a period.
    """
    first, last = min(quarters), max(quarters)
    wanted = (KPI.objects.all() if kpis is None else kpis).in_use_between(first.starts_on, last.ends_on)
    records = read_records(
        wanted.order_by("team__directorate__order", "team__order", "team__name", "number"),
        values=KPIValue.objects.all(),
        today=today or clock.today(),
        first=periods.FinancialYear(first.year.start - YEARS_BEFORE),
        last=last,
    )
    ids = [record.kpi.pk for record in records]
    months = read_months(KPIValue.objects.all(), ids, first.starts_on, last.ends_on)
    asking = Asking()
    return {
        quarter: [
            row_of(record, quarter, months[record.kpi.pk], asking if quarter in proposing else None)
            for record in records
            if record.in_use(quarter)
        ]
        for quarter in quarters
    }


def row_of(record: KPIRecord, quarter: periods.Quarter, months: Months, asking: Asking | None) -> ReturnRow:
    """One row; with somebody to ask, with what the portal's records propose for it."""
    proposed = proposed_for(record.kpi_at(quarter), quarter, asking) if asking else None
    return ReturnRow(record, quarter, months, proposed)


def quarters_before(quarter: periods.Quarter) -> tuple[periods.Quarter, ...]:
    """The four quarters before a quarter, oldest first."""
    found: list[periods.Quarter] = []
    for _ in range(PERIODS_BEFORE):
        quarter = quarter.previous
        found.insert(0, quarter)
    return tuple(found)


# One return -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamRows:
    """The rows of one team."""

    name: str
    slug: str
    rows: tuple[ReturnRow, ...]

    @property
    def due(self) -> int:
        return sum(row.is_due for row in self.rows)

    @property
    def finished(self) -> int:
        return sum(row.is_finished for row in self.rows)

    @property
    def left(self) -> tuple[ReturnRow, ...]:
        return tuple(row for row in self.rows if row.is_due and not row.is_finished)


@dataclass(frozen=True)
class ReturnSheet:
    """A directorate's return for a quarter with its rows, and how far it is."""

    filing: Return
    rows: tuple[ReturnRow, ...]
    today: date

    @property
    def quarter(self) -> Quarter:
        return self.filing.quarter

    @property
    def directorate(self) -> Directorate:
        return self.filing.directorate

    @property
    def title(self) -> str:
        return f"{self.directorate} return, {self.quarter}"

    @property
    def url(self) -> str:
        return self.filing.get_absolute_url()

    @property
    def state(self) -> ReturnState:
        return state_of(self.filing)

    @cached_property
    def teams(self) -> tuple[TeamRows, ...]:
        by_team: dict[int, list[ReturnRow]] = defaultdict(list)
        for row in self.rows:
            by_team[row.kpi.team_id].append(row)
        return tuple(
            TeamRows(rows[0].kpi.team.name, rows[0].kpi.team.slug, tuple(rows)) for rows in by_team.values()
        )

    @cached_property
    def due_rows(self) -> tuple[ReturnRow, ...]:
        return tuple(row for row in self.rows if row.is_due)

    @property
    def due(self) -> int:
        return len(self.due_rows)

    @property
    def not_due(self) -> int:
        return len(self.rows) - self.due

    @cached_property
    def finished(self) -> int:
        return sum(row.is_finished for row in self.due_rows)

    @cached_property
    def waiting(self) -> int:
        """Rows that the approver sent back and that were not changed since."""
        return sum(row.is_waiting for row in self.due_rows)

    @cached_property
    def begun(self) -> int:
        """Rows of which something is saved, and something is still missing; those sent back are counted apart."""
        return sum(row.is_started and not row.is_finished and not row.is_waiting for row in self.due_rows)

    @property
    def to_do(self) -> int:
        return self.due - self.finished - self.waiting - self.begun

    @property
    def answered(self) -> int:
        """Rows that say a figure with all its months, or that it was not collected; before the lock and after it."""
        return sum(row.is_answered for row in self.due_rows)

    @property
    def incomplete(self) -> tuple[int, ...]:
        """The numbers of the KPIs that still lack something; in a closed quarter, of those that say nothing.

        What was published or locked is not held to the frame that a return is asked for. What was signed off stands,
        even where the portal's other records have come to say something else since.
        """
        return tuple(row.number for row in self.due_rows if self._lacks(row))

    def _lacks(self, row: ReturnRow) -> bool:
        if self.quarter.is_closed:
            return not row.is_answered
        return bool(row.own_needs if self.state == ReturnState.SIGNED_OFF else row.needs)

    @property
    def complete(self) -> int:
        return self.due - len(self.incomplete)

    @property
    def not_collected(self) -> int:
        return sum(row.entry.not_collected for row in self.due_rows)

    @property
    def gaps(self) -> tuple[ReturnRow, ...]:
        """The rows that keep the return from being submitted."""
        return tuple(row for row in self.due_rows if row.needs)

    @property
    def next_row(self) -> ReturnRow | None:
        """Where to carry on: the first row that was sent back, else the first with something left to do."""
        return next((row for row in self.gaps if row.is_waiting), self.gaps[0] if self.gaps else None)

    @property
    def last_saved_at(self) -> datetime | None:
        return max((row.saved_at for row in self.rows if row.saved_at), default=None)

    @property
    def days_left(self) -> int:
        """Working days from tomorrow until the due date; 0 on the day itself and after it."""
        return working_days.working_days_late(self.today, self.quarter.due_on)

    @property
    def days_late(self) -> int:
        return working_days.working_days_late(self.quarter.due_on, self.today)

    @property
    def past_heading(self) -> str:
        """2013/14, or 2013/14 Q3 to 2014/15 Q2 where the last four quarters are of two years."""
        first, *_, last = quarters_before(self.quarter.period)
        return first.year.label if first.year == last.year else f"{first.label} to {last.label}"

    def row(self, number: int | str) -> ReturnRow | None:
        """The row of a KPI by its number in the schedule."""
        return next((row for row in self.rows if str(row.number) == str(number)), None)

    def allows(self, move: Move, user: User) -> bool:
        return may(move, self.filing, user, waiting=self.waiting)


def read_sheet(filing: Return, *, number: int | None = None, today: date | None = None) -> ReturnSheet:
    """A return with its rows and their open actions: six queries; or with the one row of that number, to be saved,
    without them: five."""
    day = today or clock.today()
    kpis = KPI.objects.of_directorate(filing.directorate)
    kpis = kpis.with_open_actions(day) if number is None else kpis.filter(number=number)
    rows = read_rows(filing.quarter.period, kpis, today=day, proposing=_still_open([filing.quarter]))
    return ReturnSheet(filing, tuple(rows), day)


def with_row_read_again(sheet: ReturnSheet, number: int) -> ReturnSheet:
    """The sheet of one row after its save: one query, for its figures alone."""
    [row] = [row for row in sheet.rows if row.number == number]
    period = row.quarter
    stored = KPIValue.objects.within(period).filter(kpi_id=row.kpi.pk).select_related("exception")
    value, months = quarter_and_months(stored.order_by("pk"))
    before = {quarter: other for quarter, other in row.record.values.items() if quarter != period}
    record = replace(row.record, values=before if value is None else {**before, period: value})
    return replace(sheet, rows=(replace(row, record=record, months=months),))


def read_sheets(
    quarter: Quarter, *, directorates: Collection[int] | None = None, today: date | None = None
) -> list[ReturnSheet]:
    """The returns of all directorates (or of those named) that report KPIs in a quarter: six queries."""
    return read_sheets_of([quarter], directorates=directorates, today=today)


def read_sheets_of(
    quarters: Collection[Quarter],
    *,
    directorates: Collection[int] | None = None,
    today: date | None = None,
) -> list[ReturnSheet]:
    """The returns of several quarters, in their order: six queries, however many quarters there are."""
    if not quarters:
        return []
    day = today or clock.today()
    kpis = (
        KPI.objects.all() if directorates is None else KPI.objects.filter(team__directorate__in=directorates)
    )
    rows = read_rows_of(
        [quarter.period for quarter in quarters], kpis, today=day, proposing=_still_open(quarters)
    )
    filings = {(each.quarter_id, each.directorate_id): each for each in _filings(quarters)}
    return [
        ReturnSheet(_placed(filings.get((quarter.pk, directorate.pk)), directorate, quarter), own, day)
        for quarter in quarters
        for directorate, own in _by_directorate(rows[quarter.period]).items()
    ]


def _still_open(quarters: Iterable[Quarter]) -> set[periods.Quarter]:
    """The quarters for which figures are still proposed."""
    return {quarter.period for quarter in quarters if quarter.is_open}


def _by_directorate(rows: Iterable[ReturnRow]) -> dict[Directorate, tuple[ReturnRow, ...]]:
    found: dict[Directorate, tuple[ReturnRow, ...]] = {}
    for row in rows:
        directorate = row.kpi.team.directorate
        found[directorate] = (*found.get(directorate, ()), row)
    return found


def find_return(directorate: Directorate, quarter: Quarter) -> Return:
    """The directorate's return, unsaved while nobody has begun it."""
    found = _filings([quarter]).filter(directorate=directorate).order_by("pk").first()
    return _placed(found, directorate, quarter)


def _filings(quarters: Collection[Quarter]) -> ReturnQuerySet:
    # Not joined: while a return is worked on, neither of them is there.
    return Return.objects.filter(quarter__in=quarters).prefetch_related("submitted_by", "signed_off_by")


def _placed(filing: Return | None, directorate: Directorate, quarter: Quarter) -> Return:
    """The return with the directorate and quarter already read, so that nobody asks for them again."""
    filing = filing or Return()
    filing.directorate, filing.quarter = directorate, quarter
    return filing


# How far the round is -------------------------------------------------------------------------------------------------


def return_progress(
    quarter: Quarter,
    today: date,
    rows: Iterable[ReturnRow] | None = None,
    *,
    directorates: Collection[int] | None = None,
) -> tuple[ReturnProgress, ...]:
    """How far every directorate that reports KPIs (or those named) is with its return, in their own order.

    Six queries; one where the `rows` of the quarter have been read already.
    """
    if rows is None:
        sheets = read_sheets(quarter, directorates=directorates, today=today)
        return tuple(progress_of(sheet) for sheet in sheets)
    filings = {filing.directorate_id: filing for filing in _filings([quarter])}
    read = (
        ReturnSheet(_placed(filings.get(directorate.pk), directorate, quarter), own, today)
        for directorate, own in _by_directorate(sorted(rows, key=_in_order_of_teams)).items()
    )
    return tuple(progress_of(sheet) for sheet in read)


def _in_order_of_teams(row: ReturnRow) -> tuple[int, int, str, int]:
    team = row.kpi.team
    return (team.directorate.order, team.order, team.name, row.number)


def progress_of(sheet: ReturnSheet) -> ReturnProgress:
    """One directorate's progress as plain values."""
    filing = sheet.filing
    return ReturnProgress(
        directorate=sheet.directorate.name,
        directorate_slug=sheet.directorate.slug,
        quarter_slug=sheet.quarter.slug,
        state=sheet.state.value,
        state_text=sheet.state.label,
        due=sheet.due,
        answered=sheet.answered,
        not_collected=sheet.not_collected,
        sent_back=sheet.waiting,
        due_on=sheet.quarter.due_on,
        submitted_at=filing.submitted_at,
        returned_at=filing.came_at,
        submitted_by=str(filing.submitted_by or ""),
        signed_off_at=filing.signed_off_at,
        signed_off_by=str(filing.signed_off_by or ""),
        late_by=late_by(filing, sheet.today),
        provenance_note=filing.provenance_note,
        incomplete=sheet.incomplete,
    )


def late_by(filing: Return, today: date) -> int:
    """Working days between the due date and submission; without one until today, or until the quarter was locked."""
    came_at = filing.came_at or filing.quarter.locked_at
    came_on = timezone.localtime(came_at).date() if came_at else today
    if not filing.came_at and filing.state in (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF):
        return 0
    return working_days.working_days_late(filing.quarter.due_on, came_on)
