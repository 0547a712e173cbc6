"""Two people at one record, and forms that are refused: nothing is overwritten, nothing typed is lost."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from organisation.models import QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from programmes import actions
from programmes.models import Milestone, Risk, Stage
from programmes.tests.builders import make_milestone, make_programme, make_project, make_risk, make_update
from programmes.tests.pages import form_values, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation() -> None:
    make_organisation()


@pytest.fixture
def office() -> User:
    return make_user(role=Role.PROGRAMMES, title="Programme office")


@pytest.fixture
def other() -> User:
    return make_user(role=Role.PROGRAMMES, title="The other person")


@pytest.fixture
def client(office: User) -> Client:
    signed_in = Client()
    signed_in.force_login(office)
    return signed_in


@pytest.fixture
def risk() -> Risk:
    return make_risk(reference="R-001", title="Floods", owner="Head of resilience", controls="A plan.")


def opened(client: Client, address: str) -> dict[str, Any]:
    """What the form at an address holds when it is opened."""
    return form_values(client.get(address))


def change_by_another(risk: Risk, other: User, **changes: Any) -> None:
    actions.edit_risk(risk=risk, changes=changes, by=other, expected_version=1)


# Given that two people have the same risk open, when both change the same field


def test_the_second_is_shown_both_versions_and_nothing_is_overwritten(
    client: Client, risk: Risk, other: User
) -> None:
    typed = opened(client, "/risks/R-001/edit/") | {"title": "Floods and storms"}
    change_by_another(risk, other, title="Heavy floods")

    answer = client.post("/risks/R-001/edit/", typed)

    assert answer.status_code == 409
    page = text(answer)
    assert "Someone saved this while you were typing" in page
    assert "by The other person" in page
    assert "Heavy floods" in page
    assert "Floods and storms" in page
    assert "Before either change: Floods" in page
    risk.refresh_from_db()
    assert risk.title == "Heavy floods"


@pytest.mark.parametrize(("keep", "title"), [("theirs", "Heavy floods"), ("yours", "Floods and storms")])
def test_what_was_chosen_is_saved(client: Client, risk: Risk, other: User, keep: str, title: str) -> None:
    typed = opened(client, "/risks/R-001/edit/") | {"title": "Floods and storms"}
    change_by_another(risk, other, title="Heavy floods")
    both = form_values(client.post("/risks/R-001/edit/", typed))

    answer = client.post("/risks/R-001/edit/", both | {"keep_title": keep})

    assert answer.status_code == 302
    risk.refresh_from_db()
    assert (risk.title, risk.version) == (title, 3)


def test_without_a_choice_the_page_asks_again(client: Client, risk: Risk, other: User) -> None:
    typed = opened(client, "/risks/R-001/edit/") | {"title": "Floods and storms"}
    change_by_another(risk, other, title="Heavy floods")
    both = form_values(client.post("/risks/R-001/edit/", typed))

    answer = client.post("/risks/R-001/edit/", both)

    assert answer.status_code == 409
    assert "Risk in one line: choose what to keep." in text(answer)
    risk.refresh_from_db()
    assert risk.title == "Heavy floods"


def test_a_third_change_while_choosing_is_not_overwritten_either(
    client: Client, risk: Risk, other: User
) -> None:
    typed = opened(client, "/risks/R-001/edit/") | {"title": "Floods and storms"}
    change_by_another(risk, other, title="Heavy floods")
    both = form_values(client.post("/risks/R-001/edit/", typed))
    actions.edit_risk(risk=risk, changes={"title": "Third"}, by=other, expected_version=2)

    answer = client.post("/risks/R-001/edit/", both | {"keep_title": "yours"})

    assert answer.status_code == 409
    assert "Third" in text(answer)
    risk.refresh_from_db()
    assert risk.title == "Third"


# … and when they change different fields


def test_changes_to_different_fields_are_both_kept_after_being_shown(
    client: Client, risk: Risk, other: User
) -> None:
    typed = opened(client, "/risks/R-001/edit/") | {"title": "Floods and storms"}
    change_by_another(risk, other, controls="A plan and pumps.")

    answer = client.post("/risks/R-001/edit/", typed)
    page = text(answer)
    assert answer.status_code == 409
    assert "Changed by The other person alone: kept" in page
    assert "A plan and pumps. was: A plan." in page
    assert "Changed by you alone: kept" in page

    assert client.post("/risks/R-001/edit/", form_values(answer)).status_code == 302
    risk.refresh_from_db()
    assert (risk.title, risk.controls) == ("Floods and storms", "A plan and pumps.")


def test_who_closes_a_risk_is_told_what_changed_in_it_meanwhile(
    client: Client, risk: Risk, other: User
) -> None:
    typed = opened(client, "/risks/R-001/close/") | {"closure_reason": "The river is low."}
    change_by_another(risk, other, controls="A plan and pumps.")

    answer = client.post("/risks/R-001/close/", typed)

    assert answer.status_code == 409
    assert "A plan and pumps." in text(answer)
    risk.refresh_from_db()
    assert risk.closed_on is None
    assert client.post("/risks/R-001/close/", form_values(answer)).status_code == 302
    risk.refresh_from_db()
    assert risk.closure_reason == "The river is low."


def test_two_scores_at_once_are_chosen_between(client: Client, risk: Risk, other: User) -> None:
    typed = opened(client, "/risks/R-001/score/") | {"impact": "5", "reason": "Two bridges"}
    score = {"likelihood": 4, "impact": 3, "scored_on": date(2014, 7, 8), "reason": "More rain"}
    actions.score_risk(risk=risk, changes=score, by=other, expected_version=1)

    answer = client.post("/risks/R-001/score/", typed)
    page = text(answer)
    assert answer.status_code == 409
    assert "4, likely" in page
    assert "More rain" in page

    chosen = {"keep_likelihood": "theirs", "keep_impact": "yours", "keep_reason": "yours"}
    assert client.post("/risks/R-001/score/", form_values(answer) | chosen).status_code == 302
    risk.refresh_from_db()
    assert (risk.likelihood, risk.impact) == (4, 5)
    assert [row.score for row in risk.scores.order_by("pk")] == [12, 20]


def test_two_first_updates_of_one_project(client: Client, other: User) -> None:
    quarter, project = (
        make_quarter(slug="2014-15-Q1"),
        make_project(short_name="Audiology", stage=Stage.REVIEW),
    )
    address = "/programmes/projects/audiology/update/"
    typed = opened(client, address) | {"rag": "green", "narrative": "On time."}
    theirs = {"rag": "amber", "stage": Stage.REVIEW, "narrative": "Late."}
    actions.record_update(project=project, quarter=quarter, changes=theirs, by=other, expected_version=0)

    answer = client.post(address, typed)
    assert answer.status_code == 409
    assert "Amber: slightly behind target" in text(answer)

    chosen = {"keep_rag": "theirs", "keep_narrative": "yours"}
    assert client.post(address, form_values(answer) | chosen).status_code == 302
    update = project.updates.get()
    assert (update.rag, update.narrative) == ("amber", "On time.")


def test_supports_answered_by_two_people(client: Client, other: User) -> None:
    project = make_project(short_name="Audiology")
    address = "/programmes/projects/audiology/supports/"
    typed = opened(client, address) | {"csr": "yes"}
    actions.answer_supports(project=project, changes={"csr": "no"}, by=other, expected_version=1)

    answer = client.post(address, typed)

    assert answer.status_code == 409
    assert "Clinical Services Review" in text(answer)
    assert client.post(address, form_values(answer) | {"keep_csr": "yours"}).status_code == 302
    assert project.supports.get(strand="csr").answer == "yes"


def test_a_programmes_lists_are_compared_whole(client: Client, other: User) -> None:
    programme = make_programme(name="Mental Health")
    typed = opened(client, "/programmes/mental-health/edit/") | {"outcome": "Less waiting\nFewer admissions"}
    actions.edit_programme(
        programme=programme, changes={"outcome": ("Care at home",)}, by=other, expected_version=1
    )

    answer = client.post("/programmes/mental-health/edit/", typed)

    assert answer.status_code == 409
    assert "Care at home" in text(answer)
    assert (
        client.post(
            "/programmes/mental-health/edit/", form_values(answer) | {"keep_outcome": "theirs"}
        ).status_code
        == 302
    )
    assert [line.text for line in programme.lines.all()] == ["Care at home"]


def test_a_milestone_changed_meanwhile_is_shown_again_before_it_is_removed(
    client: Client, other: User
) -> None:
    milestone = make_milestone(project=make_project(short_name="Audiology"), name="Options")
    address = f"/programmes/projects/audiology/milestones/{milestone.pk}/remove/"
    typed = opened(client, address)
    actions.edit_milestone(
        milestone=milestone, changes={"name": "Options agreed"}, by=other, expected_version=1
    )

    answer = client.post(address, typed)

    assert answer.status_code == 409
    assert "It was changed while you looked at it" in text(answer)
    assert "Options agreed" in text(answer)
    assert client.post(address, form_values(answer)).status_code == 302
    assert not Milestone.objects.exists()


# Given a form that cannot be saved


def test_what_cannot_be_read_comes_back_as_typed_with_the_error_beside_it(client: Client, risk: Risk) -> None:
    typed = opened(client, "/risks/R-001/score/") | {
        "scored_on_day": "31",
        "scored_on_month": "June",
        "reason": "It rained for a week.",
    }

    answer = client.post("/risks/R-001/score/", typed)

    assert answer.status_code == 422
    assert form_values(answer)["reason"] == ["It rained for a week."]
    assert form_values(answer)["scored_on_month"] == ["June"]
    assert "Scored on must be a real date" in text(answer)
    assert answer.content.decode().count("There is a problem") == 1
    assert "<title>Error: " in answer.content.decode()


def test_a_quarter_locked_meanwhile_refuses_the_update_and_keeps_what_was_typed(client: Client) -> None:
    quarter, project = make_quarter(slug="2014-15-Q1"), make_project(short_name="Audiology")
    make_update(project=project, quarter=quarter, narrative="As it was.")
    address = "/programmes/projects/audiology/update/?quarter=2014-15-Q1"
    typed = opened(client, address) | {"rag": "red", "narrative": "A long story about why."}
    make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)

    answer = client.post(address, typed)

    assert answer.status_code == 409
    assert "2014/15 Q1 is locked" in text(answer)
    assert form_values(answer)["narrative"] == ["A long story about why."]
    assert project.updates.get().narrative == "As it was."


def test_a_page_sent_without_its_version_saves_nothing(client: Client, risk: Risk) -> None:
    typed = opened(client, "/risks/R-001/edit/") | {"title": "Other"}
    del typed["version"]

    answer = client.post("/risks/R-001/edit/", typed)

    assert answer.status_code == 422
    assert "was not sent whole" in text(answer)


def test_a_second_click_saves_once(client: Client, risk: Risk) -> None:
    typed = opened(client, "/risks/R-001/score/") | {"impact": "5", "reason": "Two bridges"}

    first, second = (client.post("/risks/R-001/score/", typed).status_code for _ in range(2))

    assert (first, second) == (302, 409)
    assert risk.scores.count() == 1


def test_line_ends_of_the_browser_are_no_difference(client: Client, risk: Risk, other: User) -> None:
    Risk.objects.filter(pk=risk.pk).update(controls="One\nTwo")
    typed = opened(client, "/risks/R-001/edit/") | {"controls": "One\r\nTwo"}
    change_by_another(risk, other, gaps="None known.")

    page = text(client.post("/risks/R-001/edit/", typed))

    assert "Changed by you alone" not in page
