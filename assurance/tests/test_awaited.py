"""What the Reports page offers to be made: quarters, and a year once it is locked whole."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assurance.awaited import reports_awaited
from assurance.models import ReportState, Snapshot
from assurance.tests.builders import make_annual, make_audience, make_report, make_snapshot
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual_audiences(db: None) -> None:
    make_audience()
    make_annual()


def lock(slug: str, state: str = QuarterState.LOCKED) -> Snapshot:
    return make_snapshot(quarter=make_quarter(slug=slug, state=state))


def lock_year(slug: str = "2013-14") -> list[Snapshot]:
    return [lock(f"{slug}-Q{number}") for number in range(1, 5)]


def names() -> list[str]:
    return [each.name for each in reports_awaited()]


def test_a_year_that_is_locked_whole_has_an_annual_report_to_be_made() -> None:
    lock_year()

    assert names()[:2] == ["Annual report, 2013/14", "Quarterly assurance report, 2013/14 Q4"]
    assert len(names()) == 5


def test_a_year_lacking_a_quarter_has_none() -> None:
    for number in (1, 2, 4):
        lock(f"2013-14-Q{number}")
    lock("2013-14-Q3", QuarterState.OPEN)

    assert not any("Annual" in name for name in names())


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.FAILED, ReportState.READY])
def test_what_was_asked_for_is_not_offered_again(state: str) -> None:
    *_, last = year = lock_year()
    make_report(snapshot=last, audience=make_annual(), state=state).sources.set(year)
    make_report(snapshot=last, state=state)

    assert names() == [f"Quarterly assurance report, 2013/14 Q{number}" for number in (3, 2, 1)]


def test_a_quarter_frozen_anew_makes_the_year_worth_asking_for_again() -> None:
    second, *_, last = year = lock_year()
    make_report(snapshot=last, audience=make_annual(), state=ReportState.READY).sources.set(year)
    make_snapshot(quarter=second.quarter, version=2)

    assert "Annual report, 2013/14" in names()


@pytest.mark.parametrize("years", [1, 3])
def test_four_queries_whatever_is_locked(
    years: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for start in range(10, 10 + years):
        *_, last = lock_year(f"20{start}-{start + 1}")
        make_report(snapshot=last, audience=make_annual(), state=ReportState.READY)

    with django_assert_num_queries(4):
        reports_awaited()


def test_the_page_offers_the_annual_report_to_those_who_produce_it(client: Client) -> None:
    make_organisation()
    lock_year()
    client.force_login(make_user(role=Role.ASSURANCE))

    shown = client.get("/reports/").content.decode()
    client.force_login(make_user(role=Role.GOVERNING_BODY))

    assert "Annual report, 2013/14" in shown
    assert 'name="audience" value="annual"' in shown
    assert "Annual report, 2013/14" not in client.get("/reports/").content.decode()
