"""What the portal shows of an XmR chart: its own policy, on top of what the package calculates (spc.py).

13 points or more in a group: all of it. 10 to 12: trial limits, no marks on points and no icons. Fewer: a run of values
and no claim. These numbers are the Making Data Count tool's and ours, not a rule of nature; docs/decisions/variation.md
says why, and what else is decided here. Each group is held to it by itself; the icons speak of the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from performance import spc
from performance.spc import Assurance, Direction, Limits, Point, PointType, Rule, Series

FEWEST_FULL = 13
FEWEST_TRIAL = 10


class Standing(StrEnum):
    """How much a group has enough points for."""

    FULL = "full"
    TRIAL = "trial"
    RUN = "run"

    @classmethod
    def of(cls, points: int) -> "Standing":
        """By the points that have a figure."""
        if points >= FEWEST_FULL:
            return cls.FULL
        return cls.TRIAL if points >= FEWEST_TRIAL else cls.RUN


@dataclass(frozen=True)
class Stretch:
    """One group as it is drawn: `limits` only where there are enough points for them."""

    standing: Standing
    points: tuple[Point, ...]
    limits: Limits | None
    is_constant: bool

    @property
    def count(self) -> int:
        return sum(point.value is not None for point in self.points)


@dataclass(frozen=True)
class Reading:
    """A whole series as the portal reads it. Without 13 points in the last group, it makes no claim: no icons."""

    stretches: tuple[Stretch, ...]
    latest: Point | None
    """The newest row that has a figure: variation is read from it, with its date."""
    variation: PointType | None
    assurance: Assurance | None

    @property
    def last(self) -> Stretch:
        return self.stretches[-1]

    @property
    def standing(self) -> Standing:
        return self.last.standing

    @property
    def message(self) -> str:
        """Why there are no icons; nothing where there are."""
        if self.standing == Standing.FULL:
            return ""
        if self.standing == Standing.TRIAL:
            return f"Trial limits ({self.last.count} of {FEWEST_FULL} points)"
        return f"Not enough data for SPC ({self.last.count} of {FEWEST_FULL} points)"


def read(series: Series) -> Reading:
    """The series under the portal's policy. A missing value breaks every run and is never an error.

    Raises spc.NotAnalysed for what cannot be a series at all: a date twice, a baseline below 12.
    """
    stretches = tuple(_stretch(number, rows, series) for number, rows in spc.groups(series))
    last = stretches[-1]
    latest = next((point for point in reversed(last.points) if point.value is not None), None)
    speaks = last.standing == Standing.FULL and latest is not None
    return Reading(
        stretches=stretches,
        latest=latest,
        variation=latest.type if latest is not None and speaks else None,
        assurance=_assurance(series, last) if speaks else None,
    )


def _stretch(number: int, rows: Sequence[spc.Row], series: Series) -> Stretch:
    values = [value for _, value in rows]
    there = [value for value in values if value is not None]
    standing = Standing.of(len(there))
    is_constant = len(there) > 1 and min(there) == max(there)
    limits = limits_of(values, series)
    if standing == Standing.FULL and not is_constant:
        points = tuple(spc.points_of(number, rows, limits, series))
    else:
        points = tuple(Point(on, value, number, limits, Rule.NONE, PointType.COMMON) for on, value in rows)
    has_limits = standing != Standing.RUN and limits.are_defined and not is_constant
    return Stretch(standing, points, limits if has_limits else None, is_constant)


def limits_of(values: Sequence[float | None], series: Series) -> Limits:
    """The package's limits; where screening leaves nothing but noughts, those without screening.

    Of zeros with a single 1, the few moving ranges that are not 0 are all screened out, both limits fall onto the
    mean and every point would lie outside.
    """
    limits = spc.limits_of(values, baseline=series.baseline, screen_outliers=series.screen_outliers)
    if limits.upl == limits.mean and limits.raw_moving_range > 0:
        return spc.limits_of(values, baseline=series.baseline, screen_outliers=False)
    return limits


def _assurance(series: Series, last: Stretch) -> Assurance | None:
    """Against the last limits. All values equal have none: they meet the target, or they do not."""
    if last.limits is not None:
        return spc.assurance_of(series, last.limits)
    if series.target is None or series.direction == Direction.NEUTRAL or not last.is_constant:
        return None
    value = next(point.value for point in last.points if point.value is not None)
    short = (
        float(series.target) - value
        if series.direction == Direction.INCREASE
        else value - float(series.target)
    )
    return Assurance.MEETS if short <= last.points[0].limits.tolerance else Assurance.MISSES
