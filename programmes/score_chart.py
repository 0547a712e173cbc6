"""Where the marks of a risk's score chart stand: dated scores in, coordinates out. The template only prints them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import Dot
from core.dates import in_words
from programmes.risk_bands import BANDS, Band

WIDE, NARROW, HEIGHT = 560, 330, 200
LEFT, TOP, BOTTOM = 34.0, 10.0, 172.0
NAMES = 90.0
"""Room that the names of the bands need at the right."""
HIGHEST = 25
LABEL_ROOM = 82.0
"""Room that a date needs under the axis."""


@dataclass(frozen=True)
class Scored:
    """A score and the day it was given."""

    on: date
    score: int


@dataclass(frozen=True)
class BandLine:
    """The lower edge of a band and where its name stands."""

    text: str
    y: str
    middle: str


@dataclass(frozen=True)
class Tick:
    x: str
    text: str
    anchor: str


@dataclass(frozen=True)
class ScoreChart:
    """Scores as steps from day to day up to the day shown, with the bands and the target."""

    title: str
    path: str
    dots: tuple[Dot, ...]
    latest: Dot
    target_y: str
    target: int
    bands: tuple[BandLine, ...]
    ticks: tuple[Tick, ...]
    width: int
    right: str
    names_x: str
    height: int = HEIGHT
    left: str = f"{LEFT:.1f}"


def score_chart(
    name: str, scores: Sequence[Scored], target: int, until: date, width: int = WIDE
) -> ScoreChart | None:
    """A score holds until the next one, so the line is a stair. Fewer than two scores make no chart."""
    if len(scores) < 2:
        return None
    until = max(until, scores[-1].on)
    right = width - NAMES
    first, days = scores[0].on, max((until - scores[0].on).days, 1)

    def across(day: date) -> float:
        return LEFT + (right - LEFT) * (day - first).days / days

    dots = [Dot(_n(across(each.on)), _n(_height(each.score))) for each in scores]
    return ScoreChart(
        title=_reading(name, scores, target),
        path=_stair(dots) + f" H{_n(right)}",
        dots=tuple(dots[:-1]),
        latest=dots[-1],
        target_y=_n(_height(target)),
        target=target,
        bands=_bands(),
        ticks=_ticks([*(each.on for each in scores), until], across),
        width=width,
        right=_n(right),
        names_x=_n(right + 8),
    )


def _height(score: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * score / HIGHEST


def _stair(dots: Sequence[Dot]) -> str:
    steps = [f"H{dot.x} V{dot.y}" for dot in dots[1:]]
    return " ".join([f"M{dots[0].x} {dots[0].y}", *steps])


def _bands() -> tuple[BandLine, ...]:
    """Each band's lower edge lies half-way to the band below, as no score lies between."""
    lower = {Band.LOW: 0.0, Band.MODERATE: 3.5, Band.HIGH: 7.0, Band.EXTREME: 13.5}
    upper = {Band.LOW: 3.5, Band.MODERATE: 7.0, Band.HIGH: 13.5, Band.EXTREME: float(HIGHEST)}
    return tuple(
        BandLine(
            str(band.label),
            _n(_height(lower[band])),
            _n((_height(lower[band]) + _height(upper[band])) / 2 + 4),
        )
        for band in BANDS
    )


def _ticks(days: Sequence[date], across: Callable[[date], float]) -> tuple[Tick, ...]:
    """Dates under the axis: the first and the last always, those between where their text has room.

    The first date starts at its place and the last ends there, so both reach further into the chart.
    """
    places = sorted({day: across(day) for day in days}.items())
    first, last = places[0], places[-1]
    between: list[tuple[date, float]] = []
    reached = first[1] + LABEL_ROOM
    for day, x in places[1:-1]:
        if x - LABEL_ROOM / 2 >= reached and x + LABEL_ROOM / 2 <= last[1] - LABEL_ROOM:
            between.append((day, x))
            reached = x + LABEL_ROOM / 2
    ticks = [_tick(first, "start"), *(_tick(place, "middle") for place in between)]
    return tuple(ticks if first == last else [*ticks, _tick(last, "end")])


def _tick(place: tuple[date, float], anchor: str) -> Tick:
    day, x = place
    return Tick(_n(x), f"{day.day} {day:%b %Y}", anchor)


def _reading(name: str, scores: Sequence[Scored], target: int) -> str:
    """The chart in words."""
    spoken = ", ".join(f"{in_words(each.on)} {each.score}" for each in scores)
    return f"{name}: {spoken}; target {target}"


def _n(value: float) -> str:
    return f"{value:.1f}"
