"""What finance puts into the assurance pack of a quarter."""

from datetime import date

from core.periods import FinancialYear
from finance.budget import budget_of
from finance.models import BudgetLine, FinancialPosition, PooledFund
from finance.pages import FinancePart
from finance.pooled_funds import pooled_fund_tables
from finance.positions import position_rows
from finance.running_costs import running_costs_in
from organisation.models import Quarter


def build_finance_part(quarter: Quarter, *, today: date) -> FinancePart:
    """The year's position once it has ended, its budget to the quarter's last month, and the plans of two years more.

    How the year closed is said of its last quarter alone: an earlier one that is locked again later says no more of it
    than it did.

    Seven queries at most, whatever there is.
    """
    year = quarter.period.year
    has_closed = quarter.ends_on == year.ends_on < today
    lines = list(
        BudgetLine.objects.filter(year__start__in=[year.start, year.next.start, year.next.next.start])
        .select_related("year")
        .prefetch_related("months")
    )
    up_to = min(quarter.ends_on, today)
    return FinancePart(
        year=year.label,
        position=position_rows(list(FinancialPosition.objects.filter(year__start=year.start)))
        if has_closed
        else (),
        budget=budget_of(year, _of(lines, year), up_to=up_to),
        next_budget=budget_of(year.next, _of(lines, year.next), up_to=None),
        later_budget=budget_of(year.next.next, _of(lines, year.next.next), up_to=None),
        running_costs=running_costs_in(year) if has_closed else None,
        pooled_funds=pooled_fund_tables(PooledFund.objects.with_contributions()),
    )


def _of(lines: list[BudgetLine], year: FinancialYear) -> list[BudgetLine]:
    return [line for line in lines if line.year.start == year.start]
