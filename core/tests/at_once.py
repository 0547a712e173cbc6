"""Two people at the same moment, for tests of what holds a row."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, transaction

from core.refusals import Refused
from core.versions import Stale


def both_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The calls in threads of their own, begun together, each with its outcome or the refusal that it raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(timeout=60)
        return _and_close(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, call) for call in calls]]


def at_the_same_time(
    first: Callable[[], Any], second: Callable[[], Any], and_then: Callable[[], Any] = lambda: None
) -> tuple[Any, Any]:
    """What both got, where the second came when the first had written and not yet committed.

    `and_then` is what the first goes on with while the second waits for it.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            came_first = first()
            coming = pool.submit(_and_close, second)
            until_somebody_waits_for_a_lock()
            and_then()
        return came_first, coming.result(timeout=60)


def _and_close(call: Callable[[], Any]) -> Any:
    try:
        be_patient()
        return call()
    except (Stale, Refused) as said:
        return type(said)
    finally:
        connection.close()


def be_patient() -> None:
    """Who waits for another on a busy machine may wait for longer than a person who saves."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '60s'")


def until_somebody_waits_for_a_lock() -> None:
    """Within a transaction, PostgreSQL keeps what it showed at the first look, unless it is told to look anew."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 60
    waiting = 0
    while not waiting:
        assert time.monotonic() < deadline, "nobody came to the lock"
        time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(asked)
            (waiting,) = cursor.fetchone()
