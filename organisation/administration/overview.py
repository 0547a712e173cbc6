"""The first page of the administration: what there is to keep, and how much of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from organisation.administration import people
from organisation.administration.lists import KINDS, Kind, in_use
from organisation.models import User


@dataclass(frozen=True)
class Entry:
    """One list that is kept, with a sentence on what it is for."""

    name: str
    url: str
    count: str
    purpose: str


@dataclass(frozen=True)
class Overview:
    people: str
    lists: tuple[Entry, ...]


def build_overview() -> Overview:
    """A query for each list, and three for people."""
    return Overview(
        people=people.in_a_sentence(people.people_rows(User.objects.all())),
        lists=tuple(_entries(KINDS.values())),
    )


def _entries(kinds: Iterable[Kind]) -> Iterable[Entry]:
    for kind in kinds:
        url = reverse("administration:record_list", args=[kind.slug])
        yield Entry(kind.many.capitalize(), url, str(in_use(kind).count()), kind.purpose)
