"""Who took part in a year: the table, what it holds back, and that no list beside it tells the rest."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.periods import FinancialYear
from engagement.models import EngagementActivity
from engagement.participation import Participation, build_participation, is_counted_in
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


def test_what_is_added_cannot_be_taken_from_the_total_of_the_day_before() -> None:
    """4, 2 and 0 made a year of 6; with 2 more it was 8, and who kept the 6 knew the newcomer."""
    before = [activity("event", 4, 4), activity("survey", 7, 2), activity("survey", 10, 0)]
    larger = [activity("event", 1, 60), activity("meeting", 7, 30)]
    newcomer = activity("meeting", 5, 2)

    for known in (before, [*before, *larger]):
        tables = (table(*known), table(*known, newcomer))
        assert [found["All"][-1] for found in tables] == ["held back"] * 2
        for cells in zip(*(found["All"] for found in tables), strict=True):
            assert cells[0] == cells[1] or "held back" in cells
    assert table(*larger)["All"] == ["", "30", "", "60", "90"]


@given(st.lists(st.tuples(st.sampled_from(["event", "survey"]), st.integers(1, 12), st.integers(0, 9))))
def test_every_number_that_is_shown_can_be_added_up_from_the_list(rows: list[tuple[str, int, int]]) -> None:
    """It tells nothing then that the list of the activities does not: small ones are “fewer than 5” in both."""
    listed = [row for row in rows if row[2] >= 5]
    whole, without = table(*(activity(*row) for row in rows)), table(*(activity(*row) for row in listed))
    for name, cells in whole.items():
        for column, text in enumerate(cells):
            assert text in ("", "held back", without.get(name, [""] * 5)[column])


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
