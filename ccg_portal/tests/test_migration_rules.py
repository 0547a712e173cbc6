"""What a migration may not do while the portal runs: each bad one is refused with what to do instead."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import psycopg2
import pytest
from django.contrib.postgres import operations as postgres
from django.core.management import call_command
from django.db import OperationalError, connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from ccg_portal.management.commands import migrate
from core import lock_bounded
from tools import migrations as tool
from tools.migration_rules import faults

TABLE = "organisation_widget"


def widgets() -> ProjectState:
    """One table that holds rows, and one that it points to."""
    state = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    state.add_model(ModelState("organisation", "Shelf", [key]))
    fields = [key, ("name", models.CharField(max_length=20)), ("size", models.IntegerField(null=True))]
    state.add_model(ModelState("organisation", "Widget", fields))
    return state


def faults_of(*steps: Any, **said: Any) -> str:
    """Why a migration of these steps would be refused."""
    kind = type("Migration", (migrations.Migration,), {"operations": list(steps), **said})
    return " ".join(faults(kind("0002_of_this_test", "organisation"), widgets()))


def adding(field: Any) -> Any:
    return migrations.AddField("widget", "added", field)


def altering(field: Any, name: str = "name") -> Any:
    return migrations.AlterField("widget", name, field)


INDEX = models.Index(fields=["size"], name="by_size")
CHECK = models.CheckConstraint(condition=Q(size__gt=0), name="has_size")
ONE_NAME = models.UniqueConstraint(fields=["name"], name="one_name")
SHELF = {"to": "organisation.shelf", "on_delete": models.PROTECT, "null": True}


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (adding(models.IntegerField()), "rows that the old program adds"),
        (adding(models.IntegerField(default=3)), "rows that the old program adds"),
        (adding(models.IntegerField(null=True, db_index=True)), "while its index is built"),
        (adding(models.IntegerField(null=True, unique=True)), "while its index is built"),
        (adding(models.ForeignKey(**SHELF)), "AddIndexConcurrently"),
        (adding(models.UUIDField(db_default=models.functions.Random())), "writes the whole table anew"),
        (altering(models.IntegerField(), "size"), "nobody can write: AddConstraintNotValid"),
        (altering(models.BigIntegerField(null=True), "size"), "may write the whole table anew"),
        (altering(models.CharField(max_length=10)), "may write the whole table anew"),
        (altering(models.CharField(max_length=20, unique=True)), "while its index is built"),
        (migrations.RemoveField("widget", "size"), "later release that says unused_since"),
        (migrations.DeleteModel("Widget"), "later release that says unused_since"),
        (migrations.RenameField("widget", "size", "width"), "under the old program"),
        (migrations.RenameModel("Widget", "Gadget"), "under the old program"),
        (migrations.AlterModelTable("widget", "gadgets"), "under the old program"),
        (migrations.AddIndex("widget", INDEX), r"core\.lock_bounded\.AddIndexConcurrently"),
        (migrations.AddConstraint("widget", CHECK), "AddConstraintNotValid"),
        (migrations.AddConstraint("widget", ONE_NAME), "AddUniqueConcurrently"),
        (migrations.AlterUniqueTogether("widget", {("name", "size")}), "UniqueConstraint"),
        (lock_bounded.AddIndexConcurrently("widget", INDEX), "atomic = False"),
        (lock_bounded.AddUniqueConcurrently("widget", ONE_NAME), "atomic = False"),
        (postgres.AddIndexConcurrently("widget", INDEX), "not understood by SQLite"),
        (migrations.RunPython(lambda apps, editor: None), "cannot be taken back"),
        (migrations.RunSQL("UPDATE x SET y = 1"), "cannot be taken back"),
        (migrations.RunSQL(["ALTER TABLE x RENAME COLUMN y TO z"], ""), "renames what the old program"),
        (
            migrations.RunSQL([("ALTER TABLE x ALTER COLUMN y SET NOT NULL", None)], ""),
            "reads the whole table",
        ),
        (migrations.RunSQL("CREATE INDEX i ON x (y)", ""), "stops all writing"),
        (migrations.AlterOrderWithRespectTo("widget", "size"), "is not known here"),
        (
            migrations.SeparateDatabaseAndState([migrations.RemoveField("widget", "size")]),
            "later release that says unused_since",
        ),
    ],
)
def test_a_bad_migration_is_refused_with_what_to_do(step: Any, why: str) -> None:
    assert re.search(why, faults_of(step))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (adding(models.IntegerField(null=True)), {}),
        (adding(models.IntegerField(db_default=0)), {}),
        (adding(models.DateTimeField(db_default=models.functions.Now())), {}),
        (adding(models.ForeignKey(db_index=False, **SHELF)), {}),
        (adding(models.ManyToManyField("organisation.shelf")), {}),
        (altering(models.CharField("a name", max_length=20, choices=[("a", "A")])), {}),
        (altering(models.CharField(max_length=80)), {}),
        (altering(models.TextField()), {}),
        (migrations.SeparateDatabaseAndState([], [migrations.RemoveField("widget", "size")]), {}),
        (migrations.RemoveField("widget", "size"), {"unused_since": "March 2015"}),
        (migrations.RunSQL("DROP TABLE x", ""), {"unused_since": "March 2015"}),
        (lock_bounded.AddIndexConcurrently("widget", INDEX), {"atomic": False}),
        (lock_bounded.AddUniqueConcurrently("widget", ONE_NAME), {"atomic": False}),
        (lock_bounded.AddConstraintNotValid("widget", CHECK), {}),
        (lock_bounded.ValidateConstraint("widget", "has_size"), {}),
        (migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop), {}),
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON x (y)", "DROP INDEX CONCURRENTLY i"), {}),
        (migrations.AlterModelOptions("widget", {"verbose_name": "thing"}), {}),
        (migrations.RemoveField("widget", "size"), {"initial": True}),
    ],
)
def test_a_good_migration_is_not(step: Any, said: dict[str, Any]) -> None:
    assert faults_of(step, **said) == ""


def test_a_table_that_the_migration_makes_itself_holds_no_rows() -> None:
    made = migrations.CreateModel("Drawer", [("id", models.BigAutoField(primary_key=True))])
    field = migrations.AddField("drawer", "depth", models.IntegerField(db_index=True))
    assert faults_of(made, field) == ""


def test_rows_are_not_moved_while_tables_are_locked() -> None:
    moving = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)
    assert "make two migrations of it" in faults_of(adding(models.IntegerField(null=True)), moving)


def test_the_portals_own_migrations_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(tool.found()) == []


# What the steps do to a real database -----------------------------------------------------------------------


@pytest.fixture
def table(transactional_db: None) -> Iterator[ProjectState]:
    state = widgets()
    with connection.schema_editor() as editor:
        editor.create_model(state.apps.get_model("organisation", "Widget"))
    yield state
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def apply(step: Any, state: ProjectState) -> ProjectState:
    after = state.clone()
    step.state_forwards("organisation", after)
    with connection.schema_editor(atomic=False) as editor:
        step.database_forwards("organisation", editor, state, after)
    return after


def names_on_table() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, TABLE))


def test_the_steps_without_locking_do_what_they_say(table: ProjectState) -> None:
    state = apply(lock_bounded.AddIndexConcurrently("widget", INDEX), table)
    state = apply(lock_bounded.AddConstraintNotValid("widget", CHECK), state)
    state = apply(lock_bounded.ValidateConstraint("widget", "has_size"), state)
    state = apply(lock_bounded.AddUniqueConcurrently("widget", ONE_NAME), state)
    some = models.UniqueConstraint(fields=["size"], condition=Q(size__gt=5), name="one_of_a_size")
    state = apply(lock_bounded.AddUniqueConcurrently("widget", some), state)
    assert {"by_size", "has_size", "one_name", "one_of_a_size"} <= names_on_table()
    apply(lock_bounded.RemoveIndexConcurrently("widget", "by_size"), state)
    assert "by_size" not in names_on_table()


# The command ------------------------------------------------------------------------------------------------


def limits() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        return cursor.fetchone()


def run(handle: Callable[..., None]) -> None:
    with (
        mock.patch.object(migrate.Command.__bases__[0], "handle", handle),
        mock.patch.object(migrate, "PAUSES", (0, 0)),
    ):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_a_migration_waits_shortly_for_tables_and_may_work_for_long() -> None:
    before, seen = limits(), []
    run(lambda *_, **__: seen.append(limits()))
    assert seen == [("4s", "30min")]
    assert limits() == before == ("5s", "30s")


def test_a_table_that_is_held_is_tried_again(table: ProjectState, capsys: pytest.CaptureFixture[str]) -> None:
    tried: list[str] = []
    with psycopg2.connect(**connection.get_connection_params()) as other:
        other.cursor().execute(f"LOCK TABLE {TABLE} IN ROW EXCLUSIVE MODE")

        def alter(*_: Any, **__: Any) -> None:
            tried.append("once")
            if len(tried) == 2:
                other.rollback()
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN weight integer")

        with mock.patch.object(migrate, "WAITS_FOR_A_TABLE", "50ms"):
            run(alter)
    other.close()
    assert len(tried) == 2
    assert "Somebody holds a table that is to be changed" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_is_wrong_otherwise_is_not_tried_again() -> None:
    handle = mock.Mock(side_effect=OperationalError("no space left"))
    with pytest.raises(OperationalError, match="no space left"):
        run(handle)
    assert handle.call_count == 1
