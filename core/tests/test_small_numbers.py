"""No small number can be worked out from what a table with totals shows, whatever the table."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.small_numbers import Place, held_back, range_of, with_totals


@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ([[5, 6], [7, 8]], []),
        ([[3, 20], [30, 40]], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([[3, 20]], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([[3]], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([[0, 9], [0, 9]], [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]),
        ([[3, 4, 9], [4, 3, 9]], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([], []),
        ([[]], []),
    ],
)
def test_what_is_held_back(counts: list[list[int]], held: list[Place]) -> None:
    assert sorted(held_back(counts)) == held


def test_two_small_ones_in_a_line_whose_sum_is_small_are_not_enough() -> None:
    """1 and 1 beside a total of 22 would both be 0, 1 or 2: a third is held back with them."""
    held = held_back([[1, 1, 20], [50, 60, 70], [80, 90, 95]])
    assert len([place for place in held if place[0] == 0]) >= 3


def test_what_a_list_tells_anyway_protects_nothing_and_is_not_held_back() -> None:
    """The single activities are listed beside the table: of 3, 20, 30 and 40, all but the 3 are known."""
    known = {(0, 1), (1, 0), (1, 1)}
    held = held_back([[3, 0], [0, 0]], known=known)
    assert not held & known
    assert held == {(0, 0), (0, 2), (2, 0), (2, 2)}


def test_where_a_list_says_of_two_that_they_are_small_their_sum_of_8_is_not_shown() -> None:
    """4 and 4 beside known numbers: who reads “fewer than 5” of each, and 8 of both, knows both."""
    held = held_back([[4, 4, 0]], known={(0, 2)}, most={(0, 0): 4, (0, 1): 4})
    assert {(0, 0), (0, 1), (0, 3)} <= held


def test_several_small_ones_in_one_cell_are_held_back_though_their_sum_is_large() -> None:
    held = held_back([[8, 0], [0, 0]], known={(0, 1), (1, 0), (1, 1)}, most={(0, 0): 8})
    assert held == {(0, 0), (0, 2), (2, 0), (2, 2)}


# Any table ------------------------------------------------------------------------------------------------

counts = st.one_of(st.integers(0, 6), st.integers(0, 40))


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> list[list[int]]:
    columns = draw(st.integers(1, most))
    return draw(st.lists(st.lists(counts, min_size=columns, max_size=columns), min_size=1, max_size=most))


@settings(max_examples=100, deadline=None)
@given(tables())
def test_every_small_number_could_be_anything_from_0_to_4(table: list[list[int]]) -> None:
    figures, held = with_totals(table), held_back(table)
    for place, figure in figures.items():
        if figure < 5:
            least, most = range_of(figures, held, place)
            assert (least, most >= 4) == (0, True)


@settings(max_examples=100, deadline=None)
@given(tables())
def test_no_sum_that_is_shown_lacks_a_single_number(table: list[list[int]]) -> None:
    """The pencil's test: in no line is one figure alone held back, because the others would tell it."""
    held = held_back(table)
    for line in (0, 1):
        for number in {place[line] for place in held}:
            assert len([place for place in held if place[line] == number]) != 1


EVERY = [with_totals([cells[:2], cells[2:]]) for cells in product(range(11), repeat=4)]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2))
def test_the_ranges_are_what_trying_every_table_finds(table: list[list[int]]) -> None:
    """All tables of two by two are laid beside what is shown; those that agree are what a reader must reckon with."""
    figures, held = with_totals(table), held_back(table)
    shown = [(place, figure) for place, figure in figures.items() if place not in held]
    agreeing = [other for other in EVERY if all(other[place] == figure for place, figure in shown)]
    for place in held:
        least, most = range_of(figures, held, place)
        found = {other[place] for other in agreeing}
        assert min(found) == least
        assert max(found) >= most
        if figures[place] < 5:
            assert found >= set(range(5))


@settings(max_examples=40, deadline=None)
@given(tables(most=3), st.data())
def test_a_part_of_a_table_tells_no_more_than_the_whole(table: list[list[int]], data: st.DataObject) -> None:
    """An audience that is shown some of the rows, with the pattern of the whole table, can only know less."""
    figures, held = with_totals(table), held_back(table)
    rows = data.draw(st.sets(st.integers(0, len(table)), max_size=len(table)))
    hidden = held | {place for place in figures if place[0] in rows}
    for place, figure in figures.items():
        if figure < 5:
            least, most = range_of(figures, hidden, place)
            assert (least, most >= 4) == (0, True)
