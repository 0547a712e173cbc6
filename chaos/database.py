"""The database is restarted, crashes, is paused, falls silent, or has no connection left."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread

import psycopg2

from chaos.invariants import tables
from chaos.people import Outcome
from chaos.stage import Stage

A_MOMENT = 1.0  # seconds


def restarted(stage: Stage) -> None:
    """As after an update of the server: away for a moment, twice."""
    for _ in range(2):
        stage.portal.postgres.stop()
        time.sleep(A_MOMENT)
        stage.portal.postgres.start()
        time.sleep(A_MOMENT)


def restarted_between_requests(stage: Stage) -> None:
    """Nobody asks for anything meanwhile: the connections that were kept are dead, and nobody notices."""
    person = stage.editors[-1]
    assert person.open_return().status == 200
    stage.portal.postgres.stop()
    stage.portal.postgres.start()
    for _ in range(8):  # each of the web's threads in turn
        answer = person.save()
        assert answer.status == 200, f"The first save after the restart was answered {answer.status}."


def crashed_inside_saves(stage: Stage) -> None:
    """Saves wait for a row that somebody holds, and the database crashes under them: those of four people who save at
    once, or of others who are at work."""
    begun = {person.name: len(person.saves) for person in stage.editors}
    editors = stage.editors[-4:]
    for editor in editors:
        assert editor.save().status == 200  # a return that nobody has begun has no row to be held
    with held_returns(stage):
        saving = [Thread(target=editor.save) for editor in editors]
        for thread in saving:
            thread.start()
        _until_one_waits(stage)
        stage.portal.postgres.crash()
    stage.portal.postgres.start()
    for thread in saving:
        thread.join(90)
    outcomes = {save.outcome for person in stage.editors for save in person.saves[begun[person.name] :]}
    assert outcomes != {Outcome.SAVED}, "No save was broken off: nothing was shown."


def _until_one_waits(stage: Stage) -> None:
    """Until a save waits for what is held."""
    deadline = time.monotonic() + 30
    with tables(stage.portal) as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < deadline, "No save came as far as the database."
            time.sleep(0.05)


@contextmanager
def held_returns(stage: Stage) -> Iterator[None]:
    """The rows of all returns, held by somebody else, until the block ends or the database does."""
    holder = psycopg2.connect(stage.portal.postgres.url)
    with holder.cursor() as cursor:
        cursor.execute("SELECT 1 FROM performance_return FOR UPDATE")
    try:
        yield
    finally:
        holder.close()


def paused(stage: Stage) -> None:
    """Frozen for a few seconds, as by a snapshot of its machine: everybody waits, and is then answered."""
    stage.portal.postgres.freeze()
    time.sleep(4)
    stage.portal.postgres.thaw()


def out_of_connections(stage: Stage) -> None:
    """Somebody else has taken every connection, and the web's own are cut."""
    with ExitStack() as stack:
        with tables(stage.portal) as cursor:
            taken = _take_all(stage)
            for connection in taken:
                stack.callback(connection.close)
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND application_name <> 'taken'"
                " AND pid <> pg_backend_pid()"
            )
            taken += _take_all(stage)
            for connection in taken:
                stack.callback(connection.close)
        time.sleep(2 * A_MOMENT)


def _take_all(stage: Stage) -> list[psycopg2.extensions.connection]:
    """Every connection that is left, until the database says that there are too many."""
    taken = []
    while True:
        try:
            taken.append(psycopg2.connect(stage.portal.postgres.url, application_name="taken"))
        except psycopg2.OperationalError:
            return taken
