"""XmR charts as NHS “Making Data Count” draws them: the calculation of the R package NHSRplotthedots 0.2.2, exactly.

Pure: no database, no clock, no Django. `analyse` gives what the package gives, its quirks included, each named where it
is followed. What the portal makes of it (too few points, constant values, gaps) is spc_policy's, a layer above. Why the
package: docs/decisions/variation.md. All is worked out within a *group*, a stretch of the series between rebase dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import fsum, inf, isfinite, nan
from typing import NamedTuple

LIMIT = 2.66
"""Process limits stand at the mean ± 2.66 × mean moving range: three sigma, 3 / 1.128."""
NEAR_LIMIT = 2 * LIMIT / 3
"""Two sigma. Not drawn; the two-in-three rule asks for it."""
SCREEN = 3.267
"""A moving range of 3.267 × the mean moving range or more is an outlier and left out of the limits."""
RUN = 7
"""Points of a trend (six steps one way) and of a shift (one side of the mean)."""
FEWEST_BASELINE = 12
TOLERANCE = 1e-9
"""“On the mean” and “on the limit”, relative to the largest value: floats are seldom equal where figures are."""

Number = Decimal | float | int


class Direction(StrEnum):
    """Which way the process improves."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Rule(StrEnum):
    """The one rule that a point is reported under, in the package's words."""

    NONE = "Common Cause"
    ABOVE_LIMIT = "Above UCL"
    BELOW_LIMIT = "Below LCL"
    RISING = "7 Point Trend (Increasing)"
    FALLING = "7 Point Trend (Decreasing)"
    TWO_IN_THREE_ABOVE = "2 in 3 Above CL"
    TWO_IN_THREE_BELOW = "2 in 3 Below CL"
    SHIFT_ABOVE = "7 Points Above CL"
    SHIFT_BELOW = "7 Points Below CL"

    @property
    def sign(self) -> int:
        """1 for high, -1 for low, 0 for common cause. A falling trend is low, even above the mean."""
        return _SIGNS[self]


class PointType(StrEnum):
    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"

    @property
    def is_special(self) -> bool:
        return self is not PointType.COMMON


class Assurance(StrEnum):
    """What the process does with its target if nothing changes."""

    MEETS = "consistent_pass"
    MISSES = "consistent_fail"
    VARIES = "inconsistent"


_SIGNS = {Rule.NONE: 0} | {
    rule: sign
    for high, low in (
        (Rule.ABOVE_LIMIT, Rule.BELOW_LIMIT),
        (Rule.RISING, Rule.FALLING),
        (Rule.TWO_IN_THREE_ABOVE, Rule.TWO_IN_THREE_BELOW),
        (Rule.SHIFT_ABOVE, Rule.SHIFT_BELOW),
    )
    for rule, sign in ((high, 1), (low, -1))
}


class NotAnalysed(ValueError):
    """Why there is no analysis, in a sentence."""


