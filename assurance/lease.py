"""A lease that is renewed while long work goes on, and the end of the work when it is lost.

The heartbeat is a thread beside the work: a worker that is killed takes it along, so that the lease runs out. When the
lease is lost (cancelled, or given to another worker) the work is of no use to anybody: the thread interrupts it
by a signal, as Celery does at its time limit, so that a rendering ends in its middle and takes its process along.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

AGAIN_AFTER = 30
"""Seconds that interrupted work has for its own tidying up, before it is taken to have swallowed the interruption."""
INTERRUPT = signal.SIGUSR2
"""Celery's time limit has the other one."""


class LostLease(Exception):
    """The row belongs to another worker by now, or is finished: whoever raises this writes nothing more."""


@contextmanager
def heartbeat(renew: Callable[[], None], *, every: timedelta, name: str) -> Iterator[None]:
    """Call `renew` again and again while the block works; when it raises LostLease, raise that in the block.

    Work outside the main thread cannot be interrupted: there the block goes on to its next sign of life, which raises.
    """
    over = threading.Event()
    with _interruption() as interrupt:
        beat = threading.Thread(target=_beat, args=(renew, every, over, interrupt), name=name, daemon=True)
        try:
            try:
                beat.start()
                yield
            finally:
                over.set()
        finally:  # once more: the interruption, which comes once, may have come just before the work was over
            over.set()
            beat.join()


def _beat(
    renew: Callable[[], None], every: timedelta, over: threading.Event, interrupt: Callable[[], None]
) -> None:
    """Until the work is over, or no worker may work any longer: what hangs is taken back.

    The interruption is repeated after a while: a library that swallows it once hears it again, and work that is ending
    its processes and clearing its folder is left alone.
    """
    last, next_interruption = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT, 0.0
    try:
        while not over.wait(every.total_seconds()) and time.monotonic() < last:
            try:
                renew()
            except LostLease as lost:
                if time.monotonic() >= next_interruption:
                    logger.info("%s Its work is interrupted.", lost)
                    next_interruption = time.monotonic() + AGAIN_AFTER
                    interrupt()
            except DatabaseError as fault:
                logger.warning("A lease was not renewed (%s).", fault)
                connection.close()
    finally:
        connection.close()


@contextmanager
def _interruption() -> Iterator[Callable[[], None]]:
    """What raises LostLease in this thread when another thread calls it; nothing where no signal can be heard."""
    here = threading.current_thread()
    if here is not threading.main_thread():
        yield lambda: None
        return
    before = signal.signal(INTERRUPT, _raise)
    try:
        yield lambda: signal.pthread_kill(here.ident or 0, INTERRUPT)
    finally:
        signal.signal(INTERRUPT, before)


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    raise LostLease("The report is cancelled, or another worker's.")
