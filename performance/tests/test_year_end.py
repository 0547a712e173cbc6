"""A KPI's outlook for its year, from its record: what is projected, what the directorate expects, and both ratings."""

from datetime import date

import pytest

from core.figures import MeasureKind
from core.periods import Quarter
from core.rag import RAG
from organisation.tests.builders import make_quarter
from performance.data_quality import Level
from performance.models import KPI, Frequency, KPIValue
from performance.pages import ScorecardRow
from performance.rag import Basis, Comparator
from performance.scorecard import build_performance_part, build_scorecard
from performance.tests.builders import make_exception, make_kpi, make_return, make_target, make_value
from performance.tests.builders_follow_up import make_action, make_forecast

pytestmark = pytest.mark.django_db

TODAY = date(2014, 11, 3)


def row_at(slug: str, today: date = TODAY) -> ScorecardRow:
    (row,) = build_performance_part(make_quarter(slug=slug), today=today).scorecard.rows
    return row


@pytest.fixture
def visits() -> KPI:
    """6 a quarter; 6 and 5 came."""
    kpi = make_kpi()
    make_target(kpi=kpi, value=6, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="6")
    make_value(kpi=kpi, period="2014-15-Q2", text="5")
    return kpi


def test_a_quarterly_target_is_held_against_the_year_times_four(visits: KPI) -> None:
    outlook = row_at("2014-15-Q2").year_end

    assert outlook is not None
    assert (outlook.projected, outlook.basis) == ("22", "Run rate: 11 in 2 of 4 quarters")
    assert (outlook.target_text, outlook.rag, outlook.rag_reason) == ("At least 24", RAG.AMBER, "2 short")
    assert outlook.own == ""


@pytest.mark.parametrize(
    ("later", "said", "rag"),
    [
        ({"value": 8}, "At least 28", RAG.RED),
        ({"value": 4}, "At least 20", RAG.GREEN),
        ({"value": 8, "comparator": Comparator.EXACTLY}, "No target for the whole year", RAG.GREY),
        ({"value": None, "comparator": "", "no_target": True}, "No target for the whole year", RAG.GREY),
    ],
)
def test_a_target_that_changes_within_the_year_counts_each_quarter_with_its_own(
    visits: KPI, later: dict[str, object], said: str, rag: RAG
) -> None:
    make_target(kpi=visits, start=2014, from_quarter=3, **later)

    outlook = row_at("2014-15-Q2").year_end

    assert outlook is not None
    assert (outlook.target_text, outlook.rag) == (said, rag)


def test_a_target_of_half_the_year_makes_none_of_the_whole() -> None:
    kpi = make_kpi()
    make_target(kpi=kpi, value=6, start=2014, from_quarter=3)
    make_value(kpi=kpi, period="2014-15-Q1", text="6")

    outlook = row_at("2014-15-Q1").year_end

    assert outlook is not None
    assert (outlook.target_text, outlook.rag, outlook.rag_reason) == (
        "No target for the whole year",
        RAG.GREY,
        "No target for the whole year",
    )


def test_it_stands_at_the_quarter_that_is_read(visits: KPI) -> None:
    outlook = row_at("2014-15-Q1").year_end

    assert outlook is not None
    assert (outlook.projected, outlook.rag) == ("24", RAG.GREEN)


def test_the_directorates_own_forecast_stands_beside_it(visits: KPI) -> None:
    make_forecast(kpi=visits, value="20")

    outlook = row_at("2014-15-Q2").year_end

    assert outlook is not None
    assert (outlook.projected, outlook.own, outlook.text) == ("22", "20", "20")
    assert (outlook.own_rag, outlook.expected_rag, outlook.own_reason) == (
        RAG.RED,
        RAG.RED,
        "Winter always costs two visits.",
    )
    assert outlook.differs


def test_of_a_year_that_is_over_its_own_figure_counts(visits: KPI) -> None:
    make_value(kpi=visits, period="2014-15-Q3", text="7")
    make_value(kpi=visits, period="2014-15-Q4", text="7")
    make_forecast(kpi=visits, value="20")

    outlook = row_at("2014-15-Q4", date(2015, 4, 20)).year_end

    assert outlook is not None
    assert (outlook.text, outlook.is_final, outlook.differs, outlook.expected_rag) == (
        "25",
        True,
        False,
        RAG.GREEN,
    )


def test_a_yearly_total_is_held_against_the_year_as_it_stands() -> None:
    kpi = make_kpi()
    make_target(kpi=kpi, value=386, start=2014, basis=Basis.RUNNING_TOTAL)
    make_value(kpi=kpi, period="2014-15-Q1", text="96")

    outlook = row_at("2014-15-Q1").year_end

    assert outlook is not None
    assert (outlook.projected, outlook.target_text, outlook.rag) == ("384", "At least 386", RAG.AMBER)


def test_a_percentage_is_pooled_and_held_against_its_target() -> None:
    kpi = make_kpi(measure=MeasureKind.RATIO)
    make_target(kpi=kpi, value=95, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="90/100")
    make_value(kpi=kpi, period="2014-15-Q2", text="198/200")

    outlook = row_at("2014-15-Q2").year_end

    assert outlook is not None
    assert (outlook.projected, outlook.target_text, outlook.rag) == ("96%", "At least 95%", RAG.GREEN)


