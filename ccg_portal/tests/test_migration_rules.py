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
SHELF = {"to": "organisation.shelf", "on_delete": models.PROTECT, "null": True}


def widgets() -> ProjectState:
    """One table that holds rows, and one that it points to."""
    state = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    state.add_model(ModelState("organisation", "Shelf", [key]))
    fields = [
        key,
        ("name", models.CharField(max_length=20)),
        ("size", models.IntegerField(null=True)),
        ("place", models.BigIntegerField(null=True)),
        ("shelf", models.ForeignKey(db_constraint=False, db_index=False, **SHELF)),
    ]
    state.add_model(ModelState("organisation", "Widget", fields))
    return state


def faults_of(*steps: Any, name: str = "0002_of_this_test", **said: Any) -> str:
    """Why a migration of these steps would be refused."""
    kind = type("Migration", (migrations.Migration,), {"operations": list(steps), **said})
    return " ".join(faults(kind(name, "organisation"), widgets()))


def in_sql(*statements: str) -> Any:
    return migrations.RunSQL(list(statements), "")


def adding(field: Any) -> Any:
    return migrations.AddField("widget", "added", field)


def altering(field: Any, name: str = "name") -> Any:
    return migrations.AlterField("widget", name, field)


INDEX = models.Index(fields=["size"], name="by_size")
CHECK = models.CheckConstraint(condition=Q(size__gt=0), name="has_size")
ONE_NAME = models.UniqueConstraint(fields=["name"], name="one_name")


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (adding(models.IntegerField()), "rows that the old program adds"),
        (adding(models.IntegerField(default=3)), "rows that the old program adds"),
        (adding(models.IntegerField(null=True, db_index=True)), "while its index is built"),
        (adding(models.IntegerField(null=True, unique=True)), "while its index is built"),
        (adding(models.ForeignKey(**SHELF)), "AddIndexConcurrently"),
        (adding(models.UUIDField(db_default=models.functions.Random())), "writes the whole table anew"),
        (adding(models.PositiveIntegerField(null=True)), "AddConstraintNotValid"),
        (altering(models.IntegerField(), "size"), "nobody can write: AddConstraintNotValid"),
        (altering(models.BigIntegerField(null=True), "size"), "may write the whole table anew"),
        (altering(models.CharField(max_length=10)), "may write the whole table anew"),
        (altering(models.CharField(max_length=20, unique=True)), "while its index is built"),
        (altering(models.CharField(max_length=20, db_collation="C")), "may write the whole table anew"),
        (altering(models.CharField(max_length=20, db_column="title")), "under the old program"),
        (altering(models.PositiveIntegerField(null=True), "size"), "AddConstraintNotValid"),
        (
            altering(models.ForeignKey(db_column="place", db_index=False, **SHELF), "place"),
            "nobody can write to it",
        ),
        (altering(models.ForeignKey(db_index=False, **SHELF), "shelf"), "nobody can write to it"),
        (
            altering(
                models.ForeignKey(
                    "organisation.widget", models.PROTECT, null=True, db_column="place", db_index=False
                ),
                "place",
            ),
            "a second column that refers there",
        ),
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
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON x (y)", ""), "atomic = False"),
        (migrations.SeparateDatabaseAndState([in_sql("DROP TABLE x")]), "takes away what the old program"),
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
        (altering(models.ForeignKey(db_constraint=False, db_index=False, **SHELF), "shelf"), {}),
        (
            altering(
                models.ForeignKey(db_column="place", db_constraint=False, db_index=False, **SHELF), "place"
            ),
            {},
        ),
        (migrations.SeparateDatabaseAndState([], [migrations.RemoveField("widget", "size")]), {}),
        (migrations.RemoveField("widget", "size"), {"unused_since": "March 2015"}),
        (migrations.RunSQL("DROP TABLE x", ""), {"unused_since": "March 2015"}),
        (lock_bounded.AddIndexConcurrently("widget", INDEX), {"atomic": False}),
        (lock_bounded.AddUniqueConcurrently("widget", ONE_NAME), {"atomic": False}),
        (lock_bounded.AddConstraintNotValid("widget", CHECK), {}),
        (lock_bounded.ValidateConstraint("widget", "has_size"), {}),
        (migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop), {}),
        (
            migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON x (y)", "DROP INDEX CONCURRENTLY i"),
            {"atomic": False},
        ),
        (migrations.RunSQL(migrations.RunSQL.noop, migrations.RunSQL.noop), {}),
        (migrations.AlterModelOptions("widget", {"verbose_name": "thing"}), {}),
        (migrations.RemoveField("widget", "size"), {"initial": True, "name": "0001_the_first"}),
    ],
)
def test_a_good_migration_is_not(step: Any, said: dict[str, Any]) -> None:
    assert faults_of(step, **said) == ""


