"""One walk over every address of the access tables, noted down, for the tests of what holds at all of them.

Every text in the walked world is markup (`HOSTILE`): whatever a page shows, it shows as text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from ccg_portal.tests.test_access import sign_in_all, tables
from ccg_portal.tests.writes import tables_written_since, written
from organisation.tests.world import ANONYMOUS, Address, World, make_world

HOSTILE = "\"'><pwned onload=1>{{ 'pw'|add:'ned' }}{% now 'Y' %}"
RAW = b"<pwned"
"""What no page may ever hold: a text of ours as an element of its own."""
OURS = ("organisation", "programmes", "performance", "finance", "engagement", "assurance")


@dataclass(frozen=True)
class Visit:
    """What one role got at one address."""

    role: str
    path: str
    status: int
    headers: dict[str, str]
    wrote: frozenset[str]
    shows_markup: bool
    offers_file: bool = False
    """Whether the page offers its list as a file, at its own address."""
    signs_out: bool = False
    """Whether the page offers to sign out."""
    error: str = ""

    @property
    def is_page(self) -> bool:
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        return self.status == 200 and kind == "text/html" and not self.is_download

    @property
    def is_download(self) -> bool:
        return self.headers.get("Content-Disposition", "").startswith("attachment")

    def __str__(self) -> str:
        return f"{self.role} {self.path} ({self.status})"


@pytest.fixture(scope="session")
def visits(django_db_setup: None, django_db_blocker: DjangoDbBlocker, portal_settings: None) -> list[Visit]:
    """A page for the first and for the last role that may open it, signed out where that is one of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        addresses = tables(world)
        fill_with_markup()
        found = list(_walk(world, addresses))
        transaction.set_rollback(True)
    return found


def _walk(world: World, addresses: list[Address]) -> Iterator[Visit]:
    clients = sign_in_all(world)
    for client in clients.values():
        client.raise_request_exception = False
    walked: set[tuple[str, str]] = set()
    for address in addresses:
        path = reverse(address.name, kwargs=dict(address.kwargs))
        for role in _who(address):
            if (role, path) not in walked:
                walked.add((role, path))
                found = visit(clients[role], role, path)
                yield found
                if found.offers_file:
                    yield visit(clients[role], role, f"{path}?format=csv")


def _who(address: Address) -> list[str]:
    codes = address.get or {}
    allowed = [role for role, code in codes.items() if code == 200]
    return sorted({allowed[0], allowed[-1]}) if allowed else [ANONYMOUS]


def visit(client: Client, role: str, path: str) -> Visit:
    """GET it, and note what it said and what it wrote."""
    before = written()
    try:
        with transaction.atomic():
            response = client.get(path)
            content = b"".join(response) if response.streaming else response.content
    except DatabaseError as broken:
        return Visit(role, path, 500, {}, frozenset(), shows_markup=False, error=str(broken))
    exc = getattr(response, "exc_info", None)
    return Visit(
        role,
        path,
        response.status_code,
        dict(response.headers),
        frozenset(tables_written_since(before)),
        shows_markup=RAW in content and not _is_data(response.headers.get("Content-Type", "")),
        offers_file=b"format=csv" in content,
        signs_out=b'action="/accounts/logout/"' in content,
        error=repr(exc[1]) if exc else "",
    )


def _is_data(content_type: str) -> bool:
    """JSON and CSV hold texts as they are; a browser draws neither, as it may not guess what they are."""
    return content_type.partition(";")[0] in {"application/json", "text/csv", "text/plain", "text/calendar"}


def fill_with_markup() -> int:
    """Put markup into every free text of every row; how many columns took it."""
    filled = 0
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            filled += sum(
                _fill(model, field) for field in model._meta.concrete_fields if _is_free_text(field)
            )
    return filled


def _is_free_text(field: models.Field) -> bool:  # type: ignore[type-arg]
    fixed = field.choices or field.unique or field.primary_key or isinstance(field, models.SlugField)
    is_text = type(field) in (models.CharField, models.TextField)
    return is_text and not fixed and field.name not in STATED


STATED = {"password", "email", "sha256", "file", "damage", "slug", "kind", "state"}
"""Texts that the portal writes itself, of a form of their own."""


def _fill(model: type[models.Model], field: models.Field) -> bool:  # type: ignore[type-arg]
    """What a rule of the database refuses stays as it is."""
    text = HOSTILE[: field.max_length] if field.max_length else HOSTILE
    try:
        with transaction.atomic():
            return bool(model._default_manager.update(**{field.name: text}))
    except DatabaseError:
        return False
