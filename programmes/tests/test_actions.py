"""Changes to programmes, projects, milestones and risks."""

from datetime import date
from typing import Any

import pytest

from core.provenance import Provenance
from core.rag import RAG
from core.refusals import why_not
from core.tests.at_once import both_at_once
from core.versions import Stale
from organisation.models import QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from programmes import actions
from programmes.actions import Refused
from programmes.models import PriorityProject, Programme, ProgrammeLine, ProjectUpdate, Risk, Stage, Strand
from programmes.tests.builders import (
    make_action,
    make_line,
    make_milestone,
    make_phase,
    make_programme,
    make_project,
    make_risk,
    make_score,
    make_support,
    make_update,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user(role=Role.PROGRAMMES, title="Programme office")


def last_change(record: Any) -> tuple[Any, str]:
    row = record.history.latest("history_id")
    return row.history_user, row.history_change_reason or ""


# Programmes


def test_a_programme_is_recorded_with_its_lines_and_an_address_of_its_own(person: User) -> None:
    make_programme(name="Timeline", kind=Programme.Kind.TRANSFORMATION, slug="timeline-2")
    changes = {
        "kind": Programme.Kind.COMMISSIONING,
        "name": "Timeline",
        "outcome": ("Less waiting",),
        "partners": [],
    }

    programme = actions.create_programme(changes=changes, by=person)

    assert programme.slug == "timeline-3"
    assert [line.text for line in programme.lines.all()] == ["Less waiting"]
    assert programme.provenance == Provenance.RETURNED
    assert last_change(programme) == (person, "Recorded")


@pytest.mark.parametrize("name", ["Timeline", "Projects", "New"])
def test_words_of_the_addresses_are_never_a_slug(name: str, person: User) -> None:
    programme = actions.create_programme(changes={"kind": "cwg", "name": name}, by=person)

    assert programme.slug == f"{name.lower()}-2"


def test_a_line_that_stays_keeps_where_it_is_from(person: User) -> None:
    programme = make_programme()
    for order, text in enumerate(("First", "Second", "Third"), start=1):
        make_line(programme=programme, order=order, text=text)

    actions.set_lines(programme, ProgrammeLine.Kind.OUTCOME, ["Third", "New", "Second", "Third"], by=person)

    lines = programme.lines.order_by("order")
    assert [(line.text, line.provenance) for line in lines] == [
        ("Third", "published"),
        ("New", "returned"),
        ("Second", "published"),
    ]


def test_lines_of_another_kind_are_left_alone(person: User) -> None:
    programme = make_programme()
    make_line(programme=programme, kind=ProgrammeLine.Kind.PRIORITY, text="Priority")

    actions.edit_programme(
        programme=programme, changes={"outcome": ("Outcome",)}, by=person, expected_version=1
    )

    assert {line.text for line in programme.lines.all()} == {"Priority", "Outcome"}


def test_phases_are_added_at_the_end_changed_and_removed(person: User) -> None:
    programme = make_programme()
    first = make_phase(programme=programme)

    second = actions.add_phase(programme=programme, changes={"period": "2016", "text": "Review"}, by=person)
    assert second.order == 2

    changed = actions.edit_phase(phase=first, changes={"text": "Begin"}, by=person, expected_version=1)
    assert (changed.text, changed.version, changed.provenance) == ("Begin", 2, Provenance.RETURNED)

    with pytest.raises(Stale):
        actions.remove_phase(phase=first, by=person, expected_version=1)
    actions.remove_phase(phase=first, by=person, expected_version=2)
    assert list(programme.phases.all()) == [second]


# Projects


def test_a_new_project_gets_the_next_number_of_the_plan(person: User) -> None:
    make_project(number=19)
    changes = {
        "short_name": "Audiology",
        "name": "Audiology, as published",
        "working_group": make_programme(),
    }

    project = actions.create_project(changes=changes, by=person)

    assert (project.number, project.slug) == (20, "audiology")


def test_a_project_is_changed_with_its_version(person: User) -> None:
    project = make_project()

    actions.edit_project(
        project=project, changes={"owner": "Head of audiology"}, by=person, expected_version=1
    )

    project.refresh_from_db()
    assert (project.owner, project.version, project.provenance) == (
        "Head of audiology",
        2,
        Provenance.PUBLISHED,
    )
    assert last_change(project)[0] == person


def test_a_stale_project_is_not_overwritten(person: User) -> None:
    project = make_project(owner="First")
    actions.edit_project(project=project, changes={"owner": "Second"}, by=person, expected_version=1)

    with pytest.raises(Stale) as stale:
        actions.edit_project(project=project, changes={"owner": "Third"}, by=person, expected_version=1)

    project.refresh_from_db()
    assert project.owner == "Second"
    before = stale.value.record_before()
    assert before is not None
    assert before.owner == "First"


UPDATE = {"rag": RAG.AMBER, "stage": Stage.PROCUREMENT, "narrative": "Waits for the trust."}


def test_an_update_of_an_open_quarter_moves_the_projects_stage(person: User) -> None:
    project, quarter = make_project(stage=Stage.REVIEW), make_quarter(slug="2014-15-Q1")

    update = actions.record_update(
        project=project, quarter=quarter, changes=UPDATE, by=person, expected_version=0
    )

    project.refresh_from_db()
    assert (update.rag, update.version, update.provenance) == (RAG.AMBER, 1, Provenance.RETURNED)
    assert project.stage == Stage.PROCUREMENT
    assert last_change(update) == (person, "Update for 2014/15 Q1")


def test_an_illustrative_update_becomes_the_persons_own(person: User) -> None:
    project, quarter = make_project(), make_quarter(slug="2014-15-Q1")
    make_update(project=project, quarter=quarter)

    update = actions.record_update(
        project=project, quarter=quarter, changes=UPDATE, by=person, expected_version=1
    )

    assert (update.provenance, update.version) == (Provenance.RETURNED, 2)


def test_a_second_first_update_is_stale(person: User) -> None:
    project, quarter = make_project(), make_quarter(slug="2014-15-Q1")
    actions.record_update(project=project, quarter=quarter, changes=UPDATE, by=person, expected_version=0)

    with pytest.raises(Stale):
        actions.record_update(project=project, quarter=quarter, changes=UPDATE, by=person, expected_version=0)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (QuarterState.LOCKED, "2013/14 Q4 is locked"),
        (QuarterState.REPORTED, "2013/14 Q4 is locked"),
        (QuarterState.UPCOMING, "2013/14 Q4 is not open for updates yet"),
    ],
)
def test_a_quarter_that_is_not_open_takes_no_update(state: str, sentence: str, person: User) -> None:
    project, quarter = make_project(), make_quarter(slug="2013-14-Q4", state=state)

    with pytest.raises(Refused, match=sentence):
        actions.record_update(project=project, quarter=quarter, changes=UPDATE, by=person, expected_version=0)

    assert not ProjectUpdate.objects.exists()


