"""Improved, no change or declined: one figure against the last one collected before it."""

from __future__ import annotations

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
