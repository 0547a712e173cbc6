"""Actions as pages show them: as they stood on a day, those that are open first."""

from collections.abc import Iterable
from datetime import date

from performance.follow_up.pages import ActionLine
from performance.models import KPIAction


def action_line(action: KPIAction, day: date) -> ActionLine:
    """One action as known on a day: one closed later is still open, and overdue once its due date has passed."""
    closed_on = action.closed_on if action.closed_on and action.closed_on <= day else None
    return ActionLine(
        pk=action.pk,
        text=action.text,
        owner=action.owner,
        arose_in=action.arose_in.label,
        opened_on=action.opened_on,
        due_on=action.due_on,
        closed_on=closed_on,
        outcome=action.outcome if closed_on else "",
        is_overdue=closed_on is None and action.due_on < day,
        provenance=action.provenance,
    )


def action_lines(actions: Iterable[KPIAction], day: date) -> tuple[ActionLine, ...]:
    """Open ones first, by due date; then those closed, the newest first."""
    lines = [action_line(action, day) for action in actions]
    still_open = sorted((line for line in lines if not line.closed_on), key=lambda line: line.due_on)
    closed = sorted(
        (line for line in lines if line.closed_on), key=lambda line: line.closed_on or day, reverse=True
    )
    return (*still_open, *closed)