def test_without_an_open_quarter_there_is_nothing_to_update(person: User) -> None:
    with pytest.raises(Refused, match="No quarter is open"):
        actions.record_update(
            project=make_project(), quarter=None, changes=UPDATE, by=person, expected_version=0
        )


def test_answers_on_what_a_project_supports(person: User) -> None:
    project = make_project()
    make_support(project=project, strand=Strand.CSR, answer="not-recorded")

    actions.answer_supports(
        project=project, changes={"csr": "yes", "national": "not-recorded"}, by=person, expected_version=1
    )

    assert [(row.strand, row.answer, row.provenance) for row in project.supports.all()] == [
        ("csr", "yes", "returned")
    ]


def test_milestones_are_added_changed_and_removed(person: User) -> None:
    project = make_project()
    milestone = actions.add_milestone(
        project=project, changes={"name": "Options", "due_on": date(2014, 7, 31)}, by=person
    )

    actions.edit_milestone(
        milestone=milestone, changes={"completed_on": date(2014, 7, 1)}, by=person, expected_version=1
    )
    milestone.refresh_from_db()
    assert (milestone.completed_on, milestone.version) == (date(2014, 7, 1), 2)

    actions.remove_milestone(milestone=milestone, by=person, expected_version=2)
    assert not project.milestones.exists()


