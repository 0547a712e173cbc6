"""The milestones of a year."""

from datetime import date

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from core.periods import FinancialYear
from programmes.tests.builders import make_milestone, make_programme, make_project
from programmes.timeline import (
    DONE,
    OVERDUE,
    TO_COME,
    Timeline,
    TimelineFilter,
    build_timeline,
    timeline_rows,
)

pytestmark = pytest.mark.django_db
TODAY = date(2014, 7, 8)
YEAR = FinancialYear(2014)


def timeline(year: FinancialYear = YEAR) -> Timeline:
    return build_timeline(timeline_rows(TODAY), year=year, today=TODAY)


def test_milestones_are_done_overdue_or_to_come() -> None:
    project = make_project()
    make_milestone(project=project, name="Done", due_on=date(2014, 5, 1), completed_on=date(2014, 5, 9))
    make_milestone(project=project, name="Late", due_on=date(2014, 7, 7))
    make_milestone(project=project, name="Today", due_on=TODAY)

    rows = {row.milestone.name: (row.state, row.late_text) for row in timeline_rows(TODAY)}

    assert rows == {"Done": (DONE, "8 days late"), "Late": (OVERDUE, "1 day late"), "Today": (TO_COME, "")}


def test_a_milestone_stands_under_the_month_for_which_it_was_promised() -> None:
    make_milestone(project=make_project(), due_on=date(2014, 6, 30), forecast_on=date(2014, 9, 30))

    q1 = timeline().quarters[0]

    assert q1.label == "Q1, April to June 2014"
    assert [len(month.rows) for month in q1.months] == [0, 0, 1]
    assert q1.months[2].rows[0].milestone.forecast_on == date(2014, 9, 30)


def test_the_current_month_is_marked() -> None:
    months = [month for quarter in timeline().quarters for month in quarter.months]

    assert [month.month.label for month in months if month.is_current] == ["July 2014"]


def test_what_is_overdue_from_an_earlier_year_is_not_lost() -> None:
    project = make_project()
    make_milestone(project=project, name="Old and open", due_on=date(2014, 3, 31))
    make_milestone(
        project=project, name="Old and done", due_on=date(2014, 3, 1), completed_on=date(2014, 3, 1)
    )

    this_year = timeline()

    assert [row.milestone.name for row in this_year.earlier] == ["Old and open"]
    assert this_year.total == 0
    assert timeline(FinancialYear(2013)).total == 2


def test_a_year_is_counted_by_state() -> None:
    project = make_project()
    for day in (date(2014, 5, 1), date(2014, 8, 1), date(2015, 3, 31)):
        make_milestone(project=project, due_on=day)

    assert timeline().counts == (("Overdue", 1), ("To come", 2), ("Done", 0))


def test_one_line_a_project_across_twelve_months() -> None:
    for number in (2, 1):
        make_milestone(project=make_project(number=number), due_on=date(2014, 4, number))
    make_project(number=3)

    lines = timeline().lines

    assert [line.number for line in lines] == [1, 2]
    assert [len(month.rows) for month in lines[0].months] == [1] + [0] * 11


def test_milestones_of_closed_projects_are_left_out() -> None:
    make_milestone(project=make_project(closed_on=date(2014, 6, 1)))

    assert timeline_rows(TODAY) == []


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Urgent", "Mental"]),
        ("group=urgent", ["Urgent"]),
        ("state=overdue", ["Urgent"]),
        ("state=to-come&group=urgent", []),
        ("group=nonsense", ["Urgent", "Mental"]),
    ],
)
def test_the_timeline_is_narrowed(asked: str, names: list[str]) -> None:
    urgent = make_project(working_group=make_programme(name="Urgent"))
    make_milestone(project=urgent, name="Urgent", due_on=date(2014, 5, 1))
    make_milestone(project=make_project(), name="Mental", due_on=date(2014, 8, 1))
    rows = timeline_rows(TODAY)

    assert [row.milestone.name for row in TimelineFilter(QueryDict(asked), rows=rows).apply(rows)] == names


@pytest.mark.parametrize("size", [2, 12])
def test_one_query_however_many_milestones(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(size):
        make_milestone(project=make_project())

    with django_assert_num_queries(1):
        assert timeline().total == size
