"""Steps of migrations that never keep people waiting: on PostgreSQL they let the portal read and write meanwhile.

Django's own steps of these names know PostgreSQL alone; these do the plain thing on SQLite, where one team works.
What is done concurrently wants `atomic = False` in its migration. `tools/migration_rules.py` says when each is needed.
"""

from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import UniqueConstraint


def is_postgres(editor: BaseDatabaseSchemaEditor) -> bool:
    return editor.connection.vendor == "postgresql"


class AddIndexConcurrently(postgres.AddIndexConcurrently):
    """An index on a table that holds rows."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        step = super() if is_postgres(schema_editor) else super(postgres.AddIndexConcurrently, self)
        step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        step = super() if is_postgres(schema_editor) else super(postgres.AddIndexConcurrently, self)
        step.database_backwards(app_label, schema_editor, from_state, to_state)


class RemoveIndexConcurrently(postgres.RemoveIndexConcurrently):
    """An index that nobody needs any more."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        step = super() if is_postgres(schema_editor) else super(postgres.RemoveIndexConcurrently, self)
        step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        step = super() if is_postgres(schema_editor) else super(postgres.RemoveIndexConcurrently, self)
        step.database_backwards(app_label, schema_editor, from_state, to_state)


class AddConstraintNotValid(postgres.AddConstraintNotValid):
    """A check that new and changed rows must pass at once; `ValidateConstraint`, in the next migration, reads all."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        step = super() if is_postgres(schema_editor) else super(postgres.AddConstraintNotValid, self)
        step.database_forwards(app_label, schema_editor, from_state, to_state)


class ValidateConstraint(postgres.ValidateConstraint):
    """Reads all rows while others write; SQLite has read them already."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if is_postgres(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class AddUniqueConcurrently(postgres.NotInTransactionMixin, migrations.AddConstraint):
    """A rule that no two rows may be alike, on a table that holds rows: its index is built while others write."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not is_postgres(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            self._ensure_not_in_transaction(schema_editor)
            for statement in unique_statements(self.constraint, model, schema_editor):
                schema_editor.execute(statement, params=None)


def unique_statements(constraint: UniqueConstraint, model: Any, editor: Any) -> list[str]:
    """PostgreSQL's way: the index first, and a constraint without a condition takes it over."""
    whole = str(constraint.create_sql(model, editor))
    if whole.startswith("CREATE UNIQUE INDEX"):
        return [whole.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1)]
    table, name = editor.quote_name(model._meta.db_table), editor.quote_name(constraint.name)
    columns = ", ".join(editor.quote_name(model._meta.get_field(each).column) for each in constraint.fields)
    deferred = " DEFERRABLE INITIALLY DEFERRED" if "DEFERRABLE" in whole else ""
    return [
        f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})",
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}{deferred}",
    ]
