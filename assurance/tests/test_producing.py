"""Reports through their pages: asked for, waited for, downloaded, tried again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assurance import store
from assurance.models import Report, ReportState
from assurance.report_views import download_name
from assurance.tests.builders import make_annual, make_audience, make_report, make_snapshot
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user

PRODUCE = "/reports/produce/"
PDF = b"%PDF-1.7 a report"


@pytest.fixture
def office(client: Client, db: None, rung: list[str]) -> Client:
    make_organisation()
    make_audience()
    make_annual()
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


@pytest.fixture
def member(db: None) -> Client:
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client


def make_ready() -> Report:
    """A report whose file is in the store."""
    stored = store.keep("reports/test.pdf", PDF)
    return make_report(
        state=ReportState.READY, file=stored.name, size=stored.size, sha256=stored.sha256, pages=18
    )


def test_a_report_is_asked_for(
    office: Client, rung: list[str], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    snapshot = make_snapshot()
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post(PRODUCE, {"quarter": "2013-14-Q4"})

    report = Report.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/reports/{report.pk}/")
    assert (report.snapshot, rung) == (snapshot, [str(report.pk)])


def test_a_second_click_joins_the_first(office: Client) -> None:
    make_snapshot()
    first = office.post(PRODUCE, {"quarter": "2013-14-Q4"})
    second = office.post(PRODUCE, {"quarter": "2013-14-Q4"}, follow=True)

    assert second.redirect_chain[-1][0] == first["Location"]
    assert "You have joined it." in second.content.decode()
    assert Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_queue_stopped_it_is_queued_and_that_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assurance.tasks import render_report

    def refuse(report_id: str) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(render_report, "delay", refuse)
    make_snapshot()
    client.force_login(make_user(role=Role.ASSURANCE))

    response = client.post(PRODUCE, {"quarter": "2013-14-Q4"}, follow=True)

    assert response.status_code == 200
    assert "the report starts by itself when it is back" in response.content.decode()
    assert Report.objects.get().state == ReportState.QUEUED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "The portal has no such quarter."),
        ({"quarter": "nonsense"}, "The portal has no such quarter."),
        ({"quarter": "2099-00-Q9"}, "The portal has no such quarter."),
        ({"quarter": "2031-32-Q1"}, "The portal has no such quarter."),
        ({"quarter": "2014-15-Q1"}, "A report is made of a quarter that is locked."),
        ({"quarter": "2013-14-Q4", "audience": "the-press"}, "No report is made for such an audience."),
        ({"quarter": "2014-15-Q1", "audience": "the-press"}, "No report is made for such an audience."),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(
    office: Client, data: dict[str, str], reason: str
) -> None:
    make_snapshot()
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    page = office.post(PRODUCE, data, follow=True).content.decode()

    said = [each for each in ("no such quarter", "that is locked", "such an audience") if each in page]
    assert reason in page
    assert len(said) == 1
    assert Report.objects.count() == 0


def test_an_annual_report_of_half_a_year_is_refused_in_words(office: Client) -> None:
    make_snapshot()
    response = office.post(PRODUCE, {"quarter": "2013-14-Q4", "audience": "annual"}, follow=True)
    assert "needs all four quarters of 2013/14" in response.content.decode()


# Waiting --------------------------------------------------------------------------------------------------


def test_the_page_asks_how_far_it_is_and_works_without_script(office: Client) -> None:
    report = make_report()
    page = office.get(report.get_absolute_url()).content.decode()

    assert f'data-report-status="/reports/{report.pk}/status/"' in page
    assert "Check again" in page
    assert 'role="status"' in page


def test_the_answer_to_the_poll(office: Client) -> None:
    report = make_report(state=ReportState.RUNNING, step="Lay out and draw", progress=40, attempts=1)
    answer = office.get(f"/reports/{report.pk}/status/")

    assert answer.json() == {
        "state": "running",
        "heading": "Being made",
        "text": "Lay out and draw.",
        "percent": 40,
        "attempt": "Attempt 1 of 3.",
        "phases": ["done", "current", "todo"],
        "is_finished": False,
    }
    assert "no-store" in answer["Cache-Control"]


def test_a_failed_report_says_why_and_can_be_tried_again(office: Client) -> None:
    report = make_report(state=ReportState.FAILED)
    assert "The commentary is too long to lay out." in office.get(report.get_absolute_url()).content.decode()

    office.post(f"/reports/{report.pk}/retry/")

    report.refresh_from_db()
    assert report.state == ReportState.QUEUED


def test_those_who_do_not_produce_find_only_what_is_ready(member: Client) -> None:
    ready = make_ready()
    making = make_report(snapshot=ready.snapshot, version=2)

    page = member.get("/reports/").content.decode()
    assert str(ready.pk) in page
    assert str(making.pk) not in page
    assert member.get(making.get_absolute_url()).status_code == 404
    assert member.get(f"/reports/{making.pk}/status/").status_code == 404


# Downloading ----------------------------------------------------------------------------------------------


def test_the_file_comes_whole_under_its_name(member: Client) -> None:
    report = make_ready()
    response = member.get(f"/reports/{report.pk}/download/")

    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="Quarterly assurance report 2013-14 Q4 v1.pdf"'
    )
    assert response["Content-Length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("governing-body", "Quarterly assurance report 2013-14 Q4 v2.pdf"),
        ("annual", "Annual report 2013-14 v2.pdf"),
    ],
)
def test_what_a_file_is_called(db: None, slug: str, name: str) -> None:
    assert download_name(make_report(audience=make_audience(slug), version=2)) == name


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.RUNNING, ReportState.FAILED])
def test_what_is_not_ready_is_not_given_out(office: Client, state: str) -> None:
    report = make_report(state=state)
    response = office.get(f"/reports/{report.pk}/download/")

    assert response.status_code == 409
    assert "not ready" in response.content.decode()


def test_a_file_that_was_changed_in_the_store_is_not_given_out(member: Client) -> None:
    report = make_ready()
    store.keep(report.file, b"%PDF-1.7 another")

    response = member.get(f"/reports/{report.pk}/download/")

    assert response.status_code == 409
    assert "is not the one that was made" in response.content.decode()


def test_an_older_version_points_to_the_newer(member: Client) -> None:
    old = make_ready()
    new = make_report(snapshot=old.snapshot, version=2, state=ReportState.READY)

    assert f'href="/reports/{new.pk}/"' in member.get(old.get_absolute_url()).content.decode()
    assert "There is a newer version" not in member.get(new.get_absolute_url()).content.decode()


def test_a_new_version_is_made_when_it_is_asked_for(office: Client) -> None:
    old = make_ready()
    office.post(PRODUCE, {"quarter": "2013-14-Q4"})
    assert Report.objects.count() == 1

    office.post(PRODUCE, {"quarter": "2013-14-Q4", "anew": "1"})
    assert list(Report.objects.order_by("version").values_list("version", "state")) == [
        (1, "ready"),
        (2, "queued"),
    ]
    old.refresh_from_db()
    assert old.state == ReportState.READY


def test_the_list_costs_the_same_however_many_reports(office: Client) -> None:
    asked = []
    for number in (1, 2, 3, 4):
        quarter = make_quarter(slug=f"2013-14-Q{number}", state=QuarterState.REPORTED)
        make_report(snapshot=make_snapshot(quarter=quarter), state=ReportState.READY)
        with CaptureQueriesContext(connection) as queries:
            office.get("/reports/")
        asked.append(len(queries))

    assert len(set(asked)) == 1


def test_a_locked_quarter_without_a_report_is_offered(office: Client) -> None:
    make_snapshot()
    page = office.get("/reports/").content.decode()
    assert "no report asked for yet" in page
    assert "No report is ready yet." in page


def test_a_quarter_that_was_reopened_is_not_offered_and_its_report_is_refused(office: Client) -> None:
    make_snapshot(quarter=make_quarter(slug="2013-14-Q4", state=QuarterState.OPEN))

    assert "no report asked for yet" not in office.get("/reports/").content.decode()
    response = office.post(PRODUCE, {"quarter": "2013-14-Q4"}, follow=True)
    assert "Lock the quarter first." in response.content.decode()
    assert Report.objects.count() == 0
