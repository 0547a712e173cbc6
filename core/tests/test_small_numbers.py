"""Nothing of a table with totals depends on a small number in it, as far as it is shown."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.small_numbers import Place, held_back

Parts = list[list[list[int]]]


@pytest.mark.parametrize(
    ("parts", "held"),
    [
        ([[[5], [6]], [[7], [8]]], []),
        ([[[4], [20]], [[30], [40]]], [(0, 0), (0, 2), (2, 0), (2, 2)]),
        ([[[0], [20]], [[30], [40]]], [(0, 0), (0, 2), (2, 0), (2, 2)]),
        ([[[3]]], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([[[3, 60], []], [[], [40]]], [(0, 0), (0, 2), (2, 0), (2, 2)]),
        ([[[4, 4], [9]], [[9], []]], [(0, 0), (0, 2), (2, 0), (2, 2)]),
        ([[[], [9]], [[9], []]], []),
        ([], []),
        ([[]], []),
    ],
)
def test_what_is_held_back(parts: Parts, held: list[Place]) -> None:
    assert sorted(held_back(parts)) == held


cells = st.lists(st.integers(0, 9), max_size=3)


@st.composite
def tables(draw: st.DrawFn) -> Parts:
    columns = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=1, max_size=4))


def shown(parts: Parts) -> dict[Place, int]:
    """All figures of the table that a reader sees."""
    rows, columns, held = len(parts), len(parts[0]), held_back(parts)
    figures: dict[Place, int] = {}
    for row, line in enumerate(parts):
        for column, cell in enumerate(line):
            for place in ((row, column), (row, columns), (rows, column), (rows, columns)):
                figures[place] = figures.get(place, 0) + sum(cell)
    return {place: figure for place, figure in figures.items() if place not in held}


@settings(max_examples=200, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_with_other_small_numbers_exactly_the_same_is_shown(parts: Parts, chance: Random) -> None:
    other = [
        [[chance.randint(0, 4) if count < 5 else count for count in cell] for cell in line] for line in parts
    ]
    assert shown(other) == shown(parts)


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(0, 4), st.data())
def test_a_small_number_that_comes_changes_no_figure_that_is_shown(
    parts: Parts, newcomer: int, data: st.DataObject
) -> None:
    """Who keeps the table of yesterday finds figures gone today, and none that has become another."""
    before = shown(parts)
    row = data.draw(st.integers(0, len(parts) - 1))
    parts[row][data.draw(st.integers(0, len(parts[0]) - 1))].append(newcomer)

    assert shown(parts).items() <= before.items()
