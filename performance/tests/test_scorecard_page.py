"""The scorecard as people read it: by directorate, filtered, in an order, with nothing lost and nothing guessed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core.provenance import Provenance
from core.rag import RAG
from organisation.models import QuarterState, Team
from organisation.rights import Role
from organisation.tests.builders import (
    make_directorate,
    make_organisation,
    make_quarter,
    make_team,
    make_user,
)
from performance.tests.builders import make_kpi, make_target, make_value

pytestmark = pytest.mark.django_db

SCORECARD = "/performance/"


@pytest.fixture
def safety() -> Team:
    return make_team(directorate=make_directorate(name="Quality", order=2), name="Patient safety")


@pytest.fixture
def invoices() -> Team:
    return make_team(directorate=make_directorate(name="Finance", order=1), name="Invoices")


@pytest.fixture
def card(safety: Team, invoices: Team) -> None:
    """Four KPIs of two teams at 2013/14 Q4: red, green, without a target, and never returned."""
    make_organisation()
    make_quarter(slug="2013-14-Q3", state=QuarterState.REPORTED)
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    for number, name, team, texts in (
        (1, "Visits", safety, ("6", "3")),
        (2, "Reports", safety, ("6", "6")),
        (3, "Payments", invoices, ("1", "2")),
        (4, "Audits", invoices, ()),
    ):
        kpi = make_kpi(number=number, name=name, team=team, slug=name.lower())
        if name != "Payments":
            make_target(kpi=kpi)
        for slug, text in zip(("2013-14-Q3", "2013-14-Q4"), texts, strict=False):
            make_value(kpi=kpi, period=slug, text=text)


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client


def shown(client: Client, query: str = "") -> list[str]:
    """The KPIs on the page, in their order."""
    sheet = client.get(f"{SCORECARD}{query}").context["sheet"]
    return [line.row.name for group in sheet.groups for line in group.rows]


@pytest.mark.usefixtures("card")
class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["Visits", "Reports", "Payments", "Audits"]),
            ("?directorate=quality", ["Visits", "Reports"]),
            ("?team=Invoices", ["Payments", "Audits"]),
            ("?rag=red", ["Visits"]),
            ("?rag=grey", ["Payments", "Audits"]),
            ("?trend=declined", ["Visits"]),
            ("?show=off-target", ["Visits"]),
            ("?show=target", ["Visits", "Reports", "Audits"]),
            ("?show=changed", ["Visits"]),
            ("?show=differ", []),
            ("?kpi=visits&kpi=audits", ["Visits", "Audits"]),
            ("?frequency=monthly", []),
            ("?frequency=quarterly&rag=green&directorate=quality", ["Reports"]),
            ("?sort=name", ["Audits", "Payments", "Reports", "Visits"]),
            ("?sort=-name", ["Visits", "Reports", "Payments", "Audits"]),
            ("?sort=rule", ["Visits", "Reports", "Payments", "Audits"]),
            ("?sort=trend", ["Visits", "Reports", "Payments", "Audits"]),
            ("?sort=colour", ["Visits", "Reports", "Payments", "Audits"]),
            ("?quarter=2013-14-Q3&rag=green", ["Visits", "Reports"]),
        ],
    )
    def test_the_address_says_what_is_shown(self, reader: Client, query: str, expected: list[str]) -> None:
        assert shown(reader, query) == expected

    def test_what_is_no_choice_is_left_out_and_said(self, reader: Client) -> None:
        page = reader.get(f"{SCORECARD}?rag=purple&team=Nobody")
        assert len(shown(reader, "?rag=purple&team=Nobody")) == 4
        text = page.content.decode()
        assert "There is no RAG “purple” here. It was left out." in text
        assert "There is no Team “Nobody” here." in text

    @pytest.mark.parametrize(
        "query", ["?directorate=nowhere", "?quarter=2013-14", "?quarter=2031-32-Q1", "?quarter=2014-15-Q1"]
    )
    def test_a_directorate_or_quarter_that_is_not_there_is_not_found(
        self, reader: Client, query: str
    ) -> None:
        assert reader.get(f"{SCORECARD}{query}").status_code == 404

    def test_nothing_found_leads_back_to_all(self, reader: Client) -> None:
        page = reader.get(f"{SCORECARD}?directorate=quality&rag=amber").content.decode()
        assert "No KPI matches" in page
        assert 'href="?directorate=quality"' in page

    def test_counts_are_of_what_is_shown(self, reader: Client) -> None:
        sheet = reader.get(f"{SCORECARD}?directorate=quality").context["sheet"]
        assert [words for _, words in sheet.counted] == ["1 red", "0 amber", "1 green", "0 grey"]
        assert (sheet.shown, sheet.total, sheet.teams) == (2, 2, 1)

    def test_tabs_keep_the_quarter_and_drop_the_team(self, reader: Client) -> None:
        sheet = reader.get(f"{SCORECARD}?quarter=2013-14-Q3&team=Invoices&directorate=finance").context[
            "sheet"
        ]
        assert [(tab.label, tab.current) for tab in sheet.tabs] == [
            ("All (4)", False),
            ("Finance (2)", True),
            ("Quality (2)", False),
        ]
        assert sheet.tabs[0].url == "?quarter=2013-14-Q3"

    def test_in_an_order_of_its_own_each_row_names_its_team(self, reader: Client) -> None:
        page = reader.get(f"{SCORECARD}?sort=name").content.decode()
        assert "Group by team again" in page
        assert 'aria-sort="ascending"' in page
        assert "Invoices. Quarterly" in page

    def test_rag_is_never_colour_alone(self, reader: Client) -> None:
        page = reader.get(SCORECARD).content.decode()
        assert ">Red</span>" in page
        assert "3 short" in page

    def test_an_open_quarter_is_read_by_staff_and_says_that_it_can_change(self, client: Client) -> None:
        client.force_login(make_user(role=Role.CONTRIBUTOR))
        page = client.get(f"{SCORECARD}?quarter=2014-15-Q1").content.decode()
        assert "Open for returns: figures can still change." in page
        assert "not returned" in page


@pytest.mark.usefixtures("card")
def test_where_no_self_assessment_is_kept_it_says_which(safety: Team, reader: Client) -> None:
    returned = make_kpi(name="Returned", team=safety, number=5)
    make_value(kpi=returned, text="6", provenance=Provenance.RETURNED)
    assessed = make_kpi(name="Assessed", team=safety, number=6)
    make_target(kpi=assessed)
    make_value(kpi=assessed, text="5", self_assessed=RAG.AMBER, self_assessed_reason="One is on 2 April.")
    sheet = reader.get(SCORECARD).context["sheet"]
    words = {line.row.name: line.without_self_assessment for group in sheet.groups for line in group.rows}
    assert (words["Visits"], words["Returned"], words["Audits"]) == ("Not recorded", "As the rule", "")
    page = reader.get(SCORECARD).content.decode()
    assert "One is on 2 April." in page


def test_invented_figures_are_marked_once_where_all_are_and_else_each(safety: Team, reader: Client) -> None:
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    kpi = make_kpi(team=safety)
    make_value(kpi=kpi, text="6", provenance=Provenance.ILLUSTRATIVE)
    assert reader.get(SCORECARD).context["sheet"].is_illustrative
    make_value(kpi=make_kpi(team=safety), text="6")
    page = reader.get(SCORECARD)
    assert not page.context["sheet"].is_illustrative
    assert page.content.decode().count('<span class="ill">') >= 1


def test_before_any_quarter_is_locked_the_page_says_so(reader: Client) -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    page = reader.get(SCORECARD)
    assert page.status_code == 200
    assert "No quarter has been locked yet" in page.content.decode()


def test_a_quarter_without_kpis_is_empty_and_no_error(reader: Client) -> None:
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    assert "No KPI matches" in reader.get(SCORECARD).content.decode()


@pytest.mark.parametrize("size", [2, 20])
def test_the_page_asks_the_same_however_many_kpis(
    size: int, safety: Team, reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_organisation()
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    for _ in range(size):
        kpi = make_kpi(team=safety, active_from=date(2012, 4, 1))
        make_target(kpi=kpi)
        make_value(kpi=kpi, text="5")
    with django_assert_max_num_queries(25):
        assert reader.get(SCORECARD).status_code == 200
    with django_assert_max_num_queries(10):  # while nothing has changed
        assert reader.get(SCORECARD).status_code == 200


def test_how_figures_are_rated_is_worked_out_by_the_rules(reader: Client) -> None:
    page = reader.get(reverse("performance:how_calculated"))
    examples = page.context["examples"]
    rated = {(each.target, each.figure): each.rating.rag for each in examples.ratings}
    assert rated["At least 95%", "91%"] == RAG.AMBER
    assert rated["0", "1"] == RAG.RED
    assert [(step.total, step.due, step.rating.rag) for step in examples.running_total] == [
        ("90", "96.5", RAG.AMBER),
        ("189", "193", RAG.AMBER),
        ("289", "289.5", RAG.AMBER),
        ("386", "386", RAG.GREEN),
    ]
