"""Changes that carry their actor and their reason into the history of a record."""

from typing import TypeVar

from django.db.models import Model

from core import clock

M = TypeVar("M", bound=Model)


def save(instance: M, *, by: Model | None, reason: str = "") -> M:
    """Save a tracked record so that its history row names who did it and why.

    `by` is None only for what the portal does by itself (a scheduled task, the loading of a data set).
    """
    _sign(instance, by, reason)
    instance.save()
    return instance


def delete(instance: Model, *, by: Model | None, reason: str = "") -> None:
    """Delete a tracked record so that its last history row names who did it and why."""
    _sign(instance, by, reason)
    instance.delete()


def _sign(instance: Model, by: Model | None, reason: str) -> None:
    """Who, why, and when by the portal's own clock, so that a demonstration's trail stands on its day."""
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason or None  # type: ignore[attr-defined]
    instance._history_date = clock.now()  # type: ignore[attr-defined]
