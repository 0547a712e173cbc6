"""A figure: what can be compared, and how it is written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import (
    NOT_COLLECTED,
    Figure,
    MeasureKind,
    Style,
    format_figure,
    format_value,
    percent_to_show,
)

KIND = MeasureKind


def figure(kind: MeasureKind, value: str) -> Figure:
    return Figure.of(kind, Decimal(value))


def ratio(numerator: int, denominator: int | None = None) -> Figure:
    return Figure.ratio(Decimal(numerator), None if denominator is None else Decimal(denominator))


@pytest.mark.parametrize(
    ("shown", "style", "text"),
    [
        (figure(KIND.COUNT, "1059768"), "screen", "1,059,768"),
        (figure(KIND.COUNT, "0"), "screen", "0"),
        (figure(KIND.COUNT, "1059768"), "short", "1,059,768"),
        (figure(KIND.COUNT, "1059768"), "plain", "1059768"),
        (figure(KIND.COUNT, "1E+3"), "plain", "1000"),
        (figure(KIND.MONEY, "1059768"), "screen", "£1,059,768"),
        (figure(KIND.MONEY, "1059768.5000"), "screen", "£1,059,768.50"),
        (figure(KIND.MONEY, "1059768"), "short", "£1.06m"),
        (figure(KIND.MONEY, "-500"), "screen", "−£500"),
        (figure(KIND.MONEY, "-1500.50"), "plain", "-1500.5"),
        (figure(KIND.PERCENTAGE, "96.5000"), "screen", "96.5%"),
        (figure(KIND.PERCENTAGE, "28.33"), "screen", "28.33%"),
        (figure(KIND.PERCENTAGE, "100"), "plain", "100%"),
        (figure(KIND.DAYS, "6"), "screen", "6 days"),
        (figure(KIND.DAYS, "1"), "screen", "1 day"),
        (figure(KIND.DAYS, "2.5"), "plain", "2.5"),
        (figure(KIND.NUMBER, "308.0400"), "screen", "308.04"),
        (figure(KIND.NUMBER, "96.333333333"), "screen", "96.3333"),
        (figure(KIND.SCORE, "-12"), "screen", "−12"),
        (figure(KIND.RATE, "1234.5"), "screen", "1,234.5"),
        (ratio(57, 57), "screen", "57 of 57 (100%)"),
        (ratio(22, 23), "screen", "22 of 23 (95.7%)"),
        (ratio(63, 67), "screen", "63 of 67 (94%)"),
        (ratio(63, 67), "short", "63 of 67 (94%)"),
        (ratio(63, 67), "plain", "63 of 67"),
        (ratio(3140, 3254), "screen", "3,140 of 3,254 (96.5%)"),
        (ratio(60, 40), "screen", "60 of 40 (150%)"),
        (ratio(67), "screen", "67"),
        (ratio(0, 0), "screen", "0 of 0"),
        (ratio(0, 12), "screen", "0 of 12 (0%)"),
    ],
)
def test_a_figure_is_written_by_its_kind(shown: Figure, style: Style, text: str) -> None:
    assert format_figure(shown, style) == text


@pytest.mark.parametrize(
    ("counted", "text"),
    [
        (ratio(999, 1000), "999 of 1,000 (99.9%)"),
        (ratio(9999, 10000), "9,999 of 10,000 (99.99%)"),
        (ratio(2999999, 3000000), "2,999,999 of 3,000,000 (99.99997%)"),
        (ratio(1, 3000000), "1 of 3,000,000 (0.00003%)"),
        (ratio(10001, 10000), "10,001 of 10,000 (100.01%)"),
    ],
)
def test_nearly_all_is_not_rounded_to_all_nor_hardly_any_to_none(counted: Figure, text: str) -> None:
    assert format_figure(counted) == text


@given(st.integers(1, 10**11), st.integers(1, 10**11))
def test_100_and_0_per_cent_mean_just_that(numerator: int, denominator: int) -> None:
    shown = percent_to_show(Decimal(numerator) * 100 / Decimal(denominator))
    assert (shown == 100) == (numerator == denominator)
    assert shown > 0


def test_a_count_without_its_denominator_cannot_be_compared() -> None:
    alone = ratio(67)
    assert alone.has_figure
    assert not alone.is_comparable
    assert ratio(66, 66).is_comparable


def test_nothing_of_nothing_is_a_figure_that_cannot_be_compared() -> None:
    none_due = ratio(0, 0)
    assert none_due.has_figure
    assert not none_due.is_comparable


def test_the_value_of_n_of_d_comes_from_its_parts() -> None:
    contradictory = Figure(KIND.RATIO, Decimal(50), Decimal(1), Decimal(4))
    assert contradictory.value == 25
    assert Figure(KIND.RATIO, Decimal(50)).value is None


def test_what_has_no_figure_is_written_as_nothing() -> None:
    assert format_figure(None) == ""
    assert format_figure(Figure(KIND.COUNT, None)) == ""
    assert not Figure(KIND.RATIO, None).has_figure


def test_nought_not_collected_and_not_yet_returned_are_three_things() -> None:
    nought = figure(KIND.COUNT, "0")
    assert nought.has_figure
    assert len({nought, NOT_COLLECTED, None}) == 3


def test_only_n_of_d_has_parts() -> None:
    with pytest.raises(ValueError, match="n of d"):
        Figure(KIND.COUNT, Decimal(5), Decimal(5), Decimal(6))


def test_a_target_of_n_of_d_is_written_in_per_cent() -> None:
    assert format_value(Decimal("90.0000"), KIND.RATIO) == "90%"
    assert format_value(Decimal("96.5"), KIND.COUNT) == "96.5"
