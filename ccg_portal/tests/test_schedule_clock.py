"""The schedule over the nights in which the clocks change: what is due once a day is done once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings

from ccg_portal.celery import app as queue
from core import clock

STEP = timedelta(minutes=5)
"""Every moment of the schedule lies on one."""
SPRING, AUTUMN, USUAL = (2019, 3, 31), (2019, 10, 27), (2019, 6, 5)
HOURS = {SPRING: 23, AUTUMN: 25, USUAL: 24}
OFFICE_HOURS = 44


def runs(entry: dict[str, Any], day: tuple[int, int, int]) -> list[datetime]:
    """The moments of one day in London at which the schedule, asked every five minutes, finds the entry due."""
    schedule = entry["schedule"]
    begins = datetime(*day, tzinfo=clock.LONDON).astimezone(UTC)
    now, last, found = begins, begins - STEP, []
    timed = crontab(
        minute=schedule._orig_minute,
        hour=schedule._orig_hour,
        app=queue,
        nowfun=lambda: now.astimezone(clock.LONDON),
    )
    while now < begins + timedelta(hours=HOURS[day]):
        if timed.is_due(last).is_due:
            found.append(now)
            last = now
        now += STEP
    return found


@pytest.mark.parametrize("day", [SPRING, AUTUMN, USUAL], ids=["spring", "autumn", "usual"])
@pytest.mark.parametrize(
    "name",
    [name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if isinstance(entry["schedule"], crontab)],
)
def test_each_is_done_as_often_as_on_any_day(name: str, day: tuple[int, int, int]) -> None:
    found = len(runs(settings.CELERY_BEAT_SCHEDULE[name], day))
    hourly = min(HOURS[day], 24)  # the hour that comes twice is one to Celery
    assert found == {"clear-half-written": hourly, "send-reminders": OFFICE_HOURS}.get(name, 1)
