"""The trend goes by polarity, and is silent where two figures cannot be compared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import Figure, MeasureKind, Polarity
from core.trend import Trend
from performance.trend import trend, trend_since

HIGHER, LOWER, NEITHER = Polarity.HIGHER, Polarity.LOWER, Polarity.NEITHER


def count(value: int) -> Figure:
    return Figure.of(MeasureKind.COUNT, Decimal(value))


def ratio(numerator: int, denominator: int | None = None) -> Figure:
    return Figure.ratio(Decimal(numerator), None if denominator is None else Decimal(denominator))


@pytest.mark.parametrize(
    ("current", "previous", "polarity", "expected"),
    [
        (count(5), count(6), HIGHER, Trend.DECLINED),
        (count(6), count(5), HIGHER, Trend.IMPROVED),
        (count(37), count(0), LOWER, Trend.DECLINED),
        (count(0), count(1), LOWER, Trend.IMPROVED),
        (count(24), count(24), HIGHER, Trend.NO_CHANGE),
        (count(24), count(24), LOWER, Trend.NO_CHANGE),
        (count(12), count(9), NEITHER, Trend.NOT_RATED),
        (count(12), None, NEITHER, Trend.NOT_RATED),
        (count(11), None, HIGHER, Trend.FIRST),
        (count(11), Figure(MeasureKind.COUNT, None), HIGHER, Trend.FIRST),
        (ratio(67), None, HIGHER, Trend.FIRST),
        (ratio(57, 57), ratio(52), HIGHER, Trend.NOT_COMPARABLE),
        (ratio(52), ratio(57, 57), HIGHER, Trend.NOT_COMPARABLE),
        (ratio(62), ratio(67), HIGHER, Trend.NOT_COMPARABLE),
        (ratio(0, 0), ratio(1, 2), HIGHER, Trend.NOT_COMPARABLE),
        (ratio(2, 6), ratio(1, 3), HIGHER, Trend.NO_CHANGE),
        (ratio(60, 67), ratio(63, 67), HIGHER, Trend.DECLINED),
        (ratio(50, 50), ratio(60, 67), HIGHER, Trend.IMPROVED),
        (count(12), ratio(1, 2), HIGHER, Trend.NOT_COMPARABLE),
        (None, count(12), HIGHER, Trend.NOT_COMPARABLE),
    ],
)
def test_a_trend_is_said_from_the_last_collected_figure(
    current: Figure | None, previous: Figure | None, polarity: Polarity, expected: Trend
) -> None:
    assert trend(current, previous, polarity) == expected


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_what_improves_one_way_declines_the_other(current: int, previous: int) -> None:
    opposite = {
        Trend.IMPROVED: Trend.DECLINED,
        Trend.DECLINED: Trend.IMPROVED,
        Trend.NO_CHANGE: Trend.NO_CHANGE,
    }
    up, down = (trend(count(current), count(previous), polarity) for polarity in (HIGHER, LOWER))
    assert down == opposite[up]
    assert trend(count(previous), count(current), HIGHER) == down


@pytest.mark.parametrize(
    ("current", "earlier", "expected"),
    [
        (ratio(66, 66), [], Trend.FIRST),
        (ratio(67), [], Trend.FIRST),
        (ratio(66, 66), [count(5)], Trend.NOT_COMPARABLE),
        (ratio(66, 66), [ratio(70), ratio(62)], Trend.NOT_COMPARABLE),
        (ratio(66, 66), [ratio(70), ratio(60, 66)], Trend.IMPROVED),
        (ratio(67), [ratio(70), ratio(60, 66)], Trend.NOT_COMPARABLE),
    ],
)
def test_it_looks_back_at_the_last_figure_that_can_be_compared(
    current: Figure, earlier: list[Figure], expected: Trend
) -> None:
    assert trend_since(current, earlier, HIGHER) == expected
