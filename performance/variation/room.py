"""Where a word has room on a chart: of some places for it, the one that crosses least of what is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

Line = tuple[tuple[float, float], tuple[float, float]]

_LETTER = 0.52
"""A letter is about so wide, and half a line of them so high, in heights of the font."""
_HALF = 0.45


@dataclass(frozen=True)
class Spot:
    """A place for a word: its anchor, and the middle of its height."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Room:
    """What is drawn already: lines and marks, the marks with their radius. Words stay between `left` and `right`."""

    left: float
    right: float
    font: float
    lines: Sequence[Line]
    marks: Sequence[tuple[float, float]]
    radius: float

    def best(self, text: str, spots: Sequence[Spot]) -> Spot:
        """The first of the places that lie within the drawing and cross least."""
        return min(spots, key=lambda spot: (not self.holds(text, spot), self._crossed(text, spot)))

    def width(self, text: str) -> float:
        return _LETTER * self.font * len(text)

    def holds(self, text: str, spot: Spot) -> bool:
        left, right = self._sides(text, spot)
        return self.left <= left and right <= self.right

    def _sides(self, text: str, spot: Spot) -> tuple[float, float]:
        width = self.width(text)
        left = spot.x - {"start": 0.0, "middle": width / 2, "end": width}[spot.anchor]
        return left, left + width

    def _crossed(self, text: str, spot: Spot) -> int:
        left, right = self._sides(text, spot)
        top, bottom = spot.y - _HALF * self.font, spot.y + _HALF * self.font
        under = sum(
            left - self.radius < x < right + self.radius and top - self.radius < y < bottom + self.radius
            for x, y in self.marks
        )
        return under + sum(_meets(line, left, right, top, bottom) for line in self.lines)


def _meets(line: Line, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether a line runs through a box: of the part of it between the sides, any between top and bottom."""
    (x0, y0), (x1, y1) = sorted(line)
    start, end = max(x0, left), min(x1, right)
    if start > end:
        return False
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    ys = (y0, y1) if x1 == x0 else (y0 + slope * (start - x0), y0 + slope * (end - x0))
    return min(ys) < bottom and max(ys) > top