@pytest.mark.parametrize(
    "said",
    [
        {"initial": True},
        {"name": "0001_the_first", "dependencies": [("organisation", "0001_another")], "initial": True},
        {"name": "0001_the_first"},
    ],
)
def test_only_an_apps_first_migration_is_exempt(said: dict[str, Any]) -> None:
    """To say `initial = True` is not enough: Django asks nobody whether it is true."""
    assert "unused_since" in faults_of(migrations.RemoveField("widget", "size"), **said)


# What is told to the database in SQL ------------------------------------------------------------------------

HOLDS_SOMETHING_UP = [
    "ALTER TABLE x ADD CONSTRAINT n CHECK (y > 0)",
    "ALTER TABLE x ADD CONSTRAINT n UNIQUE (y)",
    "ALTER TABLE x ADD CONSTRAINT n PRIMARY KEY USING INDEX i",
    "ALTER TABLE x ADD CONSTRAINT n FOREIGN KEY (y) REFERENCES z (id)",
    "ALTER TABLE x ADD CONSTRAINT n EXCLUDE USING gist (y WITH &&)",
    "ALTER TABLE x ADD CHECK (y > 0)",
    "ALTER TABLE x ADD COLUMN y int NOT NULL",
    "ALTER TABLE x ADD COLUMN y int NOT NULL DEFAULT NULL",
    "ALTER TABLE x ADD COLUMN y int DEFAULT random()",
    "ALTER TABLE x ADD COLUMN y timestamptz DEFAULT clock_timestamp()",
    "ALTER TABLE x ADD COLUMN y int DEFAULT 1 + random()",
    "ALTER TABLE x ADD COLUMN y int UNIQUE",
    "ALTER TABLE x ADD COLUMN y int REFERENCES z",
    "ALTER TABLE x ADD COLUMN y int CHECK (y > 0)",
    "ALTER TABLE x ADD COLUMN y bigserial",
    "ALTER TABLE x ADD COLUMN y a_domain",
    "ALTER TABLE x ADD COLUMN y int GENERATED ALWAYS AS (z * 2) STORED",
    "ALTER TABLE core_event DROP kind",
    "ALTER TABLE x DROP COLUMN y",
    "ALTER TABLE x DROP COLUMN y CASCADE",
    "ALTER TABLE x ALTER kind TYPE text",
    "ALTER TABLE x ALTER COLUMN kind SET DATA TYPE text",
    "ALTER TABLE x ALTER y SET NOT NULL",
    "ALTER TABLE x RENAME y TO z",
    "ALTER TABLE x DISABLE TRIGGER ALL",
    "ALTER TABLE x SET TABLESPACE slow",
    "ALTER TABLE x SET UNLOGGED",
    "REINDEX TABLE x",
    "CREATE INDEX i ON x (y)",
    "CREATE UNIQUE INDEX i ON x (y)",
    "DROP INDEX i",
    "DROP TABLE x",
    "DROP SCHEMA public CASCADE",
    "TRUNCATE x",
    "UPDATE core_link SET hash=''",
    "DELETE FROM x",
    "INSERT INTO x SELECT * FROM z",
    "LOCK TABLE x",
    "VACUUM FULL x",
    "CLUSTER x",
    "SELECT set_config('session_replication_role', 'replica', false)",
    "DO $$ BEGIN DELETE FROM x; END $$",
    "CREATE TRIGGER t BEFORE INSERT ON x EXECUTE FUNCTION f()",
    "REFRESH MATERIALIZED VIEW v",
    "no SQL at all",
]
HOLDS_NOTHING_UP = [
    "ALTER TABLE x ADD CONSTRAINT n CHECK (y > 0 AND z IN ('a, b)', 'c;')) NOT VALID",
    "ALTER TABLE x ADD CONSTRAINT n FOREIGN KEY (y) REFERENCES z (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
    "ALTER TABLE x ADD CONSTRAINT n UNIQUE USING INDEX i",
    "ALTER TABLE ONLY public.x VALIDATE CONSTRAINT n",
    "ALTER TABLE x ADD COLUMN IF NOT EXISTS y int",
    "ALTER TABLE x ADD y numeric(9, 2) NULL",
    "ALTER TABLE x ADD COLUMN y int NOT NULL DEFAULT -1",
    "ALTER TABLE x ADD COLUMN y varchar(20) DEFAULT 'a, DROP z;' NOT NULL",
    "ALTER TABLE x ADD COLUMN y jsonb DEFAULT '{}'::jsonb",
    "ALTER TABLE x ADD COLUMN y timestamp with time zone DEFAULT now()",
    'ALTER TABLE "x" ALTER COLUMN "y" DROP NOT NULL',
    "ALTER TABLE x ALTER y SET DEFAULT 5",
    "ALTER TABLE x ALTER y DROP DEFAULT",
    "COMMENT ON TABLE x IS 'DROP TABLE x; it is said'",
    "ANALYZE x",
]
IN_NO_TRANSACTION = [
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON x (lower(y)) WHERE z = 'a;b'",
    "DROP INDEX CONCURRENTLY IF EXISTS i",
    "REINDEX INDEX CONCURRENTLY i",
]


