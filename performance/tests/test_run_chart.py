"""The run chart: round axes, gaps that stay gaps, a target that moves with its years, and a reading in words."""

from decimal import Decimal

import pytest

from core.figures import MeasureKind
from performance.run_chart import NARROW, WIDE, RunChart, RunPoint, axis, run_chart


def a_run(*values: str | None, target: str | None = None, year: str = "2013/14") -> list[RunPoint]:
    return [
        RunPoint(
            label=f"{year} Q{number}",
            short=f"Q{number}",
            year=year,
            value=None if value is None else Decimal(value),
            text=value or "no figure",
            target=None if target is None else Decimal(target),
        )
        for number, value in enumerate(values, start=1)
    ]


def drawn(points: list[RunPoint], kind: MeasureKind = MeasureKind.COUNT) -> RunChart:
    return run_chart("Visits", points, kind, "6 a quarter", WIDE)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2", "37", "0"], (0, 40, 10)),
        (["81.3", "96.6", "95"], (80, 100, 5)),
        (["5", "7", "6"], (0, 8, 2)),
        (["2.31", "3.76", "2"], (0, 4, 1)),
        (["0"], (0, 1, 1)),
        ([], (0, 1, 1)),
        (["-4", "6"], (-6, 6, 2)),
        (["1000"], (0, 1000, 200)),
    ],
)
def test_an_axis_has_round_steps_and_holds_all_values(
    values: list[str], expected: tuple[int, int, int]
) -> None:
    assert axis([Decimal(value) for value in values]) == expected


def test_an_axis_of_counts_has_whole_steps() -> None:
    low, high, step = axis([Decimal(1), Decimal(2)], whole=True)
    assert (low, high, step) == (0, 2, 1)


def test_an_axis_that_does_not_start_at_nought_leaves_room_and_says_so() -> None:
    assert axis([Decimal(95), Decimal(100)]) == (94, 100, 1)
    chart = drawn(a_run("95", "100"), MeasureKind.PERCENTAGE)
    assert chart.floor_text == "94%"
    assert drawn(a_run("1", "10")).floor_text == ""


def test_a_gap_is_a_tick_on_the_floor_and_is_never_bridged() -> None:
    chart = drawn(a_run("5", "6", None, "7", "8"))
    assert len(chart.lines) == 2
    assert (len(chart.dots), len(chart.gaps)) == (4, 1)


def test_a_figure_alone_between_gaps_is_a_dot_without_a_line() -> None:
    chart = drawn(a_run(None, "5", None))
    assert (chart.lines, len(chart.dots), len(chart.gaps)) == ((), 1, 2)


def test_the_target_is_drawn_for_the_years_that_have_one() -> None:
    chart = drawn([*a_run("5", "6", year="2012/13"), *a_run("5", "6", target="6")])
    assert len(chart.targets) == 1
    assert chart.target_name is not None
    assert chart.target_name.text == "Target 6"
    assert [year.text for year in chart.years] == ["2012/13", "2013/14"]
    assert len(chart.year_rules) == 1


def test_a_target_that_changes_is_drawn_in_steps() -> None:
    chart = drawn([*a_run("5", target="6", year="2012/13"), *a_run("5", target="8")])
    assert len(chart.targets) == 2


def test_the_reading_says_from_when_to_when_lowest_highest_and_latest() -> None:
    chart = drawn(a_run("6", "7", "6", "5", target="6"))
    assert chart.title == (
        "Run chart of Visits, 2013/14 Q1 to 2013/14 Q4: 4 figures. Lowest 5 in 2013/14 Q4, highest 7 in 2013/14 Q2, "
        "latest 5. Target: 6 a quarter."
    )


def test_every_mark_lies_within_the_drawing() -> None:
    chart = drawn(a_run("0", "12", None, "40", target="40"))
    for dot in chart.dots:
        assert chart.size.left <= float(dot.x) <= chart.right_x
        assert chart.size.top <= float(dot.y) <= chart.floor_y
    assert chart.latest_name is not None
    assert 0 < float(chart.latest_name.y) < chart.size.height


def test_a_long_run_names_fewer_periods_and_every_year_from_its_first() -> None:
    months = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
    points = [
        RunPoint(f"{month} {year}", month, year, Decimal(95), "95%")
        for year in ("2016/17", "2017/18", "2018/19")
        for month in months
    ]
    chart = run_chart("A&E", points, MeasureKind.RATIO, "At least 95%", WIDE)
    assert [name.text for name in chart.names] == ["Apr", "Jun", "Aug", "Oct", "Dec", "Feb"] * 3
    narrow = run_chart("A&E", points[-18:], MeasureKind.RATIO, "At least 95%", NARROW)
    assert [name.text for name in narrow.names] == ["Oct", "Jan", "Apr", "Jul", "Oct", "Jan"]


def test_no_figures_no_run() -> None:
    chart = drawn(a_run(None, None))
    assert (chart.title, chart.latest, chart.latest_name) == ("Visits: no figures", None, None)
