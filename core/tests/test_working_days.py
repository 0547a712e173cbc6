"""Working days in England, and the day on which a quarter's returns are due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Quarter
from core.working_days import add_working_days, is_working_day, return_due_on, working_days_late

DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2014, 4, 17), True),
        pytest.param(date(2014, 4, 18), False, id="Good Friday"),
        pytest.param(date(2014, 4, 21), False, id="Easter Monday"),
        pytest.param(date(2014, 4, 19), False, id="Saturday"),
        pytest.param(date(2014, 8, 25), False, id="summer bank holiday"),
        pytest.param(date(2014, 8, 4), True, id="Scotland's summer bank holiday"),
        pytest.param(date(2015, 12, 28), False, id="Boxing Day in lieu"),
        pytest.param(date(2012, 6, 5), False, id="Diamond Jubilee"),
        pytest.param(date(2020, 5, 4), True, id="early May bank holiday that was moved"),
        pytest.param(date(2020, 5, 8), False, id="where it was moved to"),
        pytest.param(date(2022, 9, 19), False, id="state funeral"),
        pytest.param(date(2023, 5, 8), False, id="coronation"),
    ],
)
def test_weekends_and_englands_bank_holidays_are_free(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("slug", "due_on"),
    [
        ("2012-13-Q4", date(2013, 4, 15)),  # Easter Monday was 1 April
        ("2013-14-Q1", date(2013, 7, 12)),
        ("2013-14-Q2", date(2013, 10, 14)),
        ("2013-14-Q3", date(2014, 1, 15)),  # New Year's Day
        ("2013-14-Q4", date(2014, 4, 14)),
        ("2014-15-Q1", date(2014, 7, 14)),
        ("2014-15-Q4", date(2015, 4, 16)),  # Good Friday 3 April, Easter Monday 6 April
    ],
)
def test_a_return_is_due_ten_working_days_after_quarter_end(slug: str, due_on: date) -> None:
    assert return_due_on(Quarter.from_slug(slug)) == due_on


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2014, 7, 11), 0),
        (date(2014, 7, 14), 0),
        (date(2014, 7, 15), 1),
        (date(2014, 7, 16), 2),
        (date(2014, 7, 18), 4),
        (date(2014, 7, 19), 4),
        (date(2014, 7, 20), 4),
        (date(2014, 7, 21), 5),
    ],
)
def test_lateness_counts_working_days(on: date, late: int) -> None:
    assert working_days_late(date(2014, 7, 14), on) == late


def test_counting_back_from_the_deadline() -> None:
    assert add_working_days(date(2014, 7, 14), -2) == date(2014, 7, 10)
    assert add_working_days(date(2014, 7, 14), 0) == date(2014, 7, 14)


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_a_deadline_is_a_working_day_and_as_many_away_as_was_said(start: date, count: int) -> None:
    deadline = add_working_days(start, count)
    assert is_working_day(deadline)
    assert working_days_late(start, deadline) == count
    assert working_days_late(start, deadline - timedelta(days=1)) == count - 1


@given(DAYS, DAYS)
def test_counting_says_what_walking_every_day_does(due_on: date, on: date) -> None:
    days = (due_on + timedelta(days=ahead) for ahead in range(1, (on - due_on).days + 1))
    assert working_days_late(due_on, on) == sum(map(is_working_day, days))
