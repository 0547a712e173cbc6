"""Lines of the trail in words: as they read on the record's own page.

“from 92% to 95%, Quality contributor, 3 July, late returns”. The words of a KPI's figures, targets and exceptions are
those of its page; small numbers of people stay suppressed, as on the page of their activity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from assurance.trail.kinds import Kind
from assurance.trail.places import page_of, records_of
from assurance.trail.search import Found
from core.changes import ChangedField, Names, called, differences
from core.models import Event
from engagement.activity_page import suppressed
from engagement.models import EngagementActivity
from organisation.joining.roles import HeldRole
from organisation.models import RoleAssignment, User
from organisation.rights import Permission, Role
from performance.kpi_history import TOLD_HERE, told_of

DONE = {"+": "Recorded", "~": "Changed", "-": "Removed"}
DONE_TO_ROLES = {"+": "Given", "~": "Changed", "-": "Taken away"}
ADMINISTRATION = "/admin/"
THE_PORTAL, NOBODY = "The portal", "Nobody known"


@dataclass(frozen=True)
class Line:
    """One line: when, who, what kind of record and which, what became of it, and why."""

    at: datetime
    who: str
    kind: str
    about: str
    page: str
    done: str
    fields: tuple[ChangedField, ...] = ()
    why: str = ""

    @property
    def in_words(self) -> str:
        """“Figure: from 92% to 95%; Commentary: recorded “Late””, for a file's one cell."""
        return "; ".join(
            f"{each.label}: from {each.before} to {each.after}"
            if each.before
            else f"{each.label}: {each.after}"
            for each in self.fields
        )


def told(found: Sequence[Found], reader: User) -> list[Line]:
    """The lines in words, in the order in which they were found. Four queries a kind of record at most.

    They lead to no page that the reader may not open: the pages of administration are for administrators.
    """
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for each in found:
        by_kind[each.kind].append(each.key)
    names = Names()
    lines: dict[tuple[Kind, int], Line] = {}
    events = [key for kind, keys in by_kind.items() if kind.event for key in keys]
    kinds = {kind.event: kind for kind in by_kind if kind.event}
    lines |= {(kinds[row.kind], row.pk): line for row, line in _events(events)} if events else {}
    for kind, keys in by_kind.items():
        if kind.tracked:
            lines |= {(kind, row.pk): line for row, line in _changes(kind, keys, names)}
    ordered = [lines[each.kind, each.key] for each in found]
    if reader.may(Permission.ADMINISTER):
        return ordered
    return [replace(line, page="") if line.page.startswith(ADMINISTRATION) else line for line in ordered]


# Changes of records ---------------------------------------------------------------------------------------


def _changes(kind: Kind, keys: Iterable[int], names: Names) -> Iterator[tuple[Any, Line]]:
    if kind.tracked is RoleAssignment:
        yield from _roles(kind, keys)
        return
    rows = list(_with_earlier(kind, keys))
    earlier = _history(kind).in_bulk([row.earlier for row in rows if row.earlier])
    records = records_of(kind.tracked, {row.id for row in rows}) if kind.tracked else {}
    people = User.objects.in_bulk({row.history_user_id for row in rows if row.history_user_id})
    for row in rows:
        record = records.get(row.id)
        yield (
            row,
            Line(
                at=row.history_date,
                who=str(people.get(row.history_user_id, THE_PORTAL)),
                kind=kind.label,
                about=str(record) if record is not None else called(row) or "one that is gone",
                page=page_of(record),
                done=DONE[row.history_type],
                fields=tuple(_fields(kind, earlier.get(row.earlier), row, names)),
                why=row.history_change_reason or "",
            ),
        )


def _roles(kind: Kind, keys: Iterable[int]) -> Iterator[tuple[Any, Line]]:
    """Which role, and whose: what the person is called is asked for now, and never kept with it."""
    for row in kind.table._base_manager.select_related("user", "directorate", "history_user").filter(
        pk__in=keys
    ):
        yield (
            row,
            Line(
                at=row.history_date,
                who=str(row.history_user or THE_PORTAL),
                kind=kind.label,
                about=f"{row.user}: {HeldRole(Role(row.role), row.directorate)}",
                page=page_of(row.user),
                done=DONE_TO_ROLES[row.history_type],
                why=row.history_change_reason or "",
            ),
        )


def _history(kind: Kind) -> QuerySet[Any]:
    return kind.table._base_manager.select_related(*TOLD_HERE.get(kind.tracked, ()))  # type: ignore[arg-type]


def _with_earlier(kind: Kind, keys: Iterable[int]) -> QuerySet[Any]:
    """The rows of history, each with the key of the row before it of the same record."""
    before = kind.table._base_manager.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    newest = before.order_by("-history_id").values("history_id")[:1]
    return _history(kind).filter(pk__in=list(keys)).annotate(earlier=Subquery(newest))


def _fields(kind: Kind, earlier: Any, row: Any, names: Names) -> Iterator[ChangedField]:
    if kind.tracked in TOLD_HERE:
        for change in told_of(earlier, row):
            if change.after:
                yield ChangedField(
                    change.what, change.what, "" if change.is_first else change.before, change.after
                )
    elif earlier is not None and row.history_type == "~":
        for field in differences(earlier, row, names):
            yield suppressed(field) if kind.tracked is EngagementActivity else field


# Events ---------------------------------------------------------------------------------------------------


def _events(keys: Iterable[int]) -> Iterator[tuple[Event, Line]]:
    rows = list(Event.objects.filter(pk__in=list(keys)).select_related("actor"))
    people = _people_among(rows)
    for row in rows:
        yield (
            row,
            Line(
                at=row.at,
                who=str(row.actor) if row.actor else NOBODY if row.subject_type else THE_PORTAL,
                kind=str(row.get_kind_display()),
                about=people.get(row.subject_key, "") if row.subject_type == USER else row.subject_name,
                page=row.path or _page_of_subject(row),
                done=row.sentence,
            ),
        )


USER = User._meta.label_lower


def _people_among(rows: Iterable[Event]) -> dict[str, str]:
    """What people are called whom an event is about: asked for now, and never kept with it."""
    keys = {int(row.subject_key) for row in rows if row.subject_type == USER}
    return {str(key): str(person) for key, person in User.objects.in_bulk(keys).items()} if keys else {}


def _page_of_subject(row: Event) -> str:
    if row.subject_type != USER:
        return ""
    return page_of(User(pk=int(row.subject_key)))
