"""`manage.py migrate`, so that nobody who works on the portal waits for it for long (docs/decisions/migrations.md)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

WAITS_FOR_A_TABLE = "4s"
"""Whoever comes after the migration waits behind it: longer than this, people would see errors."""
WORKS_AT_MOST = "30min"
"""One statement: an index built while others write takes longer than a page may."""
PAUSES = (2, 5, 10, 20)
"""Seconds between the attempts while somebody else holds a table."""
LOCK_NOT_AVAILABLE = "55P03"


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with bounded(connections[options["database"]]):
            for pause in PAUSES:
                try:
                    return super().handle(*args, **options)
                except OperationalError as failure:
                    if not is_held(failure):
                        raise
                self.stderr.write(
                    f"Somebody holds a table that is to be changed: undone so far, tried again in {pause} s."
                )
                time.sleep(pause)
            return super().handle(*args, **options)


@contextmanager
def bounded(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The limits of a migration instead of those of a page, as long as it runs (PostgreSQL)."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [WAITS_FOR_A_TABLE])
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [WORKS_AT_MOST])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
                cursor.execute("RESET statement_timeout")


def is_held(failure: OperationalError) -> bool:
    """Whether a lock was not given in time, and nothing else is wrong."""
    return getattr(failure.__cause__, "pgcode", None) == LOCK_NOT_AVAILABLE
