"""The round: who has returned, what is open, and the locking of a quarter through its pages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assurance.actions import reopen_quarter
from assurance.models import Snapshot
from assurance.quarter_workflow import Phase
from assurance.round import due_text, mark_of, next_text, steps_of
from assurance.tests.builders import (
    make_annual,
    make_audience,
    make_progress,
    make_report,
    make_snapshot,
    shown_on,
)
from core import clock
from core.dates import in_words
from organisation.models import Directorate, Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.models import ReturnState
from performance.pages import ReturnProgress
from performance.tests.builders import make_kpi, make_return, make_target, make_value

ROUND, LOCK = "/assurance/", "/assurance/2014-15-Q1/lock/"
SIGNED_ON = datetime(2014, 7, 7, 9, 0, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2014, 7, 8), "in 4 working days"),
        (date(2014, 7, 11), "in 1 working day"),
        (date(2014, 7, 14), "today"),
        (date(2014, 7, 15), "1 working day ago"),
        (date(2014, 7, 21), "5 working days ago"),
    ],
)
def test_how_far_off_the_due_date_is(today: date, said: str) -> None:
    quarter = Quarter(state=QuarterState.OPEN, due_on=date(2014, 7, 14))
    assert due_text(quarter, today) == said


def test_a_locked_quarter_has_no_due_date_any_more() -> None:
    assert due_text(Quarter(state=QuarterState.LOCKED, due_on=date(2014, 7, 14)), date(2014, 7, 8)) == ""


@pytest.mark.parametrize(
    ("phase", "current", "done"),
    [
        (Phase.UPCOMING, [], 0),
        (Phase.OPEN, ["Returns coming in"], 0),
        (Phase.REVIEW, ["Review and sign-off"], 2),
        (Phase.REPORTED, ["Reported"], 4),
    ],
)
def test_the_steps_of_a_round(phase: Phase, current: list[str], done: int) -> None:
    steps = steps_of(phase)
    assert [step.text for step in steps if step.is_current] == current
    assert sum(step.is_done for step in steps) == done


HERE = make_progress(state="locked")
NEVER_CAME = make_progress(state="locked", answered=0, submitted_at=None, signed_off_at=None)


@pytest.mark.parametrize(
    ("returns", "passed_over"),
    [
        ((HERE, HERE), []),
        ((HERE, NEVER_CAME), ["All returns in", "Review and sign-off"]),
        ((HERE, make_progress(state="locked", signed_off_at=None)), ["Review and sign-off"]),
        ((NEVER_CAME, NEVER_CAME), ["Returns coming in", "All returns in", "Review and sign-off"]),
    ],
)
def test_a_step_that_the_lock_passed_over_is_not_done(
    returns: tuple[ReturnProgress, ...], passed_over: list[str]
) -> None:
    steps = steps_of(Phase.LOCKED, returns, "Quality, return not signed off: It is late.")

    assert [step.text for step in steps if step.passed_over] == passed_over
    assert sum(step.is_done for step in steps) == 3 - len(passed_over)
    assert {step.passed_over for step in steps} <= {"", "not done, named as an exception"}
    assert {step.passed_over for step in steps_of(Phase.LOCKED, returns, "As published.")} <= {"", "not done"}


@pytest.mark.parametrize(
    ("progress", "mark"),
    [
        (HERE, "done"),
        (NEVER_CAME, "error"),
        (replace(NEVER_CAME, returned_at=HERE.submitted_at), "error"),
        (make_progress(state="not-started", answered=0), "todo"),
    ],
)
def test_no_tick_for_a_return_that_was_not_there_when_its_quarter_was_locked(
    progress: ReturnProgress, mark: str
) -> None:
    assert mark_of(progress) == mark


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (make_progress(state="not-started", answered=0), "10 to complete"),
        (make_progress(state="in-progress", answered=10), "To be submitted"),
        (make_progress(state="in-progress", sent_back=1), "1 row to correct"),
        (make_progress(state="submitted"), "With the approver for 4 days"),
        (make_progress(state="signed-off"), "Nothing"),
    ],
)
def test_what_happens_next_with_a_return(progress: ReturnProgress, said: str) -> None:
    assert next_text(progress, date(2014, 7, 8)) == said


def test_a_return_waits_from_the_day_in_london_on_which_it_came() -> None:
    past_midnight = datetime(2014, 7, 7, 23, 30, tzinfo=UTC)
    progress = make_progress(state="submitted", submitted_at=past_midnight)
    assert next_text(progress, date(2014, 7, 8)) == "With the approver"


# The pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def quarter(db: None) -> Quarter:
    """2014/15 Q1: Quality has one KPI, answered and signed off."""
    make_organisation()
    found = make_quarter(slug="2014-15-Q1", due_on=date(2014, 7, 7))
    kpi = make_kpi(name="Inspections")
    make_target(kpi=kpi, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="7")
    make_return(quarter=found, state=ReturnState.SIGNED_OFF, submitted_at=SIGNED_ON, signed_off_at=SIGNED_ON)
    return found


@pytest.fixture
def office(client: Client, db: None) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def make_behind() -> None:
    """Another directorate that has returned nothing."""
    make_kpi(name="Meetings", directorate=make_directorate(name="Finance", order=1))


def test_the_office_sees_who_has_not_returned_first(office: Client, quarter: Quarter) -> None:
    make_behind()
    page = office.get(ROUND).content.decode()

    assert page.index("/returns/2014-15-Q1/finance/") < page.index("/returns/2014-15-Q1/quality/")
    assert "<strong>1 of 2</strong> directorates have returned" in page
    assert "1 of 2 KPIs answered" in page


def test_kpis_that_nobody_answers_for_are_told_with_the_way_to_them(office: Client, quarter: Quarter) -> None:
    owned = make_kpi(name="Late", owner=make_user(role=Role.CONTRIBUTOR))
    page = office.get(ROUND).content.decode()

    assert '/performance/kpis/?attention=no-owner&amp;state=any">No owner: 1</a>; ' in page
    assert '?attention=never-entered&amp;state=any">No figure entered by owner or deputy yet: 1</a>' in page
    assert (
        owned.short_name
        in office.get("/performance/kpis/?attention=never-entered&state=any").content.decode()
    )

    Quarter.objects.update(due_on=date(2014, 7, 8))
    assert "No figure entered by owner" not in office.get(ROUND).content.decode(), "nobody had to yet"
    Quarter.objects.update(state=QuarterState.LOCKED, locked_at=SIGNED_ON)
    assert "Who answers for these KPIs?" not in office.get(ROUND).content.decode()


def test_reds_are_counted_so_far_while_a_return_is_being_written(office: Client, quarter: Quarter) -> None:
    late = make_kpi(name="Late", directorate=make_directorate(name="Finance", order=1))
    make_target(kpi=late, value=6, start=2014)
    make_value(kpi=late, period="2014-15-Q1", text="1")
    page = office.get(ROUND).content.decode()

    assert "Exceptions without an action or date in the note (1)" in page
    assert "No action in the note." in page
    assert '1</a> <span class="hush">so far</span>' in page


def test_the_round_costs_the_same_however_many_kpis(office: Client, quarter: Quarter) -> None:
    asked = []
    for count in (4, 8):
        for _ in range(count):
            make_value(kpi=make_kpi(), period="2014-15-Q1", text="7")
        with CaptureQueriesContext(connection) as queries:
            office.get(ROUND)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_finished_quarter_is_locked_after_a_confirmation(office: Client, quarter: Quarter) -> None:
    assert "Lock 2014/15 Q1?" in office.get(LOCK).content.decode()

    response = office.post(LOCK, {"submit": "Lock"}, follow=True)

    quarter.refresh_from_db()
    assert quarter.state == QuarterState.LOCKED
    page = response.content.decode()
    assert "2014/15 Q1 is locked, and its figures are frozen." in page
    assert "Produce report" in page


def test_while_a_quarter_before_it_is_open_again_round_and_lock_page_say_which(
    office: Client, quarter: Quarter
) -> None:
    before = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    reopen_quarter(quarter=before, by=make_user(role=Role.ASSURANCE), reason="A figure was wrong.")
    said = "2013/14 Q4 is open again: lock it first."

    for answer in (office.get(f"{ROUND}?quarter=2014-15-Q1"), office.post(LOCK, follow=True)):
        page = answer.content.decode()
        assert said in page
        assert f'href="{LOCK}"' not in page
    quarter.refresh_from_db()
    assert quarter.is_open


def test_a_gap_without_a_reason_is_said_at_its_field_and_nothing_typed_is_lost(
    office: Client, quarter: Quarter
) -> None:
    make_behind()
    response = office.post(
        LOCK, shown_on(office.get(LOCK)) | {"answered": "The system was down.", "return-finance": ""}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "Say why the quarter is locked all the same." in page
    assert "The system was down." in page
    assert Snapshot.objects.count() == 0


def test_with_a_reason_for_each_gap_it_is_locked_and_the_reasons_are_shown(
    office: Client, quarter: Quarter
) -> None:
    make_behind()
    typed = {"answered": "The system was down.", "return-finance": "The post is vacant."}
    response = office.post(LOCK, shown_on(office.get(LOCK)) | typed, follow=True)

    assert "<li>Finance, return not signed off: The post is vacant.</li>" in response.content.decode()


def test_a_gap_that_came_up_since_the_page_was_opened_is_asked_about(
    office: Client, quarter: Quarter
) -> None:
    office.get(LOCK)
    make_behind()
    response = office.post(LOCK, {"submit": "Lock"})

    assert response.status_code == 422
    assert "Finance, return not signed off" in response.content.decode()


def test_a_gap_that_changed_since_the_page_was_opened_is_asked_about_and_its_reason_kept(
    office: Client, quarter: Quarter
) -> None:
    """Sent once more as it came back, the reason is one for what the form says now."""
    make_behind()
    typed = {"answered": "The system was down.", "return-finance": "The post is vacant."}
    shown = shown_on(office.get(LOCK))
    make_kpi(name="Blanked meanwhile", directorate=Directorate.objects.get(slug="finance"))

    response = office.post(LOCK, shown | typed)

    page = response.content.decode()
    assert (response.status_code, page.count("This has changed since the page was opened.")) == (422, 2)
    assert "2 KPIs are not complete" in page
    assert "The system was down.</textarea>" in page
    assert Snapshot.objects.count() == 0

    office.post(LOCK, shown_on(response) | typed)
    assert "2 KPIs are not complete (KPIs " in Quarter.objects.get(pk=quarter.pk).lock_note


def test_of_a_quarter_that_was_locked_with_nothing_returned_nothing_good_is_said(
    office: Client, db: None
) -> None:
    make_organisation()
    make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED, locked_at=SIGNED_ON)
    make_kpi(name="Inspections")

    page = office.get(f"{ROUND}?quarter=2014-15-Q1").content.decode()

    assert page.count("No figures have been returned.") == 2
    assert "Every exception has" not in page.partition('id="bare"')[2].partition("</section>")[0]
    assert "Every red KPI has an open action." not in page
    assert "Review and sign-off<br><span" in page
    assert "not returned" in page.partition('id="returned"')[2].partition("</table>")[0]


def test_a_second_click_finds_it_locked(office: Client, quarter: Quarter) -> None:
    office.post(LOCK, {"submit": "Lock"})
    response = office.post(LOCK, {"submit": "Lock"}, follow=True)

    assert "2014/15 Q1 is locked already." in response.content.decode()
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("slug", ["2014-15-Q9", "nonsense", "2031-32-Q1"])
def test_an_address_without_a_quarter_is_not_found(office: Client, quarter: Quarter, slug: str) -> None:
    assert office.get(f"/assurance/{slug}/lock/").status_code == 404


def test_a_locked_quarter_is_reopened_with_a_reason(office: Client, quarter: Quarter) -> None:
    office.post(LOCK, {"submit": "Lock"})
    path = "/assurance/2014-15-Q1/reopen/"

    assert office.post(path, {"reason": ""}).status_code == 422
    response = office.post(path, {"reason": "A figure was wrong."}, follow=True)

    assert "2014/15 Q1 is open again." in response.content.decode()
    quarter.refresh_from_db()
    assert quarter.state == QuarterState.OPEN


def test_a_version_is_of_the_moment_whose_figures_it_holds(office: Client, quarter: Quarter) -> None:
    """A snapshot can be taken later than the lock: reports, and what is restated, name the moment of the lock."""
    office.post(LOCK, {"submit": "Lock"})
    Snapshot.objects.update(taken_at=datetime(2014, 8, 20, 4, 59, tzinfo=UTC))
    locked_at = Quarter.objects.get(pk=quarter.pk).locked_at
    assert locked_at is not None

    page = office.get(f"{ROUND}?quarter=2014-15-Q1").content.decode()

    assert f"frozen on {in_words(locked_at)}" in page
    assert "20 August 2014" not in page


def test_who_had_a_page_of_a_reopened_quarter_is_led_to_what_was_reported(
    office: Client, quarter: Quarter
) -> None:
    """A bookmark of the governing body: the quarter is there, and nothing of what it says now is shown."""
    member, bookmark = Client(), "/?quarter=2014-15-Q1"
    member.force_login(make_user(role=Role.GOVERNING_BODY))
    assert "2014/15 Q1 is not locked yet." in member.get(bookmark).content.decode()
    office.post(LOCK, {"submit": "Lock"})
    report = make_report(snapshot=Snapshot.objects.get(), audience=make_audience(), state="ready")
    office.post("/assurance/2014-15-Q1/reopen/", {"reason": "A figure was wrong."})

    for path in (bookmark, "/performance/?quarter=2014-15-Q1"):
        response = member.get(path)
        page = response.content.decode()
        assert response.status_code == 404
        assert "2014/15 Q1 is open for corrections." in page
        assert "Page not found" not in page
        assert f'href="/reports/{report.pk}/read/"' in page
        assert member.get(f"/reports/{report.pk}/").status_code == 200


def test_the_fourth_quarter_offers_the_annual_report_in_the_same_way(office: Client, db: None) -> None:
    make_organisation()
    quarters = [
        make_quarter(slug=f"2013-14-Q{number}", state=QuarterState.REPORTED) for number in (1, 2, 3, 4)
    ]
    make_annual()
    last = make_snapshot(quarter=quarters[3])
    make_report(snapshot=last, state="ready")
    path = f"{ROUND}?quarter=2013-14-Q4"
    assert "Needs Q1 and Q2 and Q3 locked as well." in office.get(path).content.decode()

    for quarter in quarters[:3]:
        make_snapshot(quarter=quarter)
    page = office.get(path).content.decode()
    assert '<input type="hidden" name="audience" value="annual">' in page
    assert '<input type="hidden" name="audience" value="governing-body">' not in page