@dataclass(frozen=True)
class Series:
    """One process in time, as it is handed in. A value of None is a period without a figure that keeps its place.

    `rebase_on`: a row of exactly that date starts a new group; a date that is not in the series is ignored, as the
    package ignores it. `baseline`: only the first so many rows of each group make its limits. `outside_counts`:
    points outside the limits count in two-in-three, which the package does not do.
    """

    dates: Sequence[date]
    values: Sequence[Number | None]
    direction: Direction = Direction.INCREASE
    target: Number | None = None
    rebase_on: Sequence[date] = ()
    baseline: float | None = None
    screen_outliers: bool = True
    outside_counts: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and limits of one group; NaN where they are undefined. Nothing is cut off at 0 or at 100%."""

    mean: float
    lpl: float
    near_lpl: float
    near_upl: float
    upl: float
    raw_moving_range: float
    """The mean moving range before outliers are left out."""
    screened: int
    """How many moving ranges were left out."""
    tolerance: float
    """So close to the mean or to a limit counts as on it."""

    @property
    def are_defined(self) -> bool:
        return self.upl == self.upl


class Point(NamedTuple):
    """One row of the series, with the limits of its group and the rule that it falls under."""

    on: date
    value: float | None
    group: int
    limits: Limits
    rule: Rule
    type: PointType


@dataclass(frozen=True)
class Analysis:
    """The rows by date, and what the chart says of the process: of its latest point, and of its last limits."""

    points: tuple[Point, ...]
    variation: PointType
    assurance: Assurance | None


def analyse(series: Series) -> Analysis:
    """What the package makes of the series. Raises NotAnalysed with a sentence."""
    points: list[Point] = []
    for number, rows in groups(series):
        values = [value for _, value in rows]
        if stops_the_package(values):
            raise NotAnalysed(
                "A missing value stands among seven rows that otherwise only rise, or only fall: "
                "the package stops at that with an error."
            )
        limits = limits_of(values, baseline=series.baseline, screen_outliers=series.screen_outliers)
        points += points_of(number, rows, limits, series)
    return Analysis(tuple(points), points[-1].type, assurance_of(series, points[-1].limits))


# The series -----------------------------------------------------------------------------------------------------------

Row = tuple[date, float | None]


def groups(series: Series) -> list[tuple[int, list[Row]]]:
    """The rows by date in their groups, each group with its number. Raises NotAnalysed.

    Groups count from 0, or from 1 where the first row itself is a rebase: nothing else differs then.
    """
    _refuse(series)
    wanted = set(series.rebase_on)
    values = (None if value is None else float(value) for value in series.values)
    found: list[tuple[int, list[Row]]] = []
    number = 0
    for row in sorted(zip(series.dates, values, strict=True), key=lambda row: row[0]):
        number += row[0] in wanted
        if not found or found[-1][0] != number:
            found.append((number, []))
        found[-1][1].append(row)
    return found


def _refuse(series: Series) -> None:
    if not series.dates:
        raise NotAnalysed("There are no values.")
    if len(series.dates) != len(series.values):
        raise NotAnalysed(f"There are {len(series.dates)} dates and {len(series.values)} values.")
    if len(set(series.dates)) < len(series.dates):
        raise NotAnalysed("A date stands twice.")
    if any(value is not None and not isfinite(value) for value in series.values):
        raise NotAnalysed("A value is not a number.")
    if series.target is not None and not isfinite(series.target):
        raise NotAnalysed("The target is not a number.")
    if series.baseline is not None and not series.baseline >= FEWEST_BASELINE:
        raise NotAnalysed(f"A baseline needs {FEWEST_BASELINE} points or more.")


# Limits ---------------------------------------------------------------------------------------------------------------


def limits_of(
    values: Sequence[float | None], *, baseline: float | None = None, screen_outliers: bool = True
) -> Limits:
    """Mean and limits of one group, in date order.

    Adjacent *rows* make a moving range; one that touches a missing value is missing. Screening is one pass, strict, and
    drops the moving range alone: the value stays in the mean. With all values equal, 0 < 0 is false, so every moving
    range is dropped and the limits are undefined.
    """
    used = [value for place, value in enumerate(values, start=1) if baseline is None or place <= baseline]
    there = [value for value in used if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(used) if a is not None and b is not None]
    raw = _mean(ranges)
    kept = ranges
    if screen_outliers:
        bound = SCREEN * raw * (1 - TOLERANCE)
        kept = [each for each in ranges if each < bound]
    return limits_at(
        _mean(there), _mean(kept), raw, len(ranges) - len(kept), max(map(abs, there), default=0.0)
    )


def limits_at(mean: float, moving_range: float, raw: float, screened: int, largest: float) -> Limits:
    """Limits around a mean for a mean moving range; `largest` is the value that closeness is measured by."""
    return Limits(
        mean=mean,
        lpl=mean - LIMIT * moving_range,
        near_lpl=mean - NEAR_LIMIT * moving_range,
        near_upl=mean + NEAR_LIMIT * moving_range,
        upl=mean + LIMIT * moving_range,
        raw_moving_range=raw,
        screened=screened,
        tolerance=TOLERANCE * largest,
    )


def _mean(numbers: Sequence[float]) -> float:
    """NaN of nothing, as in R. Raises NotAnalysed where the sum is beyond what a float can hold."""
    try:
        total = fsum(numbers)
    except OverflowError:
        total = inf
    if not isfinite(total):
        raise NotAnalysed("The values are too large to be added up.")
    return total / len(numbers) if numbers else nan


def assurance_of(series: Series, last: Limits) -> Assurance | None:
    """The target against the last group's limits; the latest value plays no part. On a limit is inconsistent."""
    if series.target is None or series.direction == Direction.NEUTRAL:
        return None
    target, is_increase = float(series.target), series.direction == Direction.INCREASE
    if target > last.upl + last.tolerance:
        return Assurance.MISSES if is_increase else Assurance.MEETS
    if target < last.lpl - last.tolerance:
        return Assurance.MEETS if is_increase else Assurance.MISSES
    return Assurance.VARIES


# The four rules -------------------------------------------------------------------------------------------------------


def points_of(number: int, rows: Sequence[Row], limits: Limits, series: Series) -> Iterator[Point]:
    """The rows of one group as points."""
    values = [value for _, value in rows]
    rules = rules_of(values, limits, outside_counts=series.outside_counts)
    types = {rule: type_of(rule, series.direction) for rule in set(rules)}
    for (on, value), rule in zip(rows, rules, strict=True):
        yield Point(on, value, number, limits, rule, types[rule])


