"""Small numbers of people in a table with totals: what is held back, so that no subtraction tells it. Pure.

A cell below 5 is held back, nought included, or the others would tell which are not nought. Then everything is held
back without which a reader could place it more narrowly than between 0 and 4, the smallest first. That is judged
exactly, by what the sums of the table allow (docs/decisions/suppression.md): a cell can be larger or smaller than it
is as far as others that are held back can make up for it in its row and in its column, round a circle back to it. In a
table with totals, these circles are flows in a network, and the most that flows is how far the cell can move.

A table stands for all that is shown of its figures. What is shown elsewhere too (in a list of the single activities)
is `known`, and holding it back here protects nothing; and where such a list says “fewer than 5” of the parts of a cell,
a reader knows the `most` that the cell can be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence

SMALLEST_SHOWN = 5
WIDEST = SMALLEST_SHOWN - 1
"""A reader who can say no more than “0 to 4” knows nothing that is not known of every small number."""

Place = tuple[int, int]
"""Row and column of a cell; the row after the last holds the totals of the columns, and likewise."""
Counts = Sequence[Sequence[int]]


def held_back(
    counts: Counts, *, known: Collection[Place] = (), most: Mapping[Place, int] | None = None
) -> frozenset[Place]:
    """The places to hold back, of cells and totals. `counts` is the table without totals, which are made here.

    Cells that stand in `most` are made of small numbers, and held back however many these are.

    >>> sorted(held_back([[3, 20], [30, 40]]))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    figures = with_totals(counts)
    known, most = _with_their_totals(figures, known), most or {}
    small = {place for place, count in figures.items() if count < SMALLEST_SHOWN or place in most} - known
    held = set(small)
    while told := _told(figures, held, small, most):
        shown = figures.keys() - held - known
        if not shown:
            break
        held.add(_next_to_hold(figures, shown, held, told))
    for place in sorted(held - small, key=lambda place: -figures[place]):
        if not _told(figures, held - {place}, small, most):
            held.remove(place)
    return frozenset(held)


def with_totals(counts: Counts) -> dict[Place, int]:
    if not counts or not counts[0]:
        return {}
    rows, columns = len(counts), len(counts[0])
    figures = {(row, column): counts[row][column] for row in range(rows) for column in range(columns)}
    figures |= {(row, columns): sum(counts[row]) for row in range(rows)}
    figures |= {(rows, column): sum(line[column] for line in counts) for column in range(columns)}
    return figures | {(rows, columns): sum(map(sum, counts))}


def _with_their_totals(figures: Mapping[Place, int], known: Collection[Place]) -> set[Place]:
    """Who knows every cell of a line knows its total."""
    found = set(known)
    for line in (0, 1):
        for number in {place[line] for place in figures}:
            places = [place for place in figures if place[line] == number]
            cells = {place for place in places if place[1 - line] != max(each[1 - line] for each in places)}
            if cells <= found:
                found |= set(places)
    return found


def _told(
    figures: Mapping[Place, int], held: Collection[Place], small: Collection[Place], most: Mapping[Place, int]
) -> Place | None:
    """A small number that a reader could place more narrowly than between 0 and 4, if there is one."""
    for place in sorted(small):
        least, largest = range_of(figures, held, place, most)
        if least > 0 or largest < WIDEST:
            return place
    return None


def _next_to_hold(
    figures: Mapping[Place, int], shown: Collection[Place], held: Collection[Place], told: Place
) -> Place:
    """What closes a circle, else what stands beside the told one; a cell before a total, a small one before a large."""
    rows, columns = {row for row, _ in held}, {column for _, column in held}
    last_row, last_column = max(figures)

    def order(place: Place) -> tuple[bool, bool, bool, int, Place]:
        row, column = place
        closes = row in rows and column in columns
        beside = row == told[0] or column == told[1]
        return (not closes, not beside, row == last_row or column == last_column, figures[place], place)

    return min(shown, key=order)


# What a reader can work out -------------------------------------------------------------------------------


def range_of(
    figures: Mapping[Place, int],
    held: Collection[Place],
    place: Place,
    most: Mapping[Place, int] | None = None,
) -> tuple[int, int]:
    """The least and the most that a held-back figure can be, as far as a reader can tell from all that is shown.

    Exact for whole numbers of people. The most is cut off where it stops to matter: at the figure and 4 more.
    """
    bounds = most or {}
    figure, row, column = figures[place], ("row", place[0]), ("column", place[1])
    larger = {each: bounds.get(each, figures[each] + figure + WIDEST) - figures[each] for each in held}
    up_to = min(WIDEST, larger.pop(place))
    onward, backward = (row, column) if _is_total(figures, place) else (column, row)
    up = _flow(figures, larger, onward, backward, limit=up_to)
    down = _flow(figures, larger, backward, onward, limit=figure)
    return figure - down, figure + up


def _is_total(figures: Mapping[Place, int], place: Place) -> bool:
    """Whether it is the sum of its row or of its column; the sum of all is both, and so counts like a cell."""
    last_row, last_column = max(figures)
    return (place[0] == last_row) != (place[1] == last_column)


Node = tuple[str, int]


def _flow(
    figures: Mapping[Place, int], larger: Mapping[Place, int], start: Node, end: Node, *, limit: int
) -> int:
    """How much can be shifted from one line to another through the figures that are held back (Ford and Fulkerson).

    Where a cell grows, by as much as it may be `larger`, it takes from its column what it gives its row; it shrinks to
    nought. A total stands on the other side of its sums, so that with it it is the other way round.
    """
    room: dict[Node, dict[Node, int]] = {}
    for place, more in larger.items():
        row, column = ("row", place[0]), ("column", place[1])
        grows, shrinks = (row, column), (column, row)
        if _is_total(figures, place):
            grows, shrinks = shrinks, grows
        room.setdefault(grows[0], {})[grows[1]] = more
        room.setdefault(shrinks[0], {})[shrinks[1]] = figures[place]
    moved = 0
    while moved < limit and (path := _path(room, start, end)):
        step = min(limit - moved, *(room[one][other] for one, other in path))
        for one, other in path:
            room[one][other] -= step
            room.setdefault(other, {}).setdefault(one, 0)
            room[other][one] += step
        moved += step
    return moved


def _path(room: Mapping[Node, Mapping[Node, int]], start: Node, end: Node) -> list[tuple[Node, Node]]:
    """The shortest way with room on it; none is an empty one."""
    came: dict[Node, Node] = {start: start}
    queue = deque([start])
    while queue and end not in came:
        here = queue.popleft()
        for there, width in room.get(here, {}).items():
            if width > 0 and there not in came:
                came[there] = here
                queue.append(there)
    return list(_back(came, start, end)) if end in came else []


def _back(came: Mapping[Node, Node], start: Node, end: Node) -> Iterator[tuple[Node, Node]]:
    while end != start:
        yield came[end], end
        end = came[end]
