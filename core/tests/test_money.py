"""Pounds as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import grouped, millions, pounds, round_half_up, short_pounds, thousands, tidy

AMOUNTS = st.decimals(min_value=-(10**10), max_value=10**10, places=2)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1234.50", "£1,234.50"),
        ("1234.00", "£1,234"),
        ("0", "£0"),
        ("0.005", "£0.01"),
        ("0.004", "£0"),
        ("-0.004", "£0"),
        ("-500", "−£500"),
        ("1E+6", "£1,000,000"),
        ("1059768", "£1,059,768"),
    ],
)
def test_pounds_show_pennies_only_where_there_are_any(amount: str, text: str) -> None:
    assert pounds(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("934483210", "934,483"), ("500", "1"), ("499.99", "0"), ("-1500", "−2"), ("-499", "0")],
)
def test_thousands_are_for_columns_headed_so(amount: str, text: str) -> None:
    assert thousands(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [
        ("934483000", 1, "£934.5m"),
        ("1019000000", 0, "£1,019m"),
        ("12614000", 3, "£12.614m"),
        ("2000000", 1, "£2.0m"),
        ("-2050000", 1, "−£2.1m"),
    ],
)
def test_millions_have_the_places_that_the_table_asks_for(amount: str, places: int, text: str) -> None:
    assert millions(Decimal(amount), places) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1059768", "£1.06m"),
        ("2500000", "£2.5m"),
        ("3000000", "£3m"),
        ("920168", "£920.2k"),
        ("2500", "£2.5k"),
        ("999949", "£999.9k"),
        ("999950", "£1m"),
        ("999.49", "£999.49"),
        ("999.50", "£1k"),
        ("920", "£920"),
        ("-2500", "−£2.5k"),
        ("1019000000", "£1,019m"),
    ],
)
def test_short_pounds_are_for_boards(amount: str, text: str) -> None:
    assert short_pounds(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("-2.5", "-3"), ("2.4", "2")]
)
def test_five_is_rounded_away_from_nought(value: str, rounded: str) -> None:
    assert round_half_up(Decimal(value), 0) == Decimal(rounded)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1059768", "1,059,768"), ("308.040", "308.04"), ("-5", "−5"), ("-0", "0"), ("1E+3", "1,000")],
)
def test_numbers_are_grouped_without_idle_noughts(value: str, text: str) -> None:
    assert grouped(Decimal(value)) == text


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("95.00", "95"), ("-0", "0"), ("0.50", "0.5")])
def test_a_tidy_number_is_written_plainly(value: str, text: str) -> None:
    assert str(tidy(Decimal(value))) == text


@given(AMOUNTS)
def test_a_minus_is_shown_exactly_where_something_is_left_of_it(amount: Decimal) -> None:
    for shown in (pounds(amount), millions(amount), short_pounds(amount), thousands(amount)):
        digits = shown.strip("−£mk").replace(",", "")
        assert shown.startswith("−") == (amount < 0 and Decimal(digits) != 0)
