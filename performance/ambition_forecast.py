"""Where an outcome ambition is heading: the straightforward projection, and the straight way between planned years.

Both are worked out, and are said to be: a projection carries the yearly change since the start on to the target year
and knows nothing of what is being done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.figures import Polarity
from core.money import round_half_up

PLACES = 2


@dataclass(frozen=True)
class Known:
    """A level known for the financial year that starts in April of `start`."""

    start: int
    value: Decimal


@dataclass(frozen=True)
class Projection:
    """The level that the target year would have, if every year changed it as the years since the start did."""

    value: Decimal
    a_year: Decimal
    since: int
    latest: int
    to: int


def project(first: Known | None, reported: Sequence[Known], to: int) -> Projection | None:
    """From the start through the latest reported level, in a straight line, to the year `to`.

    None without a start, without a level reported after it, or when the target year has been reported already.
    A level of people or events cannot fall below nought, so the line stops there.
    """
    later = [level for level in reported if first and level.start > first.start]
    if first is None or not later:
        return None
    latest = max(later, key=lambda level: level.start)
    if latest.start >= to:
        return None
    a_year = (latest.value - first.value) / (latest.start - first.start)
    value = latest.value + a_year * (to - latest.start)
    return Projection(
        value=round_half_up(max(value, Decimal(0)), PLACES),
        a_year=round_half_up(a_year, PLACES),
        since=first.start,
        latest=latest.start,
        to=to,
    )


def on_the_way(points: Sequence[Known]) -> dict[int, Decimal]:
    """The levels of the years between those that are planned, on the straight line from one to the next."""
    ordered = sorted(points, key=lambda point: point.start)
    found: dict[int, Decimal] = {}
    for before, after in pairwise(ordered):
        years = after.start - before.start
        for passed in range(1, years):
            value = before.value + (after.value - before.value) * passed / years
            found[before.start + passed] = round_half_up(value, PLACES)
    return found


def meets(value: Decimal, target: Decimal, polarity: Polarity) -> bool | None:
    """Whether a level is at its target or beyond; None where neither way is better."""
    if polarity == Polarity.NEITHER:
        return None
    return value >= target if polarity == Polarity.HIGHER else value <= target