def type_of(rule: Rule, direction: Direction) -> PointType:
    """High or low, said by which way the process improves."""
    if rule.sign == 0:
        return PointType.COMMON
    if direction == Direction.NEUTRAL:
        return PointType.NEUTRAL_HIGH if rule.sign > 0 else PointType.NEUTRAL_LOW
    improves = 1 if direction == Direction.INCREASE else -1
    return PointType.IMPROVEMENT if rule.sign == improves else PointType.CONCERN


def rules_of(values: Sequence[float | None], limits: Limits, *, outside_counts: bool = False) -> list[Rule]:
    """One rule for each point of a group, the first that fires: outside the limits, trend, two in three, shift."""
    sides = [_side(value, limits.mean, limits.tolerance) for value in values]
    outside = [_beyond(value, limits.lpl, limits.upl, limits.tolerance) for value in values]
    near = [_beyond(value, limits.near_lpl, limits.near_upl, limits.tolerance) for value in values]
    if not outside_counts:
        near = [is_near and not is_out for is_near, is_out in zip(near, outside, strict=True)]
    trend, pairs, shift = trends(values), two_in_three(near, sides), shifts(sides)
    rules = []
    for place, side in enumerate(sides):
        if outside[place]:
            rules.append(Rule.ABOVE_LIMIT if side > 0 else Rule.BELOW_LIMIT)
        elif trend[place]:
            rules.append(Rule.RISING if trend[place] > 0 else Rule.FALLING)
        elif pairs[place]:
            rules.append(Rule.TWO_IN_THREE_ABOVE if side > 0 else Rule.TWO_IN_THREE_BELOW)
        elif shift[place]:
            rules.append(Rule.SHIFT_ABOVE if side > 0 else Rule.SHIFT_BELOW)
        else:
            rules.append(Rule.NONE)
    return rules


def _side(value: float | None, mean: float, tolerance: float) -> int:
    """Above (1), below (-1) or on the mean (0). A missing value is on no side."""
    if value is None or abs(value - mean) <= tolerance:
        return 0
    return 1 if value > mean else -1


def _beyond(value: float | None, low: float, high: float, tolerance: float) -> bool:
    """Strictly outside; never where the limits are undefined."""
    return value is not None and (value > high + tolerance or value < low - tolerance)


def shifts(sides: Sequence[int]) -> list[bool]:
    """The points of every run of seven or more on one side of the mean. A point on the mean breaks the run."""
    flags = [False] * len(sides)
    start = 0
    for place in range(1, len(sides) + 1):
        if place == len(sides) or sides[place] != sides[start]:
            if sides[start] and place - start >= RUN:
                flags[start:place] = [True] * (place - start)
            start = place
    return flags


def trends(values: Sequence[float | None]) -> list[int]:
    """1 or -1 for the points of seven or more that only rise or only fall, the first included; 0 for others.

    A point that is in a trend on both sides takes the direction of the step that follows: the shared peak of an up and
    a down is falling. So is the last point of a rise that another rise follows at once, which is a slip of the package.
    """
    steps = _steps(values)
    inside = [False] * len(values)
    start = 0
    for place in range(1, len(steps) + 1):
        if place == len(steps) or steps[place] != steps[start]:
            if steps[start] and place - start >= RUN - 1:
                inside[start : place + 1] = [True] * (place - start + 1)
            start = place
    ahead = [*inside[1:], False]
    return [
        0 if not here else (1 if steps[place if after else place - 1] == 1 else -1)
        for place, (here, after) in enumerate(zip(inside, ahead, strict=True))
    ]


def two_in_three(near: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Points near a limit that stand, two of three, in a window of three on one side. The third is not flagged."""
    flags = [False] * len(near)
    for place in range(len(near) - 2):
        window = slice(place, place + 3)
        if abs(sum(sides[window])) == 3 and sum(near[window]) >= 2:
            for each in range(place, place + 3):
                flags[each] = flags[each] or near[each]
    return flags


def _steps(values: Sequence[float | None]) -> list[int | None]:
    """1, -1 or 0 from each point to the next; None where one of them is missing."""
    return [None if a is None or b is None else (b > a) - (b < a) for a, b in pairwise(values)]


def stops_the_package(values: Sequence[float | None]) -> bool:
    """Whether the package ends with an error: in a group of seven rows or more, seven of them hold a missing value
    and the steps that are known among them are all rises or all falls (or none is known)."""
    if None not in values or len(values) < RUN:
        return False
    steps = _steps(values)
    for place in range(len(values) - RUN + 1):
        window = steps[place : place + RUN - 1]
        if None in window and {step for step in window if step is not None} in (set(), {1}, {-1}):
            return True
    return False
