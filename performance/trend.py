"""Improved, no change or declined: one figure against the last one collected before it that measures alike."""

from __future__ import annotations

from collections.abc import Iterable

from core.figures import Figure, Polarity
from core.trend import Trend


def trend(current: Figure | None, previous_collected: Figure | None, polarity: Polarity) -> Trend:
    """The trend by polarity, not by the direction of the figure: fewer breaches are an improvement.

    Where no claim can be made it says why. A count without its denominator compares with nothing, not even
    with another count: 50 of 50 and 50 of 500 look alike.
    """
    if polarity == Polarity.NEITHER:
        return Trend.NOT_RATED
    if current is None or not current.has_figure:
        return Trend.NOT_COMPARABLE
    if previous_collected is None or not previous_collected.has_figure:
        return Trend.FIRST
    if current.kind != previous_collected.kind or current.value is None or previous_collected.value is None:
        return Trend.NOT_COMPARABLE
    if current.value == previous_collected.value:
        return Trend.NO_CHANGE
    went_up = current.value > previous_collected.value
    return Trend.IMPROVED if went_up == (polarity == Polarity.HIGHER) else Trend.DECLINED


def trend_since(current: Figure, earlier: Iterable[Figure], polarity: Polarity) -> Trend:
    """The trend against the last of the `earlier` figures, newest first, that can be compared.

    Counts without a denominator are passed over. Where nothing else was collected, a percentage after them is *not
    comparable*: it is no first figure, since figures stand beside it.
    """
    collected = [figure for figure in earlier if figure.has_figure]
    comparable = (figure for figure in collected if figure.is_comparable)
    return trend(current, next(comparable, collected[0] if collected else None), polarity)
