"""A year's months of one budget heading: plan and actual, month by month and added up. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import PENCE_PLACES, pounds, round_half_up
from core.periods import FinancialYear, Month
from finance.models import BudgetMonth
from finance.variance import variance

NOUGHT = Decimal(0)
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class MonthRow:
    """One month in £. Actual and variance are None where nothing was entered, or is not to be shown yet."""

    label: str
    slug: str
    plan: Decimal | None
    actual: Decimal | None
    variance: Decimal | None
    plan_so_far: Decimal | None
    actual_so_far: Decimal | None
    provenance: str = ""


def month_rows(
    year: FinancialYear, months: Iterable[BudgetMonth], *, up_to: date | None, is_surplus: bool
) -> tuple[MonthRow, ...]:
    """All twelve months of a year. Actuals are added up until the first month that has none."""
    held = {month.starts_on: month for month in months}
    rows: list[MonthRow] = []
    plan_so_far: Decimal | None = NOUGHT
    actual_so_far: Decimal | None = NOUGHT
    for month in year.months:
        row = held.get(month.starts_on)
        plan = row.plan if row else None
        actual = row.actual if row and is_shown(month, up_to) else None
        plan_so_far, actual_so_far = _add(plan_so_far, plan), _add(actual_so_far, actual)
        rows.append(
            MonthRow(
                label=month.label,
                slug=month.slug,
                plan=plan,
                actual=actual,
                variance=_variance(plan, actual, is_surplus=is_surplus),
                plan_so_far=plan_so_far,
                actual_so_far=actual_so_far,
                provenance=row.provenance if row else "",
            )
        )
    return tuple(rows)


def is_shown(month: Month, up_to: date | None) -> bool:
    """Whether the month has ended by the day to which figures are shown."""
    return up_to is not None and month.ends_on <= up_to


def _add(so_far: Decimal | None, amount: Decimal | None) -> Decimal | None:
    return None if so_far is None or amount is None else so_far + amount


def _variance(plan: Decimal | None, actual: Decimal | None, *, is_surplus: bool) -> Decimal | None:
    return None if plan is None or actual is None else variance(plan, actual, is_surplus=is_surplus)


def evenly(annual: Decimal) -> tuple[Decimal, ...]:
    """A year's plan in twelve equal months, to the penny; March takes what is left over."""
    part = round_half_up(annual / MONTHS_IN_A_YEAR, PENCE_PLACES)
    return (*[part] * (MONTHS_IN_A_YEAR - 1), annual - part * (MONTHS_IN_A_YEAR - 1))


def plan_gap_text(annual_plan: Decimal, plans: Sequence[Decimal]) -> str:
    """What the months' plans lack or exceed of the plan for the year, in a sentence; nothing where they add up."""
    gap = annual_plan - sum(plans, NOUGHT)
    if not plans or not gap:
        return ""
    more = "less" if gap > 0 else "more"
    return f"The months’ plans add up to {pounds(abs(gap))} {more} than the plan for the year."
