"""The round of one quarter: who has returned, what is missing before it can be locked, and what comes after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from django.utils import timezone

from assurance import lock_checks
from assurance.actions import quarters_missing, sources_of
from assurance.assembly import cut_off_day, notes_for
from assurance.dashboard import punctuality
from assurance.live import live_pack
from assurance.lock_checks import Check
from assurance.lock_note import OF_RETURNS, named_in
from assurance.models import Report, ReportAudience, ReportState, Snapshot
from assurance.quarter_workflow import (
    CLOSED_PHASES,
    STEPS,
    Phase,
    check_lock,
    check_reopen,
    phase_of,
    what_comes_next,
)
from assurance.restated.lines import Restated
from assurance.restated.since import restated_since
from assurance.round_record import (
    MoveRow,
    Reminded,
    VersionRow,
    moves_of,
    reminded_of,
    versions_of,
)
from core import periods
from core.rag import RAG
from core.refusals import why_not
from core.working_days import working_days_late
from organisation.models import Quarter, User
from performance.definition.register import NEVER_ENTERED, Attention, attention_of, register_rows
from performance.models import KPI, ReturnState
from performance.pages import PerformancePart, QualityNote, ReturnProgress, ScorecardRow
from performance.scorecard import build_performance_part

MARKS = {
    ReturnState.NOT_STARTED: "todo",
    ReturnState.IN_PROGRESS: "part",
    ReturnState.SUBMITTED: "sent",
    ReturnState.SIGNED_OFF: "done",
    ReturnState.LOCKED: "done",
}
LEAST_FINISHED_FIRST = list(MARKS)
NEVER = "error"


@dataclass(frozen=True)
class Step:
    """One step of a round."""

    text: str
    is_current: bool
    is_done: bool
    passed_over: str = ""
    """How a step was left behind that was not done: the quarter was locked over it."""


@dataclass(frozen=True)
class RoundRow:
    """One directorate: its return, and what is red in it, drafts included. Counts are None before there are any."""

    progress: ReturnProgress
    mark: str
    red: int | None
    bare: int | None
    next_text: str
    punctuality: str
    reminded: Reminded = field(default_factory=Reminded)

    @property
    def failed_text(self) -> str:
        return f"{self.reminded.failed} not delivered"

    @property
    def so_far(self) -> str:
        """Beside a count that can still grow: the return is not submitted."""
        return "" if self.progress.submitted_at else "so far"


@dataclass(frozen=True)
class Round:
    """The page of one quarter's round: exceptions that lack their frame, and reds on which no action is open.

    `refusal` says why this person cannot lock it, `reopen_refusal` why they cannot reopen it; empty where they can.
    """

    quarter: Quarter
    phase: Phase
    steps: tuple[Step, ...]
    due_text: str
    rows: tuple[RoundRow, ...]
    bare_reds: tuple[ScorecardRow, ...]
    idle_reds: tuple[ScorecardRow, ...]
    notes: tuple[QualityNote, ...]
    checks: tuple[Check, ...]
    refusal: str
    reopen_refusal: str
    versions: tuple[VersionRow, ...]
    moves: tuple[MoveRow, ...]
    restated: Restated | None
    unanswered_for: tuple[Attention, ...] = ()
    """Nothing once the quarter is locked."""

    @property
    def returned(self) -> int:
        return sum(row.progress.submitted_at is not None for row in self.rows)

    @property
    def signed_off(self) -> int:
        return sum(lock_checks.is_signed_off(row.progress) for row in self.rows)

    @property
    def due(self) -> int:
        return sum(row.progress.due for row in self.rows)

    @property
    def answered(self) -> int:
        return sum(row.progress.answered for row in self.rows)

    @property
    def open_checks(self) -> int:
        return sum(not check.is_met for check in self.checks)

    @property
    def comes_next(self) -> str:
        return what_comes_next(self.phase, quarter=self.quarter, open_checks=self.open_checks)

    @property
    def is_reopened(self) -> bool:
        """Open again after it was locked, so that what was reported can change."""
        return self.quarter.is_open and bool(self.versions)

    @property
    def next_version(self) -> int:
        """The version that the next lock makes."""
        return max((version.number for version in self.versions), default=0) + 1


def build_round(quarter: Quarter, *, today: date, by: User) -> Round:
    """The round of a quarter as it stands; of a locked one, as it stood when it was locked."""
    as_of = cut_off_day(quarter) if quarter.is_closed else today
    part = build_performance_part(quarter, today=as_of)
    checks = lock_checks.checks_of(part, due_on=quarter.due_on, today=as_of)
    phase = phase_of(quarter.state, part.returns)
    versions = versions_of(quarter)
    return Round(
        quarter=quarter,
        phase=phase,
        steps=steps_of(phase, part.returns, quarter.lock_note),
        due_text=due_text(quarter, today),
        rows=rows_of(part, today=today, reminded=reminded_of(quarter)),
        bare_reds=tuple(row for row in part.scorecard.rows if lock_checks.lacks_frame(row)),
        idle_reds=tuple(row for row in part.scorecard.rows if row.lacks_action),
        notes=notes_for(quarter, today=as_of, found=part.notes),
        checks=lock_checks.as_locked(checks, quarter.lock_note) if quarter.is_closed else checks,
        refusal=why_not(partial(check_lock, quarter, by, today=today)),
        reopen_refusal=why_not(check_reopen, quarter, by),
        versions=versions,
        moves=moves_of(quarter),
        restated=restated_of(quarter, versions, today=today),
        unanswered_for=unanswered_for(quarter, today=today),
    )


def unanswered_for(quarter: Quarter, *, today: date) -> tuple[Attention, ...]:
    """KPIs without an owner, or whose owner has left; and whose owner never entered a figure, once they were due to:
    before, that is so of every KPI of a portal that has just begun."""
    if quarter.is_closed:
        return ()
    found = attention_of(register_rows(KPI.objects.all(), today))
    return tuple(each for each in found if each.key != NEVER_ENTERED or today > quarter.due_on)


def steps_of(phase: Phase, returns: Sequence[ReturnProgress] = (), note: str = "") -> tuple[Step, ...]:
    """The steps of a round: which is now, which are behind. Of a quarter that is not open yet, all lie ahead.

    A quarter can be locked over what is missing: then a step behind it was not done, and the note of the lock says why.
    """
    now = STEPS.index(phase) if phase in STEPS else -1
    undone = _undone(returns) if phase in CLOSED_PHASES else ()
    is_named = any(gap.kind in OF_RETURNS for gap in named_in(note))
    words = "not done, named as an exception" if is_named else "not done"
    return tuple(
        Step(
            str(step.label), index == now, index < now and step not in undone, words if step in undone else ""
        )
        for index, step in enumerate(STEPS)
    )


def _undone(returns: Sequence[ReturnProgress]) -> tuple[Phase, ...]:
    came = [each.submitted_at is not None for each in returns]
    met = {
        Phase.OPEN: not came or any(came),
        Phase.RETURNS_IN: all(came),
        Phase.REVIEW: all(lock_checks.is_signed_off(each) for each in returns),
    }
    return tuple(phase for phase, is_met in met.items() if not is_met)


def restated_of(quarter: Quarter, versions: Sequence[VersionRow], *, today: date) -> Restated | None:
    """Of a locked quarter what its newest version restates; of one that was reopened, what would be restated now."""
    if quarter.is_open and versions:
        return restated_since(quarter, live_pack(quarter, today=today))
    return versions[0].restated if versions else None


def due_text(quarter: Quarter, today: date) -> str:
    """How far off the due date is, in working days, while the quarter is open."""
    if not quarter.is_open:
        return ""
    if today == quarter.due_on:
        return "today"
    is_past = today > quarter.due_on
    days = working_days_late(quarter.due_on, today) if is_past else working_days_late(today, quarter.due_on)
    words = f"{days} working {'day' if days == 1 else 'days'}"
    return f"{words} ago" if is_past else f"in {words}"


def rows_of(part: PerformancePart, *, today: date, reminded: Mapping[str, Reminded]) -> tuple[RoundRow, ...]:
    """A row for each directorate, the least finished first."""
    rows = [
        replace(
            _row(progress, part.scorecard.rows, today),
            reminded=reminded.get(progress.directorate_slug, Reminded()),
        )
        for progress in part.returns
    ]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                LEAST_FINISHED_FIRST.index(ReturnState(row.progress.state)),
                row.progress.directorate,
            ),
        )
    )


def _row(progress: ReturnProgress, kpis: Sequence[ScorecardRow], today: date) -> RoundRow:
    own = [row for row in kpis if row.directorate_slug == progress.directorate_slug]
    said, _ = punctuality(progress)
    red = sum(row.rag == RAG.RED for row in own)
    bare = sum(lock_checks.lacks_frame(row) for row in own)
    begun = progress.answered > 0 or red > 0 or bare > 0
    return RoundRow(
        progress=progress,
        mark=mark_of(progress),
        red=red if begun else None,
        bare=bare if begun else None,
        next_text=next_text(progress, today),
        punctuality=said if progress.came_at or progress.late_by or mark_of(progress) == NEVER else "",
    )


def mark_of(progress: ReturnProgress) -> str:
    """No tick for a return that was locked with its quarter, and was not there."""
    state = ReturnState(progress.state)
    return NEVER if state == ReturnState.LOCKED and progress.submitted_at is None else MARKS[state]


def next_text(progress: ReturnProgress, today: date) -> str:
    """What happens next with a return, and with whom it lies."""
    match ReturnState(progress.state):
        case ReturnState.NOT_STARTED | ReturnState.IN_PROGRESS if progress.sent_back:
            rows = "row" if progress.sent_back == 1 else "rows"
            return f"{progress.sent_back} {rows} to correct"
        case ReturnState.NOT_STARTED | ReturnState.IN_PROGRESS:
            return f"{progress.to_do} to complete" if progress.to_do else "To be submitted"
        case ReturnState.SUBMITTED:
            came_on = timezone.localtime(progress.submitted_at).date() if progress.submitted_at else today
            days = (today - came_on).days
            waiting = f" for {days} {'day' if days == 1 else 'days'}" if days > 0 else ""
            return f"With the approver{waiting}"
        case _:
            return "Nothing"


# After the lock -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A report that can be made of a quarter: what there is of it, newest first, or why it cannot be made yet."""

    audience: str
    name: str
    reports: tuple[Report, ...]
    can_be_made: bool
    refusal: str = ""


