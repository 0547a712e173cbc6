"""What people may and may not type about programmes, projects and risks."""

from typing import Any

import pytest

from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_user
from programmes.forms import (
    CloseForm,
    Lines,
    MilestoneForm,
    NewRiskForm,
    ProgrammeForm,
    ProjectForm,
    RiskActionForm,
    RiskForm,
    ScoreForm,
    UpdateForm,
)
from programmes.models import Milestone, ProjectUpdate, RiskAction, Stage
from programmes.tests.builders import make_milestone, make_programme, make_project, make_risk

pytestmark = pytest.mark.django_db


def day(name: str, text: str) -> dict[str, str]:
    """A date as its three inputs send it."""
    parts = text.split()
    return {f"{name}_day": parts[0], f"{name}_month": parts[1], f"{name}_year": parts[2]}


def errors(form: Any) -> dict[str, list[str]]:
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


# Updates of projects


def update(**typed: str) -> UpdateForm:
    data = {"rag": "green", "stage": Stage.REVIEW, "narrative": "", "version": "0"} | typed
    return UpdateForm(data, instance=ProjectUpdate())


def test_green_needs_no_story_but_red_and_amber_do() -> None:
    assert update().is_valid()
    for rag in ("red", "amber"):
        assert errors(update(rag=rag)) == {
            "narrative": ["Say why it is behind, and what is being done about it."]
        }
        assert update(rag=rag, narrative="Waits for the trust.").is_valid()


def test_a_project_is_rated_red_amber_or_green() -> None:
    assert errors(update(rag="grey")) == {"rag": ["Choose one of the answers listed."]}
    assert errors(update(rag="")) == {"rag": ["Choose red, amber or green."]}
    assert errors(update(stage="")) == {"stage": ["Choose the stage of the commissioning cycle."]}


# Projects


def test_a_number_of_the_plan_is_used_once_and_ends_follow_starts() -> None:
    make_project(number=4)
    data = {
        "number": "4",
        "name": "Audiology review",
        "short_name": "Audiology",
        "working_group": str(make_programme().pk),
        "version": "0",
        **day("starts_on", "1 4 2015"),
        **day("ends_on", "31 3 2015"),
    }

    found = errors(ProjectForm(data))

    assert found["number"] == ["Priority project with this Number already exists."]
    assert "The planned end is before the start." in str(found)


def test_only_a_working_group_leads_a_project() -> None:
    commissioning = make_programme(name="Cardiovascular", kind="ccp")

    form = ProjectForm({"working_group": str(commissioning.pk), "version": "0"})

    assert "Choose one of the answers listed." in errors(form)["working_group"]


# Milestones


def milestone(instance: Milestone | None = None, **typed: str) -> MilestoneForm:
    data = {"name": "Options", "version": "0", **day("due_on", "31 July 2014")} | typed
    return MilestoneForm(data, instance=instance or Milestone(project=make_project()))


def test_a_milestone_is_not_completed_tomorrow() -> None:
    assert errors(milestone(**day("completed_on", "9 7 2014"))) == {
        "completed_on": ["This day is still to come."]
    }
    assert milestone(**day("completed_on", "8 7 2014")).is_valid()


def test_a_milestone_is_named_once_in_its_project() -> None:
    existing = make_milestone(project=make_project(), name="Options")

    twin = milestone(Milestone(project=existing.project), name="OPTIONS")
    assert errors(twin) == {"name": ["This project already has a milestone of that name."]}
    assert milestone(existing).is_valid()
    assert milestone().is_valid()


def test_an_impossible_date_is_refused_in_words() -> None:
    assert errors(milestone(**day("due_on", "31 6 2014")))["due_on"] == ["Due must be a real date."]


# Risks


def risk_data(**typed: str) -> dict[str, str]:
    return {
        "title": "Floods",
        "cause": "Rain",
        "event": "Roads close",
        "effect": "Care is missed",
        "owner": "Head of resilience",
        "part": "1",
        "inherent_likelihood": "4",
        "inherent_impact": "4",
        "likelihood": "3",
        "impact": "4",
        "target_likelihood": "2",
        "target_impact": "3",
        "version": "0",
        **day("opened_on", "1 7 2014"),
    } | typed


