"""Reports cancelled, limited in number and found damaged, through their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from assurance import actions, store
from assurance.models import Report, ReportState
from assurance.tests.builders import make_report, make_running, make_snapshot
from core import clock
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a report"


@pytest.fixture
def person(rung: list[str]) -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE, title="Assurance team")


@pytest.fixture
def office(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# Cancelling -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_report, make_running])
def test_a_report_in_the_making_is_cancelled_and_can_be_made_after_all(
    office: Client, person: User, make: Callable[[], Report], rung: list[str]
) -> None:
    report = make()
    assert "Cancel this report" in page(office, report.get_absolute_url())

    response = office.post(f"/reports/{report.pk}/cancel/", follow=True)

    text = response.content.decode()
    assert "Cancelled by Assurance team" in text
    assert "Make it after all" in text
    report.refresh_from_db()
    assert (report.state, report.cancelled_by, report.token) == (ReportState.CANCELLED, person, None)
    assert "Cancelled" in page(office, "/reports/")

    office.post(f"/reports/{report.pk}/retry/")
    report.refresh_from_db()
    assert (report.state, report.version, report.cancelled_at) == (ReportState.QUEUED, 1, None)


def test_what_was_ready_first_stays_ready(office: Client) -> None:
    report = make_report(state=ReportState.READY)
    response = office.post(f"/reports/{report.pk}/cancel/", follow=True)

    assert "It was ready before it could be cancelled." in response.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.READY


def test_asking_for_a_cancelled_report_makes_it_under_its_own_version(office: Client) -> None:
    report = make_report(state=ReportState.CANCELLED)
    office.post("/reports/produce/", {"quarter": "2013-14-Q4"})

    assert [(each.pk, each.state) for each in Report.objects.all()] == [(report.pk, ReportState.QUEUED)]


def test_the_poll_of_a_cancelled_report_ends(office: Client) -> None:
    report = make_report(state=ReportState.CANCELLED)
    answer = office.get(f"/reports/{report.pk}/status/").json()
    assert (answer["heading"], answer["is_finished"]) == ("Cancelled", True)


# So many at once --------------------------------------------------------------------------------------------


def lock_another(number: int) -> Quarter:
    quarter = make_quarter(slug=f"2013-14-Q{number}", state=QuarterState.LOCKED)
    make_snapshot(quarter=quarter)
    return quarter


def test_nobody_has_more_than_so_many_in_the_making(office: Client, person: User, settings: Settings) -> None:
    settings.PORTAL_REPORTS_AT_ONCE = 2
    quarters = [lock_another(number) for number in (1, 2, 3)]
    asked = [office.post("/reports/produce/", {"quarter": each.slug}, follow=True) for each in quarters]

    assert Report.objects.count() == 2
    assert (
        "2 reports are being made for you. Ask again when one of them is ready, or cancel one."
        in asked[2].content.decode()
    )
    joined = office.post("/reports/produce/", {"quarter": quarters[0].slug}, follow=True)
    assert "You have joined it." in joined.content.decode(), "joining makes no more work"

    actions.cancel_report(report=Report.objects.all()[0], by=person)
    office.post("/reports/produce/", {"quarter": quarters[2].slug})
    assert Report.objects.unfinished().count() == 2


def test_trying_again_counts_as_well(office: Client, person: User, settings: Settings) -> None:
    settings.PORTAL_REPORTS_AT_ONCE = 1
    make_report(requested_by=person)
    failed = make_report(snapshot=make_snapshot(version=2), version=2, state=ReportState.FAILED)

    response = office.post(f"/reports/{failed.pk}/retry/", follow=True)

    assert "1 report is being made for you." in response.content.decode()
    failed.refresh_from_db()
    assert failed.state == ReportState.FAILED


def test_another_person_and_the_portal_itself_are_not_held_back(person: User, settings: Settings) -> None:
    settings.PORTAL_REPORTS_AT_ONCE = 1
    make_report(requested_by=person)
    for version, by in ((2, None), (3, make_user(role=Role.ASSURANCE))):
        actions.request_report(snapshot=make_snapshot(version=version), by=by)
    assert Report.objects.unfinished().count() == 3


# A damaged file ---------------------------------------------------------------------------------------------


def make_ready(**fields: Any) -> Report:
    stored = store.keep("reports/test.pdf", PDF)
    return make_report(
        state=ReportState.READY, file=stored.name, size=stored.size, sha256=stored.sha256, **fields
    )


def test_a_torn_file_is_refused_noted_and_offered_to_be_made_again(office: Client, member: Client) -> None:
    report = make_ready()
    store.keep(report.file, PDF[:9])

    response = office.get(f"/reports/{report.pk}/download/")
    text = response.content.decode()
    assert response.status_code == 409
    assert "is not the one that was made (9 bytes, not 17)" in text
    assert "Make the file again" in text

    detail = page(office, report.get_absolute_url())
    assert "The stored file is damaged" in detail
    assert "Download PDF" not in detail
    assert "File damaged" in page(office, "/reports/")

    office.post(f"/reports/{report.pk}/retry/")
    report.refresh_from_db()
    assert report.state == ReportState.QUEUED
    assert member.get(report.get_absolute_url()).status_code == 200, "it was there yesterday"


def test_who_cannot_make_it_again_is_told_whom_to_ask(member: Client) -> None:
    report = make_ready()
    store.discard(report.file)

    text = member.get(f"/reports/{report.pk}/download/").content.decode()

    assert "The file is not in the store." in text
    assert "Make the file again" not in text
    assert "The assurance team can make it again" in page(member, report.get_absolute_url())


def test_a_file_that_differs_now_leads_to_a_new_version(office: Client) -> None:
    report = make_report(state=ReportState.FAILED, ready_at=clock.now())
    text = page(office, report.get_absolute_url())
    assert "Try again" in text
    assert "Make a new version" in text
