"""The two databases: copied out as they stand at one moment while the portal runs, and put back whole or not at all."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from ccg_portal.backup.manifest import Unusable
from tools.services import Unavailable, postgres_program

NOT_KEPT = ("django_session", "usersessions_usersession", "portal_cache", "organisation_tally")
"""Who is signed in and where, and counters of failed sign-ins: a stolen backup must let nobody in."""
LAID_DOWN = {"django_migrations", "django_content_type", "auth_permission", "core_lastdone", *NOT_KEPT}
"""What a portal has before anybody has entered anything."""


class Database(Protocol):
    @property
    def engine(self) -> str:
        """Django's word for it."""

    @property
    def file_name(self) -> str:
        """What it is called in a backup."""

    def rows(self) -> dict[str, int]:
        """The number of rows of every table; none where there is no database yet."""

    def dump(self, target: Path) -> dict[str, int]:
        """Write all of it as it stands at one moment; gives the rows that were written."""

    def restore(self, source: Path, rows: Mapping[str, int]) -> None:
        """Put it back, in place of what is there, whole or not at all."""


def default() -> Database:
    """The one of the settings."""
    found = connections[DEFAULT_DB_ALIAS]
    return SQLite(Path(found.settings_dict["NAME"])) if found.vendor == "sqlite" else PostgreSQL()


def holds_data(rows: Mapping[str, int]) -> bool:
    return any(number for table, number in rows.items() if table not in LAID_DOWN)


def differing(wanted: Mapping[str, int], found: Mapping[str, int]) -> list[str]:
    """The tables whose rows are not those wanted, with both numbers."""
    return [
        f"{table} ({found.get(table, 'no table')}, not {number})"
        for table, number in sorted(wanted.items())
        if found.get(table) != number
    ]


# SQLite ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SQLite:
    """The embedded portal's file, copied with SQLite's own online backup."""

    path: Path
    engine: str = "sqlite"
    file_name: str = "database.sqlite3"

    def rows(self) -> dict[str, int]:
        if not self.path.exists():
            return {}
        with _opened(self.path) as database:
            return _rows_of(database)

    def dump(self, target: Path) -> dict[str, int]:
        if not self.path.exists():
            raise Unusable(f"There is no database yet: {self.path} is missing.")
        with _opened(self.path) as source, _opened(target) as copy:
            source.backup(copy)
            copy.execute(
                "PRAGMA journal_mode=DELETE"
            )  # one file, without those of a running database beside it
            for table in set(NOT_KEPT) & set(_rows_of(copy)):
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
            copy.commit()
            copy.execute("VACUUM")  # or what was deleted would still stand in the file
            _check(copy)
            return _rows_of(copy)

    def restore(self, source: Path, rows: Mapping[str, int]) -> None:
        """The old file stays beside it, as `….replaced`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(f"{self.path.name}.part")
        try:
            shutil.copyfile(source, part)
            with _opened(part) as copy:
                _check(copy)
                _refuse_differing(rows, _rows_of(copy))
            connections[DEFAULT_DB_ALIAS].close()
            _put_aside(self.path)
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database file; what is wrong with it is said in a sentence."""
    try:
        with closing(sqlite3.connect(path, timeout=20)) as database:
            yield database
    except sqlite3.DatabaseError as failure:
        raise Unusable(f"{path} cannot be used as a database: {failure}.") from None


def _rows_of(database: sqlite3.Connection) -> dict[str, int]:
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in database.execute(listed)]
    count = 'SELECT COUNT(*) FROM "{}"'
    return {name: database.execute(count.format(name)).fetchone()[0] for name in sorted(names)}


def _check(database: sqlite3.Connection) -> None:
    """SQLite's own look at every page, and at every reference between tables."""
    said = database.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok" or database.execute("PRAGMA foreign_key_check").fetchone():
        raise Unusable(
            f"The database is damaged: {said if said != 'ok' else 'rows refer to rows that are gone'}."
        )


def _put_aside(path: Path) -> None:
    """The old database under another name, whole, with what a killed portal may have left in the files beside it.

    None of these may stay: SQLite would take them for the new one's, and play them into it.
    """
    try:
        if path.exists():
            with closing(sqlite3.connect(path)) as old:
                old.execute("PRAGMA journal_mode=DELETE")
        name = f"{path.name}.replaced"
    except sqlite3.OperationalError as failure:
        raise Unusable(f"{path} is in use: stop whatever works on it ({failure}).") from None
    except sqlite3.DatabaseError:
        name = f"{path.name}.broken"
    for ending in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(path.with_name(name + ending))


# PostgreSQL -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostgreSQL:
    """The served portal's database, by PostgreSQL's own programs."""

    engine: str = "postgresql"
    file_name: str = "database.dump"

    def rows(self) -> dict[str, int]:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            names = sorted(connection.introspection.table_names(cursor))
            found = {}
            for name in names:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                found[name] = cursor.fetchone()[0]
        return found

    def dump(self, target: Path) -> dict[str, int]:
        """The rows are counted in the very snapshot that is written, whatever is saved meanwhile."""
        with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(
                "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
            )
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            without = [f"--exclude-table-data={table}" for table in NOT_KEPT]
            _run("pg_dump", ["--format=custom", f"--snapshot={snapshot}", *without, f"--file={target}"])
            rows = self.rows()
        _run("pg_restore", ["--list", str(target)])
        return rows | {table: 0 for table in NOT_KEPT if table in rows}

    def restore(self, source: Path, rows: Mapping[str, int]) -> None:
        """In one transaction: when anything fails, all is as it was."""
        self._refuse_company()
        _refuse_unknown(self.rows(), rows)
        connections[DEFAULT_DB_ALIAS].close()
        # Whose tables they are and who may use them is the server's affair: its roles may have other names.
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
        options += ["--single-transaction", "--exit-on-error"]
        _run("pg_restore", [*options, str(source)])

    def _refuse_company(self) -> None:
        """Web and worker processes hold connections: they would wait, and then work on other data than they think."""
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND COALESCE(backend_type, 'client backend') = 'client backend'"
            )
            others = cursor.fetchone()[0]
        if others:
            raise Unusable(
                f"The database is in use ({others} other sessions): stop the portal first, web and workers."
            )


def _refuse_unknown(found: Iterable[str], wanted: Iterable[str]) -> None:
    unknown = sorted(set(found) - set(wanted))
    if unknown:
        raise Unusable(
            f"The database has tables that the backup does not know ({', '.join(unknown[:3])}): it belongs to another "
            "release or another program. Restore into a new, empty database."
        )


def _refuse_differing(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    if differences := differing(wanted, found):
        raise Unusable(f"What was restored is not what was backed up: {', '.join(differences[:3])}.")


def _run(program: str, options: list[str]) -> None:
    """A program of PostgreSQL. The password goes by the environment, where other users of the machine cannot see it."""
    connection = connections[DEFAULT_DB_ALIAS]
    (_, *address, name), more = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    try:
        command = [postgres_program(program), "--no-password", *address, f"--dbname={name}", *options]
    except Unavailable:
        raise Unusable(f"{program} is not installed: apt-get install postgresql-client") from None
    done = subprocess.run(
        command,
        env={**os.environ, **(more or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise Unusable(f"{program} failed: {said[0].removeprefix(f'{program}: ')}")
