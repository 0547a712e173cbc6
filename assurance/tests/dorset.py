"""The Dorset data set for the tests that read it: loaded once in the whole run, and copied row by row after that."""

import fcntl
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import override_settings

from conftest import LAID_DOWN_ONCE


@contextmanager
def loaded_dorset(blocker: Any) -> Iterator[None]:
    """Everything that `load_dorset` loads in the demonstration, inside a transaction that is rolled back."""
    with blocker.unblock(), transaction.atomic():
        put_dorset()
        yield
        transaction.set_rollback(True)


def put_dorset() -> None:
    """Fill the empty database as `load_dorset` fills it in the demonstration.

    The first process to ask runs the command, and keeps what it wrote beside the server of this run, with which it
    is thrown away. The command itself has tests of its own, which run it.
    """
    kept = Path(connection.settings_dict["HOST"]) / "dorset"
    with (kept.parent / "dorset.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with override_settings(PORTAL_DEMONSTRATION=True):
                call_command("load_dorset", verbosity=0)
            _keep(kept)
            return
    _put(kept)


def _keep(kept: Path) -> None:
    being_written = kept.with_suffix(".new")
    being_written.mkdir()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.django_table_names()) - LAID_DOWN_ONCE):
            with (being_written / table).open("wb") as rows:
                cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} TO STDOUT (FORMAT binary)", rows)
    being_written.rename(kept)


def _put(kept: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the order of the tables does not matter
        for path in sorted(kept.iterdir()):
            with path.open("rb") as rows:
                cursor.copy_expert(
                    f"COPY {connection.ops.quote_name(path.name)} FROM STDIN (FORMAT binary)", rows
                )
        cursor.execute("; ".join(["RESET session_replication_role", *_next_keys()]))


def _next_keys() -> Iterable[str]:
    models = connection.introspection.installed_models(connection.introspection.table_names())
    return connection.ops.sequence_reset_sql(no_style(), list(models))


def numbers_in(printed: str) -> list[Decimal]:
    """The numbers of a printed text, as they stand: £1,059,768 and £2.5m, 66/66 (100%)."""
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(m\b)?", printed)
    return [Decimal(number.replace(",", "")) * (1_000_000 if unit else 1) for number, unit in found]
