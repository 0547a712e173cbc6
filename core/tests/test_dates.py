"""A day in words, and how far two are apart."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import apart, in_words

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2014, 7, 8), "8 July 2014"),
        (date(2013, 12, 31), "31 December 2013"),
        (datetime(2014, 7, 8, 12, tzinfo=UTC), "8 July 2014"),
        (datetime(2019, 3, 31, 23, 30, tzinfo=UTC), "1 April 2019"),
    ],
)
def test_a_day_is_the_one_in_dorset(on: date, words: str) -> None:
    assert in_words(on) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2014, 6, 30), date(2014, 6, 30), "0 days"),
        (date(2014, 6, 30), date(2014, 7, 1), "1 day"),
        (date(2014, 6, 1), date(2014, 7, 31), "1 month and 30 days"),
        (date(2014, 6, 1), date(2014, 6, 30), "29 days"),
        (date(2014, 6, 15), date(2014, 7, 15), "1 month"),
        (date(2014, 6, 15), date(2015, 7, 14), "12 months and 29 days"),
        (date(2013, 9, 30), date(2013, 12, 31), "3 months"),
        (date(2014, 2, 28), date(2014, 6, 30), "4 months"),
        (date(2014, 1, 30), date(2014, 2, 28), "1 month"),
        (date(2016, 2, 29), date(2017, 2, 28), "12 months"),
    ],
)
def test_a_time_is_said_in_whole_months_and_days(first: date, last: date, words: str) -> None:
    assert apart(first, last) == apart(last, first) == words


def counted(words: str) -> tuple[int, int]:
    """The months and the days that are said."""
    found = {unit: int(number) for number, unit in re.findall(r"(\d+) (month|day)", words)}
    return found.get("month", 0), found.get("day", 0)


@given(DAYS, st.integers(1, 4_000))
def test_what_is_said_is_never_far_from_the_days_there_are(first: date, between: int) -> None:
    months, days = counted(apart(first, first + timedelta(between)))
    assert days < 31
    assert 28 * months + days <= between <= 31 * months + days
    assert months or days == between


@given(DAYS, st.integers(0, 400))
def test_as_many_months_are_said_as_lie_between_the_same_day_of_two(first: date, months: int) -> None:
    first = first.replace(day=min(first.day, 28))
    month = first.month - 1 + months
    assert counted(apart(first, date(first.year + month // 12, month % 12 + 1, first.day))) == (months, 0)
