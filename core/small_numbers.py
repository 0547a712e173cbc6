"""Small numbers of people in a table with totals: what is held back, so that no subtraction tells it. Pure.

A number below 5 is held back, nought included, or the others would tell which are not nought. So is every total that
contains one: of its row, of its column, and of all. What is shown is then made of numbers alone that are shown one by
one, and says nothing of a small one: not today, and not by what it becomes tomorrow (docs/decisions/suppression.md).
"""

from collections.abc import Sequence

SMALLEST_SHOWN = 5

Place = tuple[int, int]
"""Row and column of a cell; the row after the last holds the totals of the columns, and likewise."""


def held_back(parts: Sequence[Sequence[Sequence[int]]]) -> frozenset[Place]:
    """The places to hold back, of cells and totals. Each cell of `parts` is made of several numbers of people.

    >>> sorted(held_back([[[3], [20]], [[30], [40]]]))
    [(0, 0), (0, 2), (2, 0), (2, 2)]
    """
    rows, columns = len(parts), max(map(len, parts), default=0)
    small = [
        (row, column)
        for row, line in enumerate(parts)
        for column, cell in enumerate(line)
        if any(count < SMALLEST_SHOWN for count in cell)
    ]
    return frozenset(
        place
        for row, column in small
        for place in ((row, column), (row, columns), (rows, column), (rows, columns))
    )
