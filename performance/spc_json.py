"""XmR charts as JSON, so that anyone can hold the portal's calculation against the R package's.

One object in, one object out, in the order in which they came. Rows are answered by date, as the package orders them.
What is wrong with an object is its own `error` and nobody else's.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from performance import spc, spc_policy
from performance.spc import Direction, NotAnalysed, Point, Series
from performance.spc_policy import Standing

PACKAGE, PORTAL = "package", "portal"
LIMITS = ("mean", "upl", "lpl", "near_lpl", "near_upl")


def answer(asked: Any, *, policy: str = PACKAGE, outside_counts: bool = False) -> dict[str, Any]:
    """The analysis of one object, or what is wrong with it."""
    try:
        series = series_from(asked, outside_counts=outside_counts)
        return _by_policy(series) if policy == PORTAL else _by_package(series)
    except NotAnalysed as refusal:
        return {"error": str(refusal)}


def series_from(asked: Any, *, outside_counts: bool = False) -> Series:
    """The series that an object describes. Keys that mean nothing here are passed over. Raises NotAnalysed."""
    if not isinstance(asked, Mapping):
        raise NotAnalysed("This is not an object with values and dates.")
    return Series(
        dates=[_date(value) for value in _list(asked, "dates")],
        values=[_number(value, "values") for value in _list(asked, "values")],
        direction=_direction(asked.get("improvement_direction")),
        target=_number(asked.get("target"), "target"),
        rebase_on=[_date(value) for value in _list(asked, "rebase_dates", required=False)],
        baseline=_number(asked.get("baseline_n"), "baseline_n"),
        screen_outliers=_flag(asked.get("screen_outliers"), default=True),
        outside_counts=outside_counts,
    )


def _by_package(series: Series) -> dict[str, Any]:
    found = spc.analyse(series)
    return {
        **_limits_per_point(found.points),
        "point_type": [point.type.value for point in found.points],
        "variation_type": found.variation.value,
        "assurance_type": found.assurance.value if found.assurance else None,
    }


def _by_policy(series: Series) -> dict[str, Any]:
    """The same keys; what the portal does not show is null. `standing` and `message` say how much it shows."""
    reading = spc_policy.read(series)
    limits: dict[str, list[float | None]] = {name: [] for name in LIMITS}
    types: list[str | None] = []
    for stretch in reading.stretches:
        found = _limits_per_point(stretch.points)
        for name in LIMITS:
            shown = stretch.limits is not None or (name == "mean" and stretch.standing != Standing.RUN)
            limits[name] += found[name] if shown else [None] * len(stretch.points)
        is_full = stretch.standing == Standing.FULL
        types += [point.type.value if is_full else None for point in stretch.points]
    return {
        **limits,
        "point_type": types,
        "variation_type": reading.variation.value if reading.variation else None,
        "assurance_type": reading.assurance.value if reading.assurance else None,
        "standing": reading.standing.value,
        "message": reading.message,
    }


def _limits_per_point(points: Sequence[Point]) -> dict[str, list[float | None]]:
    return {name: [_shown(getattr(point.limits, name)) for point in points] for name in LIMITS}


def _shown(value: float) -> float | None:
    """JSON has no NaN: what is undefined is null."""
    return value if math.isfinite(value) else None


# What an object may hold ----------------------------------------------------------------------------------------------


def _list(asked: Mapping[str, Any], key: str, *, required: bool = True) -> list[Any]:
    found = asked.get(key)
    if found is None and not required:
        return []
    if not isinstance(found, list):
        raise NotAnalysed(f"“{key}” is not a list.")
    return found


def _number(value: Any, key: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotAnalysed(f"“{key}” holds {value!r:.40}, which is not a number.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise NotAnalysed(f"“{key}” holds a number that is not finite.")
    return number


def _date(value: Any) -> datetime:
    """A day, or a moment, in ISO 8601; moments with a zone are compared in UTC."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (TypeError, ValueError, OverflowError):
        raise NotAnalysed(f"{value!r:.40} is not a date like 2019-03-01.") from None


def _direction(value: Any) -> Direction:
    try:
        return Direction(Direction.INCREASE if value is None else value)
    except ValueError:
        known = ", ".join(Direction)
        raise NotAnalysed(f"“improvement_direction” is {value!r:.40}; known are {known}.") from None


def _flag(value: Any, *, default: bool) -> bool:
    if value is None:
        return default
    if not isinstance(value, bool):
        raise NotAnalysed("“screen_outliers” is neither true nor false.")
    return value
