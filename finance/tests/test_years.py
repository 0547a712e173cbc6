"""Which years the pages of finance offer, and which they show unasked."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from finance.tests.builders import make_line, make_position, make_running_cost
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client: Client) -> Client:
    client.force_login(make_user(role=Role.FINANCE))
    return client


def page(client: Client, name: str, query: str = "") -> str:
    return client.get(reverse(f"finance:{name}") + query).content.decode()


def years_in(text: str) -> list[str]:
    return re.findall(r'<option value="(\d{4}-\d{2})"', text)


@pytest.fixture
def in_july_2014(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)


@pytest.mark.usefixtures("in_july_2014")
def test_the_years_that_hold_something_and_this_one_are_offered(finance: Client) -> None:
    for start in range(2009, 2019):
        make_year(start=start)
    make_position(year=2012)
    make_line(year=2015)
    make_running_cost(year=2011)

    assert years_in(page(finance, "position", query="?year=2014-15")) == ["2015-16", "2014-15", "2012-13"]
    assert years_in(page(finance, "prompt_payment", query="?year=2014-15")) == ["2014-15"]
    assert years_in(page(finance, "running_costs")) == ["2014-15", "2011-12"]


@pytest.mark.usefixtures("in_july_2014")
def test_a_year_that_the_address_names_stands_in_the_list(finance: Client) -> None:
    make_year(start=2010)
    make_year(start=2014)

    text = page(finance, "running_costs", query="?year=2010-11")

    assert years_in(text) == ["2014-15", "2010-11"]
    assert "No running costs are held for this year." in text


@pytest.mark.usefixtures("in_july_2014")
def test_running_costs_are_shown_of_the_latest_year_that_has_them(finance: Client) -> None:
    make_organisation()
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_running_cost(year=2011)
    make_running_cost(year=2012)

    assert "Running costs of 2012/13" in page(finance, "running_costs", query="?year=2013-14")
    assert "Running costs per head 2012/13" in page(finance, "running_costs")
