"""From the rows of a KPI to its chart: what counts as a point, what is said, and what is drawn."""

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries, Settings

from core.figures import MeasureKind, Polarity
from core.periods import Quarter
from core.provenance import Provenance
from core.rag import RAG
from organisation.rights import Role
from organisation.tests.builders import make_user
from performance.kpi_page import build_kpi_page
from performance.models import KPI, Baseline, Frequency, Rebase
from performance.rag import Basis, Comparator
from performance.rollup import RollUp
from performance.scorecard import build_scorecard
from performance.spc import Assurance, PointType, Rule
from performance.tests.builders import make_kpi, make_target, make_value
from performance.tests.builders_variation import ZIGZAG, add_months, make_monthly
from performance.variation import words
from performance.variation.board import gives_cause
from performance.variation.chart import NARROW, PRINT, WIDE, xmr_chart
from performance.variation.pages import Exhibit

pytestmark = pytest.mark.django_db

AT = Quarter.from_slug("2013-14-Q4")


def exhibit(kpi: KPI, at: Quarter = AT) -> Exhibit | None:
    return build_kpi_page(kpi, at, user=make_user(role=Role.ASSURANCE)).exhibit


def too_few(kpi: KPI) -> str:
    return build_kpi_page(kpi, AT, user=make_user(role=Role.ASSURANCE)).too_few


def shown(kpi: KPI) -> Exhibit:
    found = exhibit(kpi)
    assert found is not None
    return found


class TestWhatCounts:
    def test_a_monthly_kpi_with_thirteen_months_has_it_all(self) -> None:
        found = shown(make_monthly(ZIGZAG * 12))
        assert (found.process.unit, found.process.points, found.process.standing) == ("month", 24, "full")
        assert (found.process.variation, found.process.assurance) == ("common", "empty")
        assert found.level_texts == {"target": "", "mean": "11", "lpl": "5.7", "upl": "16.3"}
        assert found.provenance == ("24 returned",)

    def test_invented_months_count_for_nothing(self) -> None:
        kpi = make_monthly(ZIGZAG * 12, provenance=Provenance.ILLUSTRATIVE)
        assert exhibit(kpi) is None
        assert too_few(kpi) == (
            "Not enough data for SPC: 0 quarters of 13 points needed; "
            "the 24 months above are illustrative and are not counted."
        )

    def test_published_quarters_are_told_from_the_invented_months_that_are_drawn(self) -> None:
        kpi = make_monthly(ZIGZAG * 12, provenance=Provenance.ILLUSTRATIVE)
        for number in (1, 2, 3, 4):
            make_value(kpi=kpi, period=f"2013-14-Q{number}", text="33")
        assert too_few(kpi) == (
            "Not enough data for SPC: 4 published quarters of 13 points needed; "
            "the 24 months above are illustrative and are not counted."
        )

    def test_an_invented_month_among_real_ones_is_drawn_and_not_counted(self) -> None:
        kpi = make_monthly((ZIGZAG * 12)[:20])
        add_months(kpi, ["90", "11"], first="2013-12", provenance=Provenance.ILLUSTRATIVE)
        add_months(kpi, ["10"], first="2014-02")
        found = shown(kpi)
        assert (found.process.points, len(found.points)) == (21, 23)
        assert [point.mark for point in found.points[20:22]] == ["", ""]
        assert found.level_texts["upl"] == "16.3"

    @pytest.mark.parametrize("first", ["2011-10", "2014-04"], ids=["before", "after"])
    def test_page_and_board_read_the_same_from_invented_months_at_an_end(self, first: str) -> None:
        kpi = make_monthly([*ZIGZAG * 6, *("20", "22") * 6])
        add_months(kpi, ["90"] * 6, first=first, provenance=Provenance.ILLUSTRATIVE)
        Baseline.objects.create(
            kpi=kpi, points=12, reason="A year", set_on=date(2013, 4, 1), provenance=Provenance.RETURNED
        )
        at = Quarter.from_slug("2014-15-Q2")
        (row,) = build_scorecard(at).rows
        found = exhibit(kpi, at)
        assert found is not None
        assert row.process == found.process
        assert (len(found.points), found.level_texts["mean"]) == (24, "11")

    def test_ten_to_twelve_have_trial_limits_and_no_icons(self) -> None:
        found = shown(make_monthly((ZIGZAG * 6)[:11], first="2013-05"))
        assert found.process.message == "Trial limits (11 of 13 points)"
        assert not found.process.has_icons
        assert found.last.upl is not None
        assert not found.has_any_marks

    def test_four_quarters_are_too_few(self) -> None:
        kpi = make_kpi()
        for number in (1, 2, 3, 4):
            make_value(kpi=kpi, period=f"2013-14-Q{number}", text="6")
        assert too_few(kpi) == "Not enough data for SPC (4 of 13 points)."

    def test_a_month_without_a_row_keeps_its_place(self) -> None:
        found = shown(make_monthly([*["11", "12"] * 5, "", *["13"] * 6]))
        assert len(found.points) == 17
        assert found.points[10].value is None
        assert found.process.points == 16

    def test_nothing_is_read_after_the_quarter_that_the_page_stands_at(self) -> None:
        kpi = make_monthly(ZIGZAG * 12)
        earlier = exhibit(kpi, Quarter.from_slug("2013-14-Q2"))
        assert earlier is not None
        assert earlier.points[-1].label == "September 2013"

    def test_annual_figures_and_running_totals_are_no_process(self) -> None:
        annual = make_kpi(frequency=Frequency.ANNUALLY)
        total = make_monthly(ZIGZAG * 12, roll_up=RollUp.LAST)
        make_target(kpi=total, value=100, basis=Basis.RUNNING_TOTAL)
        assert "too far apart" in too_few(annual)
        assert "contains the one before" in too_few(total)
        assert exhibit(total) is None

    def test_quarters_make_a_chart_where_there_are_no_months(self) -> None:
        kpi = make_kpi(active_from=date(2010, 4, 1))
        for year in (2010, 2011, 2012, 2013):
            for number in (1, 2, 3, 4):
                text = str(10 + number % 2)
                make_value(kpi=kpi, period=f"{year}-{(year + 1) % 100}-Q{number}", text=text)
        make_target(kpi=kpi, value=30)
        found = shown(kpi)
        assert (found.process.unit, found.process.points) == ("quarter", 16)
        assert found.process.assurance == "fail"


