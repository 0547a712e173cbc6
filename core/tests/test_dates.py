"""A day in words."""

from datetime import UTC, date, datetime

import pytest

from core.dates import in_words


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