def test_a_contributor_records_risks_of_their_own_directorate_only() -> None:
    own, other = make_directorate(name="Quality"), make_directorate(name="Service Delivery")
    person = make_user(role=Role.CONTRIBUTOR, directorate=own)

    assert NewRiskForm(risk_data(directorate=str(own.pk)), person=person).is_valid()
    refused = NewRiskForm(risk_data(directorate=str(other.pk)), person=person)
    assert errors(refused) == {"directorate": ["Choose one of the answers listed."]}
    assert NewRiskForm(person=person).fields["directorate"].initial == own.pk


def test_the_assurance_team_records_risks_of_every_directorate() -> None:
    person = make_user(role=Role.ASSURANCE)
    make_directorate(name="Quality")
    make_directorate(name="Service Delivery")

    assert RiskForm(person=person).fields["directorate"].queryset.count() == 2


def test_a_target_is_not_above_the_inherent_score() -> None:
    person = make_user(role=Role.ASSURANCE)
    data = risk_data(directorate=str(make_directorate().pk), target_likelihood="5", target_impact="5")

    assert errors(NewRiskForm(data, person=person)) == {
        "target_likelihood": ["The target score of 25 is above the inherent one of 16."]
    }


@pytest.mark.parametrize("typed", ["0", "6", "many", ""])
def test_steps_go_from_1_to_5(typed: str) -> None:
    person = make_user(role=Role.ASSURANCE)

    form = NewRiskForm(risk_data(likelihood=typed), person=person)

    assert "likelihood" in errors(form)


def test_a_risk_is_not_identified_tomorrow() -> None:
    person = make_user(role=Role.ASSURANCE)

    form = NewRiskForm(risk_data(**day("opened_on", "9 7 2014")), person=person)

    assert errors(form)["opened_on"] == ["This day is still to come."]


def test_a_score_needs_its_reason_and_a_day_that_has_come() -> None:
    risk = make_risk()
    typed = {"likelihood": "4", "impact": "4", "version": "1"}

    assert errors(ScoreForm(typed | day("scored_on", "8 7 2014"), record=risk)) == {
        "reason": ["Fill in “Why”."]
    }
    late = ScoreForm(typed | day("scored_on", "9 7 2014") | {"reason": "Rain"}, record=risk)
    assert errors(late) == {"scored_on": ["This day is still to come."]}


def test_a_risk_is_closed_with_a_reason() -> None:
    form = CloseForm({"version": "1", **day("closed_on", "8 7 2014")}, record=make_risk())

    assert errors(form) == {"closure_reason": ["Fill in “Why it is closed”."]}


def test_an_action_is_not_done_tomorrow() -> None:
    data = {"text": "Appoint", "owner": "Head", "version": "0", **day("due_on", "1 8 2014")}

    form = RiskActionForm(data | day("done_on", "9 7 2014"), instance=RiskAction(risk=make_risk()))

    assert errors(form) == {"done_on": ["This day is still to come."]}


# Programmes


def test_a_name_is_given_once_in_a_kind() -> None:
    make_programme(name="Mental Health")

    twin = ProgrammeForm({"kind": "cwg", "name": "mental health", "version": "0"})
    assert errors(twin) == {"name": ["There is already one of that kind and name."]}
    assert ProgrammeForm({"kind": "ccp", "name": "Mental Health", "version": "0"}).is_valid()


def test_lines_are_one_text_each_without_bullets_and_twins() -> None:
    field = Lines(required=False)

    assert field.clean("• Less waiting\n\n  - Care at home \nLess waiting") == (
        "Less waiting",
        "Care at home",
    )
    assert field.clean("") == ()


def test_a_line_that_is_too_long_is_named() -> None:
    form = ProgrammeForm({"kind": "ccp", "name": "X", "version": "0", "outcome": "Short\n" + "long " * 70})

    assert errors(form)["outcome"] == [
        "“long long long long long long …” is longer than 300 characters. Use one line for each."
    ]
