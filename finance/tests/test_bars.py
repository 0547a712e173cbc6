"""Bars to the scale of the largest amount."""

from decimal import Decimal

from finance.bars import WIDTH, bars_of


def test_the_largest_fills_the_cell_and_nought_has_no_bar() -> None:
    bars = bars_of({"a": Decimal(200), "b": Decimal(50), "c": Decimal(0), "d": Decimal(-5)})

    assert bars["a"].length == f"{WIDTH:.1f}"
    assert bars["b"].length == f"{WIDTH / 4:.1f}"
    assert set(bars) == {"a", "b"}


def test_what_is_small_is_still_seen() -> None:
    assert bars_of({"a": Decimal(1_000_000), "b": Decimal(1)})["b"].length == "1.0"


def test_nothing_to_draw() -> None:
    assert bars_of({}) == {}
