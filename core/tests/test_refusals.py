"""Why a change may not be made."""

from core.refusals import Refused, why_not


def check_below(limit: int, number: int) -> None:
    if number >= limit:
        raise Refused(f"{number} is not below {limit}.", "number")


def test_why_not_gives_the_sentence_that_the_check_would_raise() -> None:
    assert why_not(check_below, 5, 4) == ""
    assert why_not(check_below, 5, 5) == "5 is not below 5."


def test_a_refusal_knows_where_it_is_put_right() -> None:
    assert Refused("Too many.", "number").field == "number"
    assert Refused("Not today.").field is None
