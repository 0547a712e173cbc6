"""One person's page: what they may do and since when, what they answer for, and everything that was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from core.changes import Change, changes_in
from organisation.administration.owned import Owned, owned_by
from organisation.models import Directorate, RoleAssignment, RoleOrigin, User
from organisation.rights import Role
from organisation.signing_in.second_factor import has_second_factor, needs_second_factor
from organisation.signing_in.sessions_page import SessionRow, session_rows
from organisation.signing_in.ways_in import tie_of

MOST_CHANGES = 50
PORTAL = "The portal"


@dataclass(frozen=True)
class RoleRow:
    """A role that is held: since when, and who gave it why."""

    pk: int
    name: str
    since: datetime | None
    given_by: str
    why: str
    from_sign_in: bool
    is_administrator: bool


@dataclass(frozen=True)
class EarlierRole:
    """A role that was held once."""

    name: str
    since: datetime | None
    until: datetime
    taken_by: str
    why: str


@dataclass(frozen=True)
class Tie:
    """Somebody comes in with this account by a sign-in provider: the roles given there, and those given by hand."""

    provider: str
    since: datetime
    given: tuple[str, ...]
    by_hand: tuple[str, ...]


@dataclass(frozen=True)
class PersonPage:
    roles: tuple[RoleRow, ...]
    earlier: tuple[EarlierRole, ...]
    owned: list[tuple[str, list[Owned]]]
    changes: tuple[Change, ...]
    added: Change | None
    sessions: tuple[SessionRow, ...]
    has_second_factor: bool
    needs_second_factor: bool
    tie: "Tie | None"


def build_person_page(person: User, *, current_key: str | None = None) -> PersonPage:
    """A number of queries that depends on the rooms alone, not on how much was changed.

    `current_key` is the session of whoever looks, which may be the person.
    """
    rows = list(RoleAssignment.history.filter(user_id=person.pk).order_by("history_id"))
    names = Directorate.objects.in_bulk({row.directorate_id for row in rows if row.directorate_id})
    people = User.objects.in_bulk({row.history_user_id for row in rows if row.history_user_id})
    trail = [_Step.of(row, names, people) for row in rows]
    changes = [*changes_in([person.history.all()], page_of=person), *map(_change, trail)]
    newest = sorted(changes, key=lambda change: change.at, reverse=True)
    return PersonPage(
        roles=tuple(_held(each, trail) for each in person.assignments),
        earlier=tuple(_earlier(trail)),
        owned=owned_by(person),
        changes=tuple(newest[:MOST_CHANGES]),
        added=_added(person),
        sessions=tuple(session_rows(person, current_key)),
        has_second_factor=has_second_factor(person),
        needs_second_factor=needs_second_factor(person),
        tie=build_tie(person),
    )


def build_tie(person: User) -> Tie | None:
    """None for somebody who is known to no provider."""
    tie, config = tie_of(person), settings.PORTAL_OIDC
    if tie is None:
        return None
    given = [str(each) for each in person.assignments if each.origin == RoleOrigin.SIGN_IN]
    return Tie(
        provider=config.name if config and config.issuer == tie.provider else tie.provider,
        since=tie.date_joined,
        given=tuple(given),
        by_hand=tuple(str(each) for each in person.assignments if each.origin == RoleOrigin.HAND),
    )


@dataclass(frozen=True)
class _Step:
    """One row of a role's history, in words."""

    key: int
    kind: str
    name: str
    at: datetime
    by: str
    why: str

    @classmethod
    def of(cls, row: Any, names: dict[int, Directorate], people: dict[int, User]) -> "_Step":
        role = Role(row.role).label
        place = names.get(row.directorate_id) if row.directorate_id else None
        return cls(
            key=row.id,
            kind=row.history_type,
            name=f"{role}, {place or 'a directorate that is gone'}" if row.directorate_id else str(role),
            at=row.history_date,
            by=str(people.get(row.history_user_id, PORTAL)),
            why=row.history_change_reason or "",
        )


def _change(step: _Step) -> Change:
    said = {"+": "given", "-": "taken away"}.get(step.kind, "changed")
    return Change(at=step.at, by=step.by, what=f"Role {said}: {step.name}", why=step.why)


def _held(assignment: RoleAssignment, trail: Iterable[_Step]) -> RoleRow:
    given = next((step for step in trail if (step.key, step.kind) == (assignment.pk, "+")), None)
    return RoleRow(
        pk=assignment.pk,
        name=str(assignment),
        since=given.at if given else None,
        given_by=given.by if given else "",
        why=given.why if given else "",
        from_sign_in=assignment.origin == RoleOrigin.SIGN_IN,
        is_administrator=assignment.role == Role.ADMINISTRATOR,
    )


def _earlier(trail: list[_Step]) -> Iterable[EarlierRole]:
    """The newest first."""
    given = {step.key: step.at for step in trail if step.kind == "+"}
    for step in reversed(trail):
        if step.kind == "-":
            yield EarlierRole(step.name, given.get(step.key), step.at, step.by, step.why)


def _added(person: User) -> Change | None:
    """When and by whom the account was made."""
    first = person.history.select_related("history_user").order_by("history_id").first()
    if first is None or first.history_type != "+":
        return None
    return Change(
        at=first.history_date,
        by=str(first.history_user or PORTAL),
        what="",
        why=first.history_change_reason or "",
    )
