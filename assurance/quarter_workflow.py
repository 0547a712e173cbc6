"""The way of a quarter from its first return to its report: phases, moves, who makes them, and what is said of each no.

The table is the rule. The button asks the same check as the action, so screen and rule cannot disagree, and
`docs/quarter-workflow.md` is written from it. Only four states are stored (`QuarterState`): how far the returns of an
open quarter are follows from the returns themselves, so that the two can never tell different stories.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import TextChoices

from core.dates import in_words
from core.periods import Quarter as QuarterPeriod
from core.refusals import Refused
from organisation.models import Quarter, QuarterState, User
from organisation.rights import RIGHTS, Permission


class Phase(TextChoices):
    """Where a quarter stands in its round."""

    UPCOMING = "upcoming", "Not open yet"
    OPEN = "open", "Returns coming in"
    RETURNS_IN = "returns-in", "All returns in"
    REVIEW = "review", "Review and sign-off"
    LOCKED = "locked", "Locked"
    REPORTED = "reported", "Reported"


STEPS = (Phase.OPEN, Phase.RETURNS_IN, Phase.REVIEW, Phase.LOCKED, Phase.REPORTED)
"""What a round goes through, in order."""
OPEN_PHASES = (Phase.OPEN, Phase.RETURNS_IN, Phase.REVIEW)
CLOSED_PHASES = (Phase.LOCKED, Phase.REPORTED)


class Move(TextChoices):
    """What is done with a quarter."""

    OPEN = "open", "Open for returns"
    LOCK = "lock", "Lock"
    REPORT = "report", "Report"
    REOPEN = "reopen", "Reopen"


@dataclass(frozen=True)
class Rule:
    """From which phases a move leads where; who may make it, None being the portal by itself; and what it takes."""

    permission: Permission | None
    origins: tuple[Phase, ...]
    to: QuarterState
    takes: str


RULES: dict[Move, Rule] = {
    Move.OPEN: Rule(
        None, (Phase.UPCOMING,), QuarterState.OPEN, "The quarter has ended; every directorate gets its return"
    ),
    Move.LOCK: Rule(
        Permission.RUN_ROUND,
        OPEN_PHASES,
        QuarterState.LOCKED,
        "Five checks, and a printed reason for each that is not met; no quarter before it is open again; "
        "a snapshot is taken",
    ),
    Move.REPORT: Rule(
        None, (Phase.LOCKED,), QuarterState.REPORTED, "The first report for the governing body is ready"
    ),
    Move.REOPEN: Rule(
        Permission.RUN_ROUND,
        CLOSED_PHASES,
        QuarterState.OPEN,
        "A reason, kept in the trail and printed with what was restated",
    ),
}

FOLLOWS: tuple[tuple[Phase, Phase, str], ...] = (
    (Phase.OPEN, Phase.RETURNS_IN, "the last return is submitted"),
    (Phase.RETURNS_IN, Phase.REVIEW, "the first return is signed off"),
    (Phase.RETURNS_IN, Phase.OPEN, "a return is taken or sent back"),
    (Phase.REVIEW, Phase.OPEN, "a return is sent back"),
)
"""What nobody decides: it follows from the returns."""


# Phases -------------------------------------------------------------------------------------------------------


class Returned(Protocol):
    """What is asked of a directorate's return."""

    @property
    def submitted_at(self) -> datetime | None: ...

    @property
    def signed_off_at(self) -> datetime | None: ...


def phase_of(state: str, returns: Iterable[Returned]) -> Phase:
    """The phase of a quarter: as stored, and while it is open as its returns tell. Without returns it is just open."""
    if state != QuarterState.OPEN:
        return Phase(state)
    returns = tuple(returns)
    if not returns or any(each.submitted_at is None for each in returns):
        return Phase.OPEN
    return Phase.REVIEW if any(each.signed_off_at for each in returns) else Phase.RETURNS_IN


# Checks -------------------------------------------------------------------------------------------------------


def check_lock(quarter: Quarter, by: User, *, today: date) -> None:
    """Whether it can be locked at all. What is still missing in it is asked by `lock_checks`. Raises Refused."""
    _check_right(Move.LOCK, by)
    check_time_to_lock(quarter.period, quarter.state, today)
    _check_none_before_is_open_again(quarter)


def check_time_to_lock(period: QuarterPeriod, state: str, today: date) -> None:
    """As far as the quarter goes, whoever asks."""
    if period.ends_on >= today:
        raise Refused(f"{period.label} has not ended yet, so it cannot be locked.")
    if state == QuarterState.UPCOMING:
        raise Refused(f"{period.label} has not been opened yet, so it cannot be locked.")
    if not _leads(Move.LOCK, state):
        raise Refused(f"{period.label} is locked already.")


