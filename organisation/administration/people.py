"""The list of people: who they are, what they may do, and when they last signed in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict

from core.exports import Column, Kind, Table
from core.filters import Key, RowFilter, matching
from organisation.models import Directorate, RoleAssignment, User
from organisation.rights import Role
from organisation.signing_in.second_factor import SECOND_FACTORS

ROWS_ON_A_PAGE = 50
NO_ROLE = "none"
OPEN, CLOSED, ANY = "open", "closed", "any"
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    pk: int
    title: str
    email: str
    roles: tuple[str, ...]
    role_keys: frozenset[str]
    directorate_slugs: frozenset[str]
    last_login: datetime | None
    is_open: bool
    left_on: date | None
    has_second_factor: bool

    @property
    def state_text(self) -> str:
        return "Open" if self.is_open else "Closed"


def people_rows(people: QuerySet[User]) -> list[PersonRow]:
    """A row for each: three queries, however many there are."""
    held = Prefetch("role_assignments", RoleAssignment.objects.select_related("directorate"))
    protected = with_second_factor()
    return [_row(person, protected) for person in people.prefetch_related(held)]


def _row(person: User, protected: set[int]) -> PersonRow:
    held = list(person.role_assignments.all())
    return PersonRow(
        pk=person.pk,
        title=str(person),
        email=person.email,
        roles=tuple(str(each) for each in held),
        role_keys=frozenset(each.role for each in held) or frozenset([NO_ROLE]),
        directorate_slugs=frozenset(each.directorate.slug for each in held if each.directorate),
        last_login=person.last_login,
        is_open=person.is_active,
        left_on=person.left_on,
        has_second_factor=person.pk in protected,
    )


def with_second_factor() -> set[int]:
    """The keys of those who have a second factor: one query."""
    return set(Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user_id", flat=True))


class PeopleFilter(RowFilter):
    """What narrows the list. Unless asked, closed accounts are left out."""

    def __init__(self, data: QueryDict, *, directorates: Iterable[Directorate]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["q"] = forms.CharField(label="Name or e-mail", required=False, max_length=LONGEST_SEARCH)
        self.add("role", "Role", [*Role.choices, (NO_ROLE, "Without a role")])
        self.add("directorate", "Directorate", [(each.slug, each.name) for each in directorates])
        self.add("state", "Account", [(CLOSED, "Closed"), (ANY, "Open and closed")], everything="Open")

    def apply(self, rows: Iterable[PersonRow]) -> list[PersonRow]:
        chosen = self.chosen()
        state, sought = chosen.pop("state", OPEN), chosen.pop("q", "").casefold()
        tests: dict[str, Key] = {
            "role": lambda row: chosen["role"] if chosen["role"] in row.role_keys else "",
            "directorate": lambda row: (
                chosen["directorate"] if chosen["directorate"] in row.directorate_slugs else ""
            ),
        }
        return [
            row
            for row in matching(rows, chosen, tests)
            if state == ANY or row.is_open == (state == OPEN)
            if sought in f"{row.title} {row.email}".casefold()
        ]


def _moment(row: PersonRow) -> float:
    return row.last_login.timestamp() if row.last_login else 0.0


ORDERS: dict[str, Key] = {
    "title": lambda row: (row.title.casefold(), row.email),
    "email": lambda row: row.email,
    "roles": lambda row: (row.roles or ("~",), row.title.casefold()),
    "signed-in": lambda row: (_moment(row), row.title.casefold()),
    "state": lambda row: (row.is_open, row.title.casefold()),
}


def in_a_sentence(rows: Iterable[PersonRow]) -> str:
    """“18 people may sign in; 2 accounts are closed. 1 has no role.”"""
    known = list(rows)
    is_open = [row for row in known if row.is_open]
    closed, idle = len(known) - len(is_open), sum(NO_ROLE in row.role_keys for row in is_open)
    said = f"{len(is_open)} {'person' if len(is_open) == 1 else 'people'} may sign in"
    said += f"; {closed} {'account is' if closed == 1 else 'accounts are'} closed." if closed else "."
    return said + (f" {idle} {'has' if idle == 1 else 'have'} no role." if idle else "")


def roles_ended(roles: Collection[str]) -> str:
    """“Ended with it: Finance team; Contributor, Quality.”"""
    return f"Ended with it: {'; '.join(roles)}." if roles else "No role came with it."


def table(rows: Iterable[PersonRow], *, on: date) -> Table:
    """The list as a file."""
    columns = [
        Column("Name or role title", width=34),
        Column("E-mail address", width=34),
        Column("Roles", width=48),
        Column("Second factor", width=12),
        Column("Last signed in", Kind.DAY, 18),
        Column("Account", width=10),
        Column("Left on", Kind.DAY, 12),
    ]
    cells: list[list[Any]] = [
        [
            row.title,
            row.email,
            "; ".join(row.roles),
            row.has_second_factor,
            row.last_login,
            row.state_text,
            row.left_on,
        ]
        for row in rows
    ]
    return Table(f"people {on.isoformat()}", f"People, {on.day} {on:%B %Y}", columns, cells)
