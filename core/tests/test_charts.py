from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Dot, HeatMark, Point, Step, heat_map, sparkline, trajectory


def band(score: int) -> str:
    return "Extreme" if score >= 15 else "High" if score >= 8 else "Moderate" if score >= 4 else "Low"


def quarters(*values: int | None) -> list[Point]:
    return [
        Point(f"Q{number}", value) if value is None else Point(f"Q{number}", value, str(value))
        for number, value in enumerate(values, start=1)
    ]


class TestSparkline:
    def test_stands_on_its_own_range_with_the_target_in_it(self) -> None:
        chart = sparkline("Quality inspections", quarters(6, 7, 6, 5), target=6, target_text="6 a quarter")

        assert chart.line == "M6.0 12.0 L32.7 5.0 L59.3 12.0 L86.0 19.0"
        assert chart.latest == Dot("86.0", "19.0")
        assert chart.target_y == "12.0"
        assert chart.ticks == ""

    def test_reads_every_value_and_the_target(self) -> None:
        chart = sparkline("Contracts issued", quarters(None, None, None, 214), target=299)
        assert chart.title == (
            "Contracts issued: Q1 not collected, Q2 not collected, Q3 not collected, Q4 214; target 299"
        )

    def test_says_that_there_is_no_target(self) -> None:
        chart = sparkline("Risks removed", quarters(14, 8))
        assert chart.title.endswith("; target none")
        assert chart.target_y is None

    def test_a_gap_is_a_tick_on_the_floor_and_is_never_bridged(self) -> None:
        chart = sparkline("Visits", quarters(1, None, 3, 4))
        assert chart.ticks == "M32.7 25v-4"
        assert chart.line == "M59.3 9.7 L86.0 5.0"
        assert len(chart.dots) == 2

    def test_nought_is_a_value(self) -> None:
        chart = sparkline("Cases over 28 days", quarters(6, 1, 0, 37), target=0)
        assert chart.ticks == ""
        assert chart.target_y == chart.dots[2].y == "19.0"

    def test_without_a_latest_figure_nothing_is_emphasised(self) -> None:
        assert sparkline("Visits", quarters(1, 2, 3, None)).latest is None

    def test_a_level_run_lies_in_the_middle(self) -> None:
        chart = sparkline("Boards attended", quarters(100, 100, 100, 100), target=100)
        assert {dot.y for dot in chart.dots} | {chart.target_y} == {"12.0"}

    @pytest.mark.parametrize("points", [[], quarters(None, None), quarters(5)])
    def test_draws_with_next_to_nothing(self, points: list[Point]) -> None:
        assert sparkline("New", points).line == ""

    @given(
        st.lists(st.none() | st.integers(-(10**9), 10**9), max_size=12), st.none() | st.integers(-100, 10**9)
    )
    def test_never_leaves_its_frame(self, values: list[int | None], target: int | None) -> None:
        chart = sparkline("Any", quarters(*values), target)
        dots = [*chart.dots, *([chart.latest] if chart.latest else [])]
        assert len(dots) == sum(value is not None for value in values)
        assert all(0 <= float(dot.x) <= chart.width and 0 <= float(dot.y) <= chart.height for dot in dots)


class TestTrajectory:
    AMBITION = (
        Step(2013, Decimal("1691.7"), "baseline 1,691.7"),
        Step(2014, Decimal("1685.0"), "2014/15 1,685.0", is_planned=True),
        Step(2018, Decimal("1650.0"), "2018/19 1,650.0", is_planned=True),
    )

    def test_years_are_to_scale_and_the_plan_goes_on_from_what_was_measured(self) -> None:
        chart = trajectory("Years of life lost", self.AMBITION)
        assert chart.planned == "M6.0 6.0 L33.6 8.9 L144.0 24.0"
        assert chart.filled == (Dot("6.0", "6.0"),)
        assert len(chart.hollow) == 2
        assert chart.measured == ""

    def test_reads_its_steps(self) -> None:
        chart = trajectory("Years of life lost", self.AMBITION)
        assert chart.title == (
            "Years of life lost: baseline 1,691.7, 2014/15 1,685.0 planned, 2018/19 1,650.0 planned"
        )

    def test_what_was_measured_later_is_joined_and_filled(self) -> None:
        chart = trajectory(
            "Years of life lost", [*self.AMBITION, Step(2014, Decimal(1680), "2014/15 1,680.0")]
        )
        assert len(chart.filled) == 2
        assert chart.measured.startswith("M6.0 6.0 L33.6")

    def test_no_trajectory_is_said(self) -> None:
        chart = trajectory("Avoidable deaths", [])
        assert (chart.title, chart.planned) == ("Avoidable deaths: no trajectory", "")


class TestHeatMap:
    def test_is_five_by_five_with_the_worst_at_the_top_right(self) -> None:
        heat = heat_map([], band)
        assert [row.likelihood for row in heat.rows] == [5, 4, 3, 2, 1]
        assert [cell.score for cell in heat.rows[0].cells] == [5, 10, 15, 20, 25]
        assert heat.rows[0].cells[-1].band == "Extreme"
        assert (heat.rows[0].word, heat.impacts[-1]) == ("Almost certain", (5, "Catastrophic"))

    def test_puts_each_risk_in_its_cell(self) -> None:
        marks = [HeatMark(4, 5, "R-014"), HeatMark(4, 5, "R-015"), HeatMark(1, 1, "R-001")]
        heat = heat_map(marks, band)
        assert [mark.reference for mark in heat.rows[1].cells[4].marks] == ["R-014", "R-015"]
        assert sum(len(cell.marks) for row in heat.rows for cell in row.cells) == 3
