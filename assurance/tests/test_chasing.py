"""The calendar of the round, who has not returned, and the on-time record: the pages, and what they cost."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from assurance.chasing.calendar_page import build_calendar
from assurance.chasing.dates import Plan, RoundDay, dates_of
from assurance.chasing.on_time import Judgement, Punctuality, Share, judge, share_of
from assurance.chasing.on_time_page import build_on_time
from core import clock, periods
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.models import EarlierDefinition, Frequency, ReminderState, ReturnReminder, ReturnState
from performance.models.kpis import DATED_FIELDS
from performance.reminders import stopping
from performance.reminders.stages import Timing
from performance.tests.builders import make_kpi, make_return, make_value
from performance.tests.people import words

DUE = date(2014, 7, 14)
PLAN = Plan(Timing(), lock_after=19, report_after=22, annual_report_after=30)
NOT_RETURNED = "/assurance/not-returned/"
SEND = "/assurance/not-returned/2014-15-Q1/quality/"


# Dates, pure --------------------------------------------------------------------------------------------------


def test_the_days_of_a_round() -> None:
    found = dates_of(periods.Quarter.from_slug("2014-15-Q1"), DUE, PLAN)
    assert [(day.what, day.on.isoformat()) for day in found] == [
        (RoundDay.OPENS, "2014-07-01"),
        (RoundDay.FIRST, "2014-07-07"),
        (RoundDay.DUE, "2014-07-14"),
        (RoundDay.SECOND, "2014-07-14"),
        (RoundDay.THIRD, "2014-07-17"),
        (RoundDay.LOCK, "2014-08-08"),
        (RoundDay.REPORT, "2014-08-13"),
    ]


def test_the_annual_report_follows_the_fourth_quarter() -> None:
    found = dates_of(periods.Quarter.from_slug("2013-14-Q4"), date(2014, 4, 14), PLAN)
    assert found[-1].what == RoundDay.ANNUAL
    assert found[-1].on == date(2014, 5, 30), "Easter and two bank holidays lie in between"


@pytest.mark.parametrize(
    ("returned_on", "today", "is_closed", "judgement", "text"),
    [
        (DUE, DUE, False, Judgement(Punctuality.ON_TIME), "On time"),
        (date(2014, 7, 15), DUE, True, Judgement(Punctuality.LATE, 1), "1 working day late"),
        (date(2014, 7, 21), DUE, False, Judgement(Punctuality.LATE, 5), "5 working days late"),
        (None, DUE, False, Judgement(Punctuality.NOT_DUE), "Not due yet"),
        (None, date(2014, 7, 16), False, Judgement(Punctuality.MISSING, 2), "Missing"),
        (None, DUE, True, Judgement(Punctuality.MISSING), "Missing"),
    ],
)
def test_whether_a_return_came_in_time(
    returned_on: date | None, today: date, is_closed: bool, judgement: Judgement, text: str
) -> None:
    found = judge(DUE, returned_on, today=today, is_closed=is_closed)
    assert (found, found.text) == (judgement, text)


def test_a_return_that_came_on_the_weekend_after_is_late_by_no_working_day() -> None:
    friday = date(2014, 7, 11)
    found = judge(friday, date(2014, 7, 12), today=DUE, is_closed=False)
    assert (found.text, found.mark) == ("Late", "part")


def test_the_share_leaves_out_what_is_not_due() -> None:
    found = [Judgement(each) for each in (Punctuality.ON_TIME, Punctuality.LATE, Punctuality.NOT_DUE)]
    assert share_of(found) == Share(1, 2)
    assert share_of(found).text == "1 of 2 (50%)"
    assert share_of([Judgement(Punctuality.NOT_DUE)]).text == "–"


@pytest.mark.parametrize(
    ("on_time", "due", "percent"),
    [(15, 16, 94), (1, 8, 13), (16, 16, 100), (299, 300, 99), (0, 4, 0), (0, 0, None)],
)
def test_only_all_of_them_are_100_per_cent(on_time: int, due: int, percent: int | None) -> None:
    assert Share(on_time, due).percent == percent


# The pages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def quarter(db: None) -> Quarter:
    """2014/15 Q1, due on 14 July: Quality has one KPI and its people; the quarter before is reported."""
    make_organisation()
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_kpi(name="Complaints answered in time")
    for role in (Role.CONTRIBUTOR, Role.APPROVER, Role.DIRECTOR):
        make_user(role=role, title=f"{role.label}, Quality", email=f"{role.value}@example.org")
    return make_quarter(slug="2014-15-Q1")


@pytest.fixture
def office(client: Client, quarter: Quarter) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return words(answer.content.decode())


def on(day: date) -> override_settings:
    return override_settings(PORTAL_TODAY=day)


def test_the_calendar_says_what_comes_next(office: Client) -> None:
    page = read(office, "/assurance/calendar/")
    assert "Nothing is overdue today. Next: Monday 14 July 2014, 2014/15 Q1: returns due." in page
    assert "Friday 8 August 2014 Lock planned To come" in page


def test_the_calendar_says_what_is_overdue(office: Client) -> None:
    with on(date(2014, 8, 12)):
        page = read(office, "/assurance/calendar/")
    assert (
        "2014/15 Q1: returns due Monday 14 July 2014 21 working days overdue Not returned: Quality." in page
    )
    assert "2014/15 Q1: lock planned Friday 8 August 2014 2 working days overdue" in page


def test_a_round_that_came_in_is_not_overdue(office: Client, quarter: Quarter) -> None:
    make_return(state=ReturnState.SUBMITTED, submitted_at=clock.now())
    with on(date(2014, 7, 20)):
        page = build_calendar(clock.today())
    assert page.overdue == ()
    assert "All returned" in {row.text for row in page.quarters[0].rows}


def test_the_calendar_can_be_taken_along(office: Client, quarter: Quarter) -> None:
    make_quarter(slug="2014-15-Q4", state=QuarterState.UPCOMING)
    with override_settings(PORTAL_URL="https://portal.example.nhs.uk"):
        first = office.get("/assurance/calendar/round.ics")
        again = office.get("/assurance/calendar/round.ics")
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"

    entries = Calendar.from_ical(first.content).walk("VEVENT")
    due = next(entry for entry in entries if entry["SUMMARY"] == "2014/15 Q1: Returns due")
    assert (due["UID"], due.start, due.end) == (
        "2014-15-Q1-due@portal.example.nhs.uk",
        DUE,
        DUE + timedelta(days=1),
    )
    uids = [entry["UID"] for entry in entries]
    assert len(uids) == len(set(uids)) == 7 + 8
    assert uids == [entry["UID"] for entry in Calendar.from_ical(again.content).walk("VEVENT")]


def test_who_has_not_returned_and_what_is_missing(office: Client) -> None:
    with on(date(2014, 7, 16)):
        page = read(office, NOT_RETURNED)
    assert "1 of 1 directorates has not returned." in page
    assert "2 working days late" in page
    assert "1 KPI missing" in page
    assert "Complaints answered in time Patient safety" in page
    assert "No reminder has gone out yet." in page
    assert "The third reminder goes by itself on 17 July 2014." in page


def test_it_shows_what_became_of_each_reminder(office: Client, quarter: Quarter) -> None:
    ReturnReminder.objects.create(
        quarter=quarter,
        directorate=make_directorate(),
        stage="before",
        person=User.objects.get(email="contributor@example.org"),
        role=Role.CONTRIBUTOR,
        state=ReminderState.REFUSED,
        failure="The mail server does not know this address (550 No such mailbox).",
        queued_at=clock.now(),
    )
    page = read(office, NOT_RETURNED)
    assert "First reminder Contributor, Quality 8 July 2014" in page
    assert "Could not be delivered The mail server does not know this address (550 No such mailbox)." in page


def test_sending_one_by_hand_is_confirmed_first(office: Client, quarter: Quarter) -> None:
    page = read(office, SEND)
    assert "Contributor, Quality contributor@example.org, contributor" in page
    assert "It is due on Monday 14 July 2014, in 4 working days." in page
    assert not ReturnReminder.objects.exists()

    answer = office.post(SEND, {"stage": "before"}, follow=True)
    assert "First reminder of the Quality return is on its way to: Contributor, Quality." in words(
        answer.content.decode()
    )
    row = ReturnReminder.objects.get()
    assert (row.state, row.person.email) == (ReminderState.QUEUED, "contributor@example.org")

    twice = office.post(SEND, {"stage": "before"}, follow=True)
    assert "has gone out already" in twice.content.decode()
    assert ReturnReminder.objects.count() == 1


def test_a_forged_stage_is_refused(office: Client) -> None:
    assert office.post(SEND, {"stage": "fourth"}).status_code == 422
    assert not ReturnReminder.objects.exists()


def test_it_says_why_none_can_be_sent(office: Client) -> None:
    stopping.stop(person=User.objects.get(email="contributor@example.org"))
    page = read(office, NOT_RETURNED)
    assert "Nobody who would get the next reminder can be written to" in page
    assert "Contributor, Quality (stopped reminders) ; Approver, Quality; Director, Quality." in page
    assert "People who stopped their reminders" in page
    assert office.get(SEND).status_code == 302


def test_without_a_quarter_the_pages_say_so(client: Client, db: None) -> None:
    client.force_login(make_user(role=Role.ASSURANCE))
    assert "No quarter has begun yet." in read(client, NOT_RETURNED)
    assert "No quarter is held yet." in read(client, "/assurance/calendar/")
    assert "No quarter has been returned" in read(client, "/assurance/on-time/")


def test_the_on_time_record(office: Client, quarter: Quarter) -> None:
    before = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    late = datetime(2014, 4, 16, 23, 30, tzinfo=clock.LONDON)
    make_return(quarter=before, state=ReturnState.LOCKED, submitted_at=late)
    make_return(quarter=quarter, state=ReturnState.SUBMITTED, submitted_at=clock.now())
    make_quarter(slug="2013-14-Q3", state=QuarterState.REPORTED)

    page = build_on_time(clock.today())
    assert [row.quarter.label for row in page.rows] == ["2014/15 Q1", "2013/14 Q4"], (
        "Q3 was not returned here"
    )
    assert [cell.text for row in page.rows for cell in row.cells if cell] == [
        "On time",
        "2 working days late",
    ]
    assert page.share.text == "1 of 2 (50%)"
    assert "1 of 2 returns on time (50%) over the 2 quarters shown." in read(office, "/assurance/on-time/")


def test_a_return_that_came_stays_on_record_when_its_kpis_are_reported_yearly_from_then_on(
    quarter: Quarter,
) -> None:
    finance = make_directorate(name="Finance and Performance")
    kpi = make_kpi(frequency=Frequency.ANNUALLY, directorate=finance)
    then = {name: getattr(kpi, name) for name in DATED_FIELDS} | {"frequency": Frequency.QUARTERLY}
    EarlierDefinition.objects.create(kpi=kpi, until=date(2014, 7, 1), **then)
    make_return(directorate=finance, quarter=quarter, state=ReturnState.SUBMITTED, submitted_at=clock.now())

    shares = {
        directorate.name: share.text for directorate, share in build_on_time(clock.today()).by_directorate
    }
    assert shares["Finance and Performance"] == "1 of 1 (100%)"


@pytest.mark.parametrize("path", ["/assurance/calendar/", NOT_RETURNED, "/assurance/on-time/"])
def test_few_and_many_directorates_cost_the_same_queries(office: Client, quarter: Quarter, path: str) -> None:
    asked = []
    for count in (3, 9):
        for number in range(count):
            directorate = make_directorate(name=f"Directorate {count} {number}")
            make_value(kpi=make_kpi(directorate=directorate), period="2014-15-Q1", text="7")
            make_kpi(directorate=directorate)
            make_return(directorate=directorate, quarter=quarter)
            make_user(role=Role.CONTRIBUTOR, directorate=directorate)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
