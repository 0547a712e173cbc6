"""Two people at the same moment, and a quarter that is locked meanwhile: nobody is overwritten, and nothing breaks."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from core.refusals import Refused
from core.tests.at_once import at_the_same_time, both_at_once
from core.versions import Stale
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user, make_year
from performance.ambition_actions import forecast_level
from performance.definition import actions as definition
from performance.follow_up import actions
from performance.models import KPI, KPIAction, YearEndForecast
from performance.tests.builders import make_ambition, make_kpi

NEW_ACTION = {"text": "Fill both posts", "owner": "Head of quality", "due_on": date(2014, 9, 30)}
FORECAST = {"value": Decimal(20), "reason": "Winter"}


@pytest.fixture(autouse=True)
def july(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)


def a_new_kpi(like: KPI, quarter: Quarter, **others: Any) -> dict[str, Any]:
    wanted = ("name", "short_name", "team", "measure", "polarity", "frequency", "roll_up")
    return {name: getattr(like, name) for name in wanted} | {"holds_from": quarter} | others


@pytest.mark.django_db(transaction=True)
class TestTwoPeople:
    def test_of_two_first_forecasts_the_second_is_shown_both(self) -> None:
        quarter, kpi = make_quarter(slug="2014-15-Q1"), make_kpi()
        calls = [self.forecast(kpi, quarter, make_user(role=Role.CONTRIBUTOR)) for _ in range(2)]

        outcomes = both_at_once(*calls)

        assert outcomes.count(Stale) == 1
        assert YearEndForecast.objects.count() == 1

    def forecast(self, kpi: KPI, quarter: Quarter, by: User) -> Callable[[], YearEndForecast]:
        return lambda: actions.record_forecast(
            kpi=kpi, year=quarter.year, changes=FORECAST, by=by, expected_version=0
        )

    def test_of_two_kpis_with_one_number_the_second_is_told(self) -> None:
        quarters = [make_quarter(slug="2014-15-Q1"), make_quarter(slug="2014-15-Q2")]
        like, by = make_kpi(), make_user(role=Role.ASSURANCE)

        outcomes = both_at_once(
            *(
                lambda quarter=quarter: definition.create_kpi(
                    changes=a_new_kpi(like, quarter, number=900), by=by
                )
                for quarter in quarters
            )
        )

        assert outcomes.count(Refused) == 1
        assert KPI.objects.filter(number=900).count() == 1


@pytest.mark.django_db
def test_a_number_that_was_given_meanwhile_is_refused_beside_its_field() -> None:
    taken, quarter, by = make_kpi(number=7), make_quarter(slug="2014-15-Q1"), make_user(role=Role.ASSURANCE)

    with pytest.raises(Refused, match="The next free number is 8") as refusal:
        definition.create_kpi(changes=a_new_kpi(taken, quarter, number=7), by=by)

    assert refusal.value.field == "number"


@pytest.mark.django_db
class TestLockedMeanwhile:
    @pytest.fixture
    def quarter(self) -> Quarter:
        """As it was read before the assurance team locked it."""
        quarter = make_quarter(slug="2014-15-Q1")
        Quarter.objects.filter(pk=quarter.pk).update(state=QuarterState.LOCKED)
        return quarter

    def test_no_action_slips_into_a_locked_quarter(self, quarter: Quarter) -> None:
        with pytest.raises(Refused, match="was locked while you wrote"):
            actions.open_action(
                kpi=make_kpi(), quarter=quarter, changes=NEW_ACTION, by=make_user(role=Role.CONTRIBUTOR)
            )
        assert not KPIAction.objects.exists()

    def test_a_red_of_a_locked_quarter_gets_its_action_in_the_open_one(self, quarter: Quarter) -> None:
        make_quarter(slug="2014-15-Q2")

        action = actions.open_action(
            kpi=make_kpi(),
            quarter=actions.quarter_now("2014-15-Q1"),
            changes=NEW_ACTION,
            by=make_user(role=Role.CONTRIBUTOR),
        )

        assert str(action.arose_in) == "2014/15 Q2"

    def test_nothing_is_forecast_without_an_open_quarter(self, quarter: Quarter) -> None:
        with pytest.raises(Refused, match="No quarter of 2014/15 is open"):
            actions.record_forecast(
                kpi=make_kpi(),
                year=quarter.year,
                changes=FORECAST,
                by=make_user(role=Role.CONTRIBUTOR),
                expected_version=0,
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["action", "forecast", "retirement"])
def test_a_change_waits_for_a_lock_under_way_and_then_sees_it(what: str) -> None:
    before, quarter = make_quarter(slug="2013-14-Q4"), make_quarter(slug="2014-15-Q1")
    kpi, by = make_kpi(), make_user(role=Role.ASSURANCE)
    is_held, done = (
        Barrier(2),
        {
            "action": lambda: actions.open_action(kpi=kpi, quarter=quarter, changes=NEW_ACTION, by=by),
            "forecast": lambda: actions.record_forecast(
                kpi=kpi, year=quarter.year, changes=FORECAST, by=by, expected_version=0
            ),
            "retirement": lambda: definition.retire_kpi(
                kpi=kpi, changes={"last_quarter": before, "reason": "Over"}, by=by, expected_version=1
            ),
        },
    )

    def lock() -> None:
        with transaction.atomic():
            held = Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk)
            is_held.wait(timeout=60)
            sleep(0.3)
            held.state = QuarterState.LOCKED
            held.save()

    def change() -> Any:
        is_held.wait(timeout=60)
        return done[what]()

    assert both_at_once(lock, change) == [None, Refused]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_names_a_kpi_does_not_wait_for_whoever_changes_it() -> None:
    """Who retires the KPI waits for the quarter; who holds the quarter writes a row of the KPI, and need not wait."""
    before, quarter = make_quarter(slug="2013-14-Q4"), make_quarter(slug="2014-15-Q1")
    kpi, by = make_kpi(), make_user(role=Role.ASSURANCE)

    _, retired = at_the_same_time(
        lambda: Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk),
        lambda: definition.retire_kpi(
            kpi=kpi, changes={"last_quarter": before, "reason": "Over"}, by=by, expected_version=1
        ),
        and_then=lambda: actions.open_action(kpi=kpi, quarter=quarter, changes=NEW_ACTION, by=by),
    )

    assert retired.is_retired
    assert KPIAction.objects.get().kpi == retired


@pytest.mark.django_db
class TestTakenBackMeanwhile:
    def test_a_forecast_of_the_year_does_not_come_back_unseen(self) -> None:
        quarter = make_quarter(slug="2014-15-Q1")
        with pytest.raises(Refused, match="taken back by someone else"):
            actions.record_forecast(
                kpi=make_kpi(),
                year=quarter.year,
                changes=FORECAST,
                by=make_user(role=Role.CONTRIBUTOR),
                expected_version=1,
            )

    def test_nor_one_of_an_ambition(self) -> None:
        with pytest.raises(Refused, match="taken back by someone else"):
            forecast_level(
                ambition=make_ambition(),
                year=make_year(start=2018),
                changes=FORECAST,
                by=make_user(role=Role.ASSURANCE),
                expected_version=1,
            )
