"""What finance says of a quarter: the position of an ended year, the budget so far, and next year's plan alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from finance.models import BudgetLine, FinancialPosition, RunningCostLine
from finance.part import build_finance_part
from finance.tests.builders import make_contribution, make_line, make_position, make_running_cost
from organisation.tests.builders import make_organisation, make_quarter

pytestmark = pytest.mark.django_db

IN_JULY = date(2014, 7, 8)
SURPLUS = BudgetLine.Kind.SURPLUS


def make_finances() -> None:
    """2013/14 as published, a 2014/15 budget with a quarter entered, and the opening budget of 2015/16."""
    make_organisation()
    make_position()
    make_position(part=FinancialPosition.Part.RUNNING_COSTS, limit=18_730_000, costs=16_730_000)
    make_running_cost(amount=16_730_000)
    make_running_cost(label="Running cost saving", amount=2_000_000, kind=RunningCostLine.Kind.SAVING)
    make_running_cost(label="Total", amount=18_730_000, kind=RunningCostLine.Kind.TOTAL)
    make_line(heading="Acute services", annual_plan=12_000, actuals=[900, 1_000, 1_400], forecast=12_500)
    make_line(heading="Prescribing", annual_plan=6_000, actuals=[500, 500, 400], forecast=6_000)
    make_line(heading="Surplus", annual_plan=240, kind=SURPLUS)
    make_line(year=2015, heading="Acute services", annual_plan=13_000, months=False)
    make_contribution()


def test_a_year_that_has_ended_has_a_position_with_its_total_last() -> None:
    make_finances()

    part = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY)

    assert [row.part for row in part.position] == ["Programme", "Running costs", "Total"]
    assert part.position[-1].resource_limit == 947_097_000
    assert part.position[-1].surplus == 12_614_000
    assert part.budget is None
    assert part.next_budget is not None


@pytest.mark.parametrize(("today", "is_shown"), [(date(2014, 3, 31), False), (date(2014, 4, 1), True)])
def test_the_position_and_running_costs_are_those_of_a_year_that_is_over(today: date, is_shown: bool) -> None:
    make_finances()

    part = build_finance_part(make_quarter(slug="2013-14-Q4"), today=today)

    assert bool(part.position) is is_shown
    assert bool(part.running_costs) is is_shown


@pytest.mark.parametrize("slug", ["2013-14-Q1", "2013-14-Q2", "2013-14-Q3"])
def test_how_the_year_closed_is_said_of_its_last_quarter_alone(slug: str) -> None:
    make_finances()

    part = build_finance_part(make_quarter(slug=slug), today=IN_JULY)

    assert part.position == ()
    assert part.running_costs is None


def test_the_budget_runs_to_the_last_month_of_the_quarter() -> None:
    make_finances()

    part = build_finance_part(make_quarter(slug="2014-15-Q1"), today=IN_JULY)

    assert part.position == ()
    assert part.budget is not None
    assert part.budget.months_to == "June 2014"
    acute, prescribing, surplus = part.budget.rows
    assert (acute.plan_to_date, acute.actual_to_date) == (3_000, 3_300)
    assert acute.variance_to_date_text == "(£300) adverse"
    assert acute.forecast_variance_text == "(£500) adverse"
    assert prescribing.variance_to_date_text == "£100 favourable"
    assert surplus.actual_to_date is None


def test_the_surplus_is_in_the_total_plan_and_never_in_what_is_spent() -> None:
    make_finances()

    budget = build_finance_part(make_quarter(slug="2014-15-Q1"), today=IN_JULY).budget

    assert budget is not None
    assert budget.total is not None
    assert (budget.total.annual_plan, budget.spend_total, budget.surplus) == (18_240, 18_000, 240)
    assert (budget.total.plan_to_date, budget.total.actual_to_date) == (4_500, 4_700)
    assert budget.total.forecast_variance == -500


def test_a_month_that_has_not_ended_is_not_shown_whatever_is_entered() -> None:
    make_line(actuals=[1_000, 1_000, 1_000, 700])

    budget = build_finance_part(make_quarter(slug="2014-15-Q2"), today=IN_JULY).budget

    assert budget is not None
    assert budget.months_to == "June 2014"
    assert budget.rows[0].actual_to_date == 3_000


def test_a_gap_in_one_line_is_said_and_not_taken_for_nought() -> None:
    make_line(heading="Acute services", actuals=[1_000, 1_000, 1_000])
    make_line(heading="Prescribing", actuals=[500])

    budget = build_finance_part(make_quarter(slug="2014-15-Q1"), today=IN_JULY).budget

    assert budget is not None
    assert budget.spend is not None
    assert budget.rows[1].actual_to_date is None
    assert budget.rows[1].gap == "May 2014 and June 2014 not entered"
    assert budget.spend.actual_to_date is None
    assert budget.spend.gap == "Prescribing: May 2014 and June 2014 not entered"


def test_next_years_budget_is_plan_alone() -> None:
    make_line(year=2014, actuals=[900, 900, 900])

    budget = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY).next_budget

    assert budget is not None
    assert budget.months_to == ""
    assert budget.rows[0].actual_to_date is None
    assert budget.rows[0].plan_to_date is None


def test_the_plan_of_the_year_after_next_stands_beside_it() -> None:
    make_finances()

    part = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY)

    assert part.next_budget is not None
    assert part.later_budget is not None
    assert (part.next_budget.year, part.later_budget.year) == ("2014/15", "2015/16")
    assert part.later_budget.spend_total == 13_000
    assert build_finance_part(make_quarter(slug="2014-15-Q1"), today=IN_JULY).later_budget is None


def test_running_costs_leave_the_saving_out_of_what_was_spent() -> None:
    make_finances()

    costs = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY).running_costs

    assert costs is not None
    assert (costs.total, costs.spend, costs.saving) == (18_730_000, 16_730_000, 2_000_000)
    assert (costs.allocation_per_head, costs.spend_per_head) == (Decimal("25.00"), Decimal("22.33"))
    assert costs.population == 749_179


def test_a_printed_subtotal_stands_with_what_its_parts_add_up_to() -> None:
    make_organisation()
    section = make_running_cost(
        label="Finance and Procurement", amount=1_114_635, kind=RunningCostLine.Kind.SUBTOTAL
    )
    for amount in (225_926, 352_410, 248_292, 288_006):
        make_running_cost(amount=amount, parent=section)

    costs = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY).running_costs

    assert costs is not None
    assert costs.rows[0].parts_sum == 1_114_634
    assert costs.rows[0].difference == -1
    assert costs.rows[1].parts_sum is None


def test_a_pooled_fund_has_a_row_a_partner_and_a_total_a_year() -> None:
    make_contribution(year=2014, amount=8_869_000)
    make_contribution(year=2015, amount=4_113_000)
    make_contribution(partner="NHS Dorset CCG", year=2015, amount=53_051_000)

    (fund,) = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY).pooled_funds

    assert fund.years == ("2014/15", "2015/16")
    assert [(row.partner, row.amounts) for row in fund.rows] == [
        ("Dorset County Council", (8_869_000, 4_113_000)),
        ("NHS Dorset CCG", (None, 53_051_000)),
    ]
    assert fund.totals == (8_869_000, 57_164_000)


def test_nothing_loaded_is_nothing_said() -> None:
    part = build_finance_part(make_quarter(slug="2013-14-Q4"), today=IN_JULY)

    assert part.year == "2013/14"
    assert (part.position, part.budget, part.next_budget, part.running_costs) == ((), None, None, None)
    assert part.pooled_funds == ()


def test_the_queries_do_not_grow_with_what_is_held(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_finances()
    quarter = make_quarter(slug="2013-14-Q4")
    with django_assert_max_num_queries(7) as few:
        build_finance_part(quarter, today=IN_JULY)
    for number in range(6):
        make_line(heading=f"Heading {number}")
        make_running_cost(label=f"Team {number}")
        make_contribution(partner=f"Partner {number}")
    with django_assert_max_num_queries(7) as many:
        build_finance_part(quarter, today=IN_JULY)

    assert isinstance(few, CaptureQueriesContext)
    assert len(few) == len(many)
