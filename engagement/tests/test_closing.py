"""No activity is closed before people have been told what came of it, or why nothing did."""

from datetime import date

import pytest

from engagement.closing import Closing, why_not_on, why_not_without_feedback, why_not_yet

TODAY = date(2014, 7, 8)


def facts(
    *, is_closed: bool = False, feedback: int = 0, starts_on: date | None = None, ends_on: date | None = None
) -> Closing:
    return Closing(is_closed=is_closed, feedback_count=feedback, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("feedback", "reason", "may"),
    [
        (0, "", False),
        (0, "   \n", False),
        (1, "", True),
        (0, "The contract runs until 2015.", True),
        (2, "x", True),
    ],
)
def test_feedback_or_a_reason_is_needed(feedback: int, reason: str, may: bool) -> None:
    sentence = why_not_without_feedback(facts(feedback=feedback), no_change_reason=reason)

    assert (sentence == "") is may
    assert may or "say here why nothing changed" in sentence


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        (None, None, ""),
        (date(2014, 7, 8), None, ""),
        (date(2014, 7, 9), None, "It goes on until 9 July 2014. It can be closed after that day."),
        (date(2014, 7, 1), date(2014, 7, 8), ""),
        (
            date(2014, 7, 1),
            date(2014, 7, 9),
            "It goes on until 9 July 2014. It can be closed after that day.",
        ),
    ],
)
def test_it_is_over_first(starts_on: date | None, ends_on: date | None, sentence: str) -> None:
    assert why_not_yet(facts(starts_on=starts_on, ends_on=ends_on), today=TODAY) == sentence


def test_it_is_closed_once() -> None:
    assert why_not_yet(facts(is_closed=True, feedback=1), today=TODAY) == "This activity is closed already."


@pytest.mark.parametrize(
    ("closed_on", "sentence"),
    [
        (date(2014, 7, 8), ""),
        (date(2014, 7, 9), "This day is still to come."),
        (date(2014, 6, 30), ""),
        (date(2014, 6, 29), "The activity ended on 30 June 2014."),
    ],
)
def test_the_day_of_closing(closed_on: date, sentence: str) -> None:
    ended = facts(starts_on=date(2014, 6, 1), ends_on=date(2014, 6, 30))

    assert why_not_on(ended, closed_on, today=TODAY) == sentence
