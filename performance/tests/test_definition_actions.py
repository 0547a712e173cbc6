"""A change of definition or target is dated, and what was reported before it stays as it was."""

from datetime import date
from decimal import Decimal

import pytest

from core import periods
from core.rag import RAG
from core.refusals import Refused
from core.versions import Stale
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_team, make_user
from performance.definition import actions
from performance.definition.dates import last_quarters, quarters_for_change, quarters_not_locked
from performance.definition.targets import set_target
from performance.models import KPI, KPIValue, Target
from performance.rag import Basis, Comparator
from performance.records import KPIRecord, read_records
from performance.tests.builders import make_kpi, make_target, make_value
from performance.tests.builders_definition import make_round

pytestmark = pytest.mark.django_db

TODAY = date(2015, 7, 8)


@pytest.fixture
def quarters() -> list[Quarter]:
    return make_round()


@pytest.fixture
def team() -> User:
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def kpi() -> KPI:
    """Six of them were done in 2013/14 Q4, three in 2014/15 Q1; six a quarter are asked for."""
    kpi = make_kpi(name="Quality inspections")
    for start in (2013, 2014):
        make_target(kpi=kpi, start=start)
    make_value(kpi=kpi, period="2013-14-Q4", text="6")
    make_value(kpi=kpi, period="2014-15-Q1", text="3")
    return kpi


def record_of(kpi: KPI) -> KPIRecord:
    (record,) = read_records(KPI.objects.filter(pk=kpi.pk), values=KPIValue.objects.all(), today=TODAY)
    return record


def q(slug: str) -> periods.Quarter:
    return periods.Quarter.from_slug(slug)


def change(kpi: KPI, quarter: Quarter, by: User, version: int | None = None, **changes: object) -> KPI:
    return actions.change_kpi(
        kpi=kpi,
        changes={"holds_from": quarter, "reason": "Agreed", **changes},
        by=by,
        expected_version=version or KPI.objects.get(pk=kpi.pk).version,
    )


