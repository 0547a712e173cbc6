"""Invented months roll up to the published quarter exactly, and are the same every time."""

from decimal import Decimal

import pytest

from assurance.dorset.splits import around, months_of, shares, towards, wave, year_before
from core.figures import Figure, MeasureKind
from performance.rollup import RollUp, roll_up

SPREAD = Decimal("0.4")


def count(value: int) -> Figure:
    return Figure.of(MeasureKind.COUNT, Decimal(value))


def percent(value: str) -> Figure:
    return Figure.of(MeasureKind.PERCENTAGE, Decimal(value))


def test_the_wave_lies_between_minus_one_and_one_and_repeats() -> None:
    waves = [wave(f"KPI {number}") for number in range(200)]
    assert all(-1 <= each <= 1 for each in waves)
    assert len(set(waves)) == 200
    assert wave("KPI 7 2013-14-Q1") == wave("KPI 7 2013-14-Q1")


@pytest.mark.parametrize("total", [0, 1, 2, 3, 37, 9789])
@pytest.mark.parametrize("spread", ["0", "0.2", "0.7"])
def test_counts_are_whole_and_add_up(total: int, spread: str) -> None:
    months = shares(Decimal(total), seed=f"{total}", spread=Decimal(spread))
    assert sum(months) == total
    assert all(month >= 0 and month == month.to_integral_value() for month in months)


@pytest.mark.parametrize("value", ["1.68", "96.5", "95", "100", "0", "3.76"])
def test_percentages_keep_their_mean_and_their_scale(value: str) -> None:
    months = around(Decimal(value), MeasureKind.PERCENTAGE, seed=value, spread=SPREAD)
    assert sum(months) == 3 * Decimal(value)
    assert all(0 <= month <= 100 for month in months)


def test_a_standing_figure_ends_on_its_last_month() -> None:
    months = towards(
        Decimal("308.04"),
        MeasureKind.NUMBER,
        start=Decimal("296.78"),
        seed="KPI 35",
        spread=Decimal("0.01"),
    )
    assert months[-1] == Decimal("308.04")
    assert Decimal("296") < months[0] < Decimal("305")


@pytest.mark.parametrize(
    ("figure", "rule"),
    [
        (count(17), RollUp.SUM),
        (count(0), RollUp.SUM),
        (count(85), RollUp.LAST),
        (percent("28.33"), RollUp.LAST),
        (percent("0.88"), RollUp.MEAN),
        (Figure.of(MeasureKind.DAYS, Decimal(6)), RollUp.MEAN),
        (Figure.ratio(Decimal(76)), RollUp.POOLED),
        (Figure.ratio(Decimal(63), Decimal(67)), RollUp.POOLED),
        (Figure.ratio(Decimal(6), Decimal(10)), RollUp.POOLED),
        (Figure.ratio(Decimal(0), Decimal(2)), RollUp.POOLED),
        (Figure.ratio(Decimal(57), Decimal(57)), RollUp.POOLED),
    ],
)
def test_months_roll_up_to_the_quarter(figure: Figure, rule: RollUp) -> None:
    months = months_of(figure, rule, seed=f"{figure} {rule}", spread=SPREAD, before=figure)
    rolled = roll_up(rule, months)
    assert rolled.figure == figure
    assert rolled.complete
    assert months == months_of(figure, rule, seed=f"{figure} {rule}", spread=SPREAD, before=figure)


def test_no_month_has_more_answered_than_received() -> None:
    for seed in range(60):
        for month in months_of(
            Figure.ratio(Decimal(2), Decimal(9)), RollUp.POOLED, seed=f"{seed}", spread=Decimal("0.9")
        ):
            assert 0 <= month.numerator <= month.denominator


def test_the_year_before_is_near_its_level_and_has_no_denominator() -> None:
    before = year_before(count(1000), seed="KPI 32", spread=Decimal("0.1"), level=Decimal("0.9"))
    assert 855 <= before.value <= 945
    ratio = year_before(
        Figure.ratio(Decimal(63), Decimal(67)), seed="KPI 23", spread=SPREAD, level=Decimal("0.9")
    )
    assert ratio.denominator is None
    assert ratio.numerator == ratio.numerator.to_integral_value()


def test_the_year_before_stays_on_the_scale() -> None:
    high = year_before(percent("99"), seed="KPI 10", spread=Decimal(0), level=Decimal("1.2"))
    assert high.value == 100
