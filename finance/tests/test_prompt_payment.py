"""Prompt payment: months pooled, never averaged; the Code by number and by value; who records what, and when."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from core.derivation import Asking
from core.periods import FinancialYear, Month, Quarter
from core.tests.at_once import both_at_once
from core.versions import Stale
from finance.models import PromptPayment
from finance.payment_actions import record_payment
from finance.payment_page import build_payment_page
from finance.tests.builders import make_payment
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user

pytestmark = pytest.mark.django_db

Q1 = Quarter.from_slug("2014-15-Q1")
YEAR = FinancialYear(2014)
APRIL = {"paid": "1,000", "paid_in_time": "960", "paid_value": "£0.5m", "paid_in_time_value": "490,000"}


@pytest.fixture
def finance(settings: Settings) -> Client:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    make_quarter(slug="2014-15-Q1")
    client = Client()
    client.force_login(make_user(role=Role.FINANCE))
    return client


def form_of(month: str) -> str:
    return reverse("finance:prompt_payment_edit", args=[month])


def test_months_are_pooled_and_never_averaged() -> None:
    make_payment(month="2014-04", paid=100, in_time=100)
    make_payment(month="2014-05", paid=900, in_time=810)
    make_payment(month="2014-06", paid=1_000, in_time=990)

    found = Asking().of("prompt-payment", Q1)

    assert found is not None
    assert (found.part, found.whole) == (1_900, 2_000)
    assert found.sentence == "1,900 of 2,000 invoices were paid within 30 days in 2014/15 Q1."


def test_by_value_it_is_another_figure() -> None:
    make_payment(month="2014-04")

    found = Asking().of("prompt-payment-value", Month.from_slug("2014-04"))

    assert found is not None
    assert found.sentence == "£490,000 of £500,000 of invoices was paid within 30 days in April 2014."


def test_a_quarter_with_a_month_missing_proposes_nothing() -> None:
    make_payment(month="2014-04")

    assert Asking().of("prompt-payment", Q1) is None
    assert Asking().of("prompt-payment", Month.from_slug("2014-04")) is not None


def test_the_page_shows_months_quarters_and_the_year() -> None:
    make_payment(month="2014-04")
    make_payment(month="2014-05", paid=1_000, in_time=900, value=100, in_time_value=100)

    page = build_payment_page(YEAR, up_to=date(2014, 7, 8))

    assert [(row.label, row.share, row.note) for row in page.rows] == [
        ("April 2014", "96%", ""),
        ("May 2014", "90%", ""),
        ("June 2014", "", ""),
        ("2014/15 Q1", "93%", "2 of 3 months"),
        ("2014/15", "93%", "2 of 12 months"),
    ]
    assert [row.meets_number for row in page.rows] == [True, False, None, False, False]
    assert page.next_month == Month.from_slug("2014-06")
    assert page.answer == (
        "93% of 2,000 invoices and 98% of their value were paid within 30 days in 2 months. "
        "One of the two meets the Code’s 95%."
    )


@pytest.mark.parametrize("months", [1, 3])
def test_the_page_asks_once(months: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for month in Q1.months[:months]:
        make_payment(month=month.slug)
    with django_assert_num_queries(1):
        build_payment_page(YEAR, up_to=date(2014, 7, 8))


def test_a_month_is_recorded_as_it_is_typed(finance: Client) -> None:
    answer = finance.post(form_of("2014-04"), APRIL | {"version": "0"})

    assert answer.status_code == 302
    row = PromptPayment.objects.get()
    assert (row.paid, row.paid_in_time, row.paid_value, row.provenance) == (1_000, 960, 500_000, "returned")
    assert "96%" in finance.get(f"{reverse('finance:prompt_payment')}?year=2014-15").content.decode()


def test_more_in_time_than_paid_is_refused_beside_its_field(finance: Client) -> None:
    answer = finance.post(form_of("2014-04"), APRIL | {"version": "0", "paid_in_time": "1,001"})

    assert answer.status_code == 422
    assert "1,001 is more than the 1,000 that were paid. Check both." in answer.content.decode()
    assert not PromptPayment.objects.exists()


def test_two_people_are_shown_both_versions(finance: Client) -> None:
    finance.post(form_of("2014-04"), APRIL | {"version": "0"})
    finance.post(form_of("2014-04"), APRIL | {"version": "1", "paid_in_time": "970"})

    answer = finance.post(form_of("2014-04"), APRIL | {"version": "1", "paid_in_time": "950"})

    assert answer.status_code == 409
    assert PromptPayment.objects.get().paid_in_time == 970


def test_a_month_to_come_and_a_locked_one_are_refused(finance: Client) -> None:
    make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)

    assert "It is recorded after that day." in finance.get(form_of("2014-07")).content.decode()
    locked = finance.post(form_of("2014-03"), APRIL | {"version": "0"})
    assert locked.status_code == 409
    assert "which is locked" in locked.content.decode()
    assert finance.get(form_of("april")).status_code == 404


def test_the_governing_body_reads_months_of_locked_quarters_alone(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_quarter(slug="2014-15-Q1")
    make_payment(month="2014-04")
    member = Client()
    member.force_login(make_user(role=Role.GOVERNING_BODY))

    page = member.get(f"{reverse('finance:prompt_payment')}?year=2014-15").content.decode()

    assert "No month of this year is recorded yet" in page
    assert "96%" not in page


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_record_a_month_at_once_the_second_is_told(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    make_quarter(slug="2014-15-Q1")
    people = [make_user(role=Role.FINANCE) for _ in range(2)]
    typed = {"paid": 1000, "paid_in_time": 960, "paid_value": 500_000, "paid_in_time_value": 490_000}

    outcomes = both_at_once(
        *(
            lambda person=person: record_payment(
                month=Month.from_slug("2014-04"), changes=typed, by=person, expected_version=0
            )
            for person in people
        )
    )

    assert outcomes.count(Stale) == 1
    assert PromptPayment.objects.count() == 1
