"""What a migration may do to tables that hold rows while the portal runs: add, and never hold a table for long.

During an update the old processes still work on the new tables, and people work on while it runs. So a migration never
takes away or renames what the old program asks for, never demands of its rows what it does not fill in, and never locks
a table for as long as it takes to read it. Each rule answers with a sentence: what is wrong, and what to do instead.
Tables that the migration makes itself are new, and an app's first migration is exempt (docs/decisions/migrations.md).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import (
    NOT_PROVIDED,
    CharField,
    CheckConstraint,
    ForeignObject,
    ManyToManyField,
    TextField,
    Value,
)
from django.db.models.fields.generated import GeneratedField
from django.db.models.functions import Now

from tools import migration_sql

NO_STATEMENT = (
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
    migrations.RenameIndex,
    migrations.RemoveConstraint,
)
"""Steps that touch no row, and hold a table for a moment at most."""


@dataclass
class Around:
    """Where a step stands: its migration, what was before it, and the tables that the migration makes itself."""

    migration: migrations.Migration
    state: ProjectState
    made_here: set[str] = field(default_factory=set)

    def is_new(self, model_name: str) -> bool:
        return model_name.lower() in self.made_here

    @property
    def unused_since(self) -> str:
        """The release, in words, since which no program asks for what is dropped: `unused_since = "March 2015"`."""
        return str(getattr(self.migration, "unused_since", ""))

    def bound_field(self, model_name: str, name: str) -> Any:
        return self.state.apps.get_model(self.migration.app_label, model_name)._meta.get_field(name)


def faults(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """Why a migration cannot be applied while the portal runs; nothing when it can."""
    if is_first(migration):
        return []
    around = Around(migration, before.clone())
    found: list[str] = []
    for step in migration.operations:
        found += [f"{describe(step)} {why}" for why in faults_of(step, around)]
        step.state_forwards(migration.app_label, around.state)
        if isinstance(step, migrations.CreateModel):
            around.made_here.add(step.name_lower)
    return found + list(mixed(migration, around))


def is_first(migration: migrations.Migration) -> bool:
    """Whether nothing of the app stood before it. That it says so (`initial`) is not enough."""
    before = [name for app, name in migration.dependencies if app == migration.app_label]
    return bool(migration.initial) and migration.name.startswith("0001_") and not before


def describe(step: Operation) -> str:
    names = [str(getattr(step, each)) for each in ("model_name", "name") if getattr(step, each, "")]
    return f"{type(step).__name__}({', '.join(names)})"


def faults_of(step: Operation, around: Around) -> Iterator[str]:
    """The first rule that knows the step judges it."""
    if isinstance(step, NO_STATEMENT) or around.is_new(getattr(step, "model_name", "")):
        return
    if type(step).__module__.startswith("django.contrib.postgres") and isinstance(step, POSTGRES_ALONE):
        yield "is not understood by SQLite: take the step of that name from core.lock_bounded."
        return
    for kind, rule in RULES:
        if isinstance(step, kind):
            yield from rule(step, around)
            return
    yield f"is not known here: say in {__name__} what it does to a table that holds rows."


def mixed(migration: migrations.Migration, around: Around) -> Iterator[str]:
    """Tables stay locked until the migration ends: rows are moved in one of their own."""
    moves = [
        step for step in migration.operations if isinstance(step, migrations.RunPython | migrations.RunSQL)
    ]
    alters = [
        step
        for step in migration.operations
        if isinstance(step, migrations.AddField | migrations.AlterField | migrations.AddConstraint)
        and not around.is_new(step.model_name)
    ]
    if moves and alters:
        yield "Rows are moved while tables are locked for changing: make two migrations of it."
    if migration.atomic and adds_unread(migration) and reads_rows(migration):
        yield "Rows are read while the table is still locked for the new rule: make two migrations of it."


def adds_unread(migration: migrations.Migration) -> bool:
    """Whether it adds a rule that the rows were not yet held to."""
    return any(
        isinstance(step, postgres.AddConstraintNotValid)
        or any(" NOT VALID" in each.upper() for each in told_by(step))
        for step in migration.operations
    )


def reads_rows(migration: migrations.Migration) -> bool:
    """Whether it holds the rows to such a rule."""
    return any(
        isinstance(step, postgres.ValidateConstraint)
        or any(" VALIDATE " in each.upper() for each in told_by(step))
        for step in migration.operations
    )


def told_by(step: Operation) -> list[str]:
    """What it says in SQL, a statement each."""
    if not isinstance(step, migrations.RunSQL):
        return []
    given = [step.sql] if isinstance(step.sql, str) else step.sql
    texts = [each if isinstance(each, str) else each[0] for each in given]
    return [each for text in texts for each in migration_sql.statements(text)]


# The rules, a kind of step each ----------------------------------------------------------------------------


def nothing(step: Operation, around: Around) -> Iterator[str]:
    """A step that adds, and waits for nobody."""
    yield from ()


def add_field(step: migrations.AddField, around: Around) -> Iterator[str]:
    added: Any = step.field
    if isinstance(added, ManyToManyField):
        return
    if isinstance(added, GeneratedField):
        yield "writes the whole table anew: fill a plain column in a migration of its own."
    elif not added.null and added.db_default is NOT_PROVIDED:
        yield "would refuse the rows that the old program adds: let it be empty (null=True) or give it a db_default."
    elif added.db_default is not NOT_PROVIDED and not isinstance(
        added.db_default, Value | Now | str | int | bool
    ):
        yield "writes the whole table anew, unless its db_default is a plain value or Now()."
    if not isinstance(added, GeneratedField | ForeignObject) and own_check(named(added, step.name)):
        yield OWN_CHECK
    if added.unique or added.db_index:
        yield (
            "stops all writing while its index is built: add it without (db_index=False), "
            "then AddIndexConcurrently or AddUniqueConcurrently."
        )


def alter_field(step: migrations.AlterField, around: Around) -> Iterator[str]:
    before = around.bound_field(step.model_name, step.name)
    later = around.state.clone()
    step.state_forwards(around.migration.app_label, later)
    after = Around(around.migration, later).bound_field(step.model_name, step.name)
    if before.null and not after.null:
        yield "reads the whole table while nobody can write: AddConstraintNotValid, then ValidateConstraint."
    if before.column != after.column:
        yield from renaming(step, around)
    if is_written_anew(before, after):
        yield "may write the whole table anew: add a second column, fill it, and turn to it in the next release."
    if (after.unique and not before.unique) or (after.db_index and not before.db_index):
        yield "stops all writing while its index is built: AddIndexConcurrently or AddUniqueConcurrently."
    if own_check(after) not in (None, own_check(before)):
        yield OWN_CHECK
    if refers_to(after) not in (None, refers_to(before)):
        yield (
            "reads the whole table while nobody can write to it, or to the one that it refers to: add a second column "
            "that refers there, fill it, and turn to it in the next release."
        )


def in_postgresql(each: Any) -> dict[str, Any]:
    """Its type, check and collation there, whatever database is at hand."""
    from django.db.backends.postgresql.base import DatabaseWrapper

    found: dict[str, Any] = each.db_parameters(
        DatabaseWrapper({"NAME": "none", "OPTIONS": {}, "TIME_ZONE": None}, alias="none")
    )
    return found


def named(unbound: Any, name: str) -> Any:
    """A field that stands in no model yet, with its column."""
    found = unbound.clone()
    found.set_attributes_from_name(name)
    return found


def own_check(each: Any) -> str | None:
    """What its kind asks of the column, as a PositiveIntegerField does; names play no part."""
    check: str | None = in_postgresql(each)["check"]
    return check and check.replace(each.column, "", 1)


def refers_to(each: Any) -> tuple[str, str] | None:
    """The table and the column in which the database looks for each of its values."""
    if not getattr(each, "db_constraint", False):
        return None
    return each.target_field.model._meta.db_table, each.target_field.column


def is_written_anew(before: Any, after: Any) -> bool:
    was, becomes = in_postgresql(before), in_postgresql(after)
    if was.get("collation") != becomes.get("collation"):
        return True
    return was["type"] != becomes["type"] and not is_wider(before, after)


def is_wider(before: Any, after: Any) -> bool:
    """Room for longer text costs PostgreSQL nothing."""
    if not isinstance(before, CharField):
        return False
    if type(after) is TextField:
        return True
    return isinstance(after, CharField) and (after.max_length or 0) >= (before.max_length or 0)


def renaming(step: Operation, around: Around) -> Iterator[str]:
    yield "takes its name from under the old program: add the new one, and drop the old one two releases later."


def dropping(step: Operation, around: Around) -> Iterator[str]:
    if not around.unused_since:
        yield (
            "takes away what the old program asks for: take it out of the models first (SeparateDatabaseAndState), "
            "and drop it in a later release that says unused_since."
        )


def add_index(step: migrations.AddIndex, around: Around) -> Iterator[str]:
    yield "stops all writing while it is built: core.lock_bounded.AddIndexConcurrently."


def remove_index(step: migrations.RemoveIndex, around: Around) -> Iterator[str]:
    yield "waits for everybody who reads: core.lock_bounded.RemoveIndexConcurrently."


def add_constraint(step: migrations.AddConstraint, around: Around) -> Iterator[str]:
    if isinstance(step.constraint, CheckConstraint):
        yield "reads the whole table while nobody can write: AddConstraintNotValid, then ValidateConstraint."
    else:
        yield "stops all writing while its index is built: core.lock_bounded.AddUniqueConcurrently."


def concurrently(step: Operation, around: Around) -> Iterator[str]:
    if around.migration.atomic:
        yield "cannot be done inside a transaction: atomic = False in its migration."


def together(step: Operation, around: Around) -> Iterator[str]:
    yield "stops all writing while its index is built: a UniqueConstraint, by AddUniqueConcurrently."


def run_python(step: migrations.RunPython, around: Around) -> Iterator[str]:
    if not step.reversible:
        yield "cannot be taken back: give it reverse_code (RunPython.noop where nothing is to be done)."


def run_sql(step: migrations.RunSQL, around: Around) -> Iterator[str]:
    if not step.reversible:
        yield "cannot be taken back: give it reverse_sql."
    is_unused = bool(around.unused_since)
    yield from migration_sql.refusals(told_by(step), is_atomic=around.migration.atomic, is_unused=is_unused)


def apart(step: migrations.SeparateDatabaseAndState, around: Around) -> Iterator[str]:
    """What only the models forget costs nothing; what the database is told is judged as ever."""
    for inner in step.database_operations:
        yield from (f"{describe(inner)} {why}" for why in faults_of(inner, around))


OWN_CHECK = (
    "reads the whole table while nobody can write: take the field without a check of its own (IntegerField), "
    "then AddConstraintNotValid and ValidateConstraint."
)
POSTGRES_ALONE = (
    postgres.AddIndexConcurrently,
    postgres.RemoveIndexConcurrently,
    postgres.AddConstraintNotValid,
    postgres.ValidateConstraint,
)
RULES: tuple[tuple[type[Any], Callable[[Any, Around], Iterator[str]]], ...] = (
    (migrations.CreateModel, nothing),
    (postgres.AddIndexConcurrently, concurrently),
    (postgres.RemoveIndexConcurrently, concurrently),
    (postgres.AddConstraintNotValid, nothing),
    (postgres.ValidateConstraint, nothing),
    (postgres.NotInTransactionMixin, concurrently),
    (migrations.AddField, add_field),
    (migrations.AlterField, alter_field),
    (migrations.RemoveField, dropping),
    (migrations.DeleteModel, dropping),
    (migrations.RenameField, renaming),
    (migrations.RenameModel, renaming),
    (migrations.AlterModelTable, renaming),
    (migrations.AddIndex, add_index),
    (migrations.RemoveIndex, remove_index),
    (migrations.AddConstraint, add_constraint),
    (migrations.AlterUniqueTogether, together),
    (migrations.AlterIndexTogether, together),
    (migrations.RunPython, run_python),
    (migrations.RunSQL, run_sql),
    (migrations.SeparateDatabaseAndState, apart),
)
