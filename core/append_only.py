"""The database itself refuses to change the trail (docs/decisions/trail.md).

On PostgreSQL two things hold it. The role that the portal works under may read and add to the tables of the trail,
and nothing else; the role that owns them runs migrations alone. And a trigger refuses UPDATE, DELETE and TRUNCATE to
everybody, the owner too, unless he has said `SET portal.trail_may_change = 'on'` first: so a portal that works under
one role is held as well. On SQLite there are triggers alone. All is made from the registry of models, so that a new
tracked model is held without a line here.

What a person may have forgotten (`ERASABLE`) can be changed in their history, and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.chain import erasable, sealed_models
from core.models import Link, SealedColumns

REFUSED = "What stands in the trail is never changed or deleted."
SETTING = "portal.trail_may_change"
FUNCTION = "portal_trail_stands"
TRIGGER = "trail_stands"
TRIGGERS_ON_POSTGRESQL = (TRIGGER, f"{TRIGGER}_whole")


def trail_models() -> list[type[models.Model]]:
    """Events, histories, and the chain over them."""
    return [*sealed_models(), SealedColumns, Link]


def hold(connection: BaseDatabaseWrapper) -> int:
    """Put the triggers on every table of the trail, in place of those that are there; how many tables. Repeatable.

    On PostgreSQL while people work: each statement locks one table against writing for its own moment, and no table is
    without its trigger meanwhile. A table that a later migration makes is passed over, and held by
    `manage.py secure_trail` after it.
    """
    there = set(connection.introspection.table_names())
    found = [model for model in trail_models() if model._meta.db_table in there]
    is_postgresql = connection.vendor == "postgresql"
    statements = list(_on_postgresql(found) if is_postgresql else _on_sqlite(found))
    together = nullcontext() if is_postgresql else transaction.atomic(using=connection.alias)
    with together, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return len(found)


def let_go(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away again."""
    there = set(connection.introspection.table_names())
    tables = [model._meta.db_table for model in trail_models() if model._meta.db_table in there]
    with connection.cursor() as cursor:
        for table in tables:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            for name in _names(table):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def hold_by_migration(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython, after all tables are made; `let_go_by_migration` is its way back."""
    hold(schema_editor.connection)


def let_go_by_migration(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    let_go(schema_editor.connection)


def _names(table: str) -> tuple[str, ...]:
    """SQLite knows triggers by one name in the whole database."""
    return (*TRIGGERS_ON_POSTGRESQL, *(f"{TRIGGER}_{what}_{table}" for what in ("update", "delete")))


# PostgreSQL -----------------------------------------------------------------------------------------------


def _on_postgresql(found: Iterable[type[models.Model]]) -> Iterator[str]:
    yield _function()
    for model in found:
        table, free = model._meta.db_table, ", ".join(f"'{name}'" for name in _free(model))
        yield (
            f'CREATE OR REPLACE TRIGGER {TRIGGER} BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}({free})"
        )
        yield (
            f'CREATE OR REPLACE TRIGGER {TRIGGER}_whole BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )


def _function() -> str:
    """The columns in the trigger's arguments may change; of what it is called for, nothing else."""
    return f"""
        CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('{SETTING}', true) = 'on' THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'UPDATE' AND TG_NARGS > 0
                AND (to_jsonb(NEW) - TG_ARGV) = (to_jsonb(OLD) - TG_ARGV) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'insufficient_privilege';
        END
        $$
    """


def grants(role: str, connection: BaseDatabaseWrapper) -> list[str]:
    """What the portal's own role may do: everything with records, and with the trail to read and to add to it."""
    name = connection.ops.quote_name(role)
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        *(_withheld(name, model) for model in trail_models()),
        *(
            f'GRANT UPDATE ({", ".join(_free(model))}) ON "{model._meta.db_table}" TO {name}'
            for model in trail_models()
            if _free(model)
        ),
        *(
            f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {name}"
            for table in {"django_migrations"} & set(connection.introspection.table_names())
        ),
    ]


def _withheld(name: str, model: type[models.Model]) -> str:
    """PostgreSQL takes the rights to single columns away with those to the table."""
    table = model._meta.db_table
    return f'REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON "{table}" FROM {name}, PUBLIC'


def _free(model: type[models.Model]) -> list[str]:
    """The columns that may be changed so that a person is forgotten."""
    names = erasable(model)
    return sorted(str(field.column) for field in model._meta.concrete_fields if field.name in names)


# SQLite ---------------------------------------------------------------------------------------------------


def _on_sqlite(found: Iterable[type[models.Model]]) -> Iterator[str]:
    for model in found:
        table, free = model._meta.db_table, set(_free(model))
        held = [str(field.column) for field in model._meta.concrete_fields if field.column not in free]
        of = " OF " + ", ".join(f'"{name}"' for name in held) if free else ""
        for what, when in (("update", f"UPDATE{of}"), ("delete", "DELETE")):
            name = f'"{TRIGGER}_{what}_{table}"'
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f'CREATE TRIGGER {name} BEFORE {when} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )


# What is amiss --------------------------------------------------------------------------------------------


def not_held(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of the trail that lack a trigger, or have one that does not fire for everybody."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A trigger fires as it should in state O (origin) or A (always): D is off, R for replicas alone.
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE pg_table_is_visible(c.oid) AND t.tgname = ANY(%s) AND t.tgenabled IN ('O', 'A') "
                "GROUP BY c.oid, c.relname HAVING count(*) = %s",
                [list(TRIGGERS_ON_POSTGRESQL), len(TRIGGERS_ON_POSTGRESQL)],
            )
        else:
            cursor.execute(
                "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' "
                "AND name IN (%s || tbl_name, %s || tbl_name) GROUP BY tbl_name HAVING count(*) = 2",
                [f"{TRIGGER}_update_", f"{TRIGGER}_delete_"],
            )
        held = {table for (table,) in cursor.fetchall()}
    return sorted(model._meta.db_table for model in trail_models() if model._meta.db_table not in held)


def may_change(role: str, connection: BaseDatabaseWrapper) -> list[str]:
    """On PostgreSQL, the tables of the trail that a role could change or empty; a right to one column is enough."""
    with connection.cursor() as cursor:
        found = []
        for model in trail_models():
            table = model._meta.db_table
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, 'DELETE, TRUNCATE, TRIGGER') OR EXISTS ("
                "SELECT FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
                "AND attname <> ALL(%s::name[]) AND has_column_privilege(%s, attrelid, attnum, 'UPDATE'))",
                [role, table, table, _free(model), role],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found
