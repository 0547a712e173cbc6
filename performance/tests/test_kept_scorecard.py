"""The scorecard as it was kept: shown again while nothing has changed, to each as far as they may see."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from core import clock
from organisation.models import Quarter, QuarterState, Team, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance import kept_scorecard
from performance.kept_scorecard import scorecard_for
from performance.models import KPI
from performance.tests.builders import make_kpi, make_value

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter() -> Quarter:
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


@pytest.fixture
def member() -> User:
    return make_user(role=Role.GOVERNING_BODY)


@pytest.fixture
def kpi(quarter: Quarter) -> KPI:
    kpi = make_kpi()
    make_value(kpi=kpi, text="5")
    return kpi


def shown(user: User, quarter: Quarter) -> str:
    (row,) = scorecard_for(user, quarter).rows
    return row.latest.text


def test_it_is_worked_out_once(
    quarter: Quarter, member: User, kpi: KPI, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = scorecard_for(member, quarter)
    with django_assert_num_queries(2):  # what is newest, and what was kept
        again = scorecard_for(member, quarter)
    assert again == first


def test_a_saved_figure_shows_at_once(quarter: Quarter, member: User, kpi: KPI) -> None:
    assert shown(member, quarter) == "5"
    value = kpi.values.get()
    value.value = 6
    value.save()
    assert shown(member, quarter) == "6"


def test_a_change_without_history_shows_within_a_minute(quarter: Quarter, member: User, kpi: KPI) -> None:
    scorecard_for(member, quarter)
    Team.objects.update(name="Renamed")
    with time_machine.travel(clock.wall_now() + timedelta(seconds=61)):
        (row,) = scorecard_for(member, quarter).rows
    assert row.team == "Renamed"


def test_what_was_kept_for_staff_is_not_shown_to_members(member: User, kpi: KPI) -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    make_value(kpi=kpi, period="2014-15-Q1", text="9")
    assert shown(make_user(role=Role.ASSURANCE), quarter) == "9"
    assert shown(member, quarter) == ""


def test_what_another_release_kept_is_worked_out_again(
    quarter: Quarter, member: User, kpi: KPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        other.setattr(kept_scorecard.SHAPE, "dump_python", lambda *_, **__: {"of": "another release"})
        scorecard_for(member, quarter)
    assert shown(member, quarter) == "5"
