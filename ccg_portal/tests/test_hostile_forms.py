"""Every form of every role, with what nobody means well by: nothing breaks, and nothing changes that may not.

Each form is first filled in as somebody would; then pieces of it are replaced (ccg_portal/tests/hostile.py), from a
fixed seed. Every post is taken back again, so that each stands on the same world.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from ccg_portal.tests.drawn_forms import DrawnForm, drawn_at
from ccg_portal.tests.hostile import Attack, Body, attacks_on, markup_in_every_text
from ccg_portal.tests.test_access import sign_in_all, tables
from ccg_portal.tests.walk import RAW
from ccg_portal.tests.writes import tables_written_since, undone, written
from core import clock
from organisation.models import Quarter
from organisation.rights import RIGHTS, Permission, Role
from organisation.tests.builders import make_quarter
from organisation.tests.world import ANONYMOUS, Address, World, make_world
from performance.models import KPIValue, Return, ReturnState
from performance.tests.builders import make_kpi, make_return, make_value

pytestmark = pytest.mark.django_db
SEED = 2014
REFUSED = (400, 403, 404, 405, 409, 413, 422)
REOPENS = "assurance:quarter_reopen"
"""The one page whose purpose it is to change a locked quarter."""
SAVES_EACH_ROW = "performance:return_detail"
"""A return keeps each row that can be kept, and gives back the others as they were typed."""
ROOMS = {
    "assurance": {
        Permission.RUN_ROUND,
        Permission.PRODUCE_REPORTS,
        Permission.PUBLISH,
        Permission.WRITE_TEXTS,
        Permission.MANAGE_AUDIENCES,
    },
    "performance": {
        Permission.FILE_RETURNS,
        Permission.SIGN_OFF_RETURNS,
        Permission.FOLLOW_UP,
        Permission.RUN_ROUND,
        Permission.EDIT_AMBITIONS,
        Permission.SET_LIMITS,
        Permission.IMPORT_HISTORY,
        Permission.MANAGE_KPIS,
        Permission.PROPOSE_KPIS,
        Permission.EDIT_INCENTIVES,
        Permission.MAP_EVIDENCE,
    },
    "finance": {Permission.EDIT_FINANCE},
    "engagement": {Permission.EDIT_ENGAGEMENT},
    "programmes": {Permission.EDIT_PROJECTS, Permission.MANAGE_PROGRAMMES, Permission.EDIT_RISKS},
    "organisation": {Permission.RUN_ROUND, Permission.ADMINISTER},
    "account": {Permission.ADMINISTER},
}
"""The permissions by which somebody writes into the tables of a room."""
EVERYBODYS = {
    "performance_remindersstopped",
    "performance_historicalremindersstopped",
    "core_event",
    "organisation_user",
}
"""Who wants no reminders says so for themselves, and ends their own sessions (a count that leaves no history of the
person, where every other change would stand); that something was done is noted of anybody."""
DERIVED = {"assurance_keptpack", "performance_keptscorecard"}
"""Worked out from the figures, and thrown away when they change."""


LOCKED = {"organisation_quarter", "performance_return", "performance_kpivalue"}
"""Where a quarter that is locked stands."""


@dataclass(frozen=True)
class Answer:
    status: int
    shows_markup: bool = False
    error: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one post."""

    role: str
    page: str
    action: str
    attack: str
    answer: Answer
    wrote: frozenset[str]
    changed_what_is_locked: bool

    @property
    def status(self) -> int:
        return self.answer.status

    def __str__(self) -> str:
        return f"{self.attack}: {self.role} {self.action} ({self.status}) {self.answer.error}"


# The attack -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def outcomes(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, portal_settings: None
) -> list[Outcome]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        make_value(kpi=make_kpi(directorate=world.own), period=world.locked.slug, text="6")
        make_return(directorate=world.own, quarter=world.locked, state=ReturnState.SIGNED_OFF)
        found = list(_attacked(world))
        transaction.set_rollback(True)
    return found


def _attacked(world: World) -> Iterator[Outcome]:
    """Each form several ways for the first role that has it, and one way for each other."""
    dice = random.Random(SEED)
    clients = sign_in_all(world)
    for client in clients.values():
        client.raise_request_exception = False
    locked = _what_is_locked(world.locked)
    drawn: dict[str, list[DrawnForm]] = {}
    known: set[str] = set()
    for role, path, name in _pages([*tables(world), _submitted(world)]):
        if path not in drawn:
            drawn[path] = drawn_at(clients[role], path)
        for form in drawn[path]:
            attacks = attacks_on(form, dice, others=1)
            for attack in dice.sample(attacks, 1) if name in known else attacks:
                before = written()
                with undone(), still_signed_in(clients[role]):
                    answer = _answer(clients[role], form, attack, dice)
                    wrote = frozenset(tables_written_since(before))
                    is_changed = bool(wrote & LOCKED) and _what_is_locked(world.locked) != locked
                yield Outcome(role, name, form.action, attack.__name__, answer, wrote, is_changed)
        known.add(name)


