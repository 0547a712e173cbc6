"""Whether a quarter can be locked: what is still open, and what must be named as an exception. Pure.

A quarter need not be perfect to be locked, but nobody locks over a gap unseen: each is closed, or named with a reason
that is printed in the report. Data-quality notes never stop a lock; they are printed, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from performance.pages import PerformancePart, ReturnProgress, ScorecardRow

NAMED = "Named as an exception"
PHRASES = (
    ("Locked before the due date",),
    ("not complete", "not answered"),
    ("Exception without an action and a date",),
    ("after being sent back",),
    ("return not signed off",),
)
"""Words by which the label of a gap is known, in the order of the checks; the last are how it was said before."""
SIGNED_OFF, LOCKED = "signed-off", "locked"


@dataclass(frozen=True)
class Gap:
    """Something missing that a reason must be given for. `key` names its field, `label` is printed before it.

    `where` says what the label only counts.
    """

    key: str
    label: str
    where: str = field(default="", compare=False)

    @property
    def as_shown(self) -> str:
        """What a reason is given for, in short: another as soon as anything of the gap is."""
        return sha256(f"{self.label}\n{self.where}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Reason:
    """Why a gap is accepted, by someone to whom it was shown like this (`Gap.as_shown`)."""

    text: str
    as_shown: str

    def explains(self, gap: Gap) -> bool:
        """A reason holds for what its author saw: not for a gap that became another since."""
        return bool(self.text.strip()) and self.as_shown == gap.as_shown


@dataclass(frozen=True)
class Check:
    """One thing that should be so before a quarter is locked, what was found, and what is missing."""

    text: str
    found: str
    gaps: tuple[Gap, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.gaps


def checks_of(part: PerformancePart, *, due_on: date, today: date) -> tuple[Check, ...]:
    """The five checks, in the order in which a round is finished."""
    return (
        _due_date(due_on, today),
        _complete(part.returns),
        _exceptions(part.scorecard.rows),
        _sent_back(part.returns),
        _signed_off(part.returns),
    )


def gaps_of(checks: Iterable[Check]) -> tuple[Gap, ...]:
    return tuple(gap for check in checks for gap in check.gaps)


def lacks_frame(row: ScorecardRow) -> bool:
    """An exception without an action, or without a date by which it recovers."""
    frame = row.exception
    return row.needs_frame and (frame is None or not frame.action.strip() or frame.recovery_on is None)


def as_locked(checks: Iterable[Check], note: str) -> tuple[Check, ...]:
    """The checks of a locked quarter: what was named when it was locked stays named, however the figures read now."""
    named = [line.partition(":")[0] for line in note.splitlines()]
    found = zip(checks, PHRASES, strict=True)
    return tuple(
        replace(check, found=NAMED, gaps=(Gap("named", NAMED),))
        if any(phrase in line for line in named for phrase in phrases)
        else check
        for check, phrases in found
    )


def note_of(gaps: Iterable[Gap], reasons: Mapping[str, Reason]) -> str:
    """What was missing and why that was accepted, one line a gap, as it is printed."""
    return "\n".join(f"{gap.label}: {' '.join(reasons[gap.key].text.split())}" for gap in gaps)


def _due_date(due_on: date, today: date) -> Check:
    """Nobody is late before the due date is over."""
    said = f"{due_on.day} {due_on:%B %Y}"
    gaps = () if today > due_on else (Gap("due-date", f"Locked before the due date, {said}, was over"),)
    return Check("The due date is over", said, gaps)


def _complete(returns: Iterable[ReturnProgress]) -> Check:
    """An answer is complete with all that a return asks for, such as the frame of a red KPI."""
    returns = tuple(returns)
    due, missing = sum(r.due for r in returns), sum(r.to_do for r in returns)
    numbers = sorted(number for r in returns for number in r.incomplete)
    kpis = "KPI is" if missing == 1 else "KPIs are"
    named = f" (KPI{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))})" if numbers else ""
    gaps = (Gap("answered", f"{missing} {kpis} not complete{named}"),) if missing > 0 else ()
    return Check("Every KPI due is complete", f"{due - missing} of {due}", gaps)


def _exceptions(rows: Iterable[ScorecardRow]) -> Check:
    rows = tuple(rows)
    bare = [row for row in rows if lacks_frame(row)]
    names = ", ".join(row.short_name for row in bare)
    if not any(row.needs_frame for row in rows):
        return Check("Every exception has an action and a recovery date", "No exceptions so far")
    gaps = (Gap("exceptions", f"Exception without an action and a date ({names})"),) if bare else ()
    return Check(
        "Every exception has an action and a recovery date", f"{len(bare)} missing" if bare else "All", gaps
    )


def _sent_back(returns: Iterable[ReturnProgress]) -> Check:
    returns = tuple(returns)
    rows = sum(r.sent_back for r in returns)
    where = ", ".join(f"{r.directorate_slug} {r.sent_back}" for r in returns if r.sent_back)
    waiting = "row waits" if rows == 1 else "rows wait"
    gaps = (Gap("sent-back", f"{rows} {waiting} after being sent back", where),) if rows else ()
    return Check("No row waits after being sent back", f"{rows} waiting" if rows else "None", gaps)


def _signed_off(returns: Iterable[ReturnProgress]) -> Check:
    returns = tuple(returns)
    unsigned = [r for r in returns if not is_signed_off(r)]
    return Check(
        "Every return is signed off",
        f"{len(returns) - len(unsigned)} of {len(returns)}",
        tuple(
            Gap(f"return-{r.directorate_slug}", f"{r.directorate}, return not signed off") for r in unsigned
        ),
    )


def is_signed_off(progress: ReturnProgress) -> bool:
    """Signed off now, or locked after it was: a return that was sent back since is not."""
    return progress.state == SIGNED_OFF or (progress.state == LOCKED and progress.signed_off_at is not None)
