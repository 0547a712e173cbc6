"""What people own and what lists are needed for, in rooms that this floor knows nothing of: they say so themselves.

A room registers, when the portal starts (`AppConfig.ready`), what of its own a person answers for, and what goes on
that needs a directorate, a team or another record of a list.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Model, Q

from organisation.models import Cluster, Directorate, Locality, RoleAssignment, Team, User


@dataclass(frozen=True)
class Owned:
    """One record that a person answers for. `how`: “KPIs, as owner”."""

    how: str
    name: str
    url: str


Owners = Callable[[User], Iterable[Owned]]
Count = Callable[[Model], int]

_OWNERS: list[Owners] = []
_USES: list[tuple[type[Model], str, Count]] = [
    (Directorate, "teams in use", lambda record: Team.objects.in_use().filter(directorate=record.pk).count()),
    (Directorate, "roles", lambda record: RoleAssignment.objects.filter(directorate=record.pk).count()),
    (
        Cluster,
        "localities in use",
        lambda record: Locality.objects.in_use().filter(cluster=record.pk).count(),
    ),
]
"""This floor's own first."""


def register_owners(answer: Owners) -> None:
    """Make it known what of a room a person answers for. Registering it twice changes nothing."""
    if answer not in _OWNERS:
        _OWNERS.append(answer)


def register_use(model: type[Model], word: str, count: Count) -> None:
    """Make it known how many records of a room need a record of that list as long as they go on: “KPIs in use”."""
    if (model, word) not in [(each, known) for each, known, _ in _USES]:
        _USES.append((model, word, count))


def names_title_of(person: User, field: str = "owner") -> Q:
    """Where an owner that is written as a role title is the person's: “head of  quality” is the Head of Quality.

    Capitals and spaces make no other role. Whose account has no title (it was forgotten) is nobody's namesake.
    """
    words = r"\s+".join(re.escape(word) for word in person.title.split())
    return Q(**{f"{field}__iregex": rf"^\s*{words}\s*$"}) if words else Q(pk__in=())


def owned_by(person: User) -> list[tuple[str, list[Owned]]]:
    """Everything a person answers for, in groups by how."""
    found = sorted((each for answer in _OWNERS for each in answer(person)), key=lambda each: each.how)
    return [(how, list(rows)) for how, rows in groupby(found, key=lambda each: each.how)]


def uses_of(record: Model) -> list[tuple[int, str]]:
    """How many records of each kind need this one as long as they go on."""
    return [(count(record), word) for model, word, count in _USES if isinstance(record, model)]
