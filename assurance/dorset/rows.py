"""Creates the rows of the data set that are missing, with their first line of history, and changes no others."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from core import clock

M = TypeVar("M", bound=Model)

REASON = "Loaded with the Dorset data"
AT_ONCE = 200
"""Rows written together; SQLite takes a limited number of values in one statement."""


def create_missing(rows: Iterable[M], *, key: Sequence[str]) -> list[M]:
    """Create the rows whose key is not in the database yet, and return those created.

    `key` names the fields by which a row is known. A row that is there is left as it is, whatever the file says.
    """
    wanted = list(rows)
    if not wanted:
        return []
    model = type(wanted[0])
    there = set(model._default_manager.values_list(*key))
    missing = [row for row in wanted if tuple(getattr(row, name) for name in key) not in there]
    if not missing:
        return []
    if hasattr(model, "history"):
        return list(
            bulk_create_with_history(
                missing, model, batch_size=AT_ONCE, default_change_reason=REASON, default_date=clock.now()
            )
        )
    return list(model._default_manager.bulk_create(missing, batch_size=AT_ONCE))


def by(model: type[M], field: str, **lookups: Any) -> dict[Any, M]:
    """Rows of a model by one of their fields, for finding what another row points at."""
    return {getattr(row, field): row for row in model._default_manager.filter(**lookups)}
