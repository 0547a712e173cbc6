"""Addresses that nobody linked to: hostile questions, hostile keys, and other people's records."""

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from ccg_portal.tests.drawn_forms import forms_of
from ccg_portal.tests.hostile import TEXTS
from ccg_portal.tests.test_access import sign_in_all, tables
from ccg_portal.tests.walk import OURS, RAW
from core.tests.page import comparable
from organisation.tests.builders import PASSWORD
from organisation.tests.world import Address, World, make_world

pytestmark = pytest.mark.django_db
SEED = 2015
ASKED = re.compile(r"GET\.get(?:list)?\(\s*\"(\w+)\"")
WHICH = ("quarter", "year", "format")
"""What an address is about; anything else only narrows or orders what it shows."""
HOSTILE_KEYS = (
    "%00",
    "%ED%B0%80",
    "99999999999999999999",
    "..%2f..%2fetc%2fpasswd",
    "%27%20OR%201%3D1",
    "-1",
)
MISSING = {
    "pk": (10**9, "00000000-0000-4000-8000-000000000000"),
    "slug": ("no-such-thing", "commentary-no-such-directorate"),
    "reference": ("R-999999",),
    "directorate": ("no-such-directorate",),
    "version": (999,),
}
"""In place of which part of an address, what names nothing; the first part that the address has counts."""
NOT_HIDDEN = ("own", "own, locked", "withdrawn")
"""Of one's own, some row may be missing; that a report was published, and why it is no longer, is a public fact."""


@pytest.fixture
def world() -> World:
    return make_world()


# Questions ------------------------------------------------------------------------------------------------------------


def names_asked_for() -> set[str]:
    """Every name that the source reads from a question."""
    sources = (path for app in (*OURS, "core") for path in (settings.BASE_DIR / app).rglob("*.py"))
    return {name for path in sources for name in ASKED.findall(path.read_text())}


def test_no_question_breaks_a_page_a_list_or_an_export(world: World) -> None:
    """Each page is asked about everything at once; some, for a quarter, a year or a form of file that is none."""
    dice = random.Random(SEED)
    clients = sign_in_all(world)
    names = names_asked_for() - set(WHICH)
    wrong = []
    for address, path, role in _readable(world):
        which = [name for name in WHICH if dice.random() < 0.2]
        hostile = {name: dice.choice(TEXTS[:-2]) for name in [*sorted(names), *which]}
        response = _got(clients[role], path, hostile)
        wrong += _faults(address, path, hostile, response)
        names |= _filters_on(response, path)
    assert len(names) > 12
    assert wrong == []


def _readable(world: World) -> Iterator[tuple[Address, str, str]]:
    seen = set()
    for address in tables(world):
        path = reverse(address.name, kwargs=dict(address.kwargs))
        roles = [role for role, code in (address.get or {}).items() if code == 200]
        if roles and path not in seen:
            seen.add(path)
            yield address, path, roles[0]


def _got(client: Client, path: str, question: Mapping[str, str] | None = None) -> HttpResponse | None:
    """The answer; None where the database was left broken."""
    client.raise_request_exception = False
    address = f"{path}?{urlencode(question)}" if question else path
    try:
        with transaction.atomic():
            response = client.get(address)
            if response.streaming:
                headers = dict(response.headers)
                return HttpResponse(b"".join(response), status=response.status_code, headers=headers)
            return response
    except DatabaseError:
        return None


def _filters_on(response: HttpResponse | None, path: str) -> set[str]:
    if response is None or response.status_code != 200 or "html" not in response.headers["Content-Type"]:
        return set()
    forms = forms_of(response.content.decode(), path, method="get")
    return {name for form in forms for name in form.controls} - set(WHICH)


def _faults(
    address: Address, path: str, question: Mapping[str, str], response: HttpResponse | None
) -> list[str]:
    said = f"{address.name} {path} {str(question)[:300]}"
    if response is None or response.status_code >= 500:
        return [f"{said}: {repr(getattr(response, 'exc_info', None))[:300]}"]
    if RAW in response.content and "html" in response.headers.get("Content-Type", ""):
        return [f"{said}: shows markup"]
    if not response.headers.get("Location", "/").startswith("/") or "//else" in response.headers.get(
        "Location", ""
    ):
        return [f"{said}: leads to {response.headers['Location']}"]
    return []


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_signing_in_leads_to_this_host_alone(world: World, elsewhere: str) -> None:
    person = world.people["contributor"]
    answer = Client().post(
        f"/accounts/login/?{urlencode({'next': elsewhere})}",
        {"login": person.email, "password": PASSWORD, "next": elsewhere},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith("//")


# Keys -----------------------------------------------------------------------------------------------------------------


def test_no_key_breaks_an_address(world: World) -> None:
    """In place of each part of each address, what the pattern may or may not take."""
    dice = random.Random(SEED)
    clients = sign_in_all(world)
    wrong, tried = [], set()
    for address, path, role in _readable(world):
        for key, value in address.kwargs.items():
            if (address.name, key) not in tried:
                tried.add((address.name, key))
                for hostile in dice.sample(HOSTILE_KEYS, 2):
                    changed = path.replace(f"/{value}", f"/{hostile}", 1)
                    wrong += _faults(address, changed, {}, _got(clients[role], changed))
    assert len(tried) > 60
    assert wrong == []


# Other people's records -----------------------------------------------------------------------------------------------


def test_anothers_record_is_answered_as_one_that_is_not_there(world: World) -> None:
    """The same code and the same page, letter for letter but for the address; so nobody learns what there is."""
    clients = sign_in_all(world)
    compared, differing = 0, []
    for address in (address for address in tables(world) if address.whose not in NOT_HIDDEN):
        for method in ("get", "post"):
            hidden_from = [role for role, code in (getattr(address, method) or {}).items() if code == 404]
            missing = _missing(address)
            if hidden_from and missing:
                compared += 1
                path, role = reverse(address.name, kwargs=dict(address.kwargs)), hidden_from[0]
                hidden, absent = (getattr(clients[role], method)(each) for each in (path, missing))
                if _said(hidden, path) != _said(absent, missing):
                    differing.append(
                        f"{role} {method} {path} ({hidden.status_code}), {missing} ({absent.status_code})"
                    )
    assert compared > 40
    assert differing == []


def _missing(address: Address) -> str:
    """The address of the same kind that names nothing; empty where it names nothing that could be missing."""
    for part, instead in MISSING.items():
        if part in address.kwargs:
            for value in instead:
                kwargs: dict[str, Any] = {**address.kwargs, part: value}
                try:
                    return reverse(address.name, kwargs=kwargs)
                except NoReverseMatch:
                    continue
    return ""


def _said(response: HttpResponse, path: str) -> tuple[int, str]:
    said = response.content.decode(errors="backslashreplace")
    return response.status_code, comparable(said).replace(path, "")
