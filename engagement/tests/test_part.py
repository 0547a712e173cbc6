"""What engagement says of a quarter: the year's activities so far, with what people said and what came of it."""

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from engagement.models import StandardAnswer
from engagement.part import build_engagement_part
from engagement.tests.builders import make_activity, make_answer, make_audience, make_feedback, make_standard
from organisation.tests.builders import make_quarter

pytestmark = pytest.mark.django_db

IN_JULY = date(2014, 7, 8)


def titles(slug: str, today: date = IN_JULY) -> list[str]:
    part = build_engagement_part(make_quarter(slug=slug), today=today)
    return [row.title for row in part.activities]


def test_activities_are_those_of_the_year_begun_by_the_quarters_end() -> None:
    make_activity(title="Conference", starts_on=date(2013, 6, 3))
    make_activity(title="Winter survey", starts_on=date(2013, 12, 1), ends_on=date(2014, 1, 31))
    make_activity(title="Next year", starts_on=date(2014, 4, 1))

    assert titles("2013-14-Q4") == ["Winter survey", "Conference"]
    assert titles("2013-14-Q2") == ["Conference"]
    assert titles("2014-15-Q1") == ["Next year"]


def test_nothing_that_has_not_begun_is_shown() -> None:
    make_activity(title="Focus group", starts_on=date(2014, 6, 20))

    assert titles("2014-15-Q1", today=date(2014, 6, 19)) == []
    assert titles("2014-15-Q1", today=date(2014, 6, 20)) == ["Focus group"]


def test_an_activity_without_a_day_belongs_to_the_year_that_its_source_names() -> None:
    make_activity(title="Big Ask", starts_on=None, date_text="During 2013/14")
    make_activity(title="Annual conference", starts_on=None)

    assert titles("2013-14-Q4") == ["Big Ask"]
    assert titles("2014-15-Q1") == []


def test_an_activity_over_the_turn_of_the_year_belongs_to_both() -> None:
    make_activity(title="Survey", starts_on=date(2014, 3, 20), ends_on=date(2014, 4, 10))

    assert titles("2013-14-Q4") == ["Survey"]
    assert titles("2014-15-Q1") == ["Survey"]


def test_those_held_in_the_quarter_are_counted() -> None:
    make_activity(starts_on=date(2013, 6, 3))
    make_activity(starts_on=date(2014, 1, 1))
    make_activity(starts_on=None, date_text="2013/14")

    part = build_engagement_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY)

    assert len(part.activities) == 3
    assert part.activities_in_quarter == 1


def test_few_people_are_not_counted_out() -> None:
    make_activity(took_part=4, reached=12_000)

    (row,) = build_engagement_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY).activities

    assert row.took_part_text == "fewer than 5"
    assert row.reach_text == "12,000 reached or asked"


def test_standards_are_counted_and_what_is_not_answered_is_said() -> None:
    standards = [make_standard(number=number) for number in (1, 2, 3)]
    activity = make_activity()
    make_answer(activity=activity, standard=standards[0])
    make_answer(activity=activity, standard=standards[1], answer=StandardAnswer.Answer.NOT_MET)

    part = build_engagement_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY)

    (row,) = part.activities
    assert (row.standards_met, row.standards_not_met, row.standards_not_answered) == (1, 1, 1)
    assert [(each.met, each.not_met, each.not_answered) for each in part.standards] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]


def test_feedback_is_newest_first_and_never_ahead_of_its_day() -> None:
    activity = make_activity(title="Big Ask")
    make_feedback(activity=activity, said="Old", given_on=date(2013, 9, 1))
    make_feedback(activity=activity, said="Undated", given_on=None)
    make_feedback(activity=activity, said="New", given_on=date(2014, 2, 1))
    make_feedback(activity=activity, said="To come", given_on=date(2014, 8, 1))

    feedback = build_engagement_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY).feedback

    assert [row.said for row in feedback] == ["New", "Old", "Undated"]
    assert feedback[0].activity_slug == "big-ask"


def test_the_queries_do_not_grow_with_what_is_held(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    quarter = make_quarter(slug="2013-14-Q4")
    standard = make_standard()

    def add(number: int) -> None:
        for _ in range(number):
            activity = make_activity()
            activity.audiences.add(make_audience())
            make_feedback(activity=activity)
            make_answer(activity=activity, standard=standard)

    add(1)
    with django_assert_max_num_queries(5) as few:
        build_engagement_part(quarter, today=IN_JULY)
    add(8)
    with django_assert_max_num_queries(5) as many:
        build_engagement_part(quarter, today=IN_JULY)

    assert isinstance(few, CaptureQueriesContext)
    assert len(few) == len(many)
