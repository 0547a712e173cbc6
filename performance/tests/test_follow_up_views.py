"""A directorate follows up its KPIs: opens, changes and closes actions, forecasts the year, and is not overwritten."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance.models import KPI, KPIAction, YearEndForecast
from performance.tests.builders import make_exception, make_kpi, make_target, make_value
from performance.tests.builders_follow_up import make_action, make_forecast
from performance.tests.people import words

pytestmark = pytest.mark.django_db

SEPTEMBER = {"due_on_day": "30", "due_on_month": "9", "due_on_year": "2014"}
NEW = {"text": "Fill both posts", "owner": "Head of quality"} | SEPTEMBER


@pytest.fixture(autouse=True)
def july(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)


@pytest.fixture
def kpi() -> KPI:
    kpi = make_kpi(slug="visits", directorate=make_directorate())
    make_target(kpi=kpi, value=6, start=2013)
    make_target(kpi=kpi, value=6, start=2014)
    make_value(kpi=kpi, period="2013-14-Q4", text="3")
    make_value(kpi=kpi, period="2014-15-Q1", text="3")
    return kpi


@pytest.fixture
def contributor(kpi: KPI) -> Client:
    client = Client()
    client.force_login(make_user(role=Role.CONTRIBUTOR, directorate=kpi.team.directorate))
    return client


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"performance:{name}", args=["visits", *args])


def page(client: Client, query: str = "?quarter=2014-15-Q1") -> str:
    return words(client.get(url("kpi_detail") + query).content.decode())


# Actions --------------------------------------------------------------------------------------------------------------


def test_an_action_is_opened_on_the_open_quarter(contributor: Client, kpi: KPI) -> None:
    assert "Red, with no open action" in page(contributor)

    answer = contributor.post(url("action_create"), NEW)

    assert answer.status_code == 302
    action = KPIAction.objects.get()
    assert (str(action.arose_in), action.opened_on, action.due_on) == (
        "2014/15 Q1",
        date(2014, 7, 8),
        date(2014, 9, 30),
    )
    assert action.history.get().history_change_reason == "Arose in 2014/15 Q1"
    shown = page(contributor)
    assert "Fill both posts Head of quality. Arose in 2014/15 Q1." in shown
    assert "with no open action" not in shown


def test_it_starts_from_the_words_of_the_exception(contributor: Client, kpi: KPI) -> None:
    value = kpi.values.order_by("starts_on").last()
    make_exception(
        value=value, action="Both posts are filled.", owner="Head of care", recovery_on=date(2014, 9, 30)
    )

    form = contributor.get(url("action_create")).content.decode()

    assert "Both posts are filled." in form
    assert 'value="Head of care"' in form
    assert 'value="2014"' in form


def test_a_second_action_starts_empty_below_the_open_one_and_is_not_the_same(
    contributor: Client, kpi: KPI
) -> None:
    value = kpi.values.order_by("starts_on").last()
    make_exception(value=value, action="Both posts are filled.", recovery_on=date(2014, 9, 30))
    assert contributor.post(url("action_create"), NEW).status_code == 302

    form = contributor.get(url("action_create")).content.decode()
    assert "Both posts are filled." not in form
    assert "Open already" in form
    assert "Fill both posts" in form

    again = contributor.post(url("action_create"), NEW)
    assert again.status_code == 409
    assert "This action is open already" in again.content.decode()
    assert KPIAction.objects.count() == 1


def test_a_day_that_is_past_is_refused_and_nothing_typed_is_lost(contributor: Client, kpi: KPI) -> None:
    answer = contributor.post(url("action_create"), NEW | {"due_on_year": "2013"})

    assert answer.status_code == 422
    assert "Give a day from today on." in answer.content.decode()
    assert "Fill both posts" in answer.content.decode()


def test_an_action_is_closed_with_its_outcome(contributor: Client, kpi: KPI) -> None:
    action = make_action(kpi=kpi)
    closed = NEW | {"closed_on_day": "7", "closed_on_month": "7", "closed_on_year": "2014", "version": "1"}
    edit = url("action_edit", action.pk)

    assert "Say what came of it" in contributor.post(edit, closed).content.decode()
    assert contributor.post(edit, closed | {"outcome": "Both came."}).status_code == 302

    shown = page(contributor)
    assert "Closed actions (1)" in shown
    assert "Closed on 7 July 2014: Both came." in shown
    assert action.history.first().history_change_reason == "Closed"


def test_a_day_to_come_is_no_closing_day(contributor: Client, kpi: KPI) -> None:
    action = make_action(kpi=kpi)
    later = {"closed_on_day": "9", "closed_on_month": "7", "closed_on_year": "2014", "outcome": "Done"}

    answer = contributor.post(url("action_edit", action.pk), NEW | later | {"version": "1"})

    assert answer.status_code == 409
    assert "closed today or earlier" in answer.content.decode()


def test_two_people_at_one_action_are_shown_both_versions(contributor: Client, kpi: KPI) -> None:
    action = make_action(kpi=kpi)
    edit = url("action_edit", action.pk)
    contributor.post(edit, NEW | {"text": "Fill one post", "version": "1"})

    answer = contributor.post(edit, NEW | {"text": "Fill three posts", "version": "1"})

    assert answer.status_code == 409
    action.refresh_from_db()
    assert action.text == "Fill one post"


def test_an_overdue_action_says_so(contributor: Client, kpi: KPI) -> None:
    make_action(kpi=kpi, due_on=date(2014, 7, 7))

    assert "Overdue" in page(contributor)


def test_the_governing_body_reads_actions_of_locked_quarters_and_changes_none(
    member: Client, contributor: Client, kpi: KPI
) -> None:
    make_action(kpi=kpi, text="Of the open quarter")
    make_action(kpi=kpi, text="Of the locked one", quarter="2013-14-Q4", opened_on=date(2014, 4, 20))

    shown = page(member, "")

    assert "Of the locked one" in shown
    assert "Of the open quarter" not in shown
    assert "Open an action" not in shown
    assert "Open an action" in page(contributor)


# The year's end -------------------------------------------------------------------------------------------------------


def test_the_directorates_forecast_stands_beside_the_projection(contributor: Client, kpi: KPI) -> None:
    assert "Plain projection Whole year 12" in page(contributor)
    form = url("forecast_edit", "2014-15")
    assert "The plain projection is 12 (run rate: 3 in 1 of 4 quarters)." in words(
        contributor.get(form).content.decode()
    )

    answer = contributor.post(
        form, {"value": "21", "reason": "Both posts are filled from July.", "version": "0"}
    )

    assert answer.status_code == 302
    shown = page(contributor)
    assert "Directorate’s forecast made in 2014/15 Q1" in shown
    assert "Both posts are filled from July." in shown
    assert "3 short" in shown


def test_a_forecast_needs_a_figure_and_a_reason(contributor: Client, kpi: KPI) -> None:
    answer = contributor.post(url("forecast_edit", "2014-15"), {"value": "about 20", "version": "0"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why it will end there" in text
    assert "about 20" in text


def test_a_year_that_is_locked_is_not_forecast(contributor: Client, kpi: KPI) -> None:
    answer = contributor.post(
        url("forecast_edit", "2013-14"), {"value": "20", "reason": "So.", "version": "0"}
    )

    assert answer.status_code == 409
    assert "2013/14 is over and locked" in answer.content.decode()
    assert contributor.get(url("forecast_edit", "last-year")).status_code == 404


def test_two_forecasts_at_once_are_both_shown(contributor: Client, kpi: KPI) -> None:
    make_forecast(kpi=kpi, value="20")
    form = url("forecast_edit", "2014-15")
    contributor.post(form, {"value": "22", "reason": "One post.", "version": "1"})

    answer = contributor.post(form, {"value": "23", "reason": "Two posts.", "version": "1"})

    assert answer.status_code == 409
    assert YearEndForecast.objects.get().value == 22


def test_a_forecast_is_taken_back(contributor: Client, kpi: KPI) -> None:
    make_forecast(kpi=kpi)

    assert contributor.post(url("forecast_remove", "2014-15"), {"version": "1"}).status_code == 302
    assert not YearEndForecast.objects.exists()
    assert "Directorate’s forecast" not in page(contributor)


def test_the_governing_body_sees_no_forecast_of_an_open_quarter(member: Client, kpi: KPI) -> None:
    make_forecast(kpi=kpi, reason="Said in confidence.")

    assert "Said in confidence." not in page(member, "")


# Promises and data quality --------------------------------------------------------------------------------------------


def test_the_page_tells_the_history_of_promised_dates(contributor: Client, kpi: KPI) -> None:
    days = (date(2014, 6, 30), date(2014, 12, 31))
    for value, day in zip(kpi.values.order_by("starts_on"), days, strict=True):
        make_exception(value=value, recovery_on=day)

    shown = page(contributor)

    assert "Promised 2 times: slipped once, 6 months in all." in shown
    assert "Was 30 June 2014: slipped 6 months" in shown


def test_data_quality_stands_on_the_page_in_words(contributor: Client, kpi: KPI) -> None:
    shown = page(contributor)

    assert "Data quality: timeliness nothing to judge, completeness" in shown
    assert "How data quality is judged" in shown
