"""Where an ambition is heading: the projection, the way between planned years, and the team's own forecast."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from core.figures import Polarity
from core.periods import FinancialYear
from core.provenance import Provenance
from core.versions import Stale
from organisation.rights import Role
from organisation.tests.builders import make_user, make_year
from performance import ambition_actions as actions
from performance.ambition_forecast import Known, meets, on_the_way, project
from performance.ambition_outlook import Outlook, outlook_of, years_between
from performance.ambitions import read_outcomes
from performance.models import AmbitionForecast, AmbitionLevel, OutcomeAmbition
from performance.pages import AmbitionRow
from performance.tests.builders import make_ambition, make_level

TODAY = date(2017, 7, 8)
ACTUAL, TARGET = AmbitionLevel.Kind.ACTUAL, AmbitionLevel.Kind.TARGET


def known(start: int, value: str) -> Known:
    return Known(start, Decimal(value))


class TestProjection:
    @pytest.mark.parametrize(
        ("first", "reported", "to", "value"),
        [
            (known(2013, "100"), [known(2014, "98")], 2018, "90"),
            (known(2013, "100"), [known(2014, "97"), known(2015, "98")], 2018, "95"),
            (known(2013, "100"), [known(2015, "98"), known(2014, "97")], 2018, "95"),
            (known(2013, "100"), [known(2016, "100")], 2018, "100"),
            (known(2013, "10"), [known(2014, "4")], 2018, "0"),
            (known(2013, "1691.7"), [known(2016, "1680")], 2018, "1672.2"),
        ],
    )
    def test_the_yearly_change_since_the_start_is_carried_on(
        self, first: Known, reported: list[Known], to: int, value: str
    ) -> None:
        line = project(first, reported, to)
        assert line is not None
        assert line.value == Decimal(value)

    @pytest.mark.parametrize(
        ("first", "reported"),
        [
            (None, [known(2014, "98")]),
            (known(2013, "100"), []),
            (known(2013, "100"), [known(2013, "99")]),
            (known(2013, "100"), [known(2018, "90")]),
        ],
    )
    def test_without_two_years_or_after_the_target_year_there_is_none(
        self, first: Known | None, reported: list[Known]
    ) -> None:
        assert project(first, reported, 2018) is None

    @settings(max_examples=50, deadline=None)
    @given(
        st.decimals(0, 1000, places=1),
        st.decimals(-5, 5, places=1),
        st.integers(1, 4),
        st.integers(1, 6),
    )
    def test_a_straight_line_is_carried_on_exactly(
        self, value: Decimal, step: Decimal, passed: int, ahead: int
    ) -> None:
        latest = Known(2013 + passed, value + step * passed)
        line = project(Known(2013, value), [latest], 2013 + passed + ahead)
        assert line is not None
        assert line.value == max(value + step * (passed + ahead), Decimal(0))


def test_the_way_between_planned_years_is_straight() -> None:
    points = [known(2013, "1691.7"), known(2014, "1685"), known(2018, "1650")]
    assert on_the_way(points) == {
        2015: Decimal("1676.25"),
        2016: Decimal("1667.50"),
        2017: Decimal("1658.75"),
    }
    assert on_the_way(points[:1]) == {}


@pytest.mark.parametrize(
    ("value", "polarity", "met"),
    [
        ("1650", Polarity.LOWER, True),
        ("1650.1", Polarity.LOWER, False),
        ("1650", Polarity.HIGHER, True),
        ("1649.9", Polarity.HIGHER, False),
        ("1", Polarity.NEITHER, None),
    ],
)
def test_at_the_target_is_met(value: str, polarity: Polarity, met: bool | None) -> None:
    assert meets(Decimal(value), Decimal(1650), polarity) is met


@pytest.mark.django_db
class TestOutlook:
    def row(self) -> AmbitionRow:
        (row,) = read_outcomes(FinancialYear(2017), today=TODAY).ambitions
        return row

    def outlook(self, own: AmbitionForecast | None = None) -> Outlook:
        found = outlook_of(self.row(), own)
        assert found is not None
        return found

    def test_nothing_is_projected_from_the_baseline_alone(self) -> None:
        make_ambition()
        outlook = self.outlook()
        assert (outlook.text, outlook.verdict) == ("", "")
        assert outlook.basis == "No level has been reported since the baseline, so nothing is projected."

    def test_the_projection_says_what_it_rests_on(self) -> None:
        ambition = make_ambition()
        make_level(ambition=ambition, start=2016, value="1661.7", kind=ACTUAL)
        outlook = self.outlook()
        assert (outlook.year, outlook.text, outlook.meets) == ("2018/19", "1,641.7", True)
        assert outlook.verdict == "Would meet the target of 1,650"
        assert outlook.basis == (
            "Projection: 10 lower a year, as between 2013/14 and 2016/17, carried on. "
            "The baseline’s year is not stated; it is taken as 2013/14."
        )

    def test_the_teams_own_forecast_goes_before_the_projection(self) -> None:
        ambition = make_ambition(baseline_period="2013/14")
        make_level(ambition=ambition, start=2016, value="1661.7", kind=ACTUAL)
        own = AmbitionForecast(
            ambition=ambition, year=make_year(start=2018), value=Decimal(1655), reason="New wards"
        )
        outlook = self.outlook(own)
        assert (outlook.text, outlook.is_own, outlook.projected) == ("1,655", True, "1,641.7")
        assert (outlook.basis, outlook.verdict) == ("New wards", "Would miss the target of 1,650")

    def test_without_a_trajectory_there_is_no_year_to_look_to(self) -> None:
        make_ambition(baseline=None)
        assert outlook_of(self.row(), None) is None
        assert years_between(self.row()) == {}


@pytest.mark.django_db
class TestKeeping:
    address = "/performance/outcomes/1/"

    @pytest.fixture
    def ambition(self) -> OutcomeAmbition:
        return make_ambition()

    @pytest.fixture
    def assurance(self, client: Client) -> Client:
        client.force_login(make_user(role=Role.ASSURANCE))
        return client

    def plan(self, **typed: Any) -> dict[str, Any]:
        return {
            "baseline": "1,691.7",
            "target_2014": "1,685",
            "target_2018": "1,650",
            "reason": "Refreshed",
            "version": "1",
        } | typed

    def test_the_plan_of_a_year_is_added_changed_and_taken_back(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        make_year(start=2016)
        typed = self.plan(target_2014="", target_2016="1,670", target_2018="1,640", baseline_period="2012/13")
        assert assurance.post(f"{self.address}trajectory/", typed).status_code == 302
        levels = ambition.levels.filter(kind=TARGET).order_by("year__start")
        assert [(level.year.start, level.value) for level in levels] == [(2016, 1670), (2018, 1640)]
        page = assurance.get(self.address).content.decode()
        assert "2016/17: Planned level recorded: “1,670”" in page
        assert "Refreshed" in page

    def test_a_plan_without_a_start_is_refused_and_nothing_typed_is_lost(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        response = assurance.post(f"{self.address}trajectory/", self.plan(baseline="", target_2018="1,600"))
        page = response.content.decode()
        assert response.status_code == 422
        assert "Type the baseline from which the plan starts." in page
        assert "1,600" in page
        assert ambition.levels.get(year__start=2018).value == 1650

    def test_a_level_that_stays_keeps_its_document(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        assurance.post(f"{self.address}trajectory/", self.plan(target_2018="1,640", source=""))
        kept, changed = ambition.levels.order_by("year__start")
        assert (kept.provenance, changed.provenance) == (Provenance.PUBLISHED, Provenance.RETURNED)

    def test_a_trajectory_can_be_set_where_the_plan_has_none(self, assurance: Client) -> None:
        ambition = make_ambition(baseline=None)
        make_year(start=2018)
        assert "Set a trajectory" in assurance.get(self.address).content.decode()
        typed = {"baseline": "80", "target_2018": "85", "reason": "Agreed", "version": "1"}
        assurance.post(f"{self.address}trajectory/", typed)
        assert ambition.levels.get().value == 85

    def test_of_two_plans_the_second_is_shown_both(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        assurance.post(f"{self.address}trajectory/", self.plan(target_2018="1,640"))
        response = assurance.post(f"{self.address}trajectory/", self.plan(target_2018="1,630"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "1,640" in page
        assert "1,630" in page
        assert ambition.levels.get(year__start=2018).value == 1640

    def test_our_own_forecast_is_given_with_its_reason_and_taken_back(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        refused = assurance.post(f"{self.address}forecast/", {"value": "1,655", "version": "0"})
        assert "Fill in “Why”." in refused.content.decode()
        typed = {"value": "1,655", "reason": "Two wards open in 2016", "version": "0"}
        assurance.post(f"{self.address}forecast/", typed)
        page = assurance.get(self.address).content.decode()
        assert "Our own forecast: Two wards open in 2016" in page
        assert "Would miss the target of 1,650" in page
        assert "1,655" in assurance.get("/performance/outcomes/").content.decode()
        assurance.post(f"{self.address}forecast/remove/", {"version": "1"})
        assert not AmbitionForecast.objects.exists()

    def test_a_second_first_forecast_does_not_overwrite(self, ambition: OutcomeAmbition) -> None:
        told = {"ambition": ambition, "year": make_year(start=2018), "by": make_user(), "expected_version": 0}
        actions.forecast_level(changes={"value": Decimal(1), "reason": "One"}, **told)
        with pytest.raises(Stale):
            actions.forecast_level(changes={"value": Decimal(2), "reason": "Two"}, **told)

    def test_without_a_trajectory_no_year_can_be_forecast(self, assurance: Client) -> None:
        make_ambition(baseline=None)
        assert assurance.get(f"{self.address}forecast/").status_code == 404
