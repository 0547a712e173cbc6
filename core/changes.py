"""What was changed in a record, by whom, when and why, told from its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Field, Model, QuerySet

from core.dates import in_words
from core.events import Event

LEFT_OUT = {"version", "provenance", "source"}
"""Fields that the portal keeps for itself."""
TITLES = ("name", "text", "title")
"""Fields by which a record is called."""


@dataclass(frozen=True)
class ChangedField:
    """One field that changed, in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One saving of one record."""

    at: datetime
    by: str
    what: str
    why: str
    fields: tuple[ChangedField, ...] = ()


def changes_in(
    histories: Iterable[QuerySet[Any]],
    page_of: Model | None = None,
    most: int = 30,
    events: QuerySet[Event] | None = None,
) -> tuple[Change, ...]:
    """The latest changes in several histories, newest first. What was loaded, by nobody, is a start and no change.

    `page_of` is the record on whose own page they stand, which need not be named there. `events` are what was done with
    it that no history has a column for, such as lists of others that were chosen.

    One query a history, one for the people, one for the events, and one for each kind of record that a change led from
    or to.
    """
    names = Names()
    told = [change for history in histories for change in _of_one_history(history, names)]
    newest = sorted(told, key=lambda pair: pair[0].history_date, reverse=True)[:most]
    people = get_user_model().objects.in_bulk({row.history_user_id for row, _ in newest})
    saved = [
        Change(
            at=row.history_date,
            by=str(people.get(row.history_user_id, "The portal")),
            what=_said(row, page_of),
            why=row.history_change_reason or "",
            fields=fields,
        )
        for row, fields in newest
    ]
    if events is None:
        return tuple(saved)
    done = [*saved, *map(_done, events.select_related("actor").order_by("-at", "-pk")[:most])]
    return tuple(sorted(done, key=lambda change: change.at, reverse=True)[:most])


def _done(event: Event) -> Change:
    return Change(at=event.at, by=str(event.actor or "The portal"), what=event.sentence, why="")


class Names:
    """The names of records that others point to, asked for once a kind."""

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[Any, str]] = {}

    def of(self, model: type[Model], key: Any) -> str:
        if model not in self._known:
            self._known[model] = {record.pk: str(record) for record in model._default_manager.all()}
        return self._known[model].get(key, "one that is gone")


def _of_one_history(history: QuerySet[Any], names: Names) -> Iterator[tuple[Any, tuple[ChangedField, ...]]]:
    rows = history.order_by("id", "history_id")
    for _, versions in groupby(rows, key=lambda row: row.id):
        kept = list(versions)
        if kept[0].history_type == "+" and kept[0].history_user_id:
            yield kept[0], ()
        for before, after in pairwise(kept):
            fields = tuple(differences(before, after, names)) if after.history_type == "~" else ()
            if fields or after.history_type != "~":
                yield after, fields


def _said(row: Any, page_of: Model | None) -> str:
    """The kind of record, its name and, where it was made or taken away, that."""
    kind = str(row.instance_type._meta.verbose_name).capitalize()
    is_the_page = page_of is not None and (row.instance_type, row.id) == (type(page_of), page_of.pk)
    title = "" if is_the_page else called(row)
    done = {"+": " recorded", "-": " removed"}.get(row.history_type, "")
    return f"{kind}{f' “{title}”' if title else ''}{done}"


def called(row: Any) -> str:
    """By what name a row of history calls its record; one that has none is called by its month."""
    for name in TITLES:
        if text := getattr(row, name, ""):
            return str(text)
    first_day = getattr(row, "starts_on", None)
    return f"{first_day:%B %Y}" if first_day else ""


def differences(before: Model, after: Any, names: Names) -> Iterator[ChangedField]:
    """What differs between two history rows of one record."""
    for field in after.tracked_fields:
        if field.name in LEFT_OUT or field.primary_key:
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            label = str(field.verbose_name)
            words = [_words(field, value, names) for value in (old, new)]
            yield ChangedField(field.name, f"{label[:1].upper()}{label[1:]}", *words)


def _words(field: Field[Any, Any], value: Any, names: Names) -> str:
    if value in (None, ""):
        return "–"
    if field.is_relation:
        return names.of(field.related_model, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return in_words(value) if isinstance(value, date) else str(value)
