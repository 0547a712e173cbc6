"""The risk register and its risks, as people use them."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organisation.models import Directorate, Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from programmes.models import Risk
from programmes.tests.builders import make_action, make_aim, make_project, make_risk, make_score
from programmes.tests.pages import form_values, read, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation() -> None:
    make_organisation()


@pytest.fixture
def quality() -> Directorate:
    return make_directorate(name="Quality")


@pytest.fixture
def q4() -> Quarter:
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


def signed_in(role: Role, directorate: Directorate | None = None) -> Client:
    client = Client()
    client.force_login(make_user(role=role, directorate=directorate))
    return client


# The register


def test_the_register_stands_as_of_today_against_the_last_locked_quarter(q4: Quarter) -> None:
    risk = make_risk(
        reference="R-014", title="Backlog grows", likelihood=5, impact=4, opened_on=date(2013, 9, 1)
    )
    make_score(risk=risk, scored_on=date(2013, 9, 1), likelihood=4, impact=4)
    make_score(risk=risk, scored_on=date(2014, 5, 1), likelihood=5, impact=4)

    page = text(signed_in(Role.GOVERNING_BODY).get("/risks/"))

    assert "As it stands on 8 July 2014." in page
    assert "1 open risk: 1 extreme and 0 high. The highest, at 20, is R-014" in page
    assert "Since 31 March 2014" in page
    assert "Backlog grows (16 to 20)" in page
    assert "Up from 16" in page


def test_the_register_as_it_stood_at_a_quarters_end(q4: Quarter) -> None:
    risk = make_risk(title="Backlog grows", likelihood=5, impact=4, opened_on=date(2013, 9, 1))
    make_score(risk=risk, scored_on=date(2013, 9, 1), likelihood=4, impact=4)
    make_score(risk=risk, scored_on=date(2014, 5, 1), likelihood=5, impact=4)
    make_risk(title="Came later", opened_on=date(2014, 5, 1))

    page = text(signed_in(Role.GOVERNING_BODY).get("/risks/?quarter=2013-14-Q4"))

    assert "As it stood on 31 March 2014." in page
    assert "The highest, at 16" in page
    assert "Came later" not in page


def test_a_cell_of_the_map_opens_the_risks_in_it(q4: Quarter) -> None:
    make_risk(reference="R-001", title="In the cell", likelihood=4, impact=4)
    make_risk(reference="R-002", title="Elsewhere", likelihood=2, impact=2)
    client = signed_in(Role.GOVERNING_BODY)
    cell = "?quarter=2013-14-Q4&likelihood=4&impact=4#list"

    assert cell in read(client.get("/risks/?quarter=2013-14-Q4")).links
    answer = client.get("/risks/" + cell.removesuffix("#list"))
    page = text(answer)
    listed = page[page.index("Register") :]
    assert "Only likelihood 4 × impact 4." in page
    assert "In the cell" in listed
    assert "Elsewhere" not in listed


def test_more_than_four_risks_in_a_cell_are_counted(q4: Quarter) -> None:
    for _ in range(5):
        make_risk(likelihood=4, impact=4)

    assert "5 risks" in text(signed_in(Role.FINANCE).get("/risks/"))


def test_a_risk_without_an_open_action_is_named() -> None:
    make_action(risk=make_risk(), done_on=date(2014, 7, 1))
    make_action(risk=make_risk(), text="Appoint assessors", due_on=date(2014, 6, 30))

    page = text(signed_in(Role.FINANCE).get("/risks/"))

    assert "No open action" in page
    assert "Appoint assessors, overdue since 30 June 2014" in page


def test_an_empty_register_says_so() -> None:
    page = text(signed_in(Role.FINANCE).get("/risks/"))

    assert "No risk is open." in page
    assert "No risk was open on that day." in page


def test_only_quarters_that_have_ended_are_offered(q4: Quarter) -> None:
    make_quarter(slug="2014-15-Q1")
    make_quarter(slug="2014-15-Q2", state=QuarterState.UPCOMING)

    page = text(signed_in(Role.FINANCE).get("/risks/"))

    assert "Today End of 2014/15 Q1 End of 2013/14 Q4" in page
    assert "End of 2014/15 Q2" not in page


def test_a_quarter_that_the_reader_may_not_see_is_not_found() -> None:
    make_quarter(slug="2014-15-Q1")

    assert signed_in(Role.GOVERNING_BODY).get("/risks/?quarter=2014-15-Q1").status_code == 404
    assert signed_in(Role.FINANCE).get("/risks/?quarter=2014-15-Q1").status_code == 200
    assert signed_in(Role.FINANCE).get("/risks/?quarter=rubbish").status_code == 404


def test_who_may_record_a_risk_is_offered_it(quality: Directorate) -> None:
    offer = "Record a risk"

    assert offer in text(signed_in(Role.CONTRIBUTOR, quality).get("/risks/"))
    assert offer not in text(signed_in(Role.GOVERNING_BODY).get("/risks/"))


@pytest.mark.parametrize("size", [2, 14])
def test_the_register_asks_the_database_no_more_for_more_risks(
    size: int, q4: Quarter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(size):
        risk = make_risk(project=make_project(), strategic_aim=make_aim())
        make_score(risk=risk, scored_on=date(2014, 2, 1), likelihood=3, impact=4)
        make_action(risk=risk)
    client = signed_in(Role.ASSURANCE)

    with django_assert_max_num_queries(8):
        assert client.get("/risks/").status_code == 200


# One risk


def test_a_risk_shows_its_scores_its_history_and_its_actions() -> None:
    risk = make_risk(
        reference="R-014", title="Backlog grows", likelihood=5, impact=4, strategic_aim=make_aim()
    )
    make_score(risk=risk, scored_on=date(2014, 1, 1), likelihood=4, impact=4, reason="First score.")
    make_score(risk=risk, scored_on=date(2014, 3, 24), likelihood=5, impact=4, reason="37 cases wait.")
    make_action(risk=risk, text="Appoint assessors")

    answer = signed_in(Role.GOVERNING_BODY).get("/risks/R-014/")
    page = text(answer)

    for said in (
        "On the Governing Body Assurance Framework.",
        "14 above its target of 6.",
        "Up from 16",
        "37 cases wait.",
        "Appoint assessors",
        "Preventing ill health",
    ):
        assert said in page
    assert "<title>R-014: 1 January 2014 16, 24 March 2014 20; target 6</title>" in answer.content.decode()
    assert "Score it again" not in page


def test_an_unknown_risk_is_not_found() -> None:
    assert signed_in(Role.FINANCE).get("/risks/R-999/").status_code == 404


@pytest.mark.parametrize("size", [1, 9])
def test_a_risk_page_asks_the_database_no_more_for_a_longer_story(
    size: int, quality: Directorate, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    risk = make_risk(reference="R-001", directorate=quality)
    for number in range(size):
        make_score(risk=risk, scored_on=date(2014, 1, number + 1), likelihood=3, impact=4)
        make_action(risk=risk)
    client = signed_in(Role.CONTRIBUTOR, quality)

    with django_assert_max_num_queries(10):
        assert client.get("/risks/R-001/").status_code == 200


def test_a_contributor_records_a_risk_scores_it_again_and_closes_it(quality: Directorate) -> None:
    project = make_project(short_name="Audiology", directorate=quality)
    client = signed_in(Role.CONTRIBUTOR, quality)

    page = client.get("/risks/new/?project=audiology")
    assert "Record a risk – Risks" in text(page)
    assert "It will stand in the register as R-001." in text(page)
    assert form_values(page)["project"] == [str(project.pk)]
    scores = {
        f"{kind}{part}": "3" for kind in ("inherent_", "", "target_") for part in ("likelihood", "impact")
    }
    words = {"title": "No room", "cause": "Works", "event": "Rooms close", "effect": "Waits", "owner": "Head"}
    answer = client.post("/risks/new/?project=audiology", form_values(page) | scores | words, follow=True)
    assert "R-001 recorded." in text(answer)

    typed = form_values(client.get("/risks/R-001/score/")) | {"likelihood": "5", "reason": "Works run late."}
    client.post("/risks/R-001/score/", typed)
    risk = Risk.objects.get()
    assert (risk.score, [row.score for row in risk.scores.all()]) == (15, [9, 15])

    typed = form_values(client.get("/risks/R-001/close/")) | {"closure_reason": "The works are over."}
    page_after = text(client.post("/risks/R-001/close/", typed, follow=True))
    assert "Risk closed." in page_after
    assert "Closed on 8 July 2014. The works are over. Reopen it" in page_after
    assert "Score it again" not in page_after


def test_a_text_without_end_is_refused_and_kept_as_typed(quality: Directorate) -> None:
    client = signed_in(Role.CONTRIBUTOR, quality)
    page = client.get("/risks/new/")
    cause = "word " * 1_199 + "end."

    answer = client.post("/risks/new/", form_values(page) | {"cause": cause})

    assert answer.status_code == 422
    assert "Use 2,000 characters or fewer; this has 5,999." in text(answer)
    assert cause in answer.content.decode()


def test_a_closed_risk_offers_no_form_but_says_why(quality: Directorate) -> None:
    make_risk(reference="R-001", directorate=quality, closed_on=date(2014, 5, 1), closure_reason="Passed")
    client = signed_in(Role.CONTRIBUTOR, quality)

    for page in ("edit", "score", "close", "actions/new"):
        answer = client.get(f"/risks/R-001/{page}/")
        assert "R-001 is closed. Reopen it first." in text(answer)
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_closed_risk_is_reopened_with_a_reason(quality: Directorate) -> None:
    make_risk(reference="R-001", directorate=quality, closed_on=date(2014, 5, 1), closure_reason="Passed")
    client = signed_in(Role.CONTRIBUTOR, quality)

    client.post(
        "/risks/R-001/reopen/", form_values(client.get("/risks/R-001/reopen/")) | {"reason": "It is back."}
    )

    assert Risk.objects.get().closed_on is None
    assert "Why: Reopened: It is back." in text(client.get("/risks/R-001/"))


def test_an_action_is_added_and_completed(quality: Directorate) -> None:
    risk = make_risk(reference="R-001", directorate=quality)
    client = signed_in(Role.CONTRIBUTOR, quality)
    due = {"due_on_day": "31", "due_on_month": "7", "due_on_year": "2014"}
    client.post("/risks/R-001/actions/new/", {"text": "Appoint", "owner": "Head", "version": "0", **due})
    action = risk.actions.get()
    address = f"/risks/R-001/actions/{action.pk}/"

    done = {"done_on_day": "7", "done_on_month": "7", "done_on_year": "2014"}
    client.post(address, form_values(client.get(address)) | done)

    assert "Done on 7 July 2014" in text(client.get("/risks/R-001/"))


def test_an_action_is_found_only_under_its_own_risk(quality: Directorate) -> None:
    action = make_action(risk=make_risk(reference="R-001", directorate=quality))
    make_risk(reference="R-002", directorate=quality)

    assert signed_in(Role.CONTRIBUTOR, quality).get(f"/risks/R-002/actions/{action.pk}/").status_code == 404


def test_another_directorates_risk_can_be_read_but_not_changed(quality: Directorate) -> None:
    make_risk(reference="R-001", directorate=make_directorate(name="Service Delivery"))
    client = signed_in(Role.CONTRIBUTOR, quality)

    assert client.get("/risks/R-001/").status_code == 200
    assert client.get("/risks/R-001/score/").status_code == 404
    assert client.post("/risks/R-001/score/", {"likelihood": "1"}).status_code == 404
