"""Journeys of the assurance team: a KPI is created, given a target, changed and retired in the browser."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Quarter
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_team, make_user
from performance.models import KPI, Target
from performance.tests.builders import make_kpi, make_target, make_value
from performance.tests.builders_definition import definition_fields, fields_of_kpi, make_proposal, make_round
from performance.tests.people import Person
from programmes.tests.builders import make_programme

pytestmark = pytest.mark.django_db

REGISTER, NEW = "/performance/kpis/", "/performance/kpis/new/"
MONTHS = {f"month_{number}": str(2 * number) for number in range(1, 13)}


@pytest.fixture(autouse=True)
def quarters() -> list[Quarter]:
    return make_round()


@pytest.fixture
def manager() -> Person:
    return Person(Role.ASSURANCE, title="Head of assurance")


def address(kpi: KPI, page: str = "") -> str:
    return f"/performance/kpis/{kpi.slug}/{page}"


class TestCreating:
    def test_a_new_kpi_stands_on_its_page_in_the_register_and_in_the_return(self, manager: Person) -> None:
        make_kpi(number=45)
        programme = make_programme(name="Better Together")

        manager.open(NEW)
        assert manager.fields["number"] == "46"
        page = manager.save(definition_fields(programmes=str(programme.pk)), url=NEW)

        kpi = KPI.objects.get(slug="home-visits")
        assert "Home visits is created. Now set its target." in page
        assert programme.get_absolute_url() in page
        assert (kpi.linked_to, kpi.provenance) == ("Better Together (programme)", "returned")
        assert "Home visits" in manager.open(REGISTER)
        assert "Number of home visits made" in Person(Role.CONTRIBUTOR).open("/returns/2014-15-Q1/quality/")

    def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(self, manager: Person) -> None:
        typed = definition_fields(measure="percentage", rationale="Because they matter.", number="")
        manager.open(NEW)
        page = manager.save(typed, url=NEW, code=422)
        assert "“Added up” does not fit the measure “Percentage”." in page
        assert "Because they matter." in page
        assert "Fill in “Number in the schedule”." in page
        assert not KPI.objects.exists()

    def test_months_make_a_quarter_as_fits_the_measure_unless_told_otherwise(self, manager: Person) -> None:
        typed = {"measure": "ratio", "roll_up": "", "second_measure": "days"}
        manager.open(NEW)
        manager.save(definition_fields(**typed), url=NEW)
        kpi = KPI.objects.get()
        assert (kpi.roll_up, kpi.second_roll_up) == ("pooled", "mean")

    def test_a_number_that_is_taken_names_the_kpi_that_has_it(self, manager: Person) -> None:
        make_kpi(name="Inspections", number=45)
        manager.open(NEW)
        page = manager.save(definition_fields(number="45"), url=NEW, code=422)
        assert "“Inspections” has the number 45. Type another." in page

    def test_a_quarter_that_is_locked_is_not_offered(self, manager: Person) -> None:
        page = manager.open(NEW)
        assert "2014/15 Q1 (April to June 2014)" in page
        assert "2013/14 Q4" not in page
        refused = manager.save(definition_fields(holds_from="2013-14-Q4"), url=NEW, code=422)
        assert "Choose one of the answers listed." in refused

    def test_the_records_that_propose_its_figure_are_chosen_and_told(self, manager: Person) -> None:
        assert "The risk register: risks added" in manager.open(NEW)
        manager.save(definition_fields(derived_from="risks-added"), url=NEW)
        kpi = KPI.objects.get()
        assert kpi.derived_from == "risks-added"

        change = fields_of_kpi(kpi, derived_from="", reason="Counted by hand")
        page = manager.save(change, url=address(kpi, "change/"))
        assert "Proposed from" in page
        assert "The risk register: risks added" in page
        assert "Counted by hand" in page


class TestChanging:
    def test_a_change_is_saved_with_its_quarter_and_reason(self, manager: Person) -> None:
        kpi = make_kpi(name="Inspections")
        make_value(kpi=kpi, period="2013-14-Q4", text="6")
        page = manager.save(
            fields_of_kpi(kpi, polarity="lower", holds_from="2014-15-Q2"), url=address(kpi, "change/")
        )
        assert "The definition is saved." in page
        assert kpi.earlier_definitions.get().polarity == "higher"
        assert "Agreed with the team" in page
        assert "Changed from 2014/15 Q2 on." in page
        assert "to “Lower is better”, from 2014/15 Q2 on." in page
        assert "was: Higher is better" in page

    def test_what_is_measured_cannot_change_and_the_page_says_why(self, manager: Person) -> None:
        kpi = make_kpi()
        make_value(kpi=kpi, text="6")
        assert "Figures are recorded, and they cannot become figures of another kind." in manager.open(
            address(kpi, "change/")
        )
        manager.save(fields_of_kpi(kpi, measure="money"), url=address(kpi, "change/"))
        assert KPI.objects.get().measure == "count"

    def test_the_second_of_two_people_is_shown_both_versions_and_chooses(self, manager: Person) -> None:
        kpi = make_kpi(name="Inspections")
        other = Person(Role.ASSURANCE, title="Planning officer")
        mine = fields_of_kpi(kpi, short_name="Visits to homes")
        other.save(fields_of_kpi(kpi, short_name="Home inspections"), url=address(kpi, "change/"))

        page = manager.save(mine, url=address(kpi, "change/"), code=409)
        assert "Planning officer" in page
        assert "Home inspections" in page
        assert "Visits to homes" in page

        chosen = {"keep_short_name": "yours"}
        manager.save(chosen | {"seen": "9" * 5_000}, url=address(kpi, "change/"), code=409)
        manager.save(chosen, url=address(kpi, "change/"))
        assert KPI.objects.get().short_name == "Visits to homes"

    def test_it_is_retired_after_the_open_quarter_unless_another_is_chosen(self, manager: Person) -> None:
        page = manager.open(address(make_kpi(), "retire/"))
        assert '<option value="2014-15-Q1" selected>' in page
        assert "): it leaves the return of 2014/15 Q1</option>" in page

    def test_it_is_retired_and_brought_back(self, manager: Person) -> None:
        kpi = make_kpi(name="Inspections")
        manager.open(address(kpi, "retire/"))
        page = manager.save({"last_quarter": "2014-15-Q1", "reason": "Replaced"}, url=address(kpi, "retire/"))
        assert "Inspections is retired." in page
        assert "Bring it back" in page
        manager.open(address(kpi, "bring-back/"))
        page = manager.save({"holds_from": "2014-15-Q3", "reason": "Missed"}, url=address(kpi, "bring-back/"))
        assert "Inspections is in use again." in page

    def test_a_retired_kpi_keeps_its_page_and_leaves_the_return(self, manager: Person) -> None:
        kpi = make_kpi(name="Inspections")
        make_value(kpi=kpi, period="2013-14-Q4", text="6")
        manager.save(
            {"version": "1", "last_quarter": "2013-14-Q4", "reason": "Replaced"}, url=address(kpi, "retire/")
        )
        page = manager.open(f"{address(kpi)}?quarter=2013-14-Q4")
        assert "Retired: it is reported up to 31 March 2014." in page
        make_kpi(name="Another")
        assert "Inspections" not in Person(Role.CONTRIBUTOR).open("/returns/2014-15-Q1/quality/")
        assert "Inspections" not in manager.open(REGISTER)
        assert "Inspections" in manager.open(f"{REGISTER}?state=retired")


class TestOneTarget:
    def target(self, kpi: KPI, quarter: str = "2014-15-Q1") -> str:
        return address(kpi, f"targets/{quarter}/")

    def test_a_profile_that_does_not_make_the_year_is_refused_at_march_and_kept(
        self, manager: Person
    ) -> None:
        kpi = make_kpi()
        manager.open(self.target(kpi))
        typed = MONTHS | {
            "comparator": "at_least",
            "value": "25",
            "basis": "running_total",
            "spread": "to_date",
        }
        page = manager.save(typed, url=self.target(kpi), code=422)
        assert "March stands at 24; the year’s target is 25. That is 1 less." in page
        assert manager.fields["month_7"] == "14"

        page = manager.save({"value": "24"}, url=self.target(kpi))
        assert "The target from 2014/15 Q1 is saved." in page
        assert Target.objects.get().by_quarter == (6, 12, 18, 24)
        assert "Running total, against a typed profile" in page

    def test_what_each_month_brings_is_added_up(self, manager: Person) -> None:
        kpi = make_kpi()
        manager.open(self.target(kpi))
        months = dict.fromkeys(MONTHS, "2")
        typed = months | {
            "comparator": "at_least",
            "value": "24",
            "basis": "running_total",
            "spread": "monthly",
        }
        manager.save(typed, url=self.target(kpi))
        assert Target.objects.get().by_month[:3] == (2, 4, 6)

    def test_a_month_that_is_missing_is_named(self, manager: Person) -> None:
        kpi = make_kpi()
        typed = MONTHS | {"version": "0", "comparator": "at_least", "value": "24", "basis": "running_total"}
        page = manager.save(typed | {"spread": "to_date", "month_5": ""}, url=self.target(kpi), code=422)
        assert "Type a figure for August 2014: a profile needs all twelve." in page

    def test_the_second_of_two_people_sees_the_firsts_target_above_their_own(self, manager: Person) -> None:
        kpi = make_kpi()
        typed = {"version": "0", "comparator": "at_least", "basis": "each_period", "spread": "even"}
        Person(Role.ASSURANCE, title="Planning officer").save(typed | {"value": "5"}, url=self.target(kpi))
        page = manager.save(typed | {"value": "9"}, url=self.target(kpi), code=409)
        assert "Planning officer set “5 a quarter” while you looked at it." in page
        assert Target.objects.get().value == 5
        manager.save(url=self.target(kpi))
        assert Target.objects.get().value == 9

    @pytest.mark.parametrize(
        ("frequency", "said"),
        [
            ("monthly", "Each quarter: what its months make is held against it, no month by itself"),
            ("quarterly", "Each quarter: its figure is held against it"),
            ("annually", "Each year: its figure is held against it"),
        ],
    )
    def test_what_is_held_against_it_is_said_in_the_periods_of_the_kpi(
        self, manager: Person, frequency: str, said: str
    ) -> None:
        kpi = make_kpi(frequency=frequency)
        assert said in manager.open(f"/performance/kpis/{kpi.slug}/targets/2014-15-Q1/")

    def test_from_a_locked_quarter_there_is_no_such_page(self, manager: Person) -> None:
        page = manager.open(self.target(make_kpi(), "2013-14-Q4"), code=404)
        assert "2013/14 Q4 is locked" in page

    @pytest.mark.parametrize("quarter", ["nonsense", "2014-15-Q9", "2030-31-Q1"])
    def test_what_is_no_quarter_is_not_found(self, manager: Person, quarter: str) -> None:
        manager.open(self.target(make_kpi(), quarter), code=404)

    def test_the_page_of_all_says_what_holds_and_from_when_it_may_change(self, manager: Person) -> None:
        kpi = make_kpi()
        make_target(kpi=kpi, start=2014)
        page = manager.open(address(kpi, "targets/"))
        assert "Set from 2014/15 Q2" in page
        assert "Not decided yet" in page


class TestTheRegister:
    def test_whose_ownership_needs_a_look_is_shown_to_the_assurance_team_alone(self, manager: Person) -> None:
        owner = make_user(role=Role.CONTRIBUTOR, title="Analyst")
        gone = make_user(role=Role.CONTRIBUTOR, title="Former analyst")
        gone.is_active = False
        gone.save()
        make_kpi(name="Orphan", owner_role="Head of quality")
        make_kpi(name="Left behind", owner=gone)
        make_kpi(name="Untouched", owner=owner)
        touched = make_kpi(name="Looked after", owner=owner)
        make_value(kpi=touched, text="6", recorded_by=owner)

        page = manager.open(REGISTER)
        assert all(f"{words}: 1 KPI" in page for words in ("No owner", "Owner has left"))
        alone = manager.open(f"{REGISTER}?attention=never-entered")
        assert "Untouched" in alone
        assert "Looked after" not in alone

        reader = Person(Role.GOVERNING_BODY).open(REGISTER)
        assert "Orphan" in reader
        assert "No owner" not in reader
        assert "Create a KPI" not in reader

    @pytest.mark.parametrize("sort", ["name", "-team", "owner", "reported", "nonsense"])
    def test_it_is_sorted_by_its_columns(self, manager: Person, sort: str) -> None:
        make_kpi(name="Alpha")
        make_kpi(name="Beta", team=make_team(directorate=make_directorate(name="Service Delivery")))
        assert "Alpha" in manager.open(f"{REGISTER}?sort={sort}")

    def test_filters_narrow_it_and_an_empty_answer_says_so(self, manager: Person) -> None:
        make_kpi(name="Alpha")
        make_kpi(name="Beta", team=make_team(directorate=make_directorate(name="Service Delivery")))
        page = manager.open(f"{REGISTER}?directorate=quality")
        assert "Alpha" in page
        assert ">Beta<" not in page
        assert "No KPI matches what is asked for." in manager.open(f"{REGISTER}?state=retired")


def cost_of(person: Person, url: str) -> int:
    person.open(url)
    with CaptureQueriesContext(connection) as captured:
        person.open(url)
    return len(captured)


@pytest.mark.parametrize("url", [REGISTER, "/performance/targets/?year=2014-15", "/performance/proposals/"])
def test_ten_and_forty_kpis_cost_the_same_queries(url: str, manager: Person) -> None:
    def more(count: int) -> None:
        for number in range(count):
            team = make_team(directorate=make_directorate(), name=f"Team {number % 4}")
            kpi = make_kpi(team=team, owner=manager.user)
            make_target(kpi=kpi, start=2013, value=Decimal(6))
            make_value(kpi=kpi, period="2013-14-Q4", text="5")
            make_proposal(kpi=kpi)

    more(10)
    few = cost_of(manager, url)
    more(30)
    assert cost_of(manager, url) == few
    assert few <= 13
