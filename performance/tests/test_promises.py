"""Promised recovery dates in the order in which they were stated: between quarters, within one, and in a sentence."""

from datetime import date

import pytest

from core.periods import Quarter
from performance.follow_up.promises import Stated, in_a_sentence, promises_of

Q1, Q2, Q3 = (Quarter.from_slug(f"2013-14-Q{number}") for number in (1, 2, 3))
SEPTEMBER, DECEMBER, MARCH = date(2013, 9, 30), date(2013, 12, 31), date(2014, 3, 31)


def told(*stated: tuple[Quarter, list[Stated]]) -> list[tuple[str, date, str]]:
    return [(each.quarter, each.recovery_on, each.slip) for each in promises_of(stated)]


def test_each_quarters_promise_stands_beside_the_one_before() -> None:
    assert told((Q1, [Stated(SEPTEMBER)]), (Q2, [Stated(DECEMBER)]), (Q3, [Stated(DECEMBER)])) == [
        ("2013/14 Q1", SEPTEMBER, ""),
        ("2013/14 Q2", DECEMBER, "Was 30 September 2013: slipped 3 months"),
        ("2013/14 Q3", DECEMBER, ""),
    ]


def test_a_date_changed_within_a_quarter_is_a_promise_of_its_own() -> None:
    dates = [Stated(SEPTEMBER, date(2013, 7, 8)), Stated(MARCH, date(2013, 7, 12))]

    assert told((Q1, dates)) == [
        ("2013/14 Q1", SEPTEMBER, ""),
        ("2013/14 Q1", MARCH, "Was 30 September 2013: slipped 6 months"),
    ]


def test_a_date_put_right_on_the_same_day_was_never_promised() -> None:
    typed = [Stated(date(2031, 9, 30), date(2013, 7, 8)), Stated(SEPTEMBER, date(2013, 7, 8))]

    assert told((Q1, typed)) == [("2013/14 Q1", SEPTEMBER, "")]


def test_saving_the_same_date_again_is_no_second_promise() -> None:
    same = [Stated(SEPTEMBER, date(2013, 7, 8)), Stated(SEPTEMBER, date(2013, 7, 9))]

    assert told((Q1, same)) == [("2013/14 Q1", SEPTEMBER, "")]


def test_no_date_is_no_promise() -> None:
    assert told((Q1, [Stated(None)]), (Q2, [Stated(DECEMBER)])) == [("2013/14 Q2", DECEMBER, "")]


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ((), ""),
        ((SEPTEMBER,), ""),
        ((SEPTEMBER, DECEMBER), "Promised 2 times: slipped once, 3 months in all."),
        ((SEPTEMBER, DECEMBER, MARCH), "Promised 3 times: slipped twice, 6 months in all."),
        ((MARCH, DECEMBER), "Promised 2 times: never later than before."),
        ((DECEMBER, SEPTEMBER, DECEMBER), "Promised 3 times: slipped once."),
    ],
)
def test_the_history_is_said_in_a_sentence(dates: tuple[date, ...], sentence: str) -> None:
    quarters = (Q1, Q2, Q3)
    promises = promises_of((quarter, [Stated(on)]) for quarter, on in zip(quarters, dates, strict=False))

    assert in_a_sentence(promises) == sentence
