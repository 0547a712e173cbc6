"""The pages over all activities: the list, what people said and what came of it, principles and standards."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from engagement.models import EngagementActivity
from engagement.tests.builders import (
    make_activity,
    make_answer,
    make_audience,
    make_feedback,
    make_principle,
    make_standard,
)
from engagement.tests.reading import page
from organisation.models import QuarterState
from organisation.tests.builders import make_directorate, make_quarter, make_year
from programmes.tests.builders import make_project

pytestmark = pytest.mark.django_db

State = EngagementActivity.State


def test_the_list_counts_by_state_and_shows_the_latest_first(member: Client) -> None:
    make_activity(title="Care conference", starts_on=date(2013, 6, 3), state=State.CLOSED)
    make_activity(title="Winter survey", starts_on=date(2014, 1, 10))

    text = page(member, "activity_list")

    assert "2 activities: 1 closed, 1 under way." in text
    assert text.index("Winter survey") < text.index("Care conference")
    assert "Record an activity" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=survey", ["Winter survey"]),
        ("?state=closed", ["Care conference"]),
        ("?year=2013-14", ["Care conference", "Big Ask", "Winter survey"]),
        ("?year=2014-15", ["Summer stall"]),
        ("?directorate=quality", ["Care conference"]),
        ("?kind=survey&state=closed", []),
        ("?kind=nonsense", ["Care conference", "Big Ask", "Winter survey", "Summer stall"]),
    ],
)
def test_the_list_is_narrowed(team: Client, query: str, found: list[str]) -> None:
    make_year(start=2013)
    make_year(start=2014)
    make_activity(title="Care conference", state=State.CLOSED, directorate=make_directorate())
    make_activity(title="Big Ask", starts_on=None, date_text="2013/14")
    make_activity(title="Winter survey", kind="survey", starts_on=date(2014, 1, 10))
    make_activity(title="Summer stall", starts_on=date(2014, 6, 1))

    text = page(team, "activity_list", query=query)

    named = [
        title for title in ("Care conference", "Big Ask", "Winter survey", "Summer stall") if title in text
    ]
    assert named == found
    assert found or "No activity is of this kind." in text


def test_the_list_is_narrowed_to_an_audience(team: Client) -> None:
    carers = make_audience(name="Carers")
    make_activity(title="For carers").audiences.add(carers)
    make_activity(title="For all")

    text = page(team, "activity_list", query=f"?audience={carers.pk}")

    assert "For carers" in text
    assert "For all" not in text


def test_a_year_that_is_none_is_not_found(team: Client) -> None:
    assert team.get(reverse("engagement:activity_list"), {"year": "2013-15"}).status_code == 404


def test_the_list_is_ordered_by_a_column(team: Client) -> None:
    make_activity(title="Alpha", starts_on=date(2013, 5, 1))
    make_activity(title="Beta", starts_on=date(2013, 6, 1))

    text = page(team, "activity_list", query="?sort=title")

    assert text.index("Alpha") < text.index("Beta")


def test_a_long_list_has_pages(team: Client) -> None:
    for number in range(27):
        make_activity(title=f"Activity number {number}")

    assert page(team, "activity_list").count("Activity number") == 25
    assert page(team, "activity_list", query="?page=2").count("Activity number") == 2
    assert page(team, "activity_list", query="?page=nonsense").count("Activity number") == 25


def test_an_empty_list_says_what_to_do(team: Client, member: Client) -> None:
    assert "Record the first one" in page(team, "activity_list")
    assert "The engagement team records them." in page(member, "activity_list")


@pytest.mark.parametrize("name", ["activity_list", "you_said_we_did", "principles", "project_list"])
def test_queries_do_not_grow_with_the_activities(
    team: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_quarter(state=QuarterState.REPORTED)
    standard = make_standard()
    make_principle()

    def grow(number: int) -> None:
        for _ in range(number):
            activity = make_activity(directorate=make_directorate())
            activity.audiences.add(make_audience())
            make_feedback(activity=activity)
            make_answer(activity=activity, standard=standard)
            make_project()

    grow(1)
    with django_assert_max_num_queries(18) as few:
        team.get(reverse(f"engagement:{name}"))
    grow(8)
    with django_assert_max_num_queries(18) as many:
        team.get(reverse(f"engagement:{name}"))

    assert len(few) == len(many)


def test_you_said_we_did_tells_what_changed_and_what_did_not(member: Client) -> None:
    make_year(start=2013)
    asked = make_activity(title="Big Ask")
    make_feedback(activity=asked, said="Nearer appointments", did="Travel time counts")
    make_feedback(activity=asked, said="Keep the walk-in", did="", no_change_reason="The contract runs on")
    make_activity(title="Stall", no_change_reason="Nobody came")
    make_activity(title="Conference")

    text = page(member, "you_said_we_did", query="?year=2013-14")

    assert "2 things people said: 1 changed something; 1 did not, and it is said why." in text
    assert "Nobody came" in text
    assert text.index("Feedback still to come") < text.index("Conference")


def test_a_year_without_feedback_says_so(member: Client) -> None:
    make_year(start=2016)

    assert "No feedback is recorded for this year yet." in page(
        member, "you_said_we_did", query="?year=2016-17"
    )


def test_principles_and_standards_of_a_year(member: Client) -> None:
    make_year(start=2013)
    make_principle(name="Fairness")
    make_answer(activity=make_activity(), standard=make_standard(name="Honesty"))

    text = page(member, "principles", query="?year=2013-14")

    assert "Fairness" in text
    assert "Honesty" in text
    assert "1 activity begun in 2013/14" in text
