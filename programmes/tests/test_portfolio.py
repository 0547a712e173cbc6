"""All priority projects of a quarter."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from core.provenance import Provenance
from core.rag import RAG
from organisation.models import Quarter, QuarterState
from organisation.tests.builders import make_directorate, make_quarter
from programmes.models import ProjectSupport, Stage, Strand
from programmes.pages import MilestoneRow, Portfolio
from programmes.portfolio import (
    all_illustrative,
    build_portfolio,
    in_a_sentence,
    next_milestone,
    projects_on_target,
    ratings_illustrative,
)
from programmes.tests.builders import make_milestone, make_programme, make_project, make_support, make_update

pytestmark = pytest.mark.django_db
TODAY = date(2014, 7, 8)


@pytest.fixture
def q4() -> Quarter:
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


@pytest.fixture
def q3() -> Quarter:
    return make_quarter(slug="2013-14-Q3", state=QuarterState.REPORTED)


def test_a_project_is_shown_with_its_rating_of_the_quarter_and_of_the_one_before(
    q4: Quarter, q3: Quarter
) -> None:
    project = make_project(number=4, short_name="Audiology", directorate=make_directorate(name="Quality"))
    make_update(project=project, quarter=q3, rag=RAG.GREEN)
    make_update(
        project=project, quarter=q4, rag=RAG.AMBER, narrative="Waits for the trust.", stage=Stage.REDESIGN
    )

    row = build_portfolio(q4, TODAY).projects[0]

    assert (row.number, row.short_name, row.directorate) == (4, "Audiology", "Quality")
    assert (row.rag, row.previous_rag) == (RAG.AMBER, RAG.GREEN)
    assert (row.narrative, row.stage) == ("Waits for the trust.", Stage.REDESIGN)
    assert row.update_provenance == Provenance.ILLUSTRATIVE


@pytest.mark.parametrize(
    ("state", "stage"),
    [(QuarterState.OPEN, Stage.PROCUREMENT), (QuarterState.REPORTED, "")],
    ids=["open", "past"],
)
def test_without_an_update_a_project_is_not_rated_and_only_an_open_quarter_shows_its_present_stage(
    state: str, stage: str
) -> None:
    make_project(stage=Stage.PROCUREMENT)

    row = build_portfolio(make_quarter(slug="2013-14-Q4", state=state), TODAY).projects[0]

    assert (row.rag, row.narrative, row.stage) == (None, "", stage)


def test_a_quarter_that_is_open_again_for_corrections_is_past_all_the_same(q4: Quarter) -> None:
    make_project(stage=Stage.PROCUREMENT)
    q4.state, q4.reopen_note = QuarterState.OPEN, "A figure was wrong."

    [row] = build_portfolio(q4, TODAY).projects

    assert row.stage == ""


def test_a_past_quarter_shows_the_stage_reached_by_then_and_no_project_begun_later(
    q4: Quarter, q3: Quarter
) -> None:
    project = make_project(number=1, stage=Stage.MOBILISATION)
    make_update(project=project, quarter=q3, stage=Stage.REVIEW)
    make_update(project=project, quarter=make_quarter(slug="2014-15-Q1"), stage=Stage.MOBILISATION)
    later = make_project(number=2)
    later.starts_on = date(2014, 7, 1)
    later.save()

    rows = build_portfolio(q4, TODAY).projects

    assert [(row.number, row.stage) for row in rows] == [(1, Stage.REVIEW)]


def test_updates_of_other_quarters_and_projects_are_left_out(q4: Quarter, q3: Quarter) -> None:
    first, second = make_project(number=1), make_project(number=2)
    make_update(project=first, quarter=q4, rag=RAG.RED)
    make_update(project=second, quarter=q3, rag=RAG.AMBER)

    rows = build_portfolio(q4, TODAY).projects

    assert [(row.number, row.rag, row.previous_rag) for row in rows] == [
        (1, RAG.RED, None),
        (2, None, RAG.AMBER),
    ]


def test_a_closed_project_leaves_in_the_quarter_after(q4: Quarter) -> None:
    make_project(number=1, closed_on=date(2013, 12, 31))
    make_project(number=2, closed_on=date(2014, 1, 1))

    assert [row.number for row in build_portfolio(q4, TODAY).projects] == [2]


def test_milestones_are_counted_as_known_on_the_day(q4: Quarter) -> None:
    project = make_project()
    make_milestone(project=project, name="Done", due_on=date(2014, 5, 1), completed_on=date(2014, 5, 2))
    make_milestone(project=project, name="Late", due_on=date(2014, 6, 1))
    make_milestone(project=project, name="Ahead", due_on=date(2014, 9, 1))

    now, in_april = (build_portfolio(q4, day).projects[0] for day in (TODAY, date(2014, 4, 14)))

    assert (now.milestones_total, now.milestones_done, now.milestones_overdue) == (3, 1, 1)
    assert now.next_milestone
    assert now.next_milestone.name == "Late"
    assert now.next_milestone.is_overdue
    assert (in_april.milestones_done, in_april.milestones_overdue) == (0, 0)
    assert in_april.next_milestone
    assert in_april.next_milestone.name == "Done"


def test_a_milestone_due_today_is_not_overdue(q4: Quarter) -> None:
    make_milestone(project=make_project(), due_on=TODAY)

    assert build_portfolio(q4, TODAY).projects[0].milestones_overdue == 0


def test_a_strand_that_nobody_answered_is_not_recorded_and_not_no(q4: Quarter) -> None:
    project = make_project()
    make_support(project=project, strand=Strand.CSR, answer=ProjectSupport.Answer.YES)
    make_support(project=project, strand=Strand.NATIONAL, answer=ProjectSupport.Answer.NO)

    marks = {mark.strand: mark.answer for mark in build_portfolio(q4, TODAY).projects[0].supports}

    assert list(marks) == list(Strand.values)
    assert (marks[Strand.CSR], marks[Strand.NATIONAL]) == ("yes", "no")
    assert {answer for strand, answer in marks.items() if strand not in (Strand.CSR, Strand.NATIONAL)} == {
        "not-recorded"
    }


def test_groups_count_their_projects_by_rating_in_the_order_of_the_plan(q4: Quarter) -> None:
    later, first = make_programme(name="Urgent", order=2), make_programme(name="Maternity", order=1)
    for rag, group in ((RAG.RED, later), (RAG.GREEN, first), (RAG.GREEN, first), (RAG.AMBER, first)):
        make_update(project=make_project(working_group=group), quarter=q4, rag=rag)
    make_project(working_group=first)

    groups = build_portfolio(q4, TODAY).groups

    assert [group.name for group in groups] == ["Maternity", "Urgent"]
    assert (groups[0].red, groups[0].amber, groups[0].green, groups[0].not_rated) == (0, 1, 2, 1)
    assert [group.total for group in groups] == [4, 1]


def test_a_group_names_the_earliest_open_milestone_of_its_projects(q4: Quarter) -> None:
    for due_on in (date(2014, 9, 1), date(2014, 8, 1)):
        make_milestone(project=make_project(), due_on=due_on)

    milestone = build_portfolio(q4, TODAY).groups[0].next_milestone

    assert milestone
    assert milestone.due_on == date(2014, 8, 1)


def test_all_eight_stages_are_listed_and_a_ninth_row_only_where_one_is_not_recorded(q4: Quarter) -> None:
    make_update(project=make_project(stage=Stage.NEEDS), quarter=q4, rag=RAG.RED)

    stages = build_portfolio(q4, TODAY).stages
    assert [row.stage for row in stages] == list(Stage.values)
    assert (stages[0].red, stages[0].total) == (1, 1)

    make_project(stage="")
    assert build_portfolio(q4, TODAY).stages[-1].text == "Stage not recorded"


def test_without_any_quarter_projects_are_listed_unrated() -> None:
    make_project()

    portfolio = build_portfolio(None, TODAY)

    assert (portfolio.quarter, portfolio.projects[0].rag) == ("", None)


def test_projects_on_target_are_the_green_of_those_rated(q4: Quarter) -> None:
    for rag in (RAG.GREEN, RAG.GREEN, RAG.RED):
        make_update(project=make_project(), quarter=q4, rag=rag)
    make_project()

    assert projects_on_target(q4) == (2, 3)


@pytest.mark.parametrize("size", [2, 12])
def test_three_queries_however_many_projects(
    q4: Quarter, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(size):
        project = make_project(
            directorate=make_directorate(), working_group=make_programme(name=f"Group {number % 3}")
        )
        make_update(project=project, quarter=q4)
        make_milestone(project=project)
        make_support(project=project)

    with django_assert_num_queries(3):
        assert len(build_portfolio(q4, TODAY).projects) == size


def test_the_finding_in_a_sentence(q4: Quarter, q3: Quarter) -> None:
    worse, same = make_project(), make_project()
    make_update(project=worse, quarter=q3, rag=RAG.GREEN)
    make_update(project=worse, quarter=q4, rag=RAG.RED)
    make_update(project=same, quarter=q4, rag=RAG.GREEN)
    make_project()
    make_milestone(project=worse, due_on=date(2014, 6, 1))

    assert in_a_sentence(build_portfolio(q4, TODAY)) == (
        "3 priority projects: 1 red, 0 amber, 1 green, 1 not rated. "
        "1 worse than the quarter before. 1 milestone overdue."
    )


def test_the_sentence_of_an_empty_portfolio_and_of_one_that_nobody_rated(q4: Quarter) -> None:
    empty = Portfolio(quarter="2013/14 Q4", projects=(), groups=(), stages=())
    assert in_a_sentence(empty) == "No priority project is recorded yet."

    make_project()
    assert in_a_sentence(build_portfolio(q4, TODAY)) == "1 priority project: none is rated yet."


def test_the_next_milestone_is_the_earliest_that_is_open() -> None:
    done = MilestoneRow("Done", date(2014, 1, 1), completed_on=date(2014, 1, 1))
    soon, late = MilestoneRow("Soon", date(2014, 8, 1)), MilestoneRow("Late", date(2014, 9, 1))

    assert next_milestone([done, late, soon]) == soon
    assert next_milestone([done]) is None


def test_a_caption_may_say_that_all_is_illustrative_only_when_all_is(q4: Quarter) -> None:
    assert all_illustrative(["illustrative", "", "illustrative"])
    assert not all_illustrative(["illustrative", "published"])
    assert not all_illustrative([])

    project = make_project()
    make_update(project=project, quarter=q4)
    make_milestone(project=project, provenance=Provenance.PUBLISHED)
    assert not ratings_illustrative(build_portfolio(q4, TODAY).projects)


def test_a_project_with_updates_of_several_quarters_stays_one_row(q4: Quarter, q3: Quarter) -> None:
    project = make_project()
    for quarter in (q3, q4):
        make_update(project=project, quarter=quarter)

    assert len(build_portfolio(q4, TODAY).projects) == 1
