"""What is due from a person, said first on the dashboard: their directorates' returns of the open quarter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.working_days import working_days_late
from organisation.models import Quarter, User
from organisation.rights import Permission
from performance.models import ReturnState
from performance.pages import ReturnProgress
from performance.returns import return_progress


@dataclass(frozen=True)
class DueReturn:
    """One return, in a sentence, and the words of the link that leads into it."""

    progress: ReturnProgress
    text: str
    action: str
    is_yours: bool = False


@dataclass(frozen=True)
class Due:
    """The open quarter that is due first, with the person's returns in it; `others` counts further open quarters."""

    quarter: Quarter
    when: str
    is_late: bool
    returns: tuple[DueReturn, ...]
    others: int = 0

    @property
    def is_yours(self) -> bool:
        """Whether any of it waits for this person; otherwise it lies with somebody else, or is done."""
        return any(each.is_yours for each in self.returns)


def quarters_open_for_returns(today: date, known: Iterable[Quarter] = ()) -> list[Quarter]:
    """The quarters that have ended and are open for returns, the one that is due first at the head.

    Of those `known` to somebody who sees open quarters they need not be asked for again.
    """
    is_open = [quarter for quarter in known if quarter.is_open]
    if is_open:
        return sorted((each for each in is_open if each.ends_on < today), key=lambda each: each.starts_on)
    return list(Quarter.objects.open().filter(ends_on__lt=today).order_by("starts_on"))


def due_from(
    user: User, quarters: Sequence[Quarter], *, today: date, known: Iterable[ReturnProgress] = ()
) -> Due | None:
    """What a contributor has to return or an approver to sign off; None for others, and when no quarter is open.

    `known` is the progress of the quarter that is being looked at: if it is this one, it is not asked for again.
    """
    own = _own_directorates(user)
    if not own or not quarters:
        return None
    quarter = quarters[0]
    found = [progress for progress in known if progress.quarter_slug == quarter.slug]
    if not found:
        theirs = {each.directorate_id for each in user.assignments if each.directorate_id}
        found = list(return_progress(quarter, today, directorates=theirs))
    returns = tuple(
        _due(progress, own[progress.directorate_slug])
        for progress in found
        if progress.directorate_slug in own
    )
    late = working_days_late(quarter.due_on, today)
    return Due(quarter, _when(quarter, today, late), bool(late), returns, others=len(quarters) - 1)


def readable_returns(user: User, returns: Iterable[ReturnProgress]) -> set[str]:
    """The directorates, by slug, whose returns the person may open."""
    slugs = {progress.directorate_slug for progress in returns}
    if user.directorate_ids_for(Permission.VIEW_RETURNS) is None:
        return slugs
    own = {each.directorate for each in user.assignments if each.directorate}
    return {one.slug for one in own if user.may(Permission.VIEW_RETURNS, one)} & slugs


def _own_directorates(user: User) -> dict[str, set[Permission]]:
    """The directorates that the person files or signs off for, and which of the two."""
    asked = (Permission.FILE_RETURNS, Permission.SIGN_OFF_RETURNS)
    own: dict[str, set[Permission]] = {}
    for assignment in user.assignments:
        if assignment.directorate:
            held = {permission for permission in asked if user.may(permission, assignment.directorate)}
            if held:
                own.setdefault(assignment.directorate.slug, set()).update(held)
    return own


def _due(progress: ReturnProgress, held: set[Permission]) -> DueReturn:
    """To whom a return belongs now decides what is said of it."""
    state = ReturnState(progress.state)
    if state == ReturnState.SIGNED_OFF:
        return DueReturn(progress, "Signed off: nothing to do.", "Open the return")
    if state == ReturnState.SUBMITTED:
        if Permission.SIGN_OFF_RETURNS in held:
            return DueReturn(progress, "Submitted. It waits for your sign-off.", "Review and sign off", True)
        return DueReturn(progress, "Submitted. It is with the approver.", "Open the return")
    answered = _answered(progress)
    if Permission.FILE_RETURNS not in held:
        return DueReturn(progress, f"{answered} It is with the contributor.", "Open the return")
    if progress.sent_back:
        rows = "1 row was" if progress.sent_back == 1 else f"{progress.sent_back} rows were"
        return DueReturn(progress, f"{rows} sent back to correct. {answered}", "Correct it", True)
    if not progress.to_do:
        return DueReturn(progress, f"{answered} It is ready to submit.", "Check and submit", True)
    return DueReturn(progress, answered, "Carry on" if progress.answered else "Begin", True)


def _answered(progress: ReturnProgress) -> str:
    """An answered KPI can still lack what a return asks for, such as the frame of a red one."""
    unfinished = progress.to_do - (progress.due - progress.answered)
    more = f", {unfinished} of them not complete" if unfinished else ""
    return f"{progress.answered} of {progress.due} KPIs answered{more}."


def _when(quarter: Quarter, today: date, late: int) -> str:
    if late:
        return f"{late} working {'day' if late == 1 else 'days'} late. It can still be submitted."
    left = working_days_late(today, quarter.due_on)
    return f"In {left} working {'day' if left == 1 else 'days'}." if left else "Today."