def test_a_milestone_changed_meanwhile_is_not_removed(person: User) -> None:
    milestone = make_milestone(project=make_project())
    actions.edit_milestone(milestone=milestone, changes={"note": "Keep"}, by=person, expected_version=1)

    with pytest.raises(Stale):
        actions.remove_milestone(milestone=milestone, by=person, expected_version=1)


# Risks


def new_risk() -> dict[str, Any]:
    return {
        "title": "Floods",
        "cause": "Rain",
        "event": "Roads close",
        "effect": "Care is missed",
        "directorate": make_directorate(),
        "owner": "Head of resilience",
        "inherent_likelihood": 4,
        "inherent_impact": 4,
        "likelihood": 3,
        "impact": 4,
        "target_likelihood": 2,
        "target_impact": 3,
        "opened_on": date(2014, 7, 1),
    }


def test_a_new_risk_gets_the_next_reference_and_its_first_score(person: User) -> None:
    make_risk(reference="R-014", closed_on=date(2014, 5, 1), closure_reason="Passed")
    make_risk(reference="OLD-99")

    risk = actions.record_risk(changes=new_risk(), by=person)

    assert (risk.reference, risk.score, risk.provenance) == ("R-015", 12, Provenance.RETURNED)
    (score,) = risk.scores.all()
    assert (score.scored_on, score.score, score.scored_by) == (date(2014, 7, 1), 12, person)


def test_the_first_reference_of_an_empty_register() -> None:
    assert actions.next_reference() == "R-001"


def test_references_grow_past_three_digits() -> None:
    make_risk(reference="R-999")

    assert actions.next_reference() == "R-1000"


