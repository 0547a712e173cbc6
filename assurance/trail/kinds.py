"""What stands in the trail, kind by kind, and who may read which.

The assurance team reads what was done with records; administrators read what was done with people's accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from core.changes import TITLES
from core.histories import tracked_models
from core.models import Event, EventKind
from organisation.joining.models import Invitation
from organisation.models import RoleAssignment, User
from organisation.rights import Permission
from performance.models import RemindersStopped

PEOPLE = (User, RoleAssignment, Invitation, RemindersStopped)
"""Records of people's accounts."""


@dataclass(frozen=True)
class Kind:
    """One table of the trail, or a part of the events. `place` orders what has the same moment."""

    place: int
    key: str
    label: str
    table: type[models.Model]
    """The history, or the table of events."""
    is_about_people: bool
    tracked: type[models.Model] | None = None
    event: EventKind | None = None

    @property
    def moment(self) -> str:
        return "history_date" if self.tracked else "at"

    @property
    def who(self) -> str:
        return "history_user" if self.tracked else "actor"

    def rows(self) -> models.QuerySet[Any]:
        rows = self.table._base_manager.all()
        return rows.filter(kind=self.event) if self.event else rows

    def with_words(self, words: str) -> Q:
        """Where the reason, or what the record is called, holds the words."""
        if self.tracked is None:
            return Q(sentence__icontains=words) | Q(subject_name__icontains=words)
        texts = {field.name for field in self.table._meta.concrete_fields if field.name in TITLES}
        found = Q(history_change_reason__icontains=words)
        for name in sorted(texts):
            found |= Q(**{f"{name}__icontains": words})
        return found


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Every kind there is, in one order."""
    tracked = sorted(tracked_models(), key=lambda model: model._meta.label_lower)
    kinds = [
        Kind(
            place=place,
            key=model._meta.label_lower,
            label=_label(model),
            table=model.history.model,
            is_about_people=model in PEOPLE,
            tracked=model,
        )
        for place, model in enumerate(tracked)
    ]
    about_people = EventKind.about_people()
    events = [
        Kind(
            place=len(kinds) + number,
            key=event.value,
            label=str(event.label),
            table=Event,
            is_about_people=event in about_people,
            event=event,
        )
        for number, event in enumerate(EventKind)
    ]
    return (*kinds, *events)


def _label(model: type[models.Model]) -> str:
    name = str(model._meta.verbose_name)
    return f"{name[:1].upper()}{name[1:]}"


def readable_by(user: User) -> list[Kind]:
    """The kinds that somebody may look through."""
    sees_records, sees_people = user.may(Permission.RUN_ROUND), user.may(Permission.ADMINISTER)
    return [kind for kind in all_kinds() if (sees_people if kind.is_about_people else sees_records)]
