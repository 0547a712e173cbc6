"""What the parts of a record were at an earlier version of it, told from their history.

A record that is changed together with its parts (a budget line with its months) is guarded by the record's version
alone. The record is saved first and its parts after it, so what was saved before a version is what came before it.
"""

from typing import Any

from django.db.models import Model, QuerySet


def parts_before_change(record: Model, version: int, history: QuerySet[Any]) -> list[Any]:
    """The rows of `history` (that of the parts) as they stood while the record was at `version`.

    Two queries. Nothing where the record's history does not reach back so far.
    """
    saved = record.history.filter(version__gt=version).order_by("history_date", "history_id")  # type: ignore[attr-defined]
    changed_at = saved.values_list("history_date", flat=True).first()
    if changed_at is None:
        return []
    latest: dict[Any, Any] = {}
    for row in history.filter(history_date__lt=changed_at).order_by("history_date", "history_id"):
        latest[row.id] = row
    return [row for row in latest.values() if row.history_type != "-"]
