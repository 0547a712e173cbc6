"""Every address, for every role, own and another's: closed by default, and a new address that no table names fails.

The tables stand beside the apps, in `<app>/tests/access.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from importlib import import_module
from types import SimpleNamespace
from unittest import mock

import pytest
from django.core.signals import request_finished
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django.plugin import DjangoDbBlocker

from organisation.rights import Role
from organisation.tests.world import ANONYMOUS, EVERY_ROLE, NOBODY, Address, World, make_world

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


@pytest.fixture(scope="module")
def tabled(django_db_setup: None, django_db_blocker: DjangoDbBlocker, portal_settings: None) -> list[Address]:
    """Every line of every table, of a world that is gone again."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = tables(make_world())
        transaction.set_rollback(True)
    return found


def test_every_address_stands_in_a_table(tabled: list[Address]) -> None:
    named = {address.name for address in tabled}

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


def drawn_for(codes: Mapping[str, int]) -> set[str]:
    """The first role of each answer: it is shown it as a page, for the others the code is enough."""
    return set({code: role for role, code in reversed(list(codes.items()))}.values())


SOME = (ANONYMOUS, NOBODY, Role.ASSURANCE.value)
"""Who asks where it makes no difference who does: a method that an address does not take, a page for everybody."""


def answers_anybody(path: str, method: str, expected: Mapping[str, int]) -> bool:
    """Whether the address gives its one answer also to a request that has no person, and nothing in its session."""
    codes = set(expected.values())
    view = resolve(path)
    request = getattr(RequestFactory(), method)(path)
    request.session = SimpleNamespace()
    try:
        response = view.func(request, *view.args, **view.kwargs)
    except Http404:
        return codes == {404}
    except AttributeError:
        return False  # it asked
    closed(response)
    with mock.patch.object(request_finished, "send"):  # the request did not begin, either
        response.close()
    return codes == {response.status_code}


def closed(response: HttpResponseBase) -> None:
    """Read to its end, or the file that is being sent stays open."""
    if response.streaming:
        b"".join(response.streaming_content)


@contextmanager
def undrawn() -> Iterator[None]:
    """All that a view finds out and decides, but for its page."""
    with mock.patch("django.template.loader.render_to_string", return_value=""):
        yield


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
            drawn = drawn_for(expected or {})
            with undrawn():
                is_same = expected is None or answers_anybody(path, method, expected)
            for role in SOME if is_same else clients:
                with nullcontext() if role in drawn else undrawn():
                    response = getattr(clients[role], method)(path)
                code = response.status_code
                closed(response)
                wanted = expected[role] if expected is not None else (302 if role == ANONYMOUS else 405)
                if code != wanted:
                    wrong.append(f"{role} {method.upper()} {path} ({address.whose}): {code}, not {wanted}")
    assert wrong == []


def test_the_tables_name_every_role(tabled: list[Address]) -> None:
    everyone = {ANONYMOUS, NOBODY, *EVERY_ROLE}
    incomplete = [
        f"{address.name} {method}"
        for address in tabled
        for method in METHODS
        if (codes := getattr(address, method)) is not None and set(codes) != everyone
    ]
    assert incomplete == []
