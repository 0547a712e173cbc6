"""Where the marks of an XmR chart stand: values in, coordinates out. One drawing for the screen and for paper."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from core.figures import MeasureKind, format_value
from performance.run_chart import Name, axis, path, years_of
from performance.variation.pages import Exhibit, ProcessPoint, ProcessStretch, level_text
from performance.variation.room import Line, Room, Spot

_WHOLE = (MeasureKind.COUNT, MeasureKind.DAYS)
_APART = 1.25
"""Names at the right end stand at least so many letter heights apart."""


@dataclass(frozen=True)
class Size:
    """The room of a drawing, in its own units. `named`: whether lines are named at their right end, or in the key.

    `shown`: the newest so many periods are drawn; `every`: one in so many is named.
    """

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    font: float
    mark: float
    every: int
    shown: int
    named: bool
    style: str = "screen"


WIDE = Size(1120, 400, 60, 150, 26, 46, 14, 1.0, every=2, shown=60, named=True)
NARROW = Size(360, 300, 46, 10, 24, 44, 13, 0.9, every=3, shown=18, named=False)
PRINT = Size(500, 206, 30, 70, 14, 24, 7.6, 0.55, every=3, shown=60, named=True, style="print")


@dataclass(frozen=True)
class Word(Name):
    """A word that stands where it has room."""

    anchor: str


@dataclass(frozen=True)
class Mark:
    """One point: its place and how it is drawn."""

    x: str
    y: str
    kind: str
    is_hollow: bool = False


@dataclass(frozen=True)
class Afresh:
    """Where limits start afresh."""

    x: str
    text: str
    anchor: str


@dataclass(frozen=True)
class XmRChart:
    """All that the template draws."""

    title: str
    size: Size
    grid: tuple[Name, ...]
    names: tuple[Name, ...]
    years: tuple[Name, ...]
    year_rules: tuple[str, ...]
    runs: tuple[str, ...]
    means: tuple[str, ...]
    limits: tuple[str, ...]
    targets: tuple[str, ...]
    level_names: tuple[Name, ...]
    marks: tuple[Mark, ...]
    latest: Mark
    extreme: Word | None
    captions: tuple[Word, ...]
    afresh: tuple[Afresh, ...]
    gaps: tuple[str, ...]
    floor_text: str

    @property
    def floor_y(self) -> int:
        return self.size.height - self.size.bottom

    @property
    def right_x(self) -> int:
        return self.size.width - self.size.right


@dataclass(frozen=True)
class _Frame:
    """The scales of one drawing: `first` is the place of its oldest period among all."""

    size: Size
    first: int
    count: int
    low: float
    high: float

    def x(self, place: float) -> float:
        room = self.size.width - self.size.left - self.size.right
        return self.size.left + room * (place - self.first + 0.5) / max(self.count, 1)

    def y(self, value: float) -> float:
        floor = self.size.height - self.size.bottom
        return floor - (floor - self.size.top) * (value - self.low) / (self.high - self.low)


def xmr_chart(exhibit: Exhibit, size: Size) -> XmRChart:
    """The drawing, of the newest periods where there is not room for all; limits are always those of all."""
    first = max(0, len(exhibit.points) - size.shown)
    shown = exhibit.points[first:]
    stretches = [each for each in exhibit.stretches if each.last >= first]
    low, high, step = axis(_levels(shown, stretches), whole=exhibit.kind in _WHOLE)
    frame = _Frame(size, first, len(shown), float(low), float(high))
    latest = exhibit.points[exhibit.latest_place]
    afresh = tuple(_afresh(each, frame) for each in stretches if each.reason and each.first > first)
    room = _room(shown, stretches, afresh, frame)
    return XmRChart(
        title=title(exhibit, len(shown)),
        size=size,
        grid=_grid(low, high, step, frame, exhibit.kind),
        names=_names(shown, frame),
        years=_years(shown, frame),
        year_rules=_year_rules(shown, frame),
        runs=_runs(shown, frame),
        means=_lines(stretches, frame, lambda each: [each.mean]),
        limits=_lines(stretches, frame, lambda each: [each.lpl, each.upl]),
        targets=_target_lines(shown, frame),
        level_names=_level_names(exhibit, frame) if size.named else (),
        marks=tuple(_marks(exhibit, shown, frame)),
        latest=_mark(exhibit, latest, exhibit.latest_place, frame),
        extreme=_extreme_word(exhibit, frame, room),
        captions=tuple(_captions(stretches[:-1], frame, room)),
        afresh=afresh,
        gaps=tuple(_n(frame.x(first + i)) for i, point in enumerate(shown) if point.value is None),
        floor_text=format_value(low, exhibit.kind, "short") if low else "",
    )


def title(exhibit: Exhibit, shown: int = 0) -> str:
    """The finding in words: mean, limits and those before them, target, latest, and what lies outside the limits."""
    there = [point for point in exhibit.points if point.value is not None]
    last, process = exhibit.last, exhibit.process
    part = (
        f"The last {shown} of {len(exhibit.points)} {process.unit}s. "
        if 0 < shown < len(exhibit.points)
        else ""
    )
    limits = "no limits"
    if last.lpl is not None and last.upl is not None:
        trial = "trial limits" if last.standing == "trial" else "process limits"
        limits = f"{trial} {level_text(last.lpl, exhibit.kind)} to {level_text(last.upl, exhibit.kind)}"
    since = f" since {last.starts}" if exhibit.rebased else ""
    before = f" Before: {exhibit.earlier_limits}." if exhibit.earlier_limits else ""
    mean = (
        f"Mean {level_text(last.mean, exhibit.kind)}, {limits}"
        if last.mean is not None
        else limits.capitalize()
    )
    target = f", target {level_text(exhibit.target, exhibit.kind)}" if exhibit.target is not None else ""
    reading = f", {process.variation_word.lower()}" if process.variation else ""
    outside = [point for point in there if point.rule.endswith("limit") and "near" not in point.rule]
    beyond = f" Outside the limits in {_listed([point.label for point in outside])}." if outside else ""
    return (
        f"{part}XmR chart of {exhibit.name}, {there[0].label} to {there[-1].label}, {process.points} "
        f"{process.unit}s. {mean}{since}{target}.{before} Latest {process.latest_text}{reading}.{beyond}"
    )


def _listed(labels: Sequence[str]) -> str:
    """Up to six in words; more are counted."""
    if len(labels) > 6:
        return f"{len(labels)} periods"
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


# Scales and names -----------------------------------------------------------------------------------------------------


def _levels(shown: Iterable[ProcessPoint], stretches: Iterable[ProcessStretch]) -> list[Decimal]:
    values = [level for point in shown for level in (point.value, point.target)]
    values += [level for each in stretches for level in (each.lpl, each.mean, each.upl)]
    return [Decimal(repr(value)) for value in values if value is not None]


def _grid(low: Decimal, high: Decimal, step: Decimal, frame: _Frame, kind: MeasureKind) -> tuple[Name, ...]:
    lines = [low + step * index for index in range(int((high - low) / step) + 1)]
    x = str(frame.size.left - 6)
    return tuple(Name(x, _n(frame.y(float(line))), format_value(line, kind, "short")) for line in lines)


def _names(shown: Sequence[ProcessPoint], frame: _Frame) -> tuple[Name, ...]:
    """Names of the periods, counted from the first of each year."""
    every = 1 if len(shown) <= 16 and frame.size.named else frame.size.every
    y = _n(frame.size.height - frame.size.bottom + frame.size.font * 1.35)
    starts: dict[str, int] = {}
    for place, point in enumerate(shown):
        starts.setdefault(point.year, place)
    return tuple(
        Name(_n(frame.x(frame.first + place)), y, point.short)
        for place, point in enumerate(shown)
        if (place - starts[point.year]) % every == 0
    )


def _years(shown: Sequence[ProcessPoint], frame: _Frame) -> tuple[Name, ...]:
    step, y = frame.x(1) - frame.x(0), _n(frame.size.height - frame.size.font * 0.4)
    return tuple(
        Name(_n((frame.x(start) + frame.x(end)) / 2), y, year)
        for year, start, end in years_of(shown, frame.first)
        if (end - start + 1) * step >= 4 * frame.size.font
    )


def _year_rules(shown: Sequence[ProcessPoint], frame: _Frame) -> tuple[str, ...]:
    return tuple(_n(frame.x(start - 0.5)) for _, start, _ in years_of(shown, frame.first)[1:])


# Lines ----------------------------------------------------------------------------------------------------------------


def _runs(shown: Sequence[ProcessPoint], frame: _Frame) -> tuple[str, ...]:
    """The run of values, never drawn across a gap."""
    placed = list(enumerate(shown, start=frame.first))
    paths = []
    for there, members in groupby(placed, key=lambda each: each[1].value is not None):
        run = [(frame.x(place), frame.y(point.value or 0.0)) for place, point in members]
        if there and len(run) > 1:
            paths.append(path(run))
    return tuple(paths)


def _lines(
    stretches: Iterable[ProcessStretch],
    frame: _Frame,
    levels: Callable[[ProcessStretch], Sequence[float | None]],
) -> tuple[str, ...]:
    """A level line for each stretch, half a step beyond its first and last period."""
    return tuple(
        _level_line(max(each.first, frame.first), each.last, level, frame)
        for each in stretches
        for level in levels(each)
        if level is not None
    )


def _target_lines(shown: Sequence[ProcessPoint], frame: _Frame) -> tuple[str, ...]:
    lines = []
    for level, members in groupby(enumerate(shown, start=frame.first), key=lambda each: each[1].target):
        places = [place for place, _ in members]
        if level is not None:
            lines.append(_level_line(places[0], places[-1], level, frame))
    return tuple(lines)


def _level_line(first: int, last: int, level: float, frame: _Frame) -> str:
    y = frame.y(level)
    return path([(frame.x(first - 0.5), y), (frame.x(last + 0.5), y)])


def _level_names(exhibit: Exhibit, frame: _Frame) -> tuple[Name, ...]:
    """The lines of the last stretch by name and value, from the top, never one over another."""
    last, trial = exhibit.last, "trial " if exhibit.last.standing == "trial" else ""
    levels = [
        (f"Upper {trial}limit", last.upl),
        ("Mean", last.mean),
        (f"Lower {trial}limit", last.lpl),
        ("Target", exhibit.target),
    ]
    named = sorted(
        (frame.y(level), f"{word} {level_text(level, exhibit.kind)}")
        for word, level in levels
        if level is not None
    )
    apart, least, found = frame.size.font * _APART, 0.0, []
    for y, text in named:
        least = max(y, least)
        found.append(Name(_n(frame.size.width - frame.size.right + 8), _n(least), text))
        least += apart
    return tuple(found)


# Points ---------------------------------------------------------------------------------------------------------------


def _marks(exhibit: Exhibit, shown: Sequence[ProcessPoint], frame: _Frame) -> Iterable[Mark]:
    return (
        _mark(exhibit, point, place, frame)
        for place, point in enumerate(shown, start=frame.first)
        if point.value is not None
    )


def _mark(exhibit: Exhibit, point: ProcessPoint, place: int, frame: _Frame) -> Mark:
    kind = point.mark.partition("-")[0] or "run"
    if kind == "neutral":
        kind = point.mark
    if exhibit.is_left_unjudged(point):
        kind = "unjudged"
    return Mark(_n(frame.x(place)), _n(frame.y(point.value or 0.0)), kind, point.is_illustrative)


def _extreme(exhibit: Exhibit, first: int) -> int | None:
    """The place of the point farthest outside its limits, for its value to stand beside it; not the latest one."""
    outside = [
        (abs((point.value or 0.0) - (stretch.mean or 0.0)), place)
        for stretch in exhibit.stretches
        for place, point in enumerate(exhibit.points[stretch.first : stretch.last + 1], start=stretch.first)
        if point.rule.endswith("limit") and "near" not in point.rule and place >= first
    ]
    found = max(outside, default=(0.0, exhibit.latest_place))[1]
    return None if found == exhibit.latest_place else found


def _extreme_word(exhibit: Exhibit, frame: _Frame, room: Room) -> Word | None:
    """Below a low point and above a high one, away from the line; never among the names of the periods.

    Low and high are told by the mean of the point's own stretch.
    """
    place = _extreme(exhibit, frame.first)
    if place is None:
        return None
    point = exhibit.points[place]
    value = point.value or 0.0
    mean = next(each.mean for each in exhibit.stretches if each.first <= place <= each.last)
    when = f"{point.short} {point.starts_on.year}" if exhibit.process.unit == "month" else point.label
    text = f"{level_text(value, exhibit.kind)}, {when}"
    side = 1 if mean is not None and value < mean else -1
    return _word(text, room, _spots_beside(frame, place, frame.y(value), side))


def _spots_beside(frame: _Frame, place: int, y: float, side: int) -> list[Spot]:
    """Right of a point, or left where the right end is near; then the other side, its middle, and farther away."""
    x, font = frame.x(place), frame.size.font
    right, left = (x + 0.8 * font, "start"), (x - 0.8 * font, "end")
    beside = [left, right] if place - frame.first > 0.7 * frame.count else [right, left]
    places = [(*each, 1.0) for each in beside] + [(x, "middle", 1.5)]
    places += [(*each, away) for away in (2.0, 3.0) for each in (*beside, (x, "middle"))]
    lowest = frame.size.height - frame.size.bottom - font * 0.5
    return [
        Spot(x, max(min(y + side * away * font, lowest), font * 0.6), anchor) for x, anchor, away in places
    ]


def _captions(earlier: Iterable[ProcessStretch], frame: _Frame, room: Room) -> Iterable[Word]:
    """“Trial limits” by those of an earlier stretch, where it has room within; the last one's are named elsewhere."""
    text, font = "Trial limits", frame.size.font
    for each in earlier:
        left, right = frame.x(max(each.first, frame.first) - 0.5), frame.x(each.last + 0.5)
        has_room = room.width(text) <= right - left
        if each.is_trial and has_room and each.lpl is not None and each.upl is not None:
            heights = frame.y(each.upl) - 0.7 * font, frame.y(each.lpl) + 0.7 * font
            ends = (left + 0.3 * font, "start"), (right - 0.3 * font, "end")
            yield _word(text, room, [Spot(x, y, anchor) for y in heights for x, anchor in ends])