class TestWhatIsSaid:
    def test_all_four_readings_stand_side_by_side(self) -> None:
        kpi = make_monthly(["90/100", "96/100"] * 12, measure=MeasureKind.RATIO)
        for start in (2012, 2013):
            make_target(kpi=kpi, value=95, start=start)
        found = shown(kpi)
        assert (found.process.latest, found.process.latest_text) == ("March 2014", "96%")
        assert found.latest_rag == RAG.GREEN
        assert (found.process.variation, found.process.assurance) == ("common", "hit-or-miss")
        assert found.process.finding == (
            "No significant change. The target will be met in some months and missed in others by chance alone."
        )
        assert found.process.action == "Change the process; do not react to single months."

    @pytest.mark.parametrize(
        ("kind", "rule", "assurance", "sentence"),
        [
            (PointType.COMMON, Rule.NONE, None, "No significant change."),
            (
                PointType.COMMON,
                Rule.NONE,
                Assurance.MEETS,
                "No significant change. The target is consistently met if nothing changes.",
            ),
            (
                PointType.COMMON,
                Rule.NONE,
                Assurance.MISSES,
                "No significant change. The target will not be met unless the process changes.",
            ),
            (PointType.IMPROVEMENT, Rule.BELOW_LIMIT, None, "Significantly lower: improving."),
            (PointType.CONCERN, Rule.RISING, None, "Significantly higher: concerning."),
            (PointType.NEUTRAL_LOW, Rule.SHIFT_BELOW, None, "Significantly lower."),
        ],
    )
    def test_findings(self, kind: PointType, rule: Rule, assurance: Assurance | None, sentence: str) -> None:
        assert words.finding(kind, rule, assurance, "month") == sentence

    @pytest.mark.parametrize("kind", list(PointType))
    @pytest.mark.parametrize("assurance", [None, *Assurance])
    def test_nothing_forbidden_is_ever_said(self, kind: PointType, assurance: Assurance | None) -> None:
        rule = Rule.ABOVE_LIMIT if kind.is_special else Rule.NONE
        said = words.finding(kind, rule, assurance, "month") + words.action(kind, assurance, "month")
        assert not any(word in said.lower() for word in ("trend", "failing", "last month"))

    def test_what_stood_out_is_told_until_the_latest_period_itself_speaks(self) -> None:
        months = [("October", Rule.NONE), ("November", Rule.BELOW_LIMIT), ("December", Rule.BELOW_LIMIT)]
        latest = ("January", Rule.NONE)
        assert words.stands_out([*months, latest]).startswith(
            "November to December fell below the lower limit"
        )
        assert words.stands_out(months) == ""
        assert words.stands_out([latest]) == ""

    def test_a_target_that_does_not_bind_the_way_of_improvement_is_not_assessed(self) -> None:
        kpi = make_monthly(["90%", "96%"] * 12, measure=MeasureKind.PERCENTAGE, polarity=Polarity.LOWER)
        make_target(kpi=kpi, value=95, comparator=Comparator.AT_LEAST)
        found = shown(kpi)
        assert found.process.assurance == "empty"
        assert "does not bind" in found.target_note

    def test_a_target_of_a_quarters_sum_says_nothing_of_a_month(self) -> None:
        kpi = make_monthly(ZIGZAG * 12)
        make_target(kpi=kpi, value=6)
        assert "not one for a single month" in shown(kpi).target_note

    def test_the_setting_for_points_outside(self, settings: Settings) -> None:
        kpi = make_monthly([*ZIGZAG * 6, "15", "12", "17"])
        Baseline.objects.create(
            kpi=kpi, points=12, reason="Before", set_on=date(2013, 5, 1), provenance=Provenance.RETURNED
        )
        assert shown(kpi).points[12].mark == "common"
        settings.PORTAL_SPC_OUTSIDE_COUNTS = True
        assert shown(kpi).points[12].mark == "improvement-high"


