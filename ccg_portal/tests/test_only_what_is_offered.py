"""A form changes what it offers and nothing else, whatever else is sent with it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from ccg_portal.tests.drawn_forms import TOKEN, DrawnForm, drawn_at
from ccg_portal.tests.test_access import sign_in_all, tables
from ccg_portal.tests.walk import OURS
from ccg_portal.tests.writes import rows_of, tables_written_since, undone_with_keys, written
from organisation.tests.world import ANONYMOUS, World, make_world

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 7, 8, 10, tzinfo=UTC)
Data = dict[str, list[str]]
WHICH = ("quarter", "year")
"""What an address may say of a form: which page of its kind it stands on."""
DONE_AGAIN = ("/resend/", "/accounts/sessions/")
"""A link that is sent again is another link, and whoever ends sessions twice has said so twice."""
REFUSED: dict[str, list[str]] = {}
"""Nothing was written."""
RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b(?:[0-9a-f]{32}){1,2}\b|![0-9A-Za-z]{40}"
)
"""Keys that are drawn and not counted, the ids of requests, digests of what is drawn, and passwords that nobody has."""


def test_fields_that_a_form_does_not_offer_change_nothing() -> None:
    """Every form is sent twice as filled in, the second time with every column of every table besides: it does the
    same, or it is refused (a list that is empty on the page is still a list of the form)."""
    compared, differing = _compared(lambda form: (form.action, form.filled() | not_offered(form)), REFUSED)
    assert compared > 50
    assert differing == []


def test_of_a_name_that_is_sent_twice_the_last_counts() -> None:
    """Everywhere alike, so that whoever checks an answer and whoever stores it read the same one."""
    compared, differing = _compared(lambda form: (form.action, said_before(form)))
    assert compared > 50
    assert differing == []


def test_answers_in_the_address_are_none() -> None:
    """A form is read from what is sent; the address says only which page it is."""
    compared, differing = _compared(lambda form: (in_the_address(form), form.filled()))
    assert compared > 50
    assert differing == []


def test_a_page_that_is_sent_twice_counts_once() -> None:
    """As by a double click without scripts: the second sending writes nothing more."""
    token = {TOKEN: ["x" * 64]}
    compared, differing = _compared(lambda form: (form.action, form.filled() | token), times=2)
    assert compared > 50
    assert [form for form in differing if not form.endswith(DONE_AGAIN)] == []


def _compared(
    other_way: Callable[[DrawnForm], tuple[str, Data]], *also_right: dict[str, list[str]], times: int = 1
) -> tuple[int, list[str]]:
    """How many forms were sent in both ways, and those that did something else the second time."""
    world = make_world()
    compared, differing = 0, []
    with time_machine.travel(NOW, tick=False):
        for client, role, form in _forms(world):
            alone = _outcome(client, form.action, form.filled())
            if alone:
                compared += 1
                if _outcome(client, *other_way(form), times) not in (alone, *also_right):
                    differing.append(f"{role} {form.action}")
    return compared, differing


def _forms(world: World) -> Iterator[tuple[Client, str, DrawnForm]]:
    """The forms of each address once, for the first role that may send them."""
    clients, seen = sign_in_all(world), set()
    for address in tables(world):
        roles = [
            role
            for role, code in (address.get or {}).items()
            if code == 200 and role != ANONYMOUS and (address.post or {}).get(role, 405) not in (403, 404)
        ]
        if not roles or address.name in seen:
            continue
        seen.add(address.name)
        path = reverse(address.name, kwargs=dict(address.kwargs))
        yield from ((clients[roles[0]], roles[0], form) for form in drawn_at(clients[roles[0]], path))


def _outcome(client: Client, action: str, data: Data, times: int = 1) -> dict[str, list[str]]:
    """The rows of every table that the form wrote into, as they are then."""
    before, signed_in = written(), client.cookies.copy()
    with undone_with_keys():
        for _ in range(times):
            client.post(action, data)
        rows = rows_of(tables_written_since(before))
    client.cookies = signed_in  # a session that was renewed is taken back with the rest
    return {table: [RANDOM.sub("", row) for row in found] for table, found in rows.items()}


def said_before(form: DrawnForm) -> Data:
    """Each answer after another one of the same name; what may be ticked several times is a list, and stays."""
    ticked = {name for name, control in form.controls.items() if control.kind == "checkbox"}
    return {
        name: values if name in ticked or len(values) != 1 else [f"{values[0]}9", *values]
        for name, values in form.filled().items()
    }


def in_the_address(form: DrawnForm) -> str:
    """The form's own address, with other answers to everything that it asks and the address does not."""
    others = {name: values[0] for name, values in said_before(form).items() if values and name not in WHICH}
    question = urlencode(others)
    return f"{form.action}{'&' if '?' in form.action else '?'}{question}"


def not_offered(form: DrawnForm) -> dict[str, list[str]]:
    """A value for every column there is, by its own name and by that of its key, but for what the form asks."""
    found = {}
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    found |= {name: [_value(field)] for name in (field.name, field.attname)}
    offered = {
        name for name in found for asked in form.controls if asked == name or asked.startswith(f"{name}_")
    }
    return {name: value for name, value in found.items() if name not in offered}


def _value(field: models.Field) -> str:  # type: ignore[type-arg]
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    if field.is_relation or isinstance(field, models.IntegerField | models.DecimalField):
        return "2"
    if isinstance(field, models.BooleanField):
        return "on"
    return "2014-05-01" if isinstance(field, models.DateField) else "slipped-in"
