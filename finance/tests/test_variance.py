"""Favourable or (adverse), always in words; on plan at exactly nought."""

from decimal import Decimal

import pytest

from core.money import millions
from finance.variance import bracketed, variance, variance_text, word


@pytest.mark.parametrize(
    ("plan", "outturn", "amount"),
    [("12000", "11999.99", "0.01"), ("12000", "12000", "0"), ("12000", "12000.01", "-0.01")],
)
def test_spending_less_than_planned_is_favourable(plan: str, outturn: str, amount: str) -> None:
    assert variance(Decimal(plan), Decimal(outturn)) == Decimal(amount)


@pytest.mark.parametrize(("outturn", "amount"), [("14999.99", "-0.01"), ("15000", "0"), ("15000.01", "0.01")])
def test_a_surplus_larger_than_planned_is_favourable(outturn: str, amount: str) -> None:
    assert variance(Decimal(15_000), Decimal(outturn), is_surplus=True) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("12000", "£12,000 favourable"),
        ("0.01", "£0.01 favourable"),
        ("0", "on plan"),
        ("0.00", "on plan"),
        ("-0.01", "(£0.01) adverse"),
        ("-12000", "(£12,000) adverse"),
        ("-1234.5", "(£1,234.50) adverse"),
    ],
)
def test_a_variance_in_words(amount: str, text: str) -> None:
    assert variance_text(Decimal(amount)) == text


def test_without_two_figures_there_is_no_variance() -> None:
    assert variance_text(None) == ""


def test_another_unit_keeps_the_brackets() -> None:
    assert variance_text(Decimal(-2_000_000), millions) == "(£2.0m) adverse"
    assert bracketed(Decimal(2_000_000), millions) == "£2.0m"


def test_nought_written_with_a_sign_is_still_on_plan() -> None:
    assert word(Decimal("-0.00")) == "on plan"