def _word(text: str, room: Room, spots: Sequence[Spot]) -> Word:
    spot = room.best(text, spots)
    return Word(_n(spot.x), _n(spot.y), text, spot.anchor)


def _room(
    shown: Sequence[ProcessPoint],
    stretches: Sequence[ProcessStretch],
    afresh: Iterable[Afresh],
    frame: _Frame,
) -> Room:
    """What words keep clear of: the run and its marks, the level lines, and where limits start afresh."""
    size = frame.size
    there = [
        None if point.value is None else (frame.x(place), frame.y(point.value))
        for place, point in enumerate(shown, start=frame.first)
    ]
    lines: list[Line] = [(one, other) for one, other in pairwise(there) if one and other]
    levels = [
        (max(each.first, frame.first), each.last, level)
        for each in stretches
        for level in (each.lpl, each.mean, each.upl)
    ]
    levels += [(place, place, point.target) for place, point in enumerate(shown, start=frame.first)]
    lines += [
        ((frame.x(start - 0.5), frame.y(level)), (frame.x(end + 0.5), frame.y(level)))
        for start, end, level in levels
        if level is not None
    ]
    lines += [((float(each.x), size.top), (float(each.x), size.height - size.bottom)) for each in afresh]
    marks = [each for each in there if each]
    return Room(size.left, size.width - size.right, size.font, lines, marks, 7 * size.mark)


def _afresh(stretch: ProcessStretch, frame: _Frame) -> Afresh:
    """Words stand to the right of the mark, or to its left where the right end is near."""
    is_late = stretch.first - frame.first > 0.75 * frame.count
    return Afresh(
        _n(frame.x(stretch.first - 0.5)), f"Afresh from {stretch.starts}", "end" if is_late else "start"
    )


def _n(value: float) -> str:
    return f"{value:.1f}"
