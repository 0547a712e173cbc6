"""Builders of finance tests: budget lines with months, positions, running costs and contributions, in £."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.text import slugify

from core.periods import Month
from core.provenance import Provenance
from finance.models import (
    BudgetLine,
    BudgetMonth,
    FinancialPosition,
    PooledFund,
    PooledFundContribution,
    PromptPayment,
    RunningCostLine,
)
from organisation.tests.builders import make_partner, make_year

Kind = RunningCostLine.Kind


def make_line(
    *,
    year: int = 2014,
    heading: str = "Acute services",
    annual_plan: int | str = 12_000,
    kind: str = BudgetLine.Kind.SPEND,
    forecast: int | str | None = None,
    actuals: Sequence[int | str | None] = (),
    months: bool = True,
    provenance: str = Provenance.PUBLISHED,
) -> BudgetLine:
    """A budget line; with `months`, a twelfth of the plan in each, and the actuals given from April on."""
    row = make_year(start=year)
    line = BudgetLine.objects.create(
        year=row,
        heading=heading,
        slug=slugify(heading),
        kind=kind,
        order=BudgetLine.objects.filter(year=row).count() + 1,
        annual_plan=Decimal(annual_plan),
        forecast_outturn=None if forecast is None else Decimal(forecast),
        forecast_reason="" if forecast is None else "More patients than planned.",
        provenance=provenance,
        source="Opening budget",
    )
    if months:
        entered = [*actuals, *[None] * (12 - len(actuals))]
        for month, actual in zip(row.period.months, entered, strict=True):
            BudgetMonth.objects.create(
                line=line,
                starts_on=month.starts_on,
                plan=line.annual_plan / 12,
                actual=None if actual is None else Decimal(actual),
                provenance=provenance,
            )
    return line


def make_position(
    *,
    year: int = 2013,
    part: str = FinancialPosition.Part.PROGRAMME,
    limit: int | str = 928_367_000,
    costs: int | str = 917_753_000,
    target: int | str | None = None,
) -> FinancialPosition:
    return FinancialPosition.objects.create(
        year=make_year(start=year),
        part=part,
        resource_limit=Decimal(limit),
        net_operating_costs=Decimal(costs),
        surplus_target=None if target is None else Decimal(target),
        provenance=Provenance.PUBLISHED,
        source="Annual report 2013/14",
    )


def make_running_cost(
    *,
    year: int = 2013,
    label: str = "Communications",
    amount: int | str = 352_603,
    kind: str = Kind.LEAF,
    parent: RunningCostLine | None = None,
    per_head: str = "0.47",
    share: str = "1.88",
) -> RunningCostLine:
    row = make_year(start=year)
    return RunningCostLine.objects.create(
        year=row,
        order=RunningCostLine.objects.filter(year=row).count() + 1,
        parent=parent,
        level=parent.level + 1 if parent else 0,
        kind=kind,
        label=label,
        amount=Decimal(amount),
        amount_printed=f"{int(Decimal(amount)):,}",
        per_head=Decimal(per_head),
        per_head_printed=f"£{per_head}",
        share_percent=Decimal(share),
        share_printed=f"{share}%",
        provenance=Provenance.PUBLISHED,
        source="Annual report 2013/14",
    )


def make_contribution(
    *,
    fund: str = "Better Care Fund",
    partner: str = "Dorset County Council",
    year: int = 2014,
    amount: int | str = 8_869_000,
) -> PooledFundContribution:
    pooled, _ = PooledFund.objects.get_or_create(
        slug=slugify(fund), defaults={"name": fund, "provenance": Provenance.PUBLISHED}
    )
    return PooledFundContribution.objects.create(
        fund=pooled,
        partner=make_partner(name=partner),
        year=make_year(start=year),
        amount=Decimal(amount),
        provenance=Provenance.PUBLISHED,
        source="Delivery plan",
    )


def make_payment(
    *,
    month: str = "2014-04",
    paid: int = 1_000,
    in_time: int = 960,
    value: int = 500_000,
    in_time_value: int = 490_000,
) -> PromptPayment:
    """The invoices of one month: 960 of 1,000 in time, and £490,000 of £500,000."""
    return PromptPayment.objects.create(
        starts_on=Month.from_slug(month).starts_on,
        paid=paid,
        paid_in_time=in_time,
        paid_value=Decimal(value),
        paid_in_time_value=Decimal(in_time_value),
        provenance=Provenance.RETURNED,
    )
