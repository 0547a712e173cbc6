"""Looking through the trail: one question over all its tables, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, IntegerField, Q, QuerySet, Value

from assurance.trail.kinds import Kind
from core import clock

A_PAGE = 50
MOST_EXPORTED = 5_000
"""Lines of one file."""
YEAR_OF_WORDS = timedelta(days=365)
"""How far back words are looked for at once. No index finds them within a text, so every line of that time is read:
100,000 lines in a tenth of a second (docs/decisions/trail.md)."""


@dataclass(frozen=True)
class Found:
    """Where a line stands: its moment, its kind, its key there. Together they order the whole trail."""

    at: datetime
    kind: Kind
    key: int

    @property
    def cursor(self) -> str:
        """How the address of the next page says that this line was the last one shown."""
        return f"{self.at.isoformat()}_{self.kind.place}_{self.key}"


@dataclass(frozen=True)
class Asked:
    """What is looked for; whatever is left out narrows nothing."""

    person: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    before: tuple[datetime, int, int] | None = None
    """The moment, place of the kind and key below which the page begins."""
    looks_on: date | None = None
    """The last day of the time before it in which the words can be looked for next, if that is not all."""


def within_a_year(asked: Asked, today: date) -> Asked:
    """Words are looked for in one year at once: the last one, or the one that ends on the chosen day."""
    first = (asked.until or today) - YEAR_OF_WORDS
    if not asked.words or (asked.since and asked.since >= first):
        return asked
    return replace(asked, since=first, looks_on=first - timedelta(days=1))


def cursor_of(text: str) -> tuple[datetime, int, int] | None:
    """What an address says of the line above; nothing where it is no such text."""
    try:
        moment, place, key = text.split("_")
        at = datetime.fromisoformat(moment)
        found = (at, int(place), int(key))
    except ValueError:
        return None
    return found if at.tzinfo and 1948 <= at.year <= 2100 else None


def search(kinds: Sequence[Kind], asked: Asked, *, most: int = A_PAGE) -> list[Found]:
    """The newest lines of these kinds, one query: each table gives as many as could be shown, by its own index."""
    if not kinds:
        return []
    asked_of = [_newest(kind, asked, most) for kind in kinds]
    rows = asked_of[0].union(*asked_of[1:], all=True) if len(asked_of) > 1 else asked_of[0]
    if not rows.query.is_sliced:
        rows = rows.order_by("-line_at", "line_kind", "-line_key")[:most]
    known = {kind.place: kind for kind in kinds}
    return [Found(moment, known[place], key) for moment, place, key in rows]


def _newest(kind: Kind, asked: Asked, most: int) -> QuerySet[Any]:
    moment = kind.moment
    rows = kind.rows().filter(_narrowed(kind, asked))
    if asked.before:
        rows = rows.filter(_below(kind, *asked.before))
    named = rows.order_by().annotate(
        line_at=F(moment), line_kind=Value(kind.place, IntegerField()), line_key=F("pk")
    )
    named = named.values_list("line_at", "line_kind", "line_key")
    if not connection.features.supports_slicing_ordering_in_compound:
        return named  # SQLite sorts them all; an embedded portal has not so many
    return named.order_by(f"-{moment}", "-pk")[:most]


def _narrowed(kind: Kind, asked: Asked) -> Q:
    found = Q()
    if asked.person is not None:
        found &= Q(**{f"{kind.who}_id": asked.person})
    if asked.since:
        found &= Q(**{f"{kind.moment}__gte": _midnight(asked.since)})
    if asked.until:
        found &= Q(**{f"{kind.moment}__lt": _midnight(asked.until + timedelta(days=1))})
    if asked.words:
        found &= kind.with_words(asked.words)
    return found


def _below(kind: Kind, at: datetime, place: int, key: int) -> Q:
    """Older than a line, or as old and after it in the order of kinds and keys."""
    older, same = Q(**{f"{kind.moment}__lt": at}), Q(**{kind.moment: at})
    if kind.place > place:
        return older | same
    return older | (same & Q(pk__lt=key)) if kind.place == place else older


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LONDON)
