"""Budget headings and running costs as files, in pounds and pence."""

from collections.abc import Iterable

from core.exports import Column, Kind, Table
from finance.pages import BudgetRow, RunningCosts


def budget(rows: Iterable[BudgetRow], *, year: str, slug: str, months_to: str) -> Table:
    """The budget by heading as its list shows it; a variance is favourable when it is above nought."""
    to_date = f"to {months_to}" if months_to else "to date"
    money = (
        "Plan for the year",
        f"Plan {to_date}",
        f"Actual {to_date}",
        f"Variance {to_date}",
        "Forecast outturn",
        "Forecast variance",
    )
    columns = [
        Column("Heading", width=40),
        *(Column(f"{heading} (£)", Kind.MONEY, 18) for heading in money),
        Column("Why the forecast differs", width=40),
        Column("What is missing", width=30),
        Column("Where it is from", width=14),
    ]
    cells = [
        [
            row.heading,
            row.annual_plan,
            row.plan_to_date,
            row.actual_to_date,
            row.variance_to_date,
            row.forecast_outturn,
            row.forecast_variance,
            row.forecast_reason,
            row.gap,
            row.provenance,
        ]
        for row in rows
    ]
    return Table(f"budget {slug}", f"Budget {year}", columns, cells)


def running_costs(costs: RunningCosts, *, slug: str) -> Table:
    """The running costs as printed, with what the parts of a subtotal add up to."""
    columns = [
        Column("Directorate and team", width=44),
        Column("Level", Kind.NUMBER, 7),
        Column("Line", width=12),
        Column("Amount (£)", Kind.MONEY, 16),
        Column("Per head (£)", Kind.MONEY, 12),
        Column("Share of the allocation", Kind.PERCENT, 12),
        Column("Its parts add up to (£)", Kind.MONEY, 18),
        Column("How certain the label is", width=30),
    ]
    cells = [
        [
            row.label,
            row.level + 1,
            row.kind,
            row.amount,
            row.per_head,
            row.share_percent,
            row.parts_sum,
            row.certainty,
        ]
        for row in costs.rows
    ]
    return Table(f"running costs {slug}", f"Running costs {costs.year}", columns, cells)
