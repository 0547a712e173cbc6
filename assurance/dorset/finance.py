"""Loads what it costs: the position and running costs of 2013/14, the budgets of two years, and the Better Care Fund.

Amounts are kept in £; the documents print thousands and millions. Printed subtotals stay as printed.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.utils.text import slugify

from assurance.dorset.files import read, read_csv
from assurance.dorset.rows import by, create_missing
from core import periods
from core.figures import HUNDRED
from core.money import MILLION, THOUSAND, round_half_up
from core.provenance import Provenance
from finance.models import (
    BudgetLine,
    BudgetMonth,
    FinancialPosition,
    PooledFund,
    PooledFundContribution,
    RunningCostLine,
)
from organisation.models import FinancialYear, PartnerOrganisation
from programmes.models import Programme

LINE_KEY = ("year_id", "slug")


def load() -> int:
    """Load positions, running costs, budgets and the pooled fund, and return how many rows were created."""
    file = read("published/finance.json")
    created = _load_positions(file["positions"]) + _load_running_costs(file["running_costs"])
    created += _load_opening_budget(file["opening_budget"]) + _load_budget(
        read("illustrative/budget_2014_15.json")
    )
    return created + _load_pooled_fund(file["better_care_fund"])


def by_days(annual: Decimal, months: Sequence[periods.Month]) -> list[Decimal]:
    """A year's amount shared out by the days of its months, in whole pounds; March takes what is left over."""
    days = [month.ends_on.day for month in months]
    return _shared(annual, days)


def evenly(annual: Decimal, months: Sequence[periods.Month]) -> list[Decimal]:
    """A year's amount in twelfths, in whole pounds; March takes what is left over."""
    return _shared(annual, [1] * len(months))


def _shared(annual: Decimal, weights: Sequence[int]) -> list[Decimal]:
    parts = [round_half_up(annual * weight / sum(weights), 0) for weight in weights[:-1]]
    return [*parts, annual - sum(parts)]


PROFILES = {"days": by_days, "even": evenly}


def _load_positions(file: dict[str, Any]) -> int:
    year = _year(file["year"])
    positions = [
        FinancialPosition(
            year=year,
            part=row["part"],
            resource_limit=row["resource_limit"] * THOUSAND,
            net_operating_costs=row["net_operating_costs"] * THOUSAND,
            note=file["notes"].get(row["part"], ""),
            provenance=Provenance.PUBLISHED,
            source=file["source"],
        )
        for row in file["parts"]
    ]
    return len(create_missing(positions, key=["year_id", "part"]))


def _load_running_costs(file: dict[str, Any]) -> int:
    """The printed table, line by line; each level after the one above it, so that parts find their whole."""
    year, created = _year(file["year"]), 0
    rows = list(enumerate(read_csv(f"published/{file['file']}"), start=1))
    for level in sorted({row["level"] for _, row in rows}):
        parents = by(RunningCostLine, "label", year=year)
        lines = [
            _running_cost_line(order, row, year, parents, file["source"])
            for order, row in rows
            if row["level"] == level
        ]
        created += len(create_missing(lines, key=["year_id", "order"]))
    return created


def _running_cost_line(
    order: int, row: dict[str, str], year: FinancialYear, parents: dict[str, RunningCostLine], source: str
) -> RunningCostLine:
    texts = ("level", "kind", "label", "amount_printed", "per_head_printed", "share_printed", "certainty")
    return RunningCostLine(
        year=year,
        order=order,
        parent=parents.get(row["parent"]),
        amount=Decimal(row["amount"]),
        per_head=Decimal(row["per_head"]),
        share_percent=Decimal(row["share_percent"]),
        provenance=Provenance.PUBLISHED,
        source=source,
        **{name: row[name] for name in texts},
    )


