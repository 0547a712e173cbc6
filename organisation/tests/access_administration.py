"""Who gets what from each address of the administration: administrators, and nobody else."""

from collections.abc import Mapping
from typing import Any

from organisation.administration.lists import KINDS
from organisation.tests.builders import make_user
from organisation.tests.world import Address, World, answers

ADMINISTRATORS = ["administrator"]
ALLOWED = answers(ADMINISTRATORS)
DONE = answers(ADMINISTRATORS, code=302)
NOT_FOUND = answers(ADMINISTRATORS, code=404)
NOT_FILLED_IN = answers(ADMINISTRATORS, code=422)
"""A form that was sent empty comes back with its errors."""
NOBODY_THERE = 999_999


def addresses(world: World) -> list[Address]:
    person = world.people["contributor"]
    held = person.role_assignments.get()
    return [
        Address("administration:overview", get=ALLOWED),
        Address("administration:person_list", get=ALLOWED),
        Address("administration:person_detail", {"pk": person.pk}, get=ALLOWED),
        Address("administration:person_detail", {"pk": NOBODY_THERE}, get=NOT_FOUND, whose="missing"),
        *(
            _form(name, {"pk": person.pk})
            for name in (
                "person_edit",
                "role_give",
                "person_close",
                "person_reopen",
                "person_forget",
                "second_factor_remove",
                "provider_untie",
            )
        ),
        _form("role_take", {"pk": person.pk, "role": held.pk}),
        Address(
            "administration:role_take",
            {"pk": make_user().pk, "role": held.pk},
            get=NOT_FOUND,
            post=NOT_FOUND,
            whose="another's",
        ),
        Address("administration:password_link", {"pk": person.pk}, post=DONE),
        Address("administration:sessions_end", {"pk": make_user().pk}, post=DONE),
        *_of_lists(world),
    ]


def _of_lists(world: World) -> list[Address]:
    kind = {"kind": "directorates"}
    one, missing = kind | {"pk": world.other.pk}, kind | {"pk": NOBODY_THERE}
    return [
        *(Address("administration:record_list", {"kind": slug}, get=ALLOWED, whose=slug) for slug in KINDS),
        _form("record_create", kind),
        Address("administration:record_detail", one, get=ALLOWED),
        Address("administration:record_detail", missing, get=NOT_FOUND, whose="missing"),
        *(_form(name, one) for name in ("record_edit", "record_retire", "record_restore", "record_remove")),
    ]


def _form(name: str, kwargs: Mapping[str, Any]) -> Address:
    return Address(f"administration:{name}", kwargs, get=ALLOWED, post=NOT_FILLED_IN)