def _check_none_before_is_open_again(quarter: Quarter) -> None:
    """What is frozen of a quarter shows those before it: its schedule four, its charts all of them. A figure that is
    being corrected in one of them would be read by everybody before it is locked again.

    A quarter that was never locked has been reported to nobody, and does not stand in the way.
    """
    before = Quarter.objects.open().exclude(reopen_note="").filter(starts_on__lt=quarter.starts_on)
    labels = [str(each) for each in before.order_by("starts_on")]
    if labels:
        are, it = ("are", "them") if len(labels) > 1 else ("is", "it")
        raise Refused(f"{' and '.join(labels)} {are} open again: lock {it} first.")


def check_reopen(quarter: Quarter, by: User) -> None:
    """A quarter that is locked or reported, by the assurance team. Raises Refused."""
    _check_right(Move.REOPEN, by)
    if not _leads(Move.REOPEN, quarter.state):
        raise Refused(f"{quarter} is not locked, so it cannot be reopened.")


def is_reported_by_a_report(quarter: Quarter) -> bool:
    """Whether the first report that is ready makes it reported; one that was reopened meanwhile stays open."""
    return _leads(Move.REPORT, quarter.state)


def _check_right(move: Move, by: User) -> None:
    permission = RULES[move].permission
    if permission and not by.may(permission):
        raise Refused(f"Your account may not {permission.label}.")


def _leads(move: Move, state: str) -> bool:
    """Whether the move is open from a stored state: from one of the phases that it can be in."""
    return Phase(state) in RULES[move].origins


# Saying it ----------------------------------------------------------------------------------------------------


def what_comes_next(phase: Phase, *, quarter: Quarter, open_checks: int) -> str:
    """The next step of the round, as one sentence for the assurance team."""
    match phase:
        case Phase.UPCOMING:
            return f"It opens for returns by itself on {in_words(quarter.period.next.starts_on)}."
        case Phase.OPEN:
            return "Next: the missing returns."
        case Phase.RETURNS_IN:
            return "Next: the deputy directors sign off."
        case Phase.REVIEW if open_checks:
            checks = "1 check is" if open_checks == 1 else f"{open_checks} checks are"
            return f"Next: {checks} open before the lock."
        case Phase.REVIEW:
            return "Next: lock the quarter."
        case Phase.LOCKED:
            return "Next: produce the report."
        case Phase.REPORTED:
            return "The round is complete."


# The diagram --------------------------------------------------------------------------------------------------


def as_markdown() -> str:
    """The table as a page of `docs/`, with its diagram."""
    return "\n".join(
        [
            "# The way of a quarter",
            "",
            "Written from the table in `assurance/quarter_workflow.py` by `manage.py write_quarter_workflow`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *_diagram(),
            "```",
            "",
            "| move | from | to | who | what it takes |",
            "|---|---|---|---|---|",
            *(_line(move, rule) for move, rule in RULES.items()),
            "",
            "How far the returns of an open quarter are is not stored; it follows from them, after a reopening, too:",
            "",
            "| from | to | when |",
            "|---|---|---|",
            *(f"| {origin.label.lower()} | {to.label.lower()} | {when} |" for origin, to, when in FOLLOWS),
            "",
            "A quarter can be locked before every return is in or signed off: each gap is then named with a reason,",
            "which is printed. Locking again after a reopening takes the next version of the snapshot, which says",
            "what was restated. As long as a quarter is open again, none after it is locked: what is frozen of them",
            "shows the quarters before, too.",
            "",
        ]
    )


def _diagram() -> Iterable[str]:
    yield from (f'    state "{phase.label}" as {_id(phase)}' for phase in Phase)
    yield f"    [*] --> {_id(Phase.UPCOMING)}"
    for move, rule in RULES.items():
        for origin in rule.origins:
            yield f"    {_id(origin)} --> {_id(Phase(rule.to.value))}: {move.label}"
    yield from (f"    {_id(origin)} --> {_id(to)}: {when}" for origin, to, when in FOLLOWS)


def _line(move: Move, rule: Rule) -> str:
    origins = ", ".join(origin.label.lower() for origin in rule.origins)
    who = (
        ", ".join(role.label.lower() for role in RIGHTS[rule.permission]) if rule.permission else "the portal"
    )
    return f"| {move.label} | {origins} | {rule.to.label.lower()} | {who} | {rule.takes} |"


def _id(phase: Phase) -> str:
    return phase.value.replace("-", "_")
