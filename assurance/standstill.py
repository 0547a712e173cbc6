"""A standstill: while a quarter is frozen, nobody writes into anything that its pack is made of.

The pack is read by some thirty questions. A risk, a budget or a project update saved between two of them would be in
one part and not in the next. So the tables themselves are held (PostgreSQL's SHARE lock: reading goes on, a save waits
for the second it takes): what was saved before is in the snapshot, what waits comes after it, and nothing is half in.
It holds whoever writes, and however. On SQLite a transaction that writes is alone from its beginning.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import Model

from assurance.live import ROOMS
from assurance.models import CoverAnswer, CoverSheet, QuarterText, ReportAudience
from core.refusals import Refused
from organisation.changes import NOT_SAID

T = TypeVar("T")

WRITTEN = (QuarterText, CoverSheet, CoverAnswer, ReportAudience)
"""What the pack has from this room. Reports, their jobs and letters are none of it, and go on."""
ONE_AT_A_TIME = 2_013_140_004
"""Key of the lock that two standstills ask for first. Tables held in SHARE mode by both could be written by neither."""

ATTEMPTS = 40
PAUSE = 0.25
"""Seconds between two attempts, in which nothing is held: ten seconds of pauses in all."""
WAIT = "400ms"
"""For one lock. Shorter than the second after which PostgreSQL looks for deadlocks and ends somebody's save."""
GAVE_WAY = ("55P03", "40P01")
"""SQLSTATE of a lock that was not free in time, and of a deadlock."""
BUSY = (
    "Others are saving just now, and a snapshot waits for them. Nothing was changed: try again in a minute."
)
HELD = (
    "A snapshot is being taken just now, or somebody else is saving here. Nothing was changed: "
    "try again in a minute."
)


class Busy(Refused):
    """Nothing was changed, because the rooms were never still: the same can be asked again."""


def hold_still(first: Callable[[], T]) -> T:
    """Stop all writing to the rooms until this transaction ends; what `first` gives is taken hold of before.

    `first` takes the rows whose holders still decide something by them (a return being saved). Whatever is not free
    at once is let go again, all of it, so that nobody who is in the middle of a save ever waits for somebody who waits
    for them. Call it inside a transaction. Raises Busy when the portal is never still.
    """
    for _ in range(ATTEMPTS):
        try:
            return _attempt(first)
        except OperationalError as error:
            if not _gave_way(error):
                raise
            time.sleep(PAUSE)
    raise Busy(BUSY)


@contextmanager
def refused_while_held() -> Iterator[None]:
    """For a save that may meet a standstill: one that waits too long is refused, so that what was typed stays."""
    try:
        yield
    except OperationalError as error:
        if not _gave_way(error):
            raise
        raise Busy(HELD) from error


def _gave_way(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", None) in GAVE_WAY


@transaction.atomic
def _attempt(first: Callable[[], T]) -> T:
    """In a savepoint: when one lock is not free, going back to it frees the others."""
    if connection.vendor != "postgresql":
        return first()
    names = ", ".join(connection.ops.quote_name(name) for name in tables())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        found = first()
        cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return found


def tables() -> list[str]:
    """Every table that the rooms keep, their links included, and what is written here for the report; not the history,
    which is written with them.

    People are left out: who signs in need not wait.
    """
    return sorted({model._meta.db_table for model in _models() if model._meta.label not in NOT_SAID})


def _models() -> Iterable[type[Model]]:
    yield from WRITTEN
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            if not hasattr(model, "instance_type"):
                yield model