@pytest.mark.parametrize("statement", HOLDS_SOMETHING_UP)
def test_a_statement_that_is_not_known_to_be_harmless_is_refused(statement: str) -> None:
    assert faults_of(in_sql(statement))
    assert faults_of(in_sql(statement), atomic=False)


@pytest.mark.parametrize("statement", HOLDS_NOTHING_UP + IN_NO_TRANSACTION)
def test_a_harmless_one_is_not_however_it_is_laid_out(statement: str) -> None:
    laid_out = statement.replace(" ", "\n  -- it's a remark; DROP TABLE x\n  ", 1)
    for each in (statement, f"{statement};", f"/* for once */ {laid_out};\n"):
        assert faults_of(in_sql(each), atomic=statement not in IN_NO_TRANSACTION) == ""


@pytest.mark.parametrize("harmless", HOLDS_NOTHING_UP + IN_NO_TRANSACTION)
def test_nothing_hides_behind_a_harmless_one(harmless: str) -> None:
    for each in HOLDS_SOMETHING_UP:
        assert faults_of(in_sql(f"{harmless}; {each}"), atomic=False)
        assert faults_of(in_sql(harmless, each), atomic=False)
        assert faults_of(in_sql(f"{each}; {harmless}"), atomic=False)


@pytest.mark.parametrize(
    "second", ["DROP z", "ALTER z TYPE text", "ADD CHECK (y > 0)", "DISABLE TRIGGER ALL"]
)
def test_nothing_hides_in_a_harmless_one(second: str) -> None:
    """One ALTER TABLE can do several things, a comma between them."""
    for harmless in HOLDS_NOTHING_UP:
        table, found, action = harmless.partition("x ")
        if table.startswith("ALTER TABLE") and found:
            assert faults_of(in_sql(f"{harmless}, {second}"))
            assert faults_of(in_sql(f"{table}x {second}, {action}"))
            assert faults_of(in_sql(f"{harmless.removesuffix(' NOT VALID')}, {second} NOT VALID"))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE x ADD y text DEFAULT 'a\\', DROP z; --'",
        "ALTER TABLE x ADD y text DEFAULT E'a\\'', DROP z; --'",
        "ALTER TABLE x ADD y int # , DROP z",
        "ALTER TABLE x ADD y int, DROP z /* /* */ */",
        "ALTER TABLE x ADD y int -- \n , DROP z",
    ],
)
def test_what_two_parsers_might_read_in_two_ways_is_refused(statement: str) -> None:
    """PostgreSQL takes a backslash for a letter, and # for no remark."""
    assert faults_of(in_sql(statement))


@pytest.mark.parametrize(
    "statement", ["DROP TABLE x", "ALTER TABLE x DROP COLUMN y", "ALTER TABLE x DROP IF EXISTS y"]
)
def test_what_nobody_uses_any_more_may_go(statement: str) -> None:
    assert faults_of(in_sql(statement), unused_since="March 2015") == ""
    assert faults_of(in_sql(f"{statement} CASCADE"), unused_since="March 2015")
    assert faults_of(in_sql(statement, "UPDATE x SET y = 1"), unused_since="March 2015")


def test_rows_are_not_read_while_the_table_is_locked_for_the_rule() -> None:
    """The lock of the first step would stay for as long as the second one reads."""
    rule = lock_bounded.AddConstraintNotValid("widget", CHECK)
    reading = lock_bounded.ValidateConstraint("widget", "has_size")
    assert "make two migrations of it" in faults_of(rule, reading)
    assert faults_of(rule, reading, atomic=False) == ""
    in_words = (
        "ALTER TABLE x ADD CONSTRAINT n CHECK (y > 0) NOT VALID",
        "ALTER TABLE x VALIDATE CONSTRAINT n",
    )
    assert "make two migrations of it" in faults_of(in_sql(*in_words))


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