def _load_opening_budget(file: dict[str, Any]) -> int:
    year, programmes = _year(file["year"]), by(Programme, "slug")
    lines = [
        BudgetLine(
            year=year,
            heading=row["heading"],
            slug=slugify(row["heading"]),
            kind=row.get("kind", BudgetLine.Kind.SPEND),
            order=order,
            annual_plan=row["amount"] * MILLION,
            programme=programmes.get(row.get("programme")),
            provenance=Provenance.PUBLISHED,
            source=file["source"],
        )
        for order, row in enumerate(file["lines"], start=1)
    ]
    return len(create_missing(lines, key=LINE_KEY))


def _load_budget(file: dict[str, Any]) -> int:
    """The invented budget of 2014/15 with its monthly profile, and the actuals of the first quarter."""
    year, marks = _year(file["year"]), {"provenance": Provenance.ILLUSTRATIVE, "source": file["source"]}
    lines = [
        BudgetLine(
            year=year,
            heading=row["heading"],
            slug=slugify(row["heading"]),
            kind=row.get("kind", BudgetLine.Kind.SPEND),
            order=order,
            annual_plan=row["annual_plan"],
            forecast_outturn=row["forecast_outturn"],
            forecast_reason=row.get("forecast_reason", ""),
            **marks,
        )
        for order, row in enumerate(file["lines"], start=1)
    ]
    created = len(create_missing(lines, key=LINE_KEY))
    by_heading = by(BudgetLine, "heading", year=year)
    months = [
        BudgetMonth(line=by_heading[heading], starts_on=month.starts_on, plan=plan, actual=actual, **marks)
        for heading, month, plan, actual in budget_months(file["lines"], year.period)
    ]
    return created + len(create_missing(months, key=["line_id", "starts_on"]))


def budget_months(
    lines: Sequence[dict[str, Any]], year: periods.FinancialYear
) -> Iterator[tuple[str, periods.Month, Decimal, Decimal | None]]:
    """Plan and actual, if there is one, of each heading and month, in £.

    The actual of a spending line is a share of its plan. The surplus is what all spending has left of its plan.
    """
    plans = {
        row["heading"]: PROFILES[row["profile"]](Decimal(row["annual_plan"]), year.months) for row in lines
    }
    spent = {
        row["heading"]: _actuals(plans[row["heading"]], row["actual_percent_of_plan"])
        for row in lines
        if "actual_percent_of_plan" in row
    }
    over = [
        sum(actuals[place] - plans[heading][place] for heading, actuals in spent.items())
        for place in range(min(map(len, spent.values())))
    ]
    for heading, planned in plans.items():
        actuals = spent.get(heading) or [plan - excess for plan, excess in zip(planned, over, strict=False)]
        for month, plan, actual in zip_longest(year.months, planned, actuals):
            yield heading, month, plan, actual


def _actuals(plans: Sequence[Decimal], percents: Sequence[Decimal]) -> list[Decimal]:
    return [
        round_half_up(plan * percent / HUNDRED, 0) for plan, percent in zip(plans, percents, strict=False)
    ]


def _load_pooled_fund(file: dict[str, Any]) -> int:
    marks = {"provenance": Provenance.PUBLISHED, "source": file["source"]}
    fund = PooledFund(
        name=file["name"],
        slug=slugify(file["name"]),
        programme=Programme.objects.get(slug=file["programme"]),
        condition=file["condition"],
        note=file["note"],
        **marks,
    )
    created = len(create_missing([fund], key=["slug"]))
    fund = PooledFund.objects.get(slug=fund.slug)
    partners = by(PartnerOrganisation, "name")
    contributions = [
        PooledFundContribution(
            fund=fund,
            partner=partners[row["partner"]],
            year=_year(label),
            amount=row[label] * THOUSAND,
            **marks,
        )
        for row in file["contributions"]
        for label in file["printed_totals"]
        if label in row
    ]
    return created + len(create_missing(contributions, key=["fund_id", "partner_id", "year_id"]))


def _year(label: str) -> FinancialYear:
    return FinancialYear.objects.of(periods.FinancialYear.from_label(label))
