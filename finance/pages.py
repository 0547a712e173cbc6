"""What the finance pages, the dashboard and the report show: plain frozen values, in £ to the penny."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PositionRow:
    """Resource limit, net operating costs and surplus of one part of the year's position, in £."""

    part: str
    resource_limit: Decimal
    net_operating_costs: Decimal
    surplus: Decimal
    surplus_target: Decimal | None = None
    provenance: str = ""
    source: str = ""


@dataclass(frozen=True)
class BudgetRow:
    """One budget heading in £. Variance is plan less actual or forecast: positive is favourable.

    `variance_text` says “£12,000 favourable” or “(£12,000) adverse”. Figures to date run to the budget's `months_to`;
    where a month before it was not entered, there is a plan to date but no actual and no variance, and `gap` says why.
    """

    heading: str
    slug: str
    kind: str
    annual_plan: Decimal
    plan_to_date: Decimal | None = None
    actual_to_date: Decimal | None = None
    variance_to_date: Decimal | None = None
    variance_to_date_text: str = ""
    forecast_outturn: Decimal | None = None
    forecast_variance: Decimal | None = None
    forecast_variance_text: str = ""
    share_percent: Decimal | None = None
    forecast_reason: str = ""
    provenance: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Budget:
    """One year's budget lines with totals; `spend_total` leaves the planned surplus out.

    `total` has the surplus in its plan for the year; what it says of spending to date and of the forecast is of the
    spending lines alone, because a surplus is not spent. `spend` is the row of the spending lines by themselves.
    """

    year: str
    year_slug: str
    rows: tuple[BudgetRow, ...]
    total: BudgetRow | None
    spend_total: Decimal = Decimal(0)
    surplus: Decimal = Decimal(0)
    months_to: str = ""
    provenance: str = ""
    source: str = ""
    spend: BudgetRow | None = None


@dataclass(frozen=True)
class RunningCostRow:
    """One line of the running costs table, as printed. `parts_sum` is what its parts add up to; it can differ by £1."""

    label: str
    level: int
    kind: str
    amount: Decimal
    per_head: Decimal
    share_percent: Decimal
    parts_sum: Decimal | None = None
    difference: Decimal = Decimal(0)
    certainty: str = ""


@dataclass(frozen=True)
class RunningCosts:
    """The running costs table of a year with its population; `spend` leaves the saving line out."""

    year: str
    rows: tuple[RunningCostRow, ...]
    total: Decimal
    spend: Decimal
    saving: Decimal
    population: int
    population_note: str
    allocation_per_head: Decimal
    spend_per_head: Decimal
    provenance: str = ""
    source: str = ""


@dataclass(frozen=True)
class ContributionRow:
    """One partner's contributions by year (same order as `PooledFundTable.years`); None: no figure for that year."""

    partner: str
    amounts: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class PooledFundTable:
    name: str
    slug: str
    years: tuple[str, ...]
    rows: tuple[ContributionRow, ...]
    totals: tuple[Decimal, ...]
    condition: str = ""
    note: str = ""
    provenance: str = ""
    source: str = ""


@dataclass(frozen=True)
class FinancePart:
    """What finance puts into the assurance pack. `position` is empty where the year is not closed yet.

    `later_budget` is that of the year after next, where its plan is already there: delivery plans run for two years.
    """

    year: str
    position: tuple[PositionRow, ...] = ()
    budget: Budget | None = None
    next_budget: Budget | None = None
    later_budget: Budget | None = None
    running_costs: RunningCosts | None = None
    pooled_funds: tuple[PooledFundTable, ...] = ()
