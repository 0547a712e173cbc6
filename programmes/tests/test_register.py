"""The risk register as it stood."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from core import periods
from organisation.models import Quarter, QuarterState
from organisation.tests.builders import make_quarter
from programmes.pages import RiskRegister, RiskRow
from programmes.register import (
    build_register,
    change_in_words,
    register_of,
    risks_added,
    risks_removed,
    rows_as_stood,
)
from programmes.tests.builders import make_action, make_aim, make_project, make_risk, make_score

pytestmark = pytest.mark.django_db
TODAY = date(2014, 7, 8)


@pytest.fixture
def q4() -> Quarter:
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


def only(register: RiskRegister) -> RiskRow:
    (row,) = register.risks
    return row


def test_scores_are_those_of_the_quarters_end_whatever_came_after(q4: Quarter) -> None:
    risk = make_risk(likelihood=2, impact=2, opened_on=date(2013, 9, 1))
    make_score(risk=risk, scored_on=date(2013, 9, 1), likelihood=4, impact=4)
    make_score(risk=risk, scored_on=date(2014, 3, 31), likelihood=5, impact=4)
    make_score(risk=risk, scored_on=date(2014, 4, 1), likelihood=2, impact=2)

    row = only(build_register(q4, today=TODAY))

    assert (row.likelihood, row.impact, row.score, row.band) == (5, 4, 20, "extreme")
    assert (row.change, row.previous) == ("Up from 16", 16)


def test_of_two_scores_on_one_day_the_later_one_counts(q4: Quarter) -> None:
    risk = make_risk()
    for likelihood in (5, 2):
        make_score(risk=risk, scored_on=date(2014, 2, 1), likelihood=likelihood, impact=4)

    assert only(build_register(q4, today=TODAY)).score == 8


def test_a_risk_without_dated_scores_stands_as_it_is_scored_now(q4: Quarter) -> None:
    make_risk(likelihood=3, impact=4, opened_on=date(2013, 5, 1))

    row = only(build_register(q4, today=TODAY))

    assert (row.score, row.change) == (12, "No earlier score")


def test_a_risk_closed_later_was_open_and_one_opened_later_was_not_there(q4: Quarter) -> None:
    make_risk(reference="R-001", closed_on=date(2014, 4, 1), closure_reason="It passed.")
    make_risk(reference="R-002", opened_on=date(2014, 4, 1))
    make_risk(reference="R-003", closed_on=date(2014, 3, 31), closure_reason="It passed.")

    register = build_register(q4, today=TODAY)

    assert [(row.reference, row.closed_on) for row in register.risks] == [("R-001", None)]
    assert (register.added, register.removed) == (2, 1)


def test_a_risk_opened_within_the_quarter_is_new(q4: Quarter) -> None:
    make_risk(opened_on=date(2014, 1, 1))

    register = build_register(q4, today=TODAY)

    assert only(register).change == "New"
    assert register.added == 1


def test_a_risk_opened_on_the_last_day_of_the_quarter_before_is_not_new(q4: Quarter) -> None:
    risk = make_risk(opened_on=date(2013, 12, 31))
    make_score(risk=risk, scored_on=date(2013, 12, 31), likelihood=3, impact=3)

    register = build_register(q4, today=TODAY)

    assert (only(register).change, register.added) == ("No change", 0)


def test_the_current_quarter_stands_as_of_today() -> None:
    risk = make_risk()
    make_score(risk=risk, scored_on=date(2014, 7, 8), likelihood=5, impact=5)
    make_score(risk=risk, scored_on=date(2014, 7, 9), likelihood=1, impact=1)

    register = build_register(periods.Quarter.from_slug("2014-15-Q2"), today=TODAY)

    assert (only(register).score, register.on, register.since) == (25, TODAY, date(2014, 6, 30))


def test_what_came_and_went_in_a_quarter_is_counted_by_its_days() -> None:
    for opened_on in (date(2013, 12, 31), date(2014, 1, 1), date(2014, 3, 31), date(2014, 4, 1)):
        make_risk(opened_on=opened_on)
    make_risk(opened_on=date(2013, 1, 1), closed_on=date(2014, 3, 31), closure_reason="It passed.")
    make_risk(opened_on=date(2013, 1, 1), closed_on=date(2014, 4, 1), closure_reason="It passed.")

    quarter = periods.Quarter.from_slug("2013-14-Q4")
    assert (risks_added(quarter), risks_removed(quarter)) == (2, 1)


def test_highest_score_first_then_by_reference(q4: Quarter) -> None:
    for reference, likelihood in (("R-003", 2), ("R-002", 4), ("R-001", 4)):
        make_risk(reference=reference, likelihood=likelihood, impact=4)

    assert [row.reference for row in build_register(q4, today=TODAY).risks] == ["R-001", "R-002", "R-003"]


def test_risks_are_counted_by_band(q4: Quarter) -> None:
    for likelihood, impact in ((1, 3), (2, 3), (2, 4), (3, 4), (3, 5)):
        make_risk(likelihood=likelihood, impact=impact)

    register = build_register(q4, today=TODAY)

    assert (register.low, register.moderate, register.high, register.extreme) == (1, 1, 2, 1)


def test_the_map_has_likelihood_5_at_the_top_and_impact_5_at_the_right(q4: Quarter) -> None:
    make_risk(reference="R-002", likelihood=4, impact=5)
    make_risk(reference="R-001", likelihood=4, impact=5)
    make_risk(
        reference="R-009", likelihood=4, impact=5, closed_on=date(2014, 2, 1), closure_reason="It passed."
    )

    rows = build_register(q4, today=TODAY).heat_map

    assert [row[0].likelihood for row in rows] == [5, 4, 3, 2, 1]
    assert [cell.impact for cell in rows[0]] == [1, 2, 3, 4, 5]
    assert (rows[0][4].score, rows[0][4].band) == (25, "extreme")
    assert rows[1][4].references == ("R-001", "R-002")
    assert sum(len(cell.references) for row in rows for cell in row) == 2


def test_actions_are_as_known_on_the_day(q4: Quarter) -> None:
    risk = make_risk(project=make_project(short_name="Audiology"), strategic_aim=make_aim())
    make_action(risk=risk, text="Late", due_on=date(2014, 3, 1))
    make_action(risk=risk, text="Done since", due_on=date(2014, 5, 1), done_on=date(2014, 4, 20))

    row = only(build_register(q4, today=TODAY))

    assert [(action.text, action.done_on, action.is_overdue) for action in row.actions] == [
        ("Late", None, True),
        ("Done since", None, False),
    ]
    assert (row.project, row.strategic_aim) == ("Audiology", "Preventing ill health")


@pytest.mark.parametrize(
    ("score", "previous", "is_new", "words"),
    [
        (20, 16, False, "Up from 16"),
        (12, 16, False, "Down from 16"),
        (16, 16, False, "No change"),
        (16, None, True, "New"),
        (16, None, False, "No earlier score"),
        (16, 12, True, "New"),
    ],
)
def test_how_a_score_moved_is_said_in_words(
    score: int, previous: int | None, is_new: bool, words: str
) -> None:
    assert change_in_words(score, previous, is_new=is_new) == words


@pytest.mark.parametrize("size", [2, 12])
def test_two_queries_however_many_risks(
    q4: Quarter, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(size):
        risk = make_risk(project=make_project(), strategic_aim=make_aim())
        make_score(risk=risk, scored_on=date(2014, 1, 1), likelihood=3, impact=3)
        make_action(risk=risk)

    with django_assert_num_queries(2):
        assert len(build_register(q4, today=TODAY).risks) == size


def test_an_empty_register(q4: Quarter) -> None:
    register = register_of(rows_as_stood(TODAY, q4.ends_on), TODAY, q4.ends_on)

    assert (register.risks, register.extreme, register.added) == ((), 0, 0)
    assert len(register.heat_map) == 5
