"""What must hold after every fault, asked of the tables themselves, and of the folder of files."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from chaos.people import Outcome, Save
from chaos.portal import Portal

KEPT = """
    SELECT history.commentary, kpi.number, history.version
    FROM performance_historicalkpivalue AS history JOIN performance_kpi AS kpi ON kpi.id = history.kpi_id
    WHERE history.commentary LIKE 'Noted %% at %%' AND history.period_kind = 'quarter'
"""
VERSIONS_WITHOUT_A_CHANGE = """
    SELECT value.id, value.version, array_agg(history.version ORDER BY history.history_id)
    FROM performance_kpivalue AS value JOIN performance_historicalkpivalue AS history ON history.id = value.id
    WHERE value.period_kind = 'quarter' AND value.commentary LIKE 'Noted %% at %%'
    GROUP BY value.id, value.version
    HAVING max(history.version) <> value.version
        OR count(DISTINCT history.version) <> max(history.version) - min(history.version) + 1
        OR count(*) <> count(DISTINCT history.version)
"""
TRACKED = """
    SELECT history.table_name, record.table_name
    FROM information_schema.columns AS history
    JOIN information_schema.columns AS record
        ON record.table_name = replace(history.table_name, '_historical', '_') AND record.column_name = 'version'
    WHERE history.column_name = 'version' AND history.table_name LIKE '%%\\_historical%%'
"""
BEHIND_ITS_HISTORY = """
    SELECT record.id FROM {record} AS record
    JOIN LATERAL (
        SELECT version FROM {history} AS history WHERE history.id = record.id ORDER BY history_id DESC LIMIT 1
    ) AS newest ON true
    WHERE newest.version <> record.version
"""
STUCK = "SELECT id, state, step FROM assurance_report WHERE state IN ('queued', 'running')"
TWICE = """
    SELECT snapshot_id, audience_id, version FROM assurance_report
    GROUP BY snapshot_id, audience_id, version HAVING count(*) > 1
"""
READY = "SELECT id::text, file, size, sha256 FROM assurance_report WHERE state = 'ready' AND damage = ''"
OPEN_RETURNS = "SELECT quarter_id, directorate_id FROM performance_return GROUP BY 1, 2 HAVING count(*) > 1"


@contextmanager
def tables(portal: Portal) -> Iterator[Any]:
    """A cursor on the portal's database, past the portal."""
    connection = psycopg2.connect(portal.postgres.url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def broken(portal: Portal, saves: Sequence[Save]) -> list[str]:
    """What does not hold, a sentence each; nothing when all is whole."""
    with tables(portal) as cursor:
        found = [*_saves(cursor, saves), *_versions(cursor), *_reports(cursor, portal.files)]
    return found + _trail(portal)


def _rows(cursor: Any, question: str) -> list[tuple[Any, ...]]:
    cursor.execute(question)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _saves(cursor: Any, saves: Sequence[Save]) -> Iterator[str]:
    """Every answered save is there, as the next version after the one that was seen; every refused one is not."""
    kept: dict[str, list[tuple[int, int]]] = {}
    for text, row, version in _rows(cursor, KEPT):
        kept.setdefault(text, []).append((row, version))
    for save in saves:
        found = kept.get(save.text, [])
        if save.outcome == Outcome.SAVED and found != [(save.row, save.after)]:
            yield f"An answered save is not there as it was answered: {save}, but {found}."
        if save.outcome == Outcome.SAVED and save.after != save.before + 1:
            yield f"A save went over one that nobody had seen: {save}."
        if save.outcome == Outcome.REFUSED and found:
            yield f"A refused save is there all the same: {save}, {found}."
        if save.outcome == Outcome.UNSURE and len(found) > 1:
            yield f"One save is there more than once: {save}, {found}."


def _versions(cursor: Any) -> Iterator[str]:
    """A version for each change and a change for each version; the newest of the history is the record."""
    for row, version, history in _rows(cursor, VERSIONS_WITHOUT_A_CHANGE):
        yield f"KPI value {row} is version {version}, its history is {history}."
    for history, record in _rows(cursor, TRACKED):
        for (row,) in _rows(cursor, BEHIND_ITS_HISTORY.format(record=record, history=history)):
            yield f"Row {row} of {record} is not what its newest history says."
    for quarter, directorate in _rows(cursor, OPEN_RETURNS):
        yield f"Directorate {directorate} has two returns of quarter {quarter}."


def _reports(cursor: Any, files: Path) -> Iterator[str]:
    """No report is stuck or there twice; each has one whole file, and no part of one lies about."""
    for row, state, step in _rows(cursor, STUCK):
        yield f"Report {row} is still {state} at “{step}”."
    for twice in _rows(cursor, TWICE):
        yield f"A report is there twice: {twice}."
    named = set()
    for row, name, size, sha256 in _rows(cursor, READY):
        named.add(name)
        path = files / name
        content = path.read_bytes() if path.is_file() else b""
        if (len(content), hashlib.sha256(content).hexdigest()) != (size, sha256):
            yield f"The file of report {row} is not the one that was made."
    lying = {str(path.relative_to(files)) for path in files.glob("reports/**/*") if path.is_file()}
    yield from (f"{name} lies in the store and belongs to no report." for name in sorted(lying - named))


def _trail(portal: Portal) -> list[str]:
    """The chain of events is whole, where the portal has one."""
    if "verify_trail" not in portal.commands():
        return []
    try:
        portal.manage("manage.py", "verify_trail")
    except AssertionError as reason:
        return [f"The trail is not whole: {reason}"]
    return []


def wait_until_reports_are_made(portal: Portal, *, seconds: float) -> None:
    """Until none waits any more. What a killed worker held is its own for a minute: that minute is over at once."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with tables(portal) as cursor:
            if not _rows(cursor, STUCK):
                return
        time.sleep(0.3)


def let_leases_run_out(portal: Portal) -> None:
    """A minute later, for what a killed worker held, and for what was rung for."""
    with tables(portal) as cursor:
        cursor.execute(
            "UPDATE assurance_report SET lease_until = now() - interval '1 second' WHERE state = 'running'"
        )
        cursor.execute("UPDATE assurance_report SET sent_at = NULL WHERE state = 'queued'")
