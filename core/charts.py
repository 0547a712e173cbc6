"""Where the marks of the small charts stand: values in, coordinates out. Templates only print them.

The same drawings go to the screen and into the PDF, so every chart carries its reading as a title, and nothing here
knows of either. Coordinates are text with one decimal, ready for SVG.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

Number = Decimal | float | int

LIKELIHOODS = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
IMPACTS = ("Negligible", "Minor", "Moderate", "Major", "Catastrophic")


@dataclass(frozen=True)
class Point:
    """One period of a run: its name, its value, and the value as it is read aloud.

    No value means *not collected* or *not comparable*: drawn as a tick on the floor, never as zero, never joined.
    """

    label: str
    value: Number | None
    text: str = "not collected"


@dataclass(frozen=True)
class Dot:
    """A place on a chart."""

    x: str
    y: str


@dataclass(frozen=True)
class Sparkline:
    """A run of periods in the width of a table cell: line, dots, ticks for gaps, and the target.

    `line` and `ticks` are paths: the line is broken where a period has no value.
    """

    title: str
    line: str
    dots: tuple[Dot, ...]
    latest: Dot | None
    ticks: str
    target_y: str | None
    width: int = 92
    height: int = 26


@dataclass(frozen=True)
class Step:
    """One year of a trajectory: the baseline and what was measured are filled, what is planned is hollow."""

    year: int
    value: Number
    text: str
    is_planned: bool = False


@dataclass(frozen=True)
class Trajectory:
    """A measured start and the way planned from it, to the scale of its years and on its own range of values."""

    title: str
    measured: str
    planned: str
    filled: tuple[Dot, ...]
    hollow: tuple[Dot, ...]
    width: int = 150
    height: int = 30


@dataclass(frozen=True)
class HeatMark:
    """One risk to be placed on the heat map."""

    likelihood: int
    impact: int
    reference: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class HeatCell:
    """One cell of the 5 by 5 heat map: its score, the band of that score, and the risks that stand in it."""

    likelihood: int
    impact: int
    band: str
    marks: tuple[HeatMark, ...] = ()

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


@dataclass(frozen=True)
class HeatRow:
    """One likelihood, with a cell for each impact from 1 to 5."""

    likelihood: int
    word: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Likelihood 5 at the top, impact 5 at the right, as the corporate risk register draws it."""

    rows: tuple[HeatRow, ...]
    impacts: tuple[tuple[int, str], ...] = field(default_factory=lambda: tuple(enumerate(IMPACTS, start=1)))


def sparkline(
    name: str, points: Sequence[Point], target: Number | None = None, target_text: str = ""
) -> Sparkline:
    """A run of periods on its own range, the target within it. Periods stand at fixed places, the last at the right."""
    values = [float(p.value) for p in points if p.value is not None]
    scale = _scale([*values, *([float(target)] if target is not None else [])], top=5.0, bottom=19.0)
    across = _spread(len(points), left=6.0, right=86.0)
    placed = [
        (x, None if p.value is None else scale(float(p.value))) for x, p in zip(across, points, strict=True)
    ]
    dots = tuple(Dot(_n(x), _n(y)) for x, y in placed if y is not None)
    has_latest = bool(placed) and placed[-1][1] is not None
    return Sparkline(
        title=_reading(name, points, target, target_text),
        line=_joined(placed),
        dots=dots[:-1] if has_latest else dots,
        latest=dots[-1] if has_latest else None,
        ticks="".join(f"M{_n(x)} 25v-4" for x, y in placed if y is None),
        target_y=None if target is None else _n(scale(float(target))),
    )


def trajectory(name: str, steps: Sequence[Step]) -> Trajectory:
    """Years to scale from left to right; the plan goes on, dashed, from the last year that was measured."""
    ordered = sorted(steps, key=lambda step: (step.year, step.is_planned))
    scale = _scale([float(step.value) for step in ordered], top=6.0, bottom=24.0)
    across = _years(ordered, left=6.0, right=144.0)
    placed = [(step, Dot(_n(across(step.year)), _n(scale(float(step.value))))) for step in ordered]
    filled = tuple(dot for step, dot in placed if not step.is_planned)
    hollow = tuple(dot for step, dot in placed if step.is_planned)
    spoken = ", ".join(f"{step.text}{' planned' if step.is_planned else ''}" for step in ordered)
    return Trajectory(
        title=f"{name}: {spoken}" if spoken else f"{name}: no trajectory",
        measured=_path(filled) if len(filled) > 1 else "",
        planned=_path((*filled[-1:], *hollow)) if len(hollow) + len(filled[-1:]) > 1 and hollow else "",
        filled=filled,
        hollow=hollow,
    )


def heat_map(marks: Iterable[HeatMark], band: Callable[[int], str]) -> HeatMap:
    """The 5 by 5 table of likelihood and impact. `band` names the band of a score: the bands are the organisation's."""
    placed: dict[tuple[int, int], list[HeatMark]] = {}
    for mark in marks:
        placed.setdefault((mark.likelihood, mark.impact), []).append(mark)
    return HeatMap(
        rows=tuple(
            HeatRow(
                likelihood=likelihood,
                word=LIKELIHOODS[likelihood - 1],
                cells=tuple(
                    HeatCell(
                        likelihood,
                        impact,
                        band(likelihood * impact),
                        tuple(placed.get((likelihood, impact), ())),
                    )
                    for impact in range(1, 6)
                ),
            )
            for likelihood in range(5, 0, -1)
        )
    )


def _scale(values: Sequence[float], top: float, bottom: float) -> Callable[[float], float]:
    """From values to heights: the highest at the top, the lowest at the bottom, a single level in the middle."""
    if not values or min(values) == max(values):
        return lambda _value: (top + bottom) / 2
    low, high = min(values), max(values)
    return lambda value: bottom - (value - low) / (high - low) * (bottom - top)


def _spread(count: int, left: float, right: float) -> list[float]:
    """Equal steps from left to right; a single place stands at the right, where the latest belongs."""
    if count < 2:
        return [right] * count
    return [left + (right - left) * index / (count - 1) for index in range(count)]


def _years(steps: Sequence[Step], left: float, right: float) -> Callable[[int], float]:
    """From years to places: the first at the left, the last at the right."""
    if not steps or steps[0].year == steps[-1].year:
        return lambda _year: left
    first, last = steps[0].year, steps[-1].year
    return lambda year: left + (right - left) * (year - first) / (last - first)


def _joined(placed: Sequence[tuple[float, float | None]]) -> str:
    """The path of each unbroken run of two periods or more: a gap is never bridged."""
    dots = [None if y is None else Dot(_n(x), _n(y)) for x, y in placed]
    runs = [
        [dot for dot in run if dot]
        for is_gap, run in groupby(dots, key=lambda dot: dot is None)
        if not is_gap
    ]
    return " ".join(_path(run) for run in runs if len(run) > 1)


def _path(dots: Sequence[Dot]) -> str:
    return "M" + " L".join(f"{dot.x} {dot.y}" for dot in dots)


def _reading(name: str, points: Sequence[Point], target: Number | None, target_text: str) -> str:
    """The chart in words: every period with its value, then the target."""
    spoken = ", ".join(f"{point.label} {point.text}" for point in points)
    aim = target_text or ("none" if target is None else f"{target}")
    return f"{name}: {spoken}; target {aim}"


def _n(value: float) -> str:
    return f"{value:.1f}"