class TestWhatIsDrawn:
    def test_each_size_is_a_well_formed_drawing_with_its_finding(self) -> None:
        found = shown(make_monthly([*ZIGZAG * 9, "11", "", "30", "11"]))
        for size, marks in ((WIDE, 21), (NARROW, 17), (PRINT, 21)):
            chart = xmr_chart(found, size)
            assert len(chart.marks) == marks
            tag = {WIDE: "wide", NARROW: "narrow", PRINT: "print"}[size]
            svg = Template(
                "{% load variation %}{% xmr_chart exhibit size as chart %}"
                "{% include 'performance/variation/_chart.html' %}"
            ).render(Context({"exhibit": found, "size": tag}))
            root = ElementTree.fromstring(svg.strip())  # noqa: S314
            assert "Outside the limits in December 2013." in (root.findtext("title") or "")
        assert xmr_chart(found, WIDE).gaps

    @pytest.mark.parametrize(("value", "side"), [("60", -1), ("0", 1)])
    def test_the_value_farthest_out_stands_away_from_the_line(self, value: str, side: int) -> None:
        found = shown(make_monthly([*["30", "32"] * 9, "31", value, "30", "31"]))
        for size in (WIDE, NARROW, PRINT):
            chart = xmr_chart(found, size)
            assert chart.extreme is not None
            own = (max if side > 0 else min)(float(mark.y) for mark in chart.marks)
            name = float(chart.extreme.y)
            assert (name - own) * side > 0 or name == chart.floor_y - size.font * 0.5
            assert name < chart.floor_y, "not among the names of the periods"

    def test_names_of_lines_never_stand_one_over_another(self) -> None:
        kpi = make_monthly(["95%", "95.1%"] * 12, measure=MeasureKind.PERCENTAGE)
        make_target(kpi=kpi, value=95)
        names = xmr_chart(shown(kpi), WIDE).level_names
        heights = [float(name.y) for name in names]
        assert len(names) == 4
        assert all(below - above >= 14 for above, below in pairwise(heights))

    def test_a_rebase_is_marked_with_its_reason(self) -> None:
        kpi = make_monthly([*ZIGZAG * 7, *["20", "22"] * 5])
        Rebase.objects.create(
            kpi=kpi,
            starts_on=date(2013, 6, 1),
            reason="A second ward opened.",
            set_on=date(2014, 1, 1),
            provenance=Provenance.RETURNED,
        )
        found = shown(kpi)
        assert [stretch.starts for stretch in found.rebased] == ["June 2013"]
        assert found.rebased[0].reason == "A second ward opened."
        assert found.process.message == "Trial limits (10 of 13 points)"
        assert xmr_chart(found, WIDE).afresh[0].text == "Afresh from June 2013"

    @pytest.mark.parametrize("name", [*words.VARIATION])
    def test_icons_of_variation(self, name: str) -> None:
        self.well_formed("{% load variation %}{% variation_icon name %}", name)

    @pytest.mark.parametrize("name", [*words.ASSURANCE])
    def test_icons_of_assurance(self, name: str) -> None:
        self.well_formed("{% load variation %}{% assurance_icon name %}", name)

    @staticmethod
    def well_formed(template: str, name: str) -> None:
        root = ElementTree.fromstring(Template(template).render(Context({"name": name})))  # noqa: S314
        assert root.get("role") == "img"
        assert root.findtext("title")


class TestBoard:
    @pytest.mark.parametrize("size", [1, 6])
    def test_three_queries_however_many_kpis(
        self, size: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(size):
            make_monthly(ZIGZAG * 7)
        with django_assert_num_queries(8):
            card = build_scorecard(AT)
        assert all(row.process and row.process.has_icons for row in card.rows)

    def test_the_board_says_what_the_page_says(self) -> None:
        kpi = make_monthly([*ZIGZAG * 10, "40", "11", "12", "30"])
        (row,) = build_scorecard(AT).rows
        assert row.process == shown(kpi).process

    def test_a_row_shows_both_icons_small_with_their_words(self) -> None:
        make_monthly(ZIGZAG * 12)
        (row,) = build_scorecard(AT).rows
        html = Template("{% load variation %}{% process_marks process %}").render(
            Context({"process": row.process})
        )
        root = ElementTree.fromstring(html)  # noqa: S314
        assert [child.tag for child in root] == ["svg", "svg", "span"]
        assert "".join(root.itertext()).strip() == "Common cause; not assessed"

    def test_a_process_of_concern_gives_cause_and_a_quiet_one_without_a_target_does_not(self) -> None:
        make_monthly([*ZIGZAG * 11, "10", "1"])
        make_monthly(ZIGZAG * 12)
        assert [gives_cause(row) for row in build_scorecard(AT).rows] == [True, False]
