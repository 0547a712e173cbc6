"""The calendar opens quarters by itself, and only once."""

from datetime import date

import pytest

from organisation.actions import OPENED, open_ended_quarters
from organisation.models import FinancialYear, Quarter, QuarterState
from organisation.tests.builders import make_quarter

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    return {quarter.slug: quarter.state for quarter in Quarter.objects.select_related("year")}


def test_a_quarter_opens_on_the_day_after_its_last() -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.UPCOMING)

    assert open_ended_quarters(date(2014, 6, 30)) == []
    assert states()["2014-15-Q1"] == QuarterState.UPCOMING

    assert [quarter.slug for quarter in open_ended_quarters(date(2014, 7, 1))] == ["2014-15-Q1"]
    assert states()["2014-15-Q1"] == QuarterState.OPEN


def test_it_is_done_once_and_said_in_the_trail() -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.UPCOMING)
    open_ended_quarters(date(2014, 7, 8))

    assert open_ended_quarters(date(2014, 7, 8)) == []
    quarter = Quarter.objects.get(starts_on=date(2014, 4, 1))
    assert [row.history_change_reason for row in quarter.history.order_by("history_id")] == [None, OPENED]


@pytest.mark.parametrize("state", [QuarterState.OPEN, QuarterState.LOCKED, QuarterState.REPORTED])
def test_what_has_moved_on_is_left_alone(state: str) -> None:
    make_quarter(slug="2013-14-Q4", state=state)
    open_ended_quarters(date(2014, 7, 8))
    assert states()["2013-14-Q4"] == state


def test_an_empty_calendar_begins_with_this_year_and_ends_with_the_next() -> None:
    opened = open_ended_quarters(date(2014, 7, 8))

    assert [year.label for year in FinancialYear.objects.all()] == ["2014/15", "2015/16"]
    assert [quarter.label for quarter in opened] == ["2014/15 Q1"]
    assert Quarter.objects.filter(state=QuarterState.UPCOMING).count() == 7


def test_gaps_since_the_first_year_are_filled() -> None:
    make_quarter(slug="2012-13-Q2", state=QuarterState.LOCKED)
    opened = open_ended_quarters(date(2013, 10, 1))

    assert [quarter.label for quarter in opened] == [
        "2012/13 Q1",
        "2012/13 Q3",
        "2012/13 Q4",
        "2013/14 Q1",
        "2013/14 Q2",
    ]
    assert Quarter.objects.count() == 12
