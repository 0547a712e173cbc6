"""Reports that are due when a quarter is locked, asked for by the portal itself when nobody has."""

import logging
from datetime import datetime, timedelta

from assurance import report_notices
from assurance.actions import request_report
from assurance.awaited import Awaited, reports_awaited
from assurance.models import Snapshot
from core.refusals import Refused

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=10)
"""After the lock, so that a quarter locked by mistake can be reopened, or its report asked for by hand."""
UNTIL = timedelta(days=7)
"""Older ones are left to people: a portal that stood still, or an old quarter loaded into it, makes no pile of them."""


def produce_due(now: datetime) -> int:
    """Ask for what is due and was never asked for, of quarters locked in the last week; how many there were.

    Whoever locked the quarter is told what became of it. What failed or was cancelled is not asked for again.
    """
    return sum(_produce(each) for each in reports_awaited() if _is_time(each, now))


def _is_time(awaited: Awaited, now: datetime) -> bool:
    locked_at = awaited.quarter.locked_at
    return locked_at is not None and GRACE <= now - locked_at <= UNTIL


def _produce(awaited: Awaited) -> bool:
    snapshot = Snapshot.objects.newest().select_related("quarter__year").get(quarter=awaited.quarter)
    try:
        asked = request_report(snapshot=snapshot, audience=awaited.audience, by=None)
    except Refused as refusal:  # reopened, or retired, since it was looked for
        logger.warning("%s was not asked for: %s", awaited.name, refusal)
        return False
    report_notices.follow(asked.report, awaited.quarter.locked_by)
    return asked.is_new
