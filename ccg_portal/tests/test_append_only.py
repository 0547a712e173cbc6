# ruff: noqa: S608 (the names of tables are the test's own)
"""Nobody changes the trail: not the role that the portal works under, nor its owner by mistake."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext

from assurance.actions import lock_quarter
from assurance.tests.test_actions import finished_round
from ccg_portal.tests.writes import undone
from core import append_only, chain, trail
from core.chain_check import verify
from core.models import Event, EventKind
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance.models import KPIValue
from performance.tests.builders import make_kpi
from performance.tests.people import Person

ROLE = "portal_app_of_the_tests"
HISTORY = "performance_historicalkpivalue"


@pytest.fixture
def secured(db: None) -> None:
    """The database as `manage.py secure_trail --role …` leaves it. All of it goes with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE ROLE {ROLE}")
    call_command("secure_trail", role=ROLE, verbosity=0)


@contextmanager
def as_the_portal() -> Iterator[None]:
    """Under the second role, which owns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


def refusal(statement: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refused:
        return str(refused).splitlines()[0]
    return ""


def test_under_the_portals_role_a_quarter_is_locked_and_the_trail_sealed(secured: None) -> None:
    quarter = finished_round()
    with as_the_portal():
        snapshot = lock_quarter(quarter=quarter, by=make_user(role=Role.ASSURANCE), reasons={})
        assert chain.seal() > 0
        assert verify().is_whole
    assert (snapshot.version, Event.objects.of(quarter).count()) == (1, 1)


def test_under_the_portals_role_a_figure_is_saved_through_its_page(secured: None) -> None:
    make_quarter(slug="2014-15-Q1")
    kpi, contributor = make_kpi(number=7), Person(Role.CONTRIBUTOR)
    with as_the_portal():
        contributor.open()
        contributor.save({"k7-1a": "12"})
        contributor.save({"k7-1a": "14"})
    assert [row.value for row in KPIValue.history.filter(kpi_id=kpi.pk).order_by("history_id")] == [12, 14]


@pytest.mark.parametrize(
    ("table", "column"),
    [(HISTORY, "value"), ("core_event", "kind"), ("core_link", "hash"), ("core_sealedcolumns", "columns")],
)
def test_it_can_neither_change_nor_delete_nor_empty_the_trail(secured: None, table: str, column: str) -> None:
    with as_the_portal():
        for statement in (
            f"UPDATE {table} SET {column} = NULL",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"DROP TRIGGER trail_stands ON {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        ):
            assert refusal(statement).startswith(("permission denied", "must be owner"))


def test_a_person_can_be_forgotten_in_their_history_and_nothing_else_of_it(secured: None) -> None:
    make_user()
    table = "organisation_historicaluser"
    with as_the_portal():
        assert refusal(f"UPDATE {table} SET email = 'former-1@invalid', title = 'Former'") == ""
        assert refusal(f"UPDATE {table} SET history_user_id = NULL").startswith("permission denied")


def test_the_owner_is_refused_as_well_until_he_says_that_he_means_it(secured: None) -> None:
    make_user()
    trail.note(EventKind.LOCKED, "Locked", by=None)
    assert refusal("UPDATE core_event SET sentence = ''") == append_only.REFUSED
    assert refusal("DELETE FROM core_event") == append_only.REFUSED
    assert refusal("TRUNCATE core_event") == append_only.REFUSED
    assert refusal("UPDATE organisation_historicaluser SET is_active = false") == append_only.REFUSED
    assert refusal("UPDATE organisation_historicaluser SET title = 'Former'") == ""
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.trail_may_change = 'on'")
        cursor.execute("DELETE FROM core_event")
    assert Event.objects.count() == 1


def test_every_table_of_the_trail_is_held_and_a_gap_is_named(secured: None) -> None:
    assert append_only.not_held(connection) == []
    assert append_only.may_change(ROLE, connection) == []
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON {HISTORY} TO {ROLE}")
        with pytest.raises(CommandError, match=f"can change {HISTORY}"):
            call_command("secure_trail", role=ROLE, check=True, verbosity=0)
        cursor.execute(f"DROP TRIGGER trail_stands ON {HISTORY}")
        with pytest.raises(CommandError, match=f"Not held: {HISTORY}"):
            call_command("secure_trail", check=True, verbosity=0)
    append_only.let_go(connection)
    assert len(append_only.not_held(connection)) == len(append_only.trail_models())


@pytest.mark.parametrize("holder", [ROLE, "PUBLIC"])
def test_a_right_to_one_column_is_named_and_taken_away(secured: None, holder: str) -> None:
    """`has_table_privilege` knows nothing of it; and the columns of who may be forgotten stay free."""
    people = "organisation_historicaluser"
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE (value) ON {HISTORY} TO {holder}")
        cursor.execute(f"GRANT UPDATE (is_active) ON {people} TO {holder}")
    assert set(append_only.may_change(ROLE, connection)) == {people, HISTORY}
    with pytest.raises(CommandError, match=f"can change .*{HISTORY}"):
        call_command("secure_trail", role=ROLE, check=True, verbosity=0)
    call_command("secure_trail", role=ROLE, verbosity=0)
    with as_the_portal():
        assert refusal(f"UPDATE {HISTORY} SET value = NULL").startswith("permission denied")
        assert refusal(f"UPDATE {people} SET is_active = false").startswith("permission denied")
        assert refusal(f"UPDATE {people} SET title = 'Former'") == ""


def test_who_could_put_a_trigger_of_their_own_on_the_trail_is_named(secured: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT TRIGGER ON {HISTORY} TO {ROLE}")
    assert append_only.may_change(ROLE, connection) == [HISTORY]


@pytest.mark.parametrize(
    "opened",
    [
        f"ALTER TABLE {HISTORY} DISABLE TRIGGER trail_stands",
        f"ALTER TABLE {HISTORY} DISABLE TRIGGER trail_stands_whole",
        f"ALTER TABLE {HISTORY} ENABLE REPLICA TRIGGER trail_stands",
        f"ALTER TABLE {HISTORY} ENABLE REPLICA TRIGGER trail_stands_whole",
        f"DROP TRIGGER trail_stands ON {HISTORY}",
        f"DROP TRIGGER trail_stands_whole ON {HISTORY}",
    ],
)
def test_a_trigger_that_is_gone_or_does_not_fire_is_named_and_put_back(secured: None, opened: str) -> None:
    """Both of them: the one against changing rows, and the one against emptying the table."""
    with connection.cursor() as cursor:
        cursor.execute(opened)
    with pytest.raises(CommandError, match=f"Not held: {HISTORY}"):
        call_command("secure_trail", role=ROLE, check=True, verbosity=0)
    call_command("secure_trail", role=ROLE, verbosity=0)
    assert refusal(f"TRUNCATE {HISTORY}") == append_only.REFUSED
    assert append_only.not_held(connection) == []


def test_a_trigger_that_always_fires_counts(secured: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {HISTORY} ENABLE ALWAYS TRIGGER trail_stands")
    assert append_only.not_held(connection) == []


@pytest.mark.parametrize("what", ["update", "delete"])
def test_on_sqlite_a_trigger_that_is_gone_is_named(db: None, what: str) -> None:
    embedded = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    own = ConnectionHandler({"default": embedded})["default"]
    with closing(own), own.cursor() as cursor:
        for model in append_only.trail_models():
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            cursor.execute(f'CREATE TABLE "{model._meta.db_table}" ({columns})')
        append_only.hold(own)
        assert append_only.not_held(own) == []
        cursor.execute(f"DROP TRIGGER trail_stands_{what}_{HISTORY}")
        assert append_only.not_held(own) == [HISTORY]


def test_holding_it_again_lets_no_table_go_meanwhile(secured: None) -> None:
    """It is done with every release, while people work: no trigger is dropped, and no lock is kept for the next."""
    with CaptureQueriesContext(connection) as asked:
        append_only.hold(connection)
    said = [query["sql"] for query in asked]
    assert sum("CREATE OR REPLACE TRIGGER" in each for each in said) == 2 * len(append_only.trail_models())
    assert not [each for each in said if "DROP" in each or "SAVEPOINT" in each]
    assert append_only.not_held(connection) == []


def test_on_sqlite_triggers_hold_it_alone_and_what_is_not_sealed_is_found() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        for model in append_only.trail_models():
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            database.execute(f'CREATE TABLE "{model._meta.db_table}" ({columns})')
        for _ in range(2):
            for statement in append_only._on_sqlite(append_only.trail_models()):
                database.execute(statement)
        tables = enumerate(chain.sealed_models())
        asked = " UNION ALL ".join(chain._asked(number, model, number % 2 == 0) for number, model in tables)
        assert {rows for _, rows, _, _ in database.execute(asked)} == {0}
        people = User.history.model._meta.db_table
        database.execute(f"INSERT INTO {people} (id, title, email) VALUES (1, 'Contributor', 'a@b')")
        database.execute("INSERT INTO core_event (id, sentence) VALUES (1, 'Locked')")
        database.execute(f"UPDATE {people} SET title = 'Former', email = 'former-1@invalid'")
        for statement in (
            f"UPDATE {people} SET id = 2",
            f"DELETE FROM {people}",
            "UPDATE core_event SET sentence = ''",
            "DELETE FROM core_event",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"):
                database.execute(statement)
