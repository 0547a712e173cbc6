"""One year's budget as it is read: each heading's plan and actual to date, variance, forecast outturn, and totals.

Pure over rows already fetched. A month counts once it has ended by the day asked about: nothing of a later month is
shown as actual, although its plan is known.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from core.money import short_pounds
from core.periods import FinancialYear, Month
from finance.models import BudgetLine, BudgetMonth
from finance.origin import common_provenance, common_source
from finance.pages import Budget, BudgetRow
from finance.per_head import share_percent
from finance.variance import variance, variance_text

NOUGHT = Decimal(0)
SPEND, SURPLUS = BudgetLine.Kind.SPEND, BudgetLine.Kind.SURPLUS


def budget_of(
    year: FinancialYear, lines: Sequence[BudgetLine], *, up_to: date | None, forecasts: bool = True
) -> Budget | None:
    """The budget of a year from its lines with their months; None without lines.

    `up_to` is the last day of the period that the page is about; None shows plans alone, and no forecast either.
    `forecasts` is whether the present forecast may be read: it tells of months that are not locked.
    """
    forecasts = forecasts and up_to is not None
    if not lines:
        return None
    last = last_month_entered(lines, up_to) if up_to else None
    whole = sum((line.annual_plan for line in lines), NOUGHT)
    rows = tuple(_row(line, last, whole, forecasts=forecasts) for line in lines)
    spending = [row for row in rows if row.kind == SPEND]
    spend = _sum_row("Total spend", spending, whole)
    months = [month for line in lines for month in line.months.all() if _counts(month, last)]
    return Budget(
        year=year.label,
        year_slug=year.slug,
        rows=rows,
        total=_with_surplus(spend, whole),
        spend=spend,
        spend_total=spend.annual_plan,
        surplus=whole - spend.annual_plan,
        months_to=last.label if last else "",
        provenance=common_provenance([*lines, *months]),
        source=common_source(lines),
    )


def heading_row(
    line: BudgetLine, *, up_to: date | None, forecasts: bool = True
) -> tuple[BudgetRow, Month | None]:
    """One heading by itself, to the last month entered for it."""
    last = last_month_entered([line], up_to) if up_to else None
    return _row(line, last, line.annual_plan, forecasts=forecasts and up_to is not None), last


def last_month_entered(lines: Iterable[BudgetLine], up_to: date) -> Month | None:
    """The newest month, ended by `up_to`, for which any heading has an actual: the month the figures run to."""
    entered = [
        Month.starting(month.starts_on)
        for line in lines
        for month in line.months.all()
        if month.actual is not None
    ]
    return max((month for month in entered if month.ends_on <= up_to), default=None)


def gap_text(months: Iterable[BudgetMonth]) -> str:
    """Which months have no actual: “May 2014 and June 2014 not entered”."""
    missing = [Month.starting(month.starts_on).label for month in months if month.actual is None]
    if not missing:
        return ""
    listed = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
    return f"{listed} not entered"


def _counts(month: BudgetMonth, last: Month | None) -> bool:
    return last is not None and month.starts_on <= last.starts_on


def _row(line: BudgetLine, last: Month | None, whole: Decimal, *, forecasts: bool) -> BudgetRow:
    months = [month for month in line.months.all() if _counts(month, last)]
    is_surplus = line.kind == SURPLUS
    plan = sum((month.plan for month in months), NOUGHT) if months else None
    gap = gap_text(months)
    actual = None if gap or not months else sum((month.actual or NOUGHT for month in months), NOUGHT)
    to_date = _variance(plan, actual, is_surplus=is_surplus)
    outturn = line.forecast_outturn if forecasts else None
    at_year_end = _variance(line.annual_plan, outturn, is_surplus=is_surplus)
    return BudgetRow(
        heading=line.heading,
        slug=line.slug,
        kind=line.kind,
        annual_plan=line.annual_plan,
        plan_to_date=plan,
        actual_to_date=actual,
        variance_to_date=to_date,
        variance_to_date_text=variance_text(to_date),
        forecast_outturn=outturn,
        forecast_variance=at_year_end,
        forecast_variance_text=variance_text(at_year_end),
        share_percent=share_percent(line.annual_plan, whole),
        forecast_reason=line.forecast_reason if forecasts else "",
        provenance=common_provenance([line, *months]),
        gap="" if is_surplus else gap,
    )


def _variance(plan: Decimal | None, outturn: Decimal | None, *, is_surplus: bool) -> Decimal | None:
    return None if plan is None or outturn is None else variance(plan, outturn, is_surplus=is_surplus)


def _sum_row(heading: str, rows: Sequence[BudgetRow], whole: Decimal) -> BudgetRow:
    """Sums of the spending lines; where one line lacks a figure that others have, there is no sum of it."""
    annual = sum((row.annual_plan for row in rows), NOUGHT)
    plan = _sum(row.plan_to_date for row in rows)
    actual = _sum(row.actual_to_date for row in rows)
    forecast = _sum(row.forecast_outturn for row in rows)
    to_date = _variance(plan, actual, is_surplus=False)
    at_year_end = _variance(annual, forecast, is_surplus=False)
    return BudgetRow(
        heading=heading,
        slug="",
        kind=SPEND.value,
        annual_plan=annual,
        plan_to_date=plan,
        actual_to_date=actual,
        variance_to_date=to_date,
        variance_to_date_text=variance_text(to_date, short_pounds),
        forecast_outturn=forecast,
        forecast_variance=at_year_end,
        forecast_variance_text=variance_text(at_year_end, short_pounds),
        share_percent=share_percent(annual, whole),
        gap="; ".join(f"{row.heading}: {row.gap}" for row in rows if row.gap),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    found = list(amounts)
    return sum(found, NOUGHT) if found and None not in found else None  # type: ignore[arg-type]


def _with_surplus(spend: BudgetRow, whole: Decimal) -> BudgetRow:
    return BudgetRow(
        **{
            **vars(spend),
            "heading": "Total budget",
            "annual_plan": whole,
            "share_percent": share_percent(whole, whole),
        }
    )
