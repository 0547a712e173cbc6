"""A run chart: the periods of one KPI in their order, with the target and nothing else.

It makes no claim: no mean, no limits, no special causes. Values in, coordinates out; the template only prints them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby
from typing import Protocol

from core.charts import Dot
from core.figures import MeasureKind, format_value

GRID_LINES = 5
"""About as many as the eye reads without counting."""

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_FROM_NOUGHT = Decimal("0.75")
"""An axis starts at 0 where the lowest value is less than three quarters of the highest."""

_WHOLE = (MeasureKind.COUNT, MeasureKind.DAYS)
"""Kinds whose grid lines stand at whole numbers."""


class InYear(Protocol):
    """A period that knows the year it is drawn under."""

    @property
    def year(self) -> str: ...


@dataclass(frozen=True)
class RunPoint:
    """One period: its place in words, the year it belongs to, its value, and the target it is held against.

    `value` is None where nothing was collected or nothing can be compared; `text` says which.
    """

    label: str
    short: str
    year: str
    value: Decimal | None
    text: str
    target: Decimal | None = None


@dataclass(frozen=True)
class Size:
    """The room of a drawing: up to `names_all` periods are all named, of more every second or third."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    font: int
    names_all: int
    names_every: int


WIDE = Size(1120, 320, 64, 150, 22, 56, 14, names_all=16, names_every=2)
NARROW = Size(360, 270, 46, 14, 22, 50, 12, names_all=8, names_every=3)
_NAME_WIDTH = 4
"""A year's name needs about four times the height of its letters."""


