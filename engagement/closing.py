"""When an activity may be closed: once people have been told what came of it, or why nothing did. Pure."""

from dataclasses import dataclass
from datetime import date

from core.templatetags.portal import day


@dataclass(frozen=True)
class Closing:
    """What is known when somebody wants to close an activity."""

    is_closed: bool
    feedback_count: int
    starts_on: date | None
    ends_on: date | None

    @property
    def last_day(self) -> date | None:
        return self.ends_on or self.starts_on


def why_not_yet(closing: Closing, *, today: date) -> str:
    """Why it cannot be closed today, whatever is written; nothing where it can."""
    if closing.is_closed:
        return "This activity is closed already."
    last = closing.last_day
    if last and last > today:
        return f"It goes on until {day(last)}. It can be closed after that day."
    return ""


def why_not_without_feedback(closing: Closing, *, no_change_reason: str) -> str:
    """Feedback is given for every activity: what difference it made or, if none, why."""
    if closing.feedback_count or no_change_reason.strip():
        return ""
    return (
        "People have not been told what came of this. Add feedback, “you said, we did”, first, "
        "or say here why nothing changed."
    )


def why_not_on(closing: Closing, closed_on: date, *, today: date) -> str:
    """The day of closing lies after the activity's own days, and not in the future."""
    if closed_on > today:
        return "This day is still to come."
    if closing.last_day and closed_on < closing.last_day:
        return f"The activity ended on {day(closing.last_day)}."
    return ""
