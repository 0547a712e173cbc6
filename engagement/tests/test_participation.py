"""Who took part in a year: the table, what it holds back, and that no list beside it tells the rest."""

from copy import deepcopy
from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.periods import FinancialYear
from core.small_numbers import with_totals
from engagement.models import EngagementActivity
from engagement.participation import Participation, build_participation, is_counted_in, places_held_back
from engagement.tests.builders import make_activity
from organisation.rights import Role
from organisation.tests.builders import make_user, make_year

YEAR = FinancialYear(2013)
URL = "/engagement/who-took-part/"


def activity(kind: str, month: int | None, took_part: int | None) -> EngagementActivity:
    day = date(2013 if month > 3 else 2014, month, 15) if month else None
    text = "" if month else "During 2013/14"
    return EngagementActivity(kind=kind, starts_on=day, date_text=text, took_part=took_part)


def table(*activities: EngagementActivity) -> dict[str, list[str]]:
    page: Participation = build_participation(activities, YEAR)
    return {line.name: [cell.text for cell in line.cells] for line in page.lines}


def test_people_are_counted_by_kind_and_quarter_with_totals() -> None:
    found = table(
        activity("event", 4, 40),
        activity("event", 5, 60),
        activity("survey", 1, 1200),
        activity("event", None, 7),
    )
    assert found == {
        "Event": ["100", "", "", "", "7", "107"],
        "Survey": ["", "", "", "1,200", "", "1,200"],
        "All": ["100", "", "", "1,200", "7", "1,307"],
    }


def test_a_small_number_is_held_back_with_the_totals_that_would_tell_it() -> None:
    found = table(activity("event", 4, 3), activity("event", 5, 60), activity("survey", 1, 1200))
    assert found == {
        "Event": ["held back", "", "", "", "held back"],
        "Survey": ["", "", "", "1,200", "1,200"],
        "All": ["held back", "", "", "1,200", "held back"],
    }


def test_across_a_years_end_each_is_counted_once() -> None:
    """In both years' tables, three held-back numbers of 1, 3 and 2 could be told by taking one table from the other."""
    before = EngagementActivity(
        kind="event", starts_on=date(2014, 3, 20), ends_on=date(2014, 5, 2), took_part=3
    )
    named = EngagementActivity(kind="survey", date_text="Through 2013/14 and 2014/15", took_part=1)
    on_the_day = EngagementActivity(kind="event", starts_on=date(2014, 4, 1), took_part=2)

    for each, years in ((before, (True, False)), (named, (True, False)), (on_the_day, (False, True))):
        assert (is_counted_in(each, YEAR), is_counted_in(each, FinancialYear(2014))) == years
    assert build_participation([before, named], FinancialYear(2014)).lines == ()


def test_where_nobody_wrote_a_number_down_that_is_said() -> None:
    page = build_participation([activity("event", 4, None)], YEAR)
    assert (page.lines, page.not_known) == ((), 1)


numbers = st.lists(st.integers(0, 7), max_size=2)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=2))
def test_with_list_and_table_each_small_number_could_be_anything(parts: list[list[list[int]]]) -> None:
    """Every way to fill in the small numbers is laid beside all that is shown, in the list and in the table."""
    places = [
        (row, column, number)
        for row, line in enumerate(parts)
        for column, cell in enumerate(line)
        for number, count in enumerate(cell)
        if count < 5
    ]
    assume(len(places) <= 5)
    held = places_held_back(parts)
    shown = _sums(parts, held)
    possible: list[set[int]] = [set() for _ in places]
    for values in product(range(5), repeat=len(places)):
        other = deepcopy(parts)
        for (row, column, number), value in zip(places, values, strict=True):
            other[row][column][number] = value
        if _sums(other, held) == shown:
            for found, value in zip(possible, values, strict=True):
                found.add(value)
    assert all(found == set(range(5)) for found in possible)


def _sums(parts: list[list[list[int]]], held: frozenset[tuple[int, int]]) -> dict[tuple[int, int], int]:
    figures = with_totals([[sum(cell) for cell in row] for row in parts])
    return {place: figure for place, figure in figures.items() if place not in held}


@pytest.mark.django_db
def test_the_page_and_the_file_hold_back_the_same() -> None:
    make_year(start=2013)
    make_activity(title="Walk-in", kind="event", starts_on=date(2013, 4, 3), took_part=3)
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    page = client.get(URL, {"year": "2013-14"}).content.decode()
    assert "held back" in page
    file = client.get(URL, {"year": "2013-14", "format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert file[1] == "Event,held back,,,,held back"
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(URL, {"year": "2013-14"})
        counts.append(len(queries))
        for number in range(10):
            make_activity(title=f"Event {number} {len(counts)}", starts_on=date(2013, 5, 3), took_part=30)
    assert counts[0] == counts[1]
