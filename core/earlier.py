"""What the parts of a record were at an earlier version of it, told from their history.

A record that is changed together with its parts (a budget line with its months) is guarded by the record's version
alone, and each part carries the version of the record with which it was last saved.
"""

from typing import Any

from django.db.models import QuerySet


def parts_at(version: int, history: QuerySet[Any]) -> list[Any]:
    """The rows of `history` (that of the parts) as they stood while the record was at `version`: one query."""
    latest: dict[Any, Any] = {}
    for row in history.filter(version__lte=version).order_by("history_id"):
        latest[row.id] = row
    return [row for row in latest.values() if row.history_type != "-"]