def test_a_reference_that_another_person_has_just_taken_is_counted_on(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_risk(reference="R-001")
    honest = actions.next_reference
    answers = iter(["R-001"])
    monkeypatch.setattr(actions, "next_reference", lambda: next(answers, None) or honest())

    assert actions.record_risk(changes=new_risk(), by=person).reference == "R-002"


def test_a_new_score_is_dated_and_says_why(person: User) -> None:
    risk = make_risk(likelihood=3, impact=3)
    changes = {"likelihood": 5, "impact": 4, "scored_on": date(2014, 7, 8), "reason": "Two assessors left."}

    actions.score_risk(risk=risk, changes=changes, by=person, expected_version=1)

    risk.refresh_from_db()
    (score,) = risk.scores.all()
    assert (risk.score, risk.version) == (20, 2)
    assert (score.score, score.reason, score.scored_by) == (20, "Two assessors left.", person)
    assert last_change(risk) == (person, "Two assessors left.")


def test_a_score_cannot_be_earlier_than_the_one_before(person: User) -> None:
    risk = make_risk()
    make_score(risk=risk, scored_on=date(2014, 6, 30), likelihood=3, impact=3)
    changes = {"likelihood": 5, "impact": 4, "scored_on": date(2014, 6, 29), "reason": "Late entry"}

    with pytest.raises(Refused, match="30 June 2014") as refusal:
        actions.score_risk(risk=risk, changes=changes, by=person, expected_version=1)

    assert refusal.value.field == "scored_on"
    risk.refresh_from_db()
    assert (risk.score, risk.version) == (9, 1)


def test_a_risk_is_closed_with_a_reason_and_can_be_reopened(person: User) -> None:
    risk = make_risk()

    closed = actions.close_risk(
        risk=risk,
        changes={"closed_on": date(2014, 7, 8), "closure_reason": "The floods are over."},
        by=person,
        expected_version=1,
    )
    assert (closed.closed_on, closed.closure_reason) == (date(2014, 7, 8), "The floods are over.")

    reopened = actions.reopen_risk(risk=risk, changes={"reason": "More rain"}, by=person, expected_version=2)
    assert (reopened.closed_on, reopened.closure_reason) == (None, "")
    assert last_change(reopened) == (person, "Reopened: More rain")


def test_a_risk_is_not_closed_before_it_was_opened(person: User) -> None:
    changes = {"closed_on": date(2013, 1, 1), "closure_reason": "Passed"}

    with pytest.raises(Refused, match="was opened on 1 January 2014"):
        actions.close_risk(risk=make_risk(), changes=changes, by=person, expected_version=1)


def test_nothing_in_a_closed_risk_changes(person: User) -> None:
    risk = make_risk(reference="R-007", closed_on=date(2014, 5, 1), closure_reason="Passed")
    action = make_action(risk=risk)
    score = {"likelihood": 1, "impact": 1, "scored_on": date(2014, 7, 8), "reason": "Lower"}
    attempts = [
        lambda: actions.edit_risk(risk=risk, changes={"title": "Other"}, by=person, expected_version=1),
        lambda: actions.score_risk(risk=risk, changes=score, by=person, expected_version=1),
        lambda: actions.close_risk(risk=risk, changes={}, by=person, expected_version=1),
        lambda: actions.add_risk_action(risk=risk, changes={}, by=person),
        lambda: actions.edit_risk_action(action=action, changes={}, by=person, expected_version=1),
    ]

    for attempt in attempts:
        with pytest.raises(Refused, match="R-007 is closed"):
            attempt()
    assert Risk.objects.get().version == 1


def test_an_open_risk_is_not_reopened(person: User) -> None:
    with pytest.raises(Refused, match="is open"):
        actions.reopen_risk(risk=make_risk(), changes={"reason": "Why not"}, by=person, expected_version=1)


def test_actions_on_a_risk_are_added_and_completed(person: User) -> None:
    risk = make_risk()
    action = actions.add_risk_action(
        risk=risk,
        changes={"text": "Appoint", "owner": "Head", "due_on": date(2014, 8, 1)},
        by=person,
    )

    done = actions.edit_risk_action(
        action=action, changes={"done_on": date(2014, 7, 1)}, by=person, expected_version=1
    )

    assert (done.done_on, done.version) == (date(2014, 7, 1), 2)


def test_why_not_gives_the_sentence_that_the_check_would_raise() -> None:
    assert why_not(actions.check_open, make_risk()) == ""
    closed = make_risk(reference="R-050", closed_on=date(2014, 5, 1), closure_reason="Passed")
    assert why_not(actions.check_open, closed) == "R-050 is closed. Reopen it first."


@pytest.mark.parametrize("change", ["score", "close"])
def test_nothing_is_dated_into_a_locked_quarter(person: User, change: str) -> None:
    """Given a register that was reported as of 31 March, when a day in March is given, then it is refused."""
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    risk = make_risk(opened_on=date(2013, 5, 1))
    day = date(2014, 3, 25)

    action, changes = {
        "score": (actions.score_risk, {"likelihood": 5, "impact": 5, "scored_on": day, "reason": "Late"}),
        "close": (actions.close_risk, {"closed_on": day, "closure_reason": "Over"}),
    }[change]
    with pytest.raises(Refused, match="2013/14 Q4, which is locked"):
        action(risk=risk, changes=changes, by=person, expected_version=1)


def test_no_risk_is_recorded_into_a_locked_quarter(person: User) -> None:
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    with pytest.raises(Refused, match="1 March 2014 lies in 2013/14 Q4, which is locked") as refused:
        actions.record_risk(changes=new_risk() | {"opened_on": date(2014, 3, 1)}, by=person)
    assert refused.value.field == "opened_on"
    assert not Risk.objects.exists()


def test_a_risk_that_a_locked_quarter_removed_is_recorded_anew(person: User) -> None:
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    risk = make_risk(opened_on=date(2013, 5, 1), closed_on=date(2014, 3, 25), closure_reason="Over")
    with pytest.raises(Refused, match="taken off the register in 2013/14 Q4, which is locked"):
        actions.reopen_risk(risk=risk, changes={"reason": "Back"}, by=person, expected_version=1)


@pytest.mark.django_db(transaction=True)
def test_two_projects_at_once_get_two_numbers(person: User) -> None:
    make_project(number=19)
    changes = {"short_name": "Audiology", "name": "As published", "working_group": make_programme()}

    both_at_once(*[lambda: actions.create_project(changes=changes, by=person)] * 2)

    added = PriorityProject.objects.filter(short_name="Audiology").order_by("number")
    assert [(row.number, row.slug) for row in added] in (
        [(20, "audiology"), (21, "audiology-2")],
        [(20, "audiology-2"), (21, "audiology")],
    )
