"""Every address, for every role, own and another's: closed by default, and a new address that no table names fails.

The tables stand beside the apps, in `<app>/tests/access.py`.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organisation.tests.world import ANONYMOUS, Address, World, make_world

# The pages of core are tabled with the wiring, as core knows no roles.
APPS = ("ccg_portal", "organisation", "programmes", "performance", "finance", "engagement", "assurance")
METHODS = ("get", "post")
# The sign-in library has its own closed doors, tested there.
NOT_OURS = ("account_", "mfa_")


def our_addresses() -> set[str]:
    """The names of all addresses that the portal's own URL configurations serve."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                namespace = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from walk(pattern.url_patterns, prefix + namespace)
            else:
                yield f"{prefix}{pattern.name or f'unnamed {pattern.pattern}'}"

    return {name for name in walk(get_resolver().url_patterns) if not name.startswith(NOT_OURS)}


def tables(world: World) -> list[Address]:
    return [address for app in APPS for address in import_module(f"{app}.tests.access").addresses(world)]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_every_address_stands_in_a_table(world: World) -> None:
    named = {address.name for address in tables(world)}

    assert our_addresses() - named == set(), "addresses without an access table"
    assert named - our_addresses() == set(), "tables of addresses that are not served"


def sign_in_all(world: World) -> dict[str, Client]:
    clients = {ANONYMOUS: Client()}
    for role, person in world.people.items():
        clients[role] = Client()
        clients[role].force_login(person)
    return clients


def refused_in_a_word(resolver: URLResolver, code: int) -> Callable[..., HttpResponse]:
    """Half of all answers refuse. Their pages are the same ones each time, and have tests of their own."""
    return lambda request, exception=None: HttpResponse(status=code)


@pytest.mark.parametrize("app", APPS)
@mock.patch.object(URLResolver, "resolve_error_handler", refused_in_a_word)
def test_each_role_gets_what_the_table_says(world: World, app: str) -> None:
    """One walk through an app's table; every difference is listed, not only the first."""
    clients = sign_in_all(world)
    wrong = []
    for address in import_module(f"{app}.tests.access").addresses(world):
        path = reverse(address.name, kwargs=dict(address.kwargs))
        for method in METHODS:
            expected = getattr(address, method)
            for role, client in clients.items():
                response = getattr(client, method)(path)
                code = response.status_code
                if response.streaming:
                    b"".join(response.streaming_content)  # or the file that is being sent stays open
                wanted = expected[role] if expected is not None else (302 if role == ANONYMOUS else 405)
                if code != wanted:
                    wrong.append(f"{role} {method.upper()} {path} ({address.whose}): {code}, not {wanted}")
    assert wrong == []


def test_the_tables_name_every_role(world: World) -> None:
    everyone = {ANONYMOUS, *world.people}
    incomplete = [
        f"{address.name} {method}"
        for address in tables(world)
        for method in METHODS
        if (codes := getattr(address, method)) is not None and set(codes) != everyone
    ]
    assert incomplete == []
