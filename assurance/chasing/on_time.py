"""Whether returns came in time: one judgement, and the shares made of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from core.working_days import working_days_late


class Punctuality(Enum):
    """How one return came in. Its mark is a kind of `{% state %}`."""

    ON_TIME = "done"
    LATE = "part"
    MISSING = "error"
    NOT_DUE = "none"


@dataclass(frozen=True)
class Judgement:
    """On time, late by so many working days, missing, or not due yet."""

    punctuality: Punctuality
    days_late: int = 0

    @property
    def mark(self) -> str:
        return self.punctuality.value

    @property
    def text(self) -> str:
        match self.punctuality:
            case Punctuality.ON_TIME:
                return "On time"
            case Punctuality.LATE:
                return f"{self.days} late" if self.days_late else "Late"
            case Punctuality.MISSING:
                return "Missing"
            case _:
                return "Not due yet"

    @property
    def note(self) -> str:
        """How late a missing one is today."""
        is_missing = self.punctuality == Punctuality.MISSING
        return f"{self.days} late so far" if is_missing and self.days_late else ""

    @property
    def days(self) -> str:
        return f"{self.days_late} working day{'' if self.days_late == 1 else 's'}"


def judge(due_on: date, returned_on: date | None, *, today: date, is_closed: bool) -> Judgement:
    """A return is on time when it is submitted on the due date or before, by local dates; one that was submitted
    after it on a weekend is late, by no working day. In a closed quarter what has not come is missing for good."""
    if returned_on is not None:
        if returned_on <= due_on:
            return Judgement(Punctuality.ON_TIME)
        return Judgement(Punctuality.LATE, working_days_late(due_on, returned_on))
    if is_closed:
        return Judgement(Punctuality.MISSING)
    if today <= due_on:
        return Judgement(Punctuality.NOT_DUE)
    return Judgement(Punctuality.MISSING, working_days_late(due_on, today))


@dataclass(frozen=True)
class Share:
    """How many of the returns that were due came in time."""

    on_time: int
    due: int

    @property
    def percent(self) -> int | None:
        """A half is rounded up; 100% means all, and no fewer. None where nothing was due."""
        if not self.due:
            return None
        rounded = (200 * self.on_time + self.due) // (2 * self.due)
        return rounded if self.on_time == self.due else min(rounded, 99)

    @property
    def text(self) -> str:
        return f"{self.on_time} of {self.due} ({self.percent}%)" if self.due else "–"


def share_of(judgements: Iterable[Judgement]) -> Share:
    """Those that are not due yet are not counted."""
    due = [each for each in judgements if each.punctuality != Punctuality.NOT_DUE]
    return Share(sum(each.punctuality == Punctuality.ON_TIME for each in due), len(due))
