"""Two people at the same moment, for tests of what holds a row."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from core.refusals import Refused
from core.versions import Stale


def both_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The calls in threads of their own, begun together, each with its outcome or the refusal that it raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=60)
            return call()
        except (Stale, Refused) as said:
            return type(said)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, call) for call in calls]]