@contextmanager
def still_signed_in(client: Client) -> Iterator[None]:
    """The browser's cookies as they were: a session that was ended inside is taken back with the rest."""
    before = client.cookies.copy()
    yield
    client.cookies = before


def _submitted(world: World) -> Address:
    """A return that waits for its approver, with the form that sends a row back open."""
    quarter = make_quarter(slug="2013-14-Q3")
    make_return(directorate=world.own, quarter=quarter, state=ReturnState.SUBMITTED, submitted_at=clock.now())
    where = {"quarter": quarter.slug, "directorate": world.own.slug}
    return Address("performance:return_review", where, get={"approver": 200})


def _pages(addresses: list[Address]) -> Iterator[tuple[str, str, str]]:
    """Every page that a role may open, and may send if it can be sent at all."""
    for address in addresses:
        path = reverse(address.name, kwargs=dict(address.kwargs))
        for role, code in (address.get or {}).items():
            may_send = (address.post or {}).get(role, 405) not in (403, 404)
            if code == 200 and role != ANONYMOUS and may_send:
                yield role, path, address.name


def _answer(client: Client, form: DrawnForm, attack: Attack, dice: random.Random) -> Answer:
    """What came back; where markup was taken, the page that shows what was saved."""
    sent = attack(form, dice)
    try:
        with transaction.atomic():
            if isinstance(sent, Body):
                response = client.generic("POST", form.action, sent.content, sent.content_type)
            else:
                response = client.post(form.action, sent)
            content = response.content
            if response.status_code == 302 and attack is markup_in_every_text:
                page = client.get(response.headers["Location"])
                content = b"".join(page) if page.streaming else page.content
    except DatabaseError as broken:
        return Answer(500, error=repr(broken))
    raised = getattr(response, "exc_info", None)
    return Answer(response.status_code, shows_markup=RAW in content, error=repr(raised[1]) if raised else "")


def _what_is_locked(quarter: Quarter) -> list[object]:
    figures = KPIValue.objects.filter(starts_on__gte=quarter.starts_on, ends_on__lte=quarter.ends_on)
    return [
        *Quarter.objects.filter(pk=quarter.pk).values_list(),
        *Return.objects.filter(quarter=quarter).order_by("pk").values_list(),
        *figures.order_by("pk").values_list(),
    ]


# What holds -----------------------------------------------------------------------------------------------------------


def test_nothing_breaks(outcomes: list[Outcome]) -> None:
    assert len(outcomes) > 250
    assert [str(outcome) for outcome in outcomes if outcome.status >= 500] == []


def test_every_form_was_reached_and_some_took_what_was_typed(outcomes: list[Outcome]) -> None:
    """Forms that refuse everything would prove nothing about what is stored."""
    pages = {outcome.page for outcome in outcomes}
    taken = {outcome.page for outcome in outcomes if outcome.status == 302 and outcome.wrote}
    assert len(pages) > 60
    assert len(taken) > 20


def test_nothing_is_shown_as_markup(outcomes: list[Outcome]) -> None:
    assert [str(outcome) for outcome in outcomes if outcome.answer.shows_markup] == []


def test_what_is_refused_has_written_nothing(outcomes: list[Outcome]) -> None:
    refused = [
        outcome for outcome in outcomes if outcome.status in REFUSED and outcome.page != SAVES_EACH_ROW
    ]
    assert len(refused) > 150
    assert [f"{outcome}: {set(outcome.wrote)}" for outcome in refused if outcome.wrote] == []


def test_what_was_not_offered_is_not_taken(outcomes: list[Outcome]) -> None:
    """Another's primary key, or a word that is on no list: refused, or nothing is written."""
    taken = [outcome for outcome in outcomes if outcome.attack == "not_offered" and outcome.status < 400]
    assert [f"{outcome}: {set(outcome.wrote)}" for outcome in taken if outcome.wrote] == []


def test_a_locked_quarter_stays_as_it_is(outcomes: list[Outcome]) -> None:
    changed = [outcome for outcome in outcomes if outcome.changed_what_is_locked and outcome.page != REOPENS]
    assert [str(outcome) for outcome in changed] == []


def test_nobody_writes_into_a_room_that_is_not_theirs(outcomes: list[Outcome]) -> None:
    elsewhere = [
        f"{outcome}: {table}"
        for outcome in outcomes
        for table in outcome.wrote - DERIVED - EVERYBODYS
        if not _may_write(outcome.role, table)
    ]
    assert elsewhere == []


def _may_write(role: str, table: str) -> bool:
    permissions = ROOMS.get(table.partition("_")[0], set())
    return (
        any(Role(role) in RIGHTS[permission] for permission in permissions) if role in Role.values else False
    )
