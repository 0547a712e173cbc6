"""When a return is reminded of: three stages, counted in working days from the day it is due. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from core.refusals import Refused
from core.working_days import add_working_days
from organisation.rights import Role

ALL_SENT = (
    "All three reminders of this return have gone out. The portal sends no fourth: speak to the directorate."
)


class Stage(TextChoices):
    """The three reminders of a return; there is never a fourth."""

    BEFORE = "before", "First reminder"
    DUE = "due", "Second reminder"
    AFTER = "after", "Third reminder"

    @property
    def number(self) -> int:
        return list(Stage).index(self) + 1


GOES_TO: dict[Stage, tuple[Role, ...]] = {
    Stage.BEFORE: (Role.CONTRIBUTOR,),
    Stage.DUE: (Role.CONTRIBUTOR, Role.APPROVER),
    Stage.AFTER: (Role.CONTRIBUTOR, Role.APPROVER, Role.DIRECTOR),
}
"""Reminders climb. Of these, only those get one with whom the return lies (`audience.has_to_act`)."""


@dataclass(frozen=True)
class Timing:
    """Working days: the first reminder before the due date, the third after it, and how long after it one goes at all.

    Older returns are chased by people: a portal that was away for a year writes to nobody about all of it.
    """

    before: int = 5
    after: int = 3
    until: int = 20

    @classmethod
    def of(cls, settings: Mapping[str, int]) -> "Timing":
        """From the portal's settings (PORTAL_ROUND)."""
        return cls(settings["remind_before"], settings["remind_after"], settings["remind_until"])


def day_of(stage: Stage, due_on: date, timing: Timing) -> date:
    """The day on which a stage begins."""
    days = {Stage.BEFORE: -timing.before, Stage.DUE: 0, Stage.AFTER: timing.after}[stage]
    return add_working_days(due_on, days)


def stage_on(today: date, due_on: date, timing: Timing) -> Stage | None:
    """The stage that has come last: a reminder that is late replaces those before it, and none comes too late."""
    if today > add_working_days(due_on, timing.until):
        return None
    return _last_begun(today, due_on, timing)


def stage_by_hand(used: Collection[Stage], today: date, due_on: date, timing: Timing) -> Stage:
    """The reminder that goes when somebody sends one now: the next, brought forward, so that three stay three.

    Raises Refused when all have gone, or when only the third is left, which the director gets, and it is not late yet.
    """
    begun = _last_begun(today, due_on, timing)
    left = [stage for stage in _from(begun) if stage not in used]
    if not left:
        raise Refused(ALL_SENT)
    if left[0] == Stage.AFTER and today <= due_on:
        raise Refused(
            "Two reminders of this return have gone out. The third goes to the director as well, "
            "so it waits until the return is late."
        )
    return left[0]


def _last_begun(today: date, due_on: date, timing: Timing) -> Stage | None:
    begun = [stage for stage in Stage if day_of(stage, due_on, timing) <= today]
    return begun[-1] if begun else None


def _from(stage: Stage | None) -> Iterator[Stage]:
    return (each for each in Stage if stage is None or each.number >= stage.number)
