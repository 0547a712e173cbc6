"""The small world in which access is tested: two directorates, a person of every role, and the table's own words.

Every app lists its addresses in `<app>/tests/access.py` as `addresses(world) -> list[Address]`; the test in
`ccg_portal/tests/test_access.py` walks them all for every role, and fails for an address that no list names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core import clock
from organisation.models import Directorate, Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user

ANONYMOUS = "anonymous"
NOBODY = "nobody"
"""A signed-in person without any role."""

EVERY_ROLE = [role.value for role in Role]
SIGN_IN = 302
"""Signed-out people are sent to the sign-in page."""


@dataclass(frozen=True)
class World:
    """What the tables may point at. `own` is the directorate of those bound to one; `other` is another's."""

    own: Directorate
    other: Directorate
    locked: Quarter
    open: Quarter
    people: Mapping[str, User]


def make_world() -> World:
    """Build it: a locked and an open quarter, two directorates, one person a role."""
    make_organisation()
    own = make_directorate(name="Quality", order=1)
    other = make_directorate(name="Service Delivery", order=2)
    people = {
        role.value: make_user(role=role, directorate=own if role in Role.of_a_directorate() else None)
        for role in Role
    }
    people[NOBODY] = make_user()
    assert clock.today().year >= 2014
    return World(
        own=own,
        other=other,
        locked=make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED),
        open=make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN),
        people=people,
    )


@dataclass(frozen=True)
class Address:
    """One address with what each role gets: answer codes of GET and, where it takes one, of an empty POST.

    `get` and `post` map role (or "anonymous", "nobody") to code; see `answers`. A method that the address does not
    take is None.
    """

    name: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    get: Mapping[str, int] | None = None
    post: Mapping[str, int] | None = None
    whose: str = "any"


def answers(
    allowed: Iterable[str] = EVERY_ROLE, *, code: int = 200, others: int = 403, **exceptions: int
) -> dict[str, int]:
    """`code` for the roles allowed, `others` for all other signed-in people, sign-in for anonymous; then exceptions.

    An exception's name is the role with "_" for "-": `answers(["assurance"], contributor=404)`.
    """
    table = (
        {ANONYMOUS: SIGN_IN, NOBODY: others}
        | dict.fromkeys(EVERY_ROLE, others)
        | dict.fromkeys(allowed, code)
    )
    return table | {name.replace("_", "-"): value for name, value in exceptions.items()}
