"""Outcome ambitions: the way planned, what is asked, what was reported since, and who may report it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.figures import Polarity
from core.periods import FinancialYear
from organisation.rights import Role
from organisation.tests.builders import make_user, make_year
from performance.ambition_actions import LevelChanged, record_level
from performance.ambitions import change_text, read_outcomes, steps
from performance.models import AmbitionLevel, OutcomeAmbition
from performance.outcomes_page import build_outcomes_page
from performance.pages import AmbitionRow
from performance.tests.builders import make_ambition, make_kpi, make_level, make_published_level

pytestmark = pytest.mark.django_db

TODAY = date(2014, 7, 8)
ACTUAL = AmbitionLevel.Kind.ACTUAL


def the_row(year: int = 2013, today: date = TODAY) -> AmbitionRow:
    (row,) = read_outcomes(FinancialYear(year), today=today).ambitions
    return row


class TestRow:
    def test_baseline_targets_and_what_is_asked(self) -> None:
        make_ambition()
        row = the_row()
        assert row.baseline is not None
        assert row.baseline.text == "1,691.7"
        assert [(point.year, point.text) for point in row.targets] == [
            ("2014/15", "1,685"),
            ("2018/19", "1,650"),
        ]
        assert (row.asked, row.polarity_text) == ("2.5% lower by 2018/19", "Lower is better")

    @pytest.mark.parametrize(
        ("year", "share"), [(2013, "16.1"), (2014, "16.1"), (2016, "16.1"), (2018, "100"), (2020, "100")]
    )
    def test_the_share_due_is_that_of_the_years_own_target_or_the_next_to_come(
        self, year: int, share: str
    ) -> None:
        make_ambition()
        assert the_row(year).share_due_percent == Decimal(share)

    def test_without_a_trajectory_nothing_is_asked(self) -> None:
        make_ambition(baseline=None)
        row = the_row()
        assert not row.has_trajectory
        assert (row.asked, row.share_due_percent, row.targets) == ("", None, ())

    def test_a_level_is_reported_only_of_a_year_that_has_ended(self) -> None:
        ambition = make_ambition()
        for start, value in ((2013, "1690"), (2014, "1680")):
            make_level(ambition=ambition, start=start, value=value, kind=ACTUAL)
        assert [point.text for point in the_row().actuals] == ["1,690"]
        assert [point.text for point in the_row(today=date(2015, 4, 1)).actuals] == ["1,690", "1,680"]

    def test_the_published_levels_come_along_in_the_words_of_the_source(self) -> None:
        ambition = make_ambition()
        make_published_level(row=1, area="Dorset CCG", level="lowest quintile", ambition=ambition)
        make_published_level(row=2, area="Poole UA", level="mid tier")
        outcomes = read_outcomes(FinancialYear(2013), today=TODAY)
        assert [level.level for level in outcomes.ambitions[0].levels] == ["lowest quintile"]
        assert [level.area for level in outcomes.levels] == ["Dorset CCG", "Poole UA"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("1691.7", "1650", "2.5% lower"),
        ("74.5", "76", "2.0% higher"),
        ("4", "4", "The same"),
        ("1000", "1000.1", "Less than 0.1% higher"),
        ("0", "3", "3 higher"),
    ],
)
def test_a_change_is_said_against_where_it_started(before: str, after: str, said: str) -> None:
    assert change_text(Decimal(before), Decimal(after)) == said


class TestDrawing:
    def test_the_baseline_stands_a_year_before_the_first_target_where_its_year_is_not_stated(self) -> None:
        make_ambition()
        assert [(step.year, step.is_planned) for step in steps(the_row())] == [
            (2013, False),
            (2014, True),
            (2018, True),
        ]

    def test_a_baseline_with_a_year_stands_there(self) -> None:
        make_ambition(baseline_period="2011/12")
        assert steps(the_row())[0].year == 2011

    def test_what_was_reported_is_drawn_as_measured(self) -> None:
        ambition = make_ambition()
        make_level(ambition=ambition, start=2014, value="1680", kind=ACTUAL)
        drawn = steps(the_row(2015, date(2015, 6, 1)))
        assert [(step.year, step.is_planned) for step in drawn] == [
            (2013, False),
            (2014, False),
            (2014, True),
            (2018, True),
        ]


@pytest.mark.parametrize("size", [1, 6])
def test_four_queries_however_many_ambitions(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, size + 1):
        ambition = make_ambition(number=number, domain=number)
        make_published_level(row=number, area="Dorset CCG", level="mid tier", ambition=ambition)
    with django_assert_num_queries(4):
        page = build_outcomes_page(FinancialYear(2014), today=TODAY)
    assert len(page.domains) == size


class TestOutcomesPage:
    def test_ambitions_stand_by_domain_and_levels_by_area(self, client: Client) -> None:
        first = make_ambition(number=1, domain=1)
        make_ambition(number=4, domain=3, baseline=None, polarity=Polarity.HIGHER)
        make_published_level(row=1, area="Dorset CCG", level="Achieving lowest quintile", ambition=first)
        make_published_level(row=2, area="Poole UA", level="Achieving mid tier", ambition=first)
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get("/performance/outcomes/").content.decode()
        assert "No trajectory set in the delivery plan" in page
        assert "No level later than the baseline has been reported yet." in page
        assert "Achieving lowest quintile" in page
        assert (
            "<title>Ambition 1: baseline 1,691.7, 2014/15 1,685 planned, 2018/19 1,650 planned</title>"
            in page
        )

    def test_without_ambitions_it_says_so(self, client: Client) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        assert (
            "No outcome ambitions have been entered." in client.get("/performance/outcomes/").content.decode()
        )


class TestReportingALevel:
    address = "/performance/outcomes/1/"

    @pytest.fixture
    def ambition(self) -> OutcomeAmbition:
        make_year(start=2013)
        return make_ambition()

    @pytest.fixture
    def assurance(self, client: Client) -> Client:
        client.force_login(make_user(role=Role.ASSURANCE))
        return client

    def answers(self, **changes: str) -> dict[str, str]:
        year = str(make_year(start=2013).pk)
        return {"year": year, "value": "1,690.5", "source": "Outcomes file, May 2014", "shown": ""} | changes

    def test_the_assurance_team_reports_one(self, ambition: OutcomeAmbition, assurance: Client) -> None:
        response = assurance.post(self.address, self.answers(), follow=True)
        level = ambition.levels.get(kind=ACTUAL)
        assert (level.value, level.source, level.provenance) == (
            Decimal("1690.5"),
            "Outcomes file, May 2014",
            "published",
        )
        page = response.content.decode()
        assert "The reported level for 2013/14 is saved." in page
        assert "0.1% lower" in page
        history = level.history.get()
        assert str(history.history_user) == "Assurance team"

    def test_the_kpis_that_name_it_are_on_its_page(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        page = f"/performance/outcomes/{ambition.number}/"
        assert "No KPI names this ambition yet." in assurance.get(page).content.decode()
        kpi = make_kpi(name="Healthy life years")
        kpi.ambitions.add(ambition)

        text = assurance.get(page).content.decode()
        assert f'href="{kpi.get_absolute_url()}"' in text
        assert "Healthy life years" in text

    def test_a_member_reads_and_does_not_report(self, ambition: OutcomeAmbition, client: Client) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        assert "Save the reported level" not in client.get(self.address).content.decode()
        assert client.post(self.address, self.answers()).status_code == 403
        assert not ambition.levels.filter(kind=ACTUAL).exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"value": "lots"}, "lots"),
            ({"value": ""}, "Fill in “Reported level”."),
            ({"value": "-3"}, "0 or more"),
            ({"value": "123456789"}, "at most eight digits"),
            ({"source": ""}, "Fill in “Where it is published”."),
            ({"year": "999999"}, "Choose"),
        ],
    )
    def test_what_cannot_be_understood_is_refused_beside_its_field(
        self, ambition: OutcomeAmbition, assurance: Client, typed: dict[str, str], said: str
    ) -> None:
        response = assurance.post(self.address, self.answers(**typed))
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        kept = {"value": "1,690.5", "source": "Outcomes file, May 2014"} | typed
        assert all(text in page for name, text in kept.items() if name != "year")
        assert not ambition.levels.filter(kind=ACTUAL).exists()

    def test_only_years_that_have_ended_are_offered(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        page = assurance.get(self.address).content.decode()
        assert ">2013/14</option>" in page
        assert ">2014/15</option>" not in page
        future = str(make_year(start=2014).pk)
        assert assurance.post(self.address, self.answers(year=future)).status_code == 422

    def test_a_level_on_record_is_not_replaced_by_reporting_again(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        make_level(ambition=ambition, start=2013, value="1688", kind=ACTUAL)
        page = assurance.post(self.address, self.answers()).content.decode()
        assert "1,688 is on record for 2013/14." in page
        assert ambition.levels.get(kind=ACTUAL).value == 1688

    def test_a_correction_starts_from_what_is_on_record_and_says_why(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        make_level(ambition=ambition, start=2013, value="1688", kind=ACTUAL, source="May file")
        form = assurance.get(f"{self.address}?year=2013-14").context["form"]
        assert (form["value"].value(), form["source"].value()) == ("1,688", "May file")
        without_reason = assurance.post(self.address, self.answers(shown="1688"))
        assert "Fill in “Why it is corrected”." in without_reason.content.decode()
        assurance.post(self.address, self.answers(shown="1688", reason="Restated in June"))
        level = ambition.levels.get(kind=ACTUAL)
        assert level.value == Decimal("1690.5")
        assert level.history.order_by("history_id").last().history_change_reason == "Restated in June"

    def test_of_two_corrections_the_second_is_shown_both_and_nothing_is_overwritten(
        self, ambition: OutcomeAmbition, assurance: Client
    ) -> None:
        make_level(ambition=ambition, start=2013, value="1670", kind=ACTUAL)
        response = assurance.post(self.address, self.answers(shown="1688", reason="Restated"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "For 2013/14, 1,670 is on record by now. You typed 1,690.5; it was not saved." in page
        assert ambition.levels.get(kind=ACTUAL).value == 1670

    def test_the_same_again_writes_nothing(self, ambition: OutcomeAmbition) -> None:
        person, year = make_user(role=Role.ASSURANCE), make_year(start=2013)
        told = {"ambition": ambition, "year": year, "value": Decimal(1688), "source": "File", "by": person}
        level = record_level(**told)
        record_level(**told, shown=Decimal(1688), reason="Once more")
        assert level.history.count() == 1

    def test_what_was_not_seen_is_not_overwritten(self, ambition: OutcomeAmbition) -> None:
        person, year = make_user(role=Role.ASSURANCE), make_year(start=2013)
        told = {"ambition": ambition, "year": year, "source": "File", "by": person}
        record_level(**told, value=Decimal(1688))
        with pytest.raises(LevelChanged) as refused:
            record_level(**told, value=Decimal(1700))
        assert refused.value.current == 1688

    @pytest.mark.parametrize("query", ["?year=2013", "?year=then"])
    def test_a_year_that_is_no_year_is_not_found(
        self, ambition: OutcomeAmbition, assurance: Client, query: str
    ) -> None:
        assert assurance.get(self.address + query).status_code == 404

    def test_an_ambition_that_is_not_there_is_not_found(self, assurance: Client) -> None:
        assert assurance.get("/performance/outcomes/8/").status_code == 404