def test_better_than_last_year_is_held_against_all_of_last_year() -> None:
    kpi = make_kpi()
    make_target(kpi=kpi, value=None, comparator=Comparator.BETTER_THAN_LAST_YEAR, start=2014)
    for number in (1, 2, 3, 4):
        make_value(kpi=kpi, period=f"2013-14-Q{number}", text="10")
    make_value(kpi=kpi, period="2014-15-Q1", text="11")

    outlook = row_at("2014-15-Q1").year_end

    assert outlook is not None
    assert (outlook.projected, outlook.target_text) == ("44", "Better than 40 last year")
    assert outlook.rag == RAG.GREEN


def test_an_annual_kpi_has_nothing_to_project_before_its_quarter() -> None:
    kpi = make_kpi(frequency=Frequency.ANNUALLY)
    make_value(kpi=kpi, period="2014-15-Q1", text="11")

    assert row_at("2014-15-Q1").year_end is None


def test_a_quarter_with_months_missing_does_not_count_yet(visits: KPI) -> None:
    visits.values.update(is_complete=False)

    assert row_at("2014-15-Q2").year_end is None


class TestWhatElseFollows:
    def test_open_actions_come_along_and_closed_ones_do_not(self, visits: KPI) -> None:
        make_action(kpi=visits, due_on=date(2014, 9, 30))
        make_action(kpi=visits, text="Done", closed_on=date(2014, 10, 1), outcome="Both came.")
        make_action(kpi=visits, text="Later", opened_on=date(2014, 12, 1))

        row = row_at("2014-15-Q2")

        assert row.open_actions is not None
        assert [(line.text, line.is_overdue) for line in row.open_actions] == [("Fill both posts", True)]

    def test_a_red_kpi_without_an_open_action_says_so(self, visits: KPI) -> None:
        make_value(kpi=visits, period="2014-15-Q3", text="1")
        day = date(2015, 1, 20)
        assert row_at("2014-15-Q3", day).lacks_action

        make_action(kpi=visits)
        assert not row_at("2014-15-Q3", day).lacks_action

    def test_where_actions_were_not_asked_for_nothing_is_claimed(self, visits: KPI) -> None:
        make_value(kpi=visits, period="2014-15-Q3", text="1")

        (row,) = build_scorecard(Quarter.from_slug("2014-15-Q3"), known_by=date(2015, 1, 20)).rows

        assert (row.open_actions, row.lacks_action) == (None, False)

    def test_promises_come_along_in_order(self, visits: KPI) -> None:
        visits.values.update(value=1)
        for value, day in zip(
            visits.values.order_by("starts_on"), (date(2014, 9, 30), date(2014, 12, 31)), strict=True
        ):
            make_exception(value=value, recovery_on=day)

        frame = row_at("2014-15-Q2").exception

        assert frame is not None
        assert [promise.slip for promise in frame.promises] == ["", "Was 30 September 2014: slipped 3 months"]

    def test_once_a_kpi_has_recovered_its_promises_count_from_one_again(self, visits: KPI) -> None:
        """Two dates in an exception that was over by Q2, and a first one in that of Q3."""
        for period, text, promised in (
            ("2014-15-Q3", "1", date(2015, 9, 30)),
            ("2014-15-Q4", "1", date(2015, 12, 31)),
        ):
            make_exception(value=make_value(kpi=visits, period=period, text=text), recovery_on=promised)
        for value, day in zip(
            visits.values.filter(starts_on__lt=date(2014, 7, 1)), (date(2014, 9, 30),), strict=True
        ):
            make_exception(value=value, recovery_on=day)

        frame = row_at("2014-15-Q4", date(2015, 4, 20)).exception

        assert frame is not None
        assert frame.promised_before == date(2015, 9, 30)
        assert frame.promised == "Promised 2 times: slipped once, 3 months in all."

    @pytest.mark.parametrize(
        ("between", "has_note", "own", "promised"),
        [
            pytest.param("12", True, "", "", id="green, with a note left from before"),
            pytest.param("12", False, "", "", id="green without a note"),
            pytest.param("1", False, "", "Promised 2 times", id="red without a note is no recovery"),
            pytest.param("1", True, "green", "Promised 3 times", id="green by its own rating alone"),
            pytest.param("12", False, "amber", "Promised 2 times", id="amber by its own rating"),
        ],
    )
    def test_a_count_of_promises_ends_with_a_figure_on_target(
        self, visits: KPI, between: str, has_note: bool, own: str, promised: str
    ) -> None:
        """Red and promised in Q1 and Q3; what stands between them decides whether that is one exception or two."""
        q1, q2 = visits.values.order_by("starts_on")
        for value, text in ((q1, "1"), (q2, between)):
            KPIValue.objects.filter(pk=value.pk).update(value=text)
        KPIValue.objects.filter(pk=q2.pk).update(
            self_assessed=own, self_assessed_reason="So agreed." if own else ""
        )
        make_exception(value=q1, recovery_on=date(2014, 9, 30))
        if has_note:
            make_exception(value=q2, recovery_on=date(2014, 12, 31))
        third = make_value(kpi=visits, period="2014-15-Q3", text="1")
        make_exception(value=third, recovery_on=date(2015, 6, 30))

        frame = row_at("2014-15-Q3", date(2015, 1, 20)).exception

        assert frame is not None
        assert frame.promised.partition(":")[0] == promised

    def test_data_quality_looks_at_returns_figures_and_definition(self, visits: KPI) -> None:
        quarter = make_quarter(slug="2014-15-Q1")
        make_return(directorate=visits.team.directorate, quarter=quarter, submitted_at="2014-07-20T09:00:00Z")

        found = row_at("2014-15-Q2").data_quality

        assert found is not None
        assert (found.timeliness.text, found.completeness.text, found.validity.text) == (
            "0 of 1",
            "2 of 4",
            "2 of 2",
        )
        assert found.level == Level.POOR