def offers_for(quarter: Quarter) -> tuple[Offer, ...]:
    """What is due of a locked quarter, and with the fourth also what is due of the year."""
    snapshot = Snapshot.objects.filter(quarter=quarter).order_by("-version").first()
    if snapshot is None:
        return ()
    due = list(ReportAudience.objects.on_lock())
    missing = quarters_missing(quarter) if any(each.spans_year for each in due) else []
    refusal = f"Needs {' and '.join(missing)} locked as well." if missing else ""
    return tuple(
        _offer(snapshot, each, refusal if each.spans_year else "")
        for each in due
        if quarter.number == periods.QUARTERS_A_YEAR or not each.spans_year
    )


def _offer(snapshot: Snapshot, audience: ReportAudience, refusal: str) -> Offer:
    of_quarter = Report.objects.filter(snapshot__quarter=snapshot.quarter_id, audience=audience)
    reports = tuple(of_quarter.order_by("-version"))
    can_be_made = not refusal and not any(_is_of_now(report, snapshot) for report in reports)
    return Offer(audience.slug, audience.title, reports, can_be_made, refusal)


def _is_of_now(report: Report, snapshot: Snapshot) -> bool:
    """Whether a report of the newest snapshots is there or being made: then there is nothing to ask for."""
    if report.snapshot_id != snapshot.pk or report.state == ReportState.FAILED:
        return False
    return report.is_unfinished or report.is_made_of(sources_of(snapshot, report.spans_year))
