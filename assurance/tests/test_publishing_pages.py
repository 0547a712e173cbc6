"""Where publishing is decided: proposed on the report's page, published by another, withdrawn with a reason."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assurance.models import Publication, Report, ReportNotice, ReportState
from assurance.publishing import actions, schedule
from assurance.tests.builders import QUARTER, make_annual, make_audience, make_report
from assurance.tests.builders_publishing import (
    make_correction,
    make_frozen,
    make_private_audience,
    make_published,
    make_ready,
    two_people,
)
from core import clock
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user

pytestmark = pytest.mark.django_db

LIST = "/reports/publications/"


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role=role))
    return client


def page_of(publication: Publication) -> str:
    return f"{LIST}{publication.pk}/"


@pytest.fixture
def office() -> Client:
    make_organisation()
    return signed_in(Role.ASSURANCE)


@pytest.fixture
def director() -> Client:
    return signed_in(Role.DIRECTOR)


# The journey


def test_from_the_report_to_the_public_and_back(office: Client, director: Client, client: Client) -> None:
    # Given a report that is ready
    report = make_ready()
    own = f"/reports/{report.pk}/"
    assert b"Propose for publication" in office.get(own).content

    # When one proposes it
    answer = office.post(f"{own}propose/", {"note": "Page 4."}, follow=True)
    assert b"is proposed. Somebody else can publish it now." in answer.content
    assert b"A second person looks at it and publishes it." in answer.content
    publication = Publication.objects.get()
    assert office.post(f"{page_of(publication)}publish/", follow=True).status_code == 200
    assert client.get("/published/2013-14-Q4/governing-body/v1/").status_code == 404

    # Then another publishes it, and everybody can read it
    waiting = director.get(LIST).content
    assert b"Waits for a second person" in waiting
    answer = director.post(f"{page_of(publication)}publish/", follow=True)
    assert b"is published. Everybody can read it." in answer.content
    assert client.get("/published/2013-14-Q4/governing-body/v1/").status_code == 200
    assert b"the published page" in office.get(own).content

    # And when it is withdrawn, nobody can
    withdraw = f"{page_of(publication)}withdraw/"
    assert office.post(withdraw, {"reason": " "}).status_code == 422
    answer = office.post(withdraw, {"reason": "It named somebody."}, follow=True)
    assert b"is withdrawn" in answer.content
    assert client.get("/published/2013-14-Q4/governing-body/v1/").status_code == 410


def test_a_correction_must_say_what_was_corrected(office: Client, director: Client) -> None:
    first = make_published()
    newer = make_ready(snapshot=first.report.snapshot, version=2)
    propose = f"/reports/{newer.pk}/propose/"

    assert b"What was corrected since version 1" in office.get(propose).content
    answer = office.post(propose, {"note": "Keep what I typed"})
    assert answer.status_code == 422
    assert b"Keep what I typed" in answer.content
    office.post(propose, {"correction": "One figure."})
    director.post(f"{page_of(newer.publications.get())}publish/")
    first.refresh_from_db()

    assert first.state == "replaced"


def test_declined_with_a_reason_that_its_proposer_reads(office: Client, director: Client) -> None:
    first, _ = two_people()
    proposal = actions.propose(report=make_ready(), by=first)
    director.post(f"{page_of(proposal)}decline/", {"reason": "The foreword is missing."})

    assert b"The foreword is missing." in office.get(page_of(proposal)).content
    assert b"The foreword is missing." in office.get(LIST).content


# What cannot be done is said


@pytest.mark.parametrize("state", [ReportState.FAILED, ReportState.CANCELLED])
def test_a_report_that_is_not_ready_is_not_proposed(office: Client, state: str) -> None:
    report = make_report(snapshot=make_frozen(), state=state)
    answer = office.get(f"/reports/{report.pk}/propose/", follow=True)

    assert b"This report is not ready" in answer.content


def test_why_a_report_cannot_be_proposed_stands_on_its_page(office: Client) -> None:
    report = make_ready(audience=make_private_audience())
    page = office.get(f"/reports/{report.pk}/").content.decode()

    assert "This is a Part 2 report." in page
    assert "Propose for publication" not in page


def test_a_member_reads_how_far_it_is_and_has_no_button() -> None:
    make_organisation()
    member, published = signed_in(Role.GOVERNING_BODY), make_published()

    page = member.get(page_of(published)).content.decode()
    report = member.get(f"/reports/{published.report.pk}/").content.decode()
    assert "What you can do" not in page
    assert "Publishing" in report
    assert "Propose for publication" not in report


@pytest.mark.parametrize("path", ["withdraw/", "decline/", "publish/"])
def test_a_second_click_says_what_was_done_already(office: Client, path: str) -> None:
    published = make_published()
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="Wrong.")

    answer = office.post(page_of(published) + path, {"reason": "Again."}, follow=True)

    assert b"It has been withdrawn." in answer.content
    assert published.history.count() == 3


def test_the_list_does_not_ask_more_for_more(office: Client) -> None:
    make_published()
    with CaptureQueriesContext(connection) as few:
        office.get(LIST)
    snapshot, people = make_frozen(version=9), two_people()
    for number in range(4):
        make_published(snapshot=snapshot, audience=make_audience(f"audience-{number}"), by=people)
    with CaptureQueriesContext(connection) as more:
        office.get(LIST)

    assert len(few) == len(more) <= 12


# Then and now, for those who are signed in


def test_members_see_the_quarter_as_reported_beside_what_stands(office: Client) -> None:
    assert b"Nothing is published yet" in office.get("/reports/then-and-now/").content
    make_published()

    page = office.get("/reports/then-and-now/").content.decode()

    assert "2013/14 Q4 then and now" in page
    assert "what stands in the portal today" in page
    assert office.get("/reports/then-and-now/?quarter=2013-14-Q1").status_code == 404


def test_while_a_quarter_is_reopened_a_member_sees_what_was_published_alone() -> None:
    make_organisation()
    published = make_published()
    make_correction(published)
    make_quarter(slug=QUARTER, state=QuarterState.OPEN)

    member = signed_in(Role.GOVERNING_BODY).get("/reports/then-and-now/").content.decode()
    staff = signed_in(Role.CONTRIBUTOR).get("/reports/then-and-now/").content.decode()

    assert "open for corrections" in member
    assert "what stands in the portal today" in staff


# After the lock


def locked(minutes: float) -> None:
    quarter = make_frozen().quarter
    quarter.locked_at, quarter.locked_by = (
        clock.now() - timedelta(minutes=minutes),
        make_user(role=Role.ASSURANCE),
    )
    quarter.save()


@pytest.mark.parametrize(("minutes", "made"), [(5, 0), (11, 1), (60 * 24 * 6, 1), (60 * 24 * 8, 0)])
def test_what_a_lock_made_due_is_asked_for_after_ten_minutes_and_within_a_week(
    minutes: float, made: int, rung: list[str]
) -> None:
    make_audience()
    locked(minutes)

    assert schedule.produce_due(clock.now()) == made
    assert Report.objects.count() == made


def test_it_is_asked_for_once_and_whoever_locked_is_told(rung: list[str]) -> None:
    make_audience()
    make_annual()
    make_audience("executive")
    locked(30)

    assert [schedule.produce_due(clock.now()) for _ in range(2)] == [1, 0]
    report = Report.objects.get()
    assert (report.audience.slug, report.requested_by) == ("governing-body", None)
    assert ReportNotice.objects.get().person == report.snapshot.quarter.locked_by


def test_what_failed_is_not_asked_for_again_by_itself(rung: list[str]) -> None:
    locked(30)
    make_report(
        snapshot=make_quarter(slug=QUARTER, state=QuarterState.LOCKED).snapshots.get(), state="failed"
    )

    assert schedule.produce_due(clock.now()) == 0