class TestADatedChange:
    def test_rating_trend_and_words_of_earlier_quarters_stay(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        before = record_of(kpi)
        was = [(before.rating(q(slug)), before.trend(q(slug))) for slug in ("2013-14-Q4", "2014-15-Q1")]

        change(kpi, quarters[1], team, polarity="lower", tolerance_percent=Decimal(60), short_name="Visits")

        after = record_of(kpi)
        assert [(after.rating(q(s)), after.trend(q(s))) for s in ("2013-14-Q4", "2014-15-Q1")] == was
        assert after.kpi_at(q("2014-15-Q1")).short_name == "Quality inspections"
        assert after.kpi_at(q("2014-15-Q2")).short_name == after.kpi.short_name == "Visits"

    def test_from_its_quarter_on_the_new_one_rates(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        assert record_of(kpi).rating(q("2014-15-Q1")).rag == RAG.RED
        change(kpi, quarters[0], team, tolerance_percent=Decimal(60))
        assert record_of(kpi).rating(q("2014-15-Q1")).rag == RAG.AMBER
        assert record_of(kpi).kpi_at(q("2013-14-Q4")).tolerance_percent == 10

    def test_each_of_several_changes_has_its_time(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        change(kpi, quarters[0], team, frequency="monthly")
        change(kpi, quarters[2], team, frequency="annually")
        record = record_of(kpi)
        assert [record.kpi_at(q(slug)).frequency for slug in ("2013-14-Q4", "2014-15-Q2", "2014-15-Q3")] == [
            "quarterly",
            "monthly",
            "annually",
        ]

    def test_two_changes_from_one_quarter_keep_what_was_before_the_first(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        change(kpi, quarters[0], team, short_name="First thought")
        change(kpi, quarters[0], team, short_name="Second thought")
        record = record_of(kpi)
        assert record.kpi_at(q("2013-14-Q4")).short_name == "Quality inspections"
        assert record.kpi.earlier_definitions.count() == 1

    def test_owner_remarks_and_links_hold_at_once_and_leave_no_earlier_definition(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        changed = change(kpi, quarters[0], team, owner=team, known_issues="Late in August")
        assert changed.owner_title == "Assurance team"
        assert not changed.earlier_definitions.exists()

    def test_the_trail_says_who_and_why(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        change(kpi, quarters[0], team, polarity="lower")
        row = kpi.history.latest()
        assert (row.history_user, row.history_change_reason, row.polarity) == (team, "Agreed", "lower")


class TestWhatIsRefused:
    def test_a_locked_quarter(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        with pytest.raises(Refused, match="2013/14 Q4 is locked"):
            change(kpi, Quarter.objects.of(q("2013-14-Q4")), team, polarity="lower")
        assert KPI.objects.get(pk=kpi.pk).polarity == "higher"

    def test_a_reopened_quarter_before_a_locked_one(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        reopened = make_quarter(slug="2013-14-Q3", state=QuarterState.OPEN)
        assert reopened not in quarters_for_change(kpi)
        with pytest.raises(Refused, match="lies before a quarter that is"):
            change(kpi, reopened, team, polarity="lower")

    def test_figures_cannot_become_of_another_kind(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        with pytest.raises(Refused, match="retire this KPI and create another") as refused:
            change(kpi, quarters[0], team, measure="money")
        assert refused.value.field == "measure"

    def test_before_there_are_figures_they_may(self, quarters: list[Quarter], team: User) -> None:
        assert change(make_kpi(), quarters[0], team, measure="money").measure == "money"

    def test_it_stays_with_its_directorate(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        other = make_team(directorate=make_directorate(name="Service Delivery"))
        with pytest.raises(Refused, match="Its past returns are Quality’s"):
            change(kpi, quarters[0], team, team=other)

    def test_a_quarter_before_a_later_change(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        change(kpi, quarters[2], team, polarity="lower")
        assert quarters_for_change(kpi)[0] == quarters[2]
        with pytest.raises(Refused, match="A later change is recorded already"):
            change(kpi, quarters[0], team, polarity="neither")

    def test_somebody_elses_change(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        change(kpi, quarters[0], team, polarity="lower")
        with pytest.raises(Stale):
            change(kpi, quarters[0], team, version=1, polarity="neither")

    def test_a_roll_up_that_does_not_fit(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        full = {"measure": "count", "roll_up": "pooled"}
        with pytest.raises(Refused, match="does not fit"):
            change(kpi, quarters[0], team, **full)


class TestRetirement:
    def retire(self, kpi: KPI, last: Quarter, by: User) -> KPI:
        changes = {"last_quarter": last, "reason": "Replaced"}
        return actions.retire_kpi(kpi=kpi, changes=changes, by=by, expected_version=kpi.version)

    def bring_back(self, kpi: KPI, quarter: Quarter, by: User) -> KPI:
        changes = {"holds_from": quarter, "reason": "Needed after all"}
        return actions.bring_back_kpi(kpi=kpi, changes=changes, by=by, expected_version=kpi.version)

    def reported(self, *slugs: str) -> list[bool]:
        return [KPI.objects.reported_in(q(slug)).exists() for slug in slugs]

    def test_it_leaves_the_quarters_after_its_last_and_keeps_those_before(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        retired = self.retire(kpi, quarters[0], team)
        assert self.reported("2013-14-Q4", "2014-15-Q1", "2014-15-Q2") == [True, True, False]
        assert retired.values.count() == 2

    def test_not_before_a_figure_nor_into_what_is_locked(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        locked = last_quarters(kpi)[0]
        assert locked.label == "2013/14 Q4"
        with pytest.raises(Refused, match="A figure for 2014/15 Q1 is recorded already"):
            self.retire(kpi, locked, team)
        with pytest.raises(Refused, match="is locked, and this KPI is in it"):
            self.retire(kpi, Quarter.objects.of(q("2013-14-Q2")), team)

    def test_brought_back_after_a_while_it_is_not_in_use_in_between(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        back = self.bring_back(self.retire(kpi, quarters[0], team), quarters[3], team)
        when = ("2014-15-Q1", "2014-15-Q2", "2014-15-Q3", "2014-15-Q4")
        assert back.retired_on is None
        assert self.reported(*when) == [True, False, False, True]
        assert [record_of(kpi).in_use(q(slug)) for slug in when] == [True, False, False, True]

    def test_brought_back_at_once_it_was_never_away(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        back = self.bring_back(self.retire(kpi, quarters[0], team), quarters[1], team)
        assert self.reported("2014-15-Q1", "2014-15-Q2") == [True, True]
        assert not back.earlier_definitions.exists()

    def test_a_change_ahead_is_retired_with_it(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        changed = change(kpi, quarters[3], team, polarity="lower")
        self.retire(changed, quarters[0], team)
        assert record_of(kpi).in_use(q("2014-15-Q2")) is False

    @pytest.mark.parametrize("twice", [True, False])
    def test_only_what_is_in_use_is_retired_and_only_what_is_retired_comes_back(
        self, kpi: KPI, quarters: list[Quarter], team: User, twice: bool
    ) -> None:
        retired = self.retire(kpi, quarters[0], team)
        again = self.retire if twice else self.bring_back
        with pytest.raises(Refused):
            again(retired, quarters[0], team)


class TestADatedTarget:
    def set(self, kpi: KPI, quarter: Quarter, by: User, version: int = 0, **terms: object) -> Target:
        changes = {
            "no_target": False,
            "comparator": Comparator.AT_LEAST,
            "value": Decimal(3),
            "upper_value": None,
            "basis": Basis.EACH_PERIOD,
            "profile": [],
            **terms,
        }
        return set_target(kpi=kpi, quarter=quarter, changes=changes, by=by, expected_version=version)

    def test_a_change_within_the_year_leaves_the_quarters_before(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        make_value(kpi=kpi, period="2014-15-Q2", text="3")
        self.set(kpi, quarters[1], team)
        record = record_of(kpi)
        assert [record.rating(q(slug)).rag for slug in ("2014-15-Q1", "2014-15-Q2")] == [RAG.RED, RAG.GREEN]
        assert record.target_text(q("2014-15-Q1").year) == "6 a quarter; 3 a quarter from Q2"

    def test_that_there_is_none_is_a_decision_and_rates_nothing(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        self.set(kpi, quarters[1], team, no_target=True)
        record = record_of(kpi)
        assert record.target(q("2014-15-Q1")) is not None
        assert record.target(q("2014-15-Q2")) is None
        assert record.target_text(q("2014-15-Q2")) == "No target"

    def test_a_typed_profile_is_what_a_running_total_is_held_against(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        profile = [str(total) for total in (1, 2, 3, 6, 9, 12, 13, 14, 15, 18, 21, 24)]
        terms = {"value": Decimal(24), "basis": Basis.RUNNING_TOTAL, "profile": profile}
        self.set(kpi, quarters[0], team, version=1, **terms)
        record = record_of(kpi)
        assert record.rating(q("2014-15-Q1")).rag == RAG.GREEN
        assert record.target_level(q("2014-15-Q2")) == 9

    def test_a_locked_quarter_keeps_its_target(self, kpi: KPI, quarters: list[Quarter], team: User) -> None:
        with pytest.raises(Refused, match="locked"):
            self.set(kpi, Quarter.objects.of(q("2013-14-Q4")), team)

    def test_somebody_elses_target_is_not_overwritten(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        with pytest.raises(Stale):
            self.set(kpi, quarters[0], team, version=0)

    def test_another_target_is_no_longer_as_printed(
        self, kpi: KPI, quarters: list[Quarter], team: User
    ) -> None:
        kpi.targets.filter(year=quarters[0].year).update(printed="6 pq")
        saved = self.set(kpi, quarters[0], team, version=1)
        assert (saved.printed, saved.provenance, saved.history.latest().history_user) == (
            "",
            "returned",
            team,
        )


def test_a_new_kpi_gets_a_number_and_an_address_that_nobody_has(quarters: list[Quarter], team: User) -> None:
    own = make_team(directorate=make_directorate(), name="Patient safety")
    fields = {
        "name": "New",
        "short_name": "New",
        "team": own,
        "measure": "count",
        "polarity": "higher",
        "frequency": "quarterly",
        "roll_up": "sum",
        "holds_from": quarters[0],
    }
    first = actions.create_kpi(changes=fields, by=team)
    second = actions.create_kpi(changes=fields, by=team)
    assert (first.slug, second.slug, second.number) == ("new-2", "new-3", first.number + 1)
    assert first.active_from == quarters[0].starts_on


def test_without_any_locked_quarter_every_one_may_be_chosen() -> None:
    first = make_quarter(slug="2014-15-Q1")
    assert list(quarters_not_locked()) == [first]
