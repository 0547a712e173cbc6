"""Which records are tracked, and how their history is kept: one row for every saving, for good.

The tables are those of django-simple-history, with three differences. A person on whose history something hangs
cannot be deleted: without the name of who did it, a row of history is worth little (accounts are closed and
pseudonymised instead). A reason is kept whole, however long. A saving of nothing but untracked fields (the moment
somebody last signed in) is no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from simple_history.manager import HistoryManager as LibraryManager
from simple_history.models import HistoricalRecords as LibraryRecords


class HistoryManager(LibraryManager):
    """The library's, whose class is made once and not at each look at a history."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(LibraryRecords):
    """`history = HistoricalRecords()` on a model, and its every saving is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, history_manager=HistoryManager, **kwargs)

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.PROTECT
            )
        }

    def _get_history_change_reason_field(self) -> models.TextField[Any, Any]:
        return models.TextField(null=True)

    def post_save(self, instance: models.Model, created: bool, using: Any = None, **kwargs: Any) -> None:
        written = set(kwargs.get("update_fields") or ())
        if not written or not written <= set(self.excluded_fields):
            super().post_save(instance, created, using, **kwargs)


def tracked_models() -> Iterator[type[models.Model]]:
    """Every model whose records have a history, room by room."""
    for model in apps.get_models():
        if hasattr(model, "history") and not hasattr(model, "instance_type"):
            yield model


def history_models() -> Iterator[type[models.Model]]:
    """The tables of all histories."""
    for model in tracked_models():
        yield model.history.model
