"""What stands behind a figure of a report that is no KPI's own: the record, what is printed of it, its histories."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from organisation.models import User

Printed = tuple[str, str]
"""A figure under its name, as the report has it."""


@dataclass(frozen=True)
class Recorded:
    """Rows of a history, what each is of, and what it says in words."""

    rows: QuerySet[Any]
    of: Callable[[Any], str]
    text: Callable[[Any], str]
    day: Callable[[Any], date] | None = None
    """The first day of the period that a row is about, where that can be another quarter than the report's own: while
    that one is open again, what was recorded in it since is for staff alone."""
    may_read: Callable[[User], bool] = lambda _: True
    """Whether somebody may read all of it; whoever may not is told what was reported alone, and not why."""


@dataclass(frozen=True)
class Dated:
    """What was found on a day, which may be another than the day on which it was written down."""

    on: date
    text: str
    who: str
    why: str
    provenance: str


@dataclass(frozen=True)
class Record:
    """One row of a report's table. `is_held_back`: what came after the last lock of the quarter is for staff alone.

    `dated` asks for what is kept by its own day, oldest first: the scores of a risk.
    """

    kind: str
    name: str
    printed: tuple[Printed, ...]
    page: str
    recorded: tuple[Recorded, ...]
    provenance: str = ""
    source: str = ""
    is_held_back: bool = False
    dated: Callable[[], Iterable[Dated]] = tuple


def rows_of(records: Iterable[Recorded]) -> Iterator[tuple[Recorded, Any]]:
    """Every row of these histories, with the people: one question a history."""
    for recorded in records:
        for row in recorded.rows.select_related("history_user"):
            yield recorded, row
