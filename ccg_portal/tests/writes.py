"""What a request wrote, counted by PostgreSQL itself: an update that changes nothing visible is counted, too."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# As the views pg_stat_xact_user_tables and pg_sequences have it, without all else that they count and look up.
COUNTED = """
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
SEQUENCES = """
    SELECT oid::regclass::text, pg_sequence_last_value(oid)
    FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
KEPT_BY_THE_FRAMEWORK = {"django_session", "usersessions_usersession", "portal_cache", "organisation_tally"}
"""Who is signed in and where, and how often somebody tried."""


class Undo(Exception):
    """Takes back what was written since the last savepoint."""


def written() -> dict[str, int]:
    """Rows written by this transaction so far, table by table; what was taken back is counted as well."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return {table: count for table, count in cursor.fetchall() if count}


def tables_written_since(before: dict[str, int]) -> set[str]:
    return {
        table for table, count in written().items() if count != before.get(table, 0)
    } - KEPT_BY_THE_FRAMEWORK


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        return


@contextmanager
def undone_with_keys() -> Iterator[None]:
    """The same, and the next record has the primary key that it would have had before."""
    before = _sequences()
    with undone():
        yield
    for name, value in _sequences().items():
        if value != before[name]:
            _set(name, before[name])


def _sequences() -> dict[str, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        return dict(cursor.fetchall())


def _set(name: str, value: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(%s, %s, %s)", [name, value or 1, value is not None])


def rows_of(tables: set[str]) -> dict[str, list[str]]:
    """Every row of the tables as PostgreSQL writes it, in order, to compare two outcomes by."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {quoted} t ORDER BY 1")  # noqa: S608  # Django's own names
            found[table] = [row for (row,) in cursor.fetchall()]
    return found
