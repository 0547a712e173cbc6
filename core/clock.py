"""The portal's one clock.

A demonstration may stand on a chosen day (setting ``PORTAL_TODAY``); everything that asks what day it is asks
here. Leases of running jobs ask ``wall_now``: they measure real time, whatever day is being shown.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def _frozen_on() -> date | None:
    frozen: date | None = getattr(settings, "PORTAL_TODAY", None)
    return frozen


def is_frozen() -> bool:
    """Whether the portal stands on a chosen day instead of the real one."""
    return _frozen_on() is not None


def wall_now() -> datetime:
    """The real moment, for leases, timeouts and logs."""
    return timezone.now()


def now() -> datetime:
    """The portal's moment in London: the real time of day, on the chosen day if there is one."""
    local = wall_now().astimezone(LONDON)
    frozen = _frozen_on()
    if frozen is None:
        return local
    moment = datetime.combine(frozen, local.time(), tzinfo=LONDON)
    # By way of UTC, because an hour that the clocks skip in spring does not exist.
    return moment.astimezone(UTC).astimezone(LONDON)


def today() -> date:
    """The portal's day in London, where a quarter begins at local midnight."""
    return _frozen_on() or wall_now().astimezone(LONDON).date()
