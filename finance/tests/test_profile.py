"""A heading's year month by month, and the drawing of it."""

from datetime import date
from decimal import Decimal

import pytest

from core.periods import FinancialYear
from finance.models import BudgetMonth
from finance.profile import evenly, month_rows, plan_gap_text
from finance.profile_chart import nice_top, profile_chart

YEAR = FinancialYear(2014)


def months(plans: list[int], actuals: list[int | None]) -> list[BudgetMonth]:
    return [
        BudgetMonth(
            starts_on=month.starts_on, plan=Decimal(plan), actual=None if actual is None else Decimal(actual)
        )
        for month, plan, actual in zip(
            YEAR.months, plans, [*actuals, *[None] * (12 - len(actuals))], strict=True
        )
    ]


def test_amounts_are_added_up_until_a_month_is_missing() -> None:
    rows = month_rows(YEAR, months([100] * 12, [90, None, 110]), up_to=date(2014, 6, 30), is_surplus=False)

    assert [row.actual_so_far for row in rows[:3]] == [90, None, None]
    assert rows[2].actual == 110
    assert rows[11].plan_so_far == 1_200
    assert (rows[0].variance, rows[1].variance, rows[2].variance) == (10, None, -10)


@pytest.mark.parametrize(
    ("up_to", "shown"), [(date(2014, 6, 29), 2), (date(2014, 6, 30), 3), (date(2015, 3, 31), 4), (None, 0)]
)
def test_an_actual_is_shown_from_the_last_day_of_its_month(up_to: date | None, shown: int) -> None:
    rows = month_rows(YEAR, months([100] * 12, [90, 90, 90, 90]), up_to=up_to, is_surplus=False)

    assert sum(row.actual is not None for row in rows) == shown


def test_a_year_without_months_has_twelve_empty_rows() -> None:
    rows = month_rows(YEAR, [], up_to=date(2014, 6, 30), is_surplus=False)

    assert len(rows) == 12
    assert {row.plan for row in rows} == {None}


@pytest.mark.parametrize("annual", ["12000", "100", "0.05", "0", "-100"])
def test_twelve_months_always_add_up_to_the_year(annual: str) -> None:
    parts = evenly(Decimal(annual))

    assert len(parts) == 12
    assert sum(parts) == Decimal(annual)


@pytest.mark.parametrize(
    ("plans", "text"),
    [
        (["1200"], ""),
        (["1199.99"], "The months’ plans add up to £0.01 less than the plan for the year."),
        (["1300"], "The months’ plans add up to £100 more than the plan for the year."),
        ([], ""),
    ],
)
def test_months_that_do_not_add_up_are_said(plans: list[str], text: str) -> None:
    assert plan_gap_text(Decimal(1_200), [Decimal(plan) for plan in plans]) == text


def test_the_drawing_reads_itself_out() -> None:
    rows = month_rows(YEAR, months([1_000] * 12, [900, 950]), up_to=date(2014, 6, 30), is_surplus=False)

    chart = profile_chart("Prescribing", rows)

    assert chart is not None
    assert chart.title == (
        "Prescribing: plan of £12k for the year, added up month by month. Actual to May 2014: £1.9k, of £2k planned."
    )
    assert chart.plan.count("L") == 11
    assert chart.actual.count("L") == 1


@pytest.mark.parametrize("plans", [[], [100] * 11, [0] * 12, [-100] * 12])
def test_nothing_is_drawn_that_would_mislead(plans: list[int]) -> None:
    held = months([*plans, *[0] * (12 - len(plans))], [])[: len(plans)]

    assert profile_chart("Savings", month_rows(YEAR, held, up_to=None, is_surplus=False)) is None


@pytest.mark.parametrize(
    ("highest", "top"),
    [("1", "1"), ("999", "1000"), ("1000", "1000"), ("1001", "1200"), ("498600000", "500000000")],
)
def test_the_axis_ends_at_a_round_amount(highest: str, top: str) -> None:
    assert nice_top(Decimal(highest)) == Decimal(top)
