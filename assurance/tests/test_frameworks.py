"""Assurance frameworks: what is evidence for which component, and where there is none."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assurance.frameworks import ComponentRow as Row
from assurance.frameworks import Coverage, KPILine, build_coverage, build_frameworks, in_a_sentence
from core.periods import FinancialYear
from core.rag import RAG
from organisation.models import AssuranceFramework, Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from organisation.tests.builders_frameworks import make_evidence, make_framework
from performance.models import KPIValue
from performance.tests.builders import make_kpi, make_target, make_value
from programmes.tests.builders import make_project, make_risk, make_update

pytestmark = pytest.mark.django_db

TODAY = date(2014, 7, 8)


@pytest.fixture
def quarter() -> Quarter:
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


@pytest.fixture
def framework() -> AssuranceFramework:
    return make_framework(components=3)


def coverage(framework: AssuranceFramework, quarter: Quarter) -> Coverage:
    return build_coverage(framework, quarter, values=KPIValue.objects.all(), today=TODAY)


def kpi_line() -> KPILine:
    return KPILine("kpi", "KPI", RAG.GREEN, "6", "published")


class TestCoverage:
    def test_each_piece_of_evidence_stands_as_it_was_in_the_quarter(
        self, framework: AssuranceFramework, quarter: Quarter
    ) -> None:
        component = framework.components.get(number=2)
        kpi, risk, project = make_kpi(), make_risk(likelihood=4, impact=4), make_project()
        make_target(kpi=kpi)
        make_value(kpi=kpi, text="2")
        make_update(project=project, quarter=quarter, rag=RAG.AMBER)
        for record in (kpi, risk, project):
            make_evidence(record=record, component=component)
        row = next(row for row in coverage(framework, quarter).rows if row.number == 2)
        assert [(line.rag, line.reading) for line in row.kpis] == [(RAG.RED, "2")]
        assert [(line.reference, line.score, line.band_text) for line in row.risks] == [
            (risk.reference, 16, "Extreme")
        ]
        assert [line.rag for line in row.projects] == [RAG.AMBER]
        assert (row.pieces, row.missing, row.is_gap) == (3, (), False)

    def test_gaps_come_first_then_what_lacks_most(
        self, framework: AssuranceFramework, quarter: Quarter
    ) -> None:
        first, second, third = framework.components.all()
        make_evidence(record=make_kpi(), component=first)
        make_evidence(record=make_risk(), component=first)
        make_evidence(record=make_project(), component=second)
        page = coverage(framework, quarter)
        assert [row.number for row in page.rows] == [3, 2, 1]
        assert [row.gap_text for row in page.rows] == ["No evidence", "No KPI and no risk", "No project"]
        assert (
            page.answer
            == "2 of 3 domains have evidence. 1 has none. 1 has no KPI, 1 has no risk, 1 has no project."
        )
        assert third.number == 3

    def test_what_the_quarter_does_not_know_is_said(
        self, framework: AssuranceFramework, quarter: Quarter
    ) -> None:
        component = framework.components.get(number=1)
        make_evidence(record=make_kpi(active_from=date(2016, 4, 1)), component=component)
        make_evidence(record=make_project(), component=component)
        make_evidence(record=make_risk(opened_on=date(2014, 6, 1)), component=component)
        row = next(row for row in coverage(framework, quarter).rows if row.number == 1)
        assert [line.reading for line in row.kpis] == ["not reported in 2013/14 Q4"]
        assert [line.rag for line in row.projects] == [None]
        assert row.risks == ()

    def test_another_frameworks_evidence_does_not_count(
        self, framework: AssuranceFramework, quarter: Quarter
    ) -> None:
        other = make_framework(slug="other", first_year=2016)
        make_evidence(record=make_kpi(), component=other.components.get(number=1))
        assert all(row.is_gap for row in coverage(framework, quarter).rows)

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([], "No domain has been entered."),
            (
                [Row(1, "One", "", kpis=(kpi_line(),))],
                "The one domain has evidence. 1 has no risk, 1 has no project.",
            ),
            ([Row(1, "One", "")], "The one domain has no evidence."),
        ],
    )
    def test_in_a_sentence(self, rows: list[Row], said: str) -> None:
        assert in_a_sentence(rows, "domain") == said


class TestList:
    def test_the_one_in_force_comes_first(self) -> None:
        make_framework(slug="old", last_year=2014)
        make_framework(slug="new", first_year=2015)
        assert [row.slug for row in build_frameworks(FinancialYear(2014))] == ["old", "new"]
        assert [row.slug for row in build_frameworks(FinancialYear(2015))] == ["new", "old"]

    def test_it_counts_components_with_evidence_and_pieces(self) -> None:
        framework = make_framework(components=3)
        component = framework.components.get(number=1)
        for record in (make_kpi(), make_kpi(), make_risk(), make_project()):
            make_evidence(record=record, component=component)
        (row,) = build_frameworks(FinancialYear(2014))
        assert (row.covered, row.components, row.pieces) == (1, 3, 4)


class TestPages:
    def test_the_governing_body_reads_both(
        self, client: Client, framework: AssuranceFramework, quarter: Quarter
    ) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        make_evidence(record=make_kpi(name="Infections"), component=framework.components.get(number=2))
        assert framework.name in client.get("/assurance/frameworks/").content.decode()
        page = client.get(framework.get_absolute_url()).content.decode()
        assert "Infections" in page
        assert "1 of 3 domains has evidence. 2 have none." in page

    def test_before_a_quarter_is_reported_it_says_so(
        self, client: Client, framework: AssuranceFramework
    ) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        assert "No quarter has been reported yet" in client.get(framework.get_absolute_url()).content.decode()

    def test_without_frameworks_the_list_says_so(self, client: Client) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        assert (
            "No assurance framework has been entered."
            in client.get("/assurance/frameworks/").content.decode()
        )

    def test_more_evidence_asks_no_more_questions(self, client: Client, quarter: Quarter) -> None:
        client.force_login(make_user(role=Role.ASSURANCE))
        asked = []
        for slug, size in (("small", 1), ("large", 5)):
            framework = make_framework(slug=slug, components=size)
            for component in framework.components.all():
                for record in (make_kpi(), make_risk(), make_project()):
                    make_evidence(record=record, component=component)
            asked.append(queries_of(client, framework.get_absolute_url()))
        assert asked[0] == asked[1]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
