"""One clock: London's day, or the day that the demonstration stands on."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from pytest_django import Settings

from core import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(
            datetime(2019, 3, 31, 23, 0, tzinfo=UTC), date(2019, 4, 1), id="clocks went forward that day"
        ),
        pytest.param(datetime(2019, 3, 31, 22, 59, tzinfo=UTC), date(2019, 3, 31), id="a minute before"),
        pytest.param(datetime(2014, 3, 31, 23, 30, tzinfo=UTC), date(2014, 4, 1), id="summer time"),
        pytest.param(datetime(2013, 12, 31, 23, 59, tzinfo=UTC), date(2013, 12, 31), id="winter time"),
    ],
)
def test_today_is_londons_day(settings: Settings, moment: datetime, day: date) -> None:
    settings.PORTAL_TODAY = None
    with time_machine.travel(moment, tick=False):
        assert clock.today() == day
        assert clock.now() == moment
        assert clock.now().date() == day
        assert not clock.is_frozen()


def test_the_demonstration_stands_on_its_day_at_the_real_time(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    with time_machine.travel(datetime(2026, 1, 5, 9, 30, tzinfo=UTC), tick=False):
        assert clock.is_frozen()
        assert clock.today() == date(2014, 7, 8)
        assert clock.now().isoformat() == "2014-07-08T09:30:00+01:00"


def test_leases_run_on_real_time_in_the_demonstration_too(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    moment = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        assert clock.wall_now() == moment


def test_an_hour_that_the_clocks_skip_is_moved_to_one_that_exists(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 3, 30)
    with time_machine.travel(datetime(2026, 1, 5, 1, 30, tzinfo=UTC), tick=False):
        assert clock.now().isoformat() == "2014-03-30T02:30:00+01:00"
