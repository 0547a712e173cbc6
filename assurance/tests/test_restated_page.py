"""What was restated, through the pages: the round, the dashboard, and the list itself."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from assurance import actions
from assurance.models import Snapshot
from assurance.tests.builders import make_report, shown_on
from core import clock, trail
from organisation.models import Quarter, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import KPIValue, ReminderState, ReturnReminder, ReturnState
from performance.reminders.stages import Stage
from performance.tests.builders import make_kpi, make_return, make_target, make_value

pytestmark = pytest.mark.django_db
ROUND, LIST = "/assurance/?quarter=2014-15-Q1", "/assurance/2014-15-Q1/restated/"
SIGNED_ON = datetime(2014, 7, 7, 9, 0, tzinfo=clock.LONDON)


@pytest.fixture
def office(db: None) -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def page_of_office(client: Client, office: User) -> Client:
    client.force_login(office)
    return client


@pytest.fixture
def quarter(office: User, settings: Settings) -> Quarter:
    """2014/15 Q1, locked once, reported, and opened again."""
    settings.PORTAL_TODAY = date(2014, 7, 8)
    found = make_quarter(slug="2014-15-Q1", due_on=date(2014, 7, 7))
    kpi = make_kpi(name="Inspections", number=11)
    make_target(kpi=kpi, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="7")
    make_return(quarter=found, state=ReturnState.SIGNED_OFF, submitted_at=SIGNED_ON, signed_off_at=SIGNED_ON)
    make_report(snapshot=lock(found, office), state="ready")
    actions.reopen_quarter(quarter=found, by=office, reason="Counted twice.")
    return found


def lock(quarter: Quarter, office: User) -> Snapshot:
    return actions.lock_quarter(quarter=quarter, by=office, reasons={})


def correct(by: User) -> None:
    value = KPIValue.objects.get()
    value.value = Decimal("6.5")
    trail.save(value, by=by, reason="One was a visit")


def test_while_it_is_open_again_the_round_says_what_would_be_restated(
    page_of_office: Client, quarter: Quarter, office: User
) -> None:
    correct(office)
    page = page_of_office.get(ROUND).content.decode()

    assert "<strong>Open again.</strong> Why: Counted twice. The next lock takes snapshot 2." in page
    assert "1 figure differs: 1 of KPIs." in page
    assert f'href="{LIST}"' in page


def test_the_list_says_what_was_and_is_who_changed_it_and_why(
    page_of_office: Client, quarter: Quarter, office: User
) -> None:
    correct(office)
    page = page_of_office.get(LIST).content.decode()

    assert "This is what would be restated if it were locked now." in page
    for said in (
        "11. Inspections",
        "Figure, Q1",
        ">7</td>",
        ">6.5</td>",
        "One was a visit",
        "Counted twice.",
    ):
        assert said in page
    assert "Back to the round" in page


def test_the_lock_says_that_it_makes_the_next_version(
    page_of_office: Client, quarter: Quarter, office: User
) -> None:
    correct(office)
    assert "Snapshot 2 is taken." in page_of_office.get("/assurance/2014-15-Q1/lock/").content.decode()


def test_both_versions_stand_on_the_round_with_their_digests(
    page_of_office: Client, quarter: Quarter, office: User
) -> None:
    correct(office)
    second = lock(quarter, office)
    page = page_of_office.get(ROUND).content.decode()

    for snapshot in Snapshot.objects.all():
        assert snapshot.sha256 in page
    assert page.index("Snapshot 2</strong>") < page.index("Snapshot 1</strong>")
    assert f'href="{LIST}?version={second.version}"' in page
    for move in ("Opened for returns", "Locked", "Reopened"):
        assert move in page


def test_the_governing_body_reads_one_line_and_the_list(
    client: Client, quarter: Quarter, office: User
) -> None:
    correct(office)
    lock(quarter, office)
    client.force_login(make_user(role=Role.GOVERNING_BODY))

    dashboard = client.get("/?quarter=2014-15-Q1").content.decode()
    assert f'<a href="{LIST}">Restated since snapshot 1 of 8 July 2014</a>: 1 figure differs' in dashboard
    assert "Back to the dashboard" in client.get(LIST).content.decode()


def test_while_it_is_open_the_governing_body_reads_nothing_of_it(client: Client, quarter: Quarter) -> None:
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    assert client.get(LIST).status_code == 404


def test_a_first_version_restates_nothing_and_the_page_says_so(
    page_of_office: Client, quarter: Quarter
) -> None:
    page = page_of_office.get(f"{LIST}?version=1").content.decode()
    assert "Snapshot 1 is the first of 2014/15 Q1: there is nothing that it could restate." in page


@pytest.mark.parametrize("version", ["9", "x", "²", "99999"])
def test_a_version_that_is_not_there_is_not_found(
    page_of_office: Client, quarter: Quarter, version: str
) -> None:
    assert page_of_office.get(f"{LIST}?version={version}").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_can_be_taken_away(
    page_of_office: Client, quarter: Quarter, office: User, kind: str
) -> None:
    correct(office)
    response = page_of_office.get(f"{LIST}?format={kind}")

    assert f"restated-2014-15-q1.{kind}" in response.headers["Content-Disposition"]
    if kind == "csv":
        assert 'KPIs,11. Inspections,"Figure, Q1",7,6.5' in response.content.decode("utf-8-sig")


def test_a_busy_portal_is_said_on_the_page_and_nothing_typed_is_lost(
    page_of_office: Client, quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assurance import standstill

    def refuse(**_: object) -> None:
        raise standstill.Busy(standstill.BUSY)

    KPIValue.objects.all().delete()
    monkeypatch.setattr(actions, "lock_quarter", refuse)
    path = "/assurance/2014-15-Q1/lock/"
    typed = shown_on(page_of_office.get(path)) | {"answered": "The system was down."}
    response = page_of_office.post(path, typed)

    assert response.status_code == 422
    assert "try again in a minute" in response.content.decode()
    assert "The system was down." in response.content.decode()


def test_reminders_stand_beside_the_return(page_of_office: Client, quarter: Quarter, office: User) -> None:
    person = make_user(role=Role.CONTRIBUTOR)
    where = {"quarter": quarter, "directorate": KPIValue.objects.get().kpi.team.directorate, "person": person}
    values = {"role": Role.CONTRIBUTOR, "queued_at": SIGNED_ON}
    first, second = list(Stage)[:2]
    ReturnReminder.objects.create(**where, **values, stage=first, state=ReminderState.SENT, sent_at=SIGNED_ON)
    ReturnReminder.objects.create(**where, **values, stage=second, state=ReminderState.REFUSED)

    page = page_of_office.get(ROUND).content.decode()

    assert "1 sent<span" in page
    assert "last on 7 July 2014" in page
    assert "1 not delivered" in page


@pytest.mark.parametrize("path", [ROUND, LIST])
def test_the_pages_cost_the_same_however_much_is_restated(
    page_of_office: Client, quarter: Quarter, path: str
) -> None:
    asked = []
    for count in (2, 6):
        for _ in range(count):
            make_value(kpi=make_kpi(), period="2014-15-Q1", text="7")
        page_of_office.get(path)
        with CaptureQueriesContext(connection) as queries:
            page_of_office.get(path)
        asked.append(len(queries))

    assert asked[0] == asked[1]