@dataclass(frozen=True)
class Name:
    """A word on the chart and where it stands."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class RunChart:
    """Where the marks of a run chart stand."""

    title: str
    size: Size
    grid: tuple[Name, ...]
    names: tuple[Name, ...]
    years: tuple[Name, ...]
    year_rules: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    latest: Dot | None
    latest_name: Name | None
    gaps: tuple[str, ...]
    targets: tuple[str, ...]
    target_name: Name | None
    floor_text: str

    @property
    def floor_y(self) -> int:
        return self.size.height - self.size.bottom

    @property
    def right_x(self) -> int:
        return self.size.width - self.size.right


def run_chart(
    name: str, points: Sequence[RunPoint], kind: MeasureKind, target_text: str, size: Size
) -> RunChart:
    """The drawing of a run, oldest first. A gap is a tick on the floor; the line is never drawn across it."""
    low, high, step = axis([*_values(points), *_targets(points)], whole=kind in _WHOLE)
    across, up = _across(len(points), size), _up(low, high, size)
    placed = [(across(i), None if p.value is None else up(p.value)) for i, p in enumerate(points)]
    latest = _latest(placed)
    years = years_of(points)
    return RunChart(
        title=title(name, points, target_text),
        size=size,
        grid=_grid(low, high, step, up, kind, size),
        names=_names(points, across, size),
        years=_year_names(years, across, size),
        year_rules=tuple(_n((across(first - 1) + across(first)) / 2) for _, first, _ in years[1:]),
        lines=_joined(placed),
        dots=tuple(Dot(_n(x), _n(y)) for x, y in placed if y is not None),
        latest=latest,
        latest_name=_latest_name(points, latest, kind, size),
        gaps=tuple(_n(x) for x, y in placed if y is None),
        targets=_target_lines(points, across, up),
        target_name=_target_name(points, up, kind, size),
        floor_text=format_value(low, kind) if low else "",
    )


def title(name: str, points: Sequence[RunPoint], target_text: str) -> str:
    """The chart in words: from when to when, lowest, highest and latest, and the target."""
    there = [point for point in points if point.value is not None]
    if not there:
        return f"{name}: no figures"
    lowest, highest = min(there, key=_value), max(there, key=_value)
    return (
        f"Run chart of {name}, {there[0].label} to {there[-1].label}: {len(there)} figures. "
        f"Lowest {lowest.text} in {lowest.label}, highest {highest.text} in {highest.label}, "
        f"latest {there[-1].text}. Target: {target_text[:1].lower() + target_text[1:]}."
    )


def axis(values: Sequence[Decimal], *, whole: bool = False) -> tuple[Decimal, Decimal, Decimal]:
    """Lowest and highest grid line and the step between: round numbers that hold all values.

    The axis starts at 0 unless the values lie close together; then it leaves room below the lowest, and its floor is
    stated under the chart. `whole` keeps its steps to whole numbers.
    """
    if not values:
        return Decimal(0), Decimal(1), Decimal(1)
    low, high = min(values), max(values)
    if 0 <= low < high * _FROM_NOUGHT or low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        return Decimal(0), Decimal(1), Decimal(1)
    step = _step((high - low) / GRID_LINES)
    step = max(step.to_integral_value(ROUND_CEILING), Decimal(1)) if whole else step
    floor = (low / step).to_integral_value(ROUND_FLOOR) * step
    if floor == low and floor:
        floor -= step
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    return floor, top, step


def _step(rough: Decimal) -> Decimal:
    """The next round step: 1, 2, 2.5 or 5, times a power of ten."""
    size = Decimal(1).scaleb(rough.adjusted())
    return next(step * size for step in _STEPS if step * size >= rough)


def _values(points: Sequence[RunPoint]) -> list[Decimal]:
    return [point.value for point in points if point.value is not None]


def _targets(points: Sequence[RunPoint]) -> list[Decimal]:
    return [point.target for point in points if point.target is not None]


def _value(point: RunPoint) -> Decimal:
    return point.value or Decimal(0)


def _across(count: int, size: Size) -> Callable[[int], float]:
    """Periods at equal steps, half a step in from either end; a single one in the middle."""
    room = size.width - size.left - size.right
    return lambda index: size.left + room * (index + 0.5) / max(count, 1)


def _up(low: Decimal, high: Decimal, size: Size) -> Callable[[Decimal], float]:
    floor, room = size.height - size.bottom, size.height - size.bottom - size.top
    return lambda value: floor - room * float((value - low) / (high - low))


def _grid(
    low: Decimal, high: Decimal, step: Decimal, up: Callable[[Decimal], float], kind: MeasureKind, size: Size
) -> tuple[Name, ...]:
    count = int((high - low) / step)
    lines = [low + step * index for index in range(count + 1)]
    return tuple(Name(str(size.left - 8), _n(up(line)), format_value(line, kind, "short")) for line in lines)


def _names(points: Sequence[RunPoint], across: Callable[[int], float], size: Size) -> tuple[Name, ...]:
    """Names of the periods: all where there is room, else every second or third, counted from the first of a year."""
    every = 1 if len(points) <= size.names_all else size.names_every
    y = str(size.height - size.bottom + size.font + 9)
    firsts = {year: first for year, first, _ in years_of(points)}
    return tuple(
        Name(_n(across(index)), y, point.short)
        for index, point in enumerate(points)
        if (index - firsts[point.year]) % every == 0
    )


def years_of(points: Sequence[InYear], first: int = 0) -> list[tuple[str, int, int]]:
    """Each year with the places of its first and last period; `first` is the place of the first of all."""
    years = []
    for year, members in groupby(enumerate(points, start=first), key=lambda place: place[1].year):
        places = [index for index, _ in members]
        years.append((year, places[0], places[-1]))
    return years


def _year_names(
    years: Sequence[tuple[str, int, int]], across: Callable[[int], float], size: Size
) -> tuple[Name, ...]:
    """The years under their periods; one too short for its name goes without."""
    step, y = across(1) - across(0), str(size.height - 8)
    return tuple(
        Name(_n((across(first) + across(last)) / 2), y, year)
        for year, first, last in years
        if (last - first + 1) * step >= _NAME_WIDTH * size.font
    )


def _joined(placed: Sequence[tuple[float, float | None]]) -> tuple[str, ...]:
    runs = [list(run) for there, run in groupby(placed, key=lambda place: place[1] is not None) if there]
    return tuple(path([(x, y or 0.0) for x, y in run]) for run in runs if len(run) > 1)


def _latest(placed: Sequence[tuple[float, float | None]]) -> Dot | None:
    there = [(x, y) for x, y in placed if y is not None]
    return Dot(_n(there[-1][0]), _n(there[-1][1])) if there else None


def _latest_name(
    points: Sequence[RunPoint], latest: Dot | None, kind: MeasureKind, size: Size
) -> Name | None:
    """The latest value by its ring: below it where the run came down to it, else above, within the drawing."""
    there = _values(points)
    if latest is None or not there:
        return None
    y = float(latest.y)
    came_down = len(there) > 1 and there[-1] < there[-2]
    below, above = y + size.font + 12, y - 13
    has_room_below = below < size.height - size.bottom
    is_below = above - size.font < 0 or (came_down and has_room_below)
    return Name(latest.x, _n(below if is_below else above), format_value(there[-1], kind, "short"))


def _target_lines(
    points: Sequence[RunPoint], across: Callable[[int], float], up: Callable[[Decimal], float]
) -> tuple[str, ...]:
    """One level line for each stretch of periods with the same target, half a step beyond either end."""
    half = (across(1) - across(0)) / 2
    lines = []
    for level, members in groupby(enumerate(points), key=lambda place: place[1].target):
        places = [index for index, _ in members]
        if level is not None:
            lines.append(
                path([(across(places[0]) - half, up(level)), (across(places[-1]) + half, up(level))])
            )
    return tuple(lines)


def _target_name(
    points: Sequence[RunPoint], up: Callable[[Decimal], float], kind: MeasureKind, size: Size
) -> Name | None:
    """“Target 95%” at the right end of its line, where the drawing has room for it."""
    level = points[-1].target if points else None
    if level is None or size is NARROW:
        return None
    return Name(
        str(size.width - size.right + 8), _n(up(level) + 5), f"Target {format_value(level, kind, 'short')}"
    )


def path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in places)


def _n(value: float) -> str:
    return f"{value:.1f}"
