"""Tables of the printed report that the pack does not hold as they are printed: columns by year, bars, bands. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assurance.pack import AssurancePack
from core.money import round_half_up
from finance.pages import Budget, BudgetRow, FinancePart
from performance.pages import AmbitionPoint, AmbitionRow, AreaLevel
from programmes.pages import RiskRegister
from programmes.risk_bands import Band

BAR_STEPS = 78
"""Steps of a full bar in a table cell; classes b0 to b78 of report.css draw it, 0.4 mm a step."""
NOUGHT = Decimal(0)
PERCENT = Decimal(100)


@dataclass(frozen=True)
class Bar:
    """A length to scale: `steps` of `BAR_STEPS`, with the share it stands for."""

    steps: int
    percent: Decimal


@dataclass(frozen=True)
class AmbitionLine:
    """One ambition with its target of each year in a column; empty where none is set for that year."""

    row: AmbitionRow
    baseline: str
    targets: tuple[str, ...]
    latest: AmbitionPoint | None


@dataclass(frozen=True)
class AmbitionTable:
    years: tuple[str, ...]
    lines: tuple[AmbitionLine, ...]
    has_actuals: bool

    @property
    def columns(self) -> int:
        """Columns after the name: baseline, the years, the latest figure where there is one, the share due."""
        return len(self.years) + 2 + self.has_actuals


@dataclass(frozen=True)
class LevelRow:
    """One published indicator with its level in each area's column; empty where none is published."""

    indicator: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class ForwardRow:
    """One heading of the budgets to come: an amount for each year, None where the year has no such heading.

    `slug` is that of the heading; a sum has none, and is made of all headings.
    """

    heading: str
    amounts: tuple[Decimal | None, ...]
    bar: Bar | None
    is_sum: bool = False
    slug: str = ""


@dataclass(frozen=True)
class ForwardLook:
    """The plans of the years after the one reported, side by side."""

    budgets: tuple[Budget, ...]
    rows: tuple[ForwardRow, ...]

    @property
    def lines(self) -> Iterable[tuple[ForwardRow, tuple[tuple[Budget, Decimal | None], ...]]]:
        """Each row with its amounts beside their budgets."""
        return ((row, tuple(zip(self.budgets, row.amounts, strict=True))) for row in self.rows)


@dataclass(frozen=True)
class BandRow:
    """One band of risk scores and how many open risks are in it."""

    slug: str
    label: str
    span: str
    count: int


def bar(share: Decimal) -> Bar:
    """A share of the whole, 0 to 1, as a bar: more than nought is at least one step."""
    within = min(max(share, NOUGHT), Decimal(1))
    return Bar(
        steps=max(round(within * BAR_STEPS), int(within > 0)), percent=round_half_up(share * PERCENT, 1)
    )


def bars(pack: AssurancePack) -> dict[str, Bar]:
    """Bars by key: ambitions by number, running costs by their place, partners of a pooled fund by name."""
    found: dict[str, Bar] = {}
    for row in pack.performance.ambitions:
        if row.share_due_percent is not None:
            found[f"ambition-{row.number}"] = bar(row.share_due_percent / PERCENT)
    costs = pack.finance.running_costs
    if costs:
        for place, cost in enumerate(costs.rows):
            found[f"running-{place}"] = bar(_share(cost.amount, costs.spend))
    for fund in pack.finance.pooled_funds:
        for partner in fund.rows:
            if partner.amounts and partner.amounts[-1] is not None:
                found[f"{fund.slug}-{partner.partner}"] = bar(_share(partner.amounts[-1], fund.totals[-1]))
    return found


def ambition_table(ambitions: Sequence[AmbitionRow]) -> AmbitionTable:
    """A column for each year for which any ambition has a target."""
    years = tuple(sorted({target.year for row in ambitions for target in row.targets}))
    lines = tuple(_ambition_line(row, years) for row in ambitions)
    return AmbitionTable(years, lines, has_actuals=any(line.latest for line in lines))


def level_rows(levels: Sequence[AreaLevel]) -> Iterable[LevelRow]:
    areas = tuple(dict.fromkeys(level.area for level in levels))
    for indicator in dict.fromkeys(level.indicator for level in levels):
        found = {level.area: _shortened(level.level) for level in levels if level.indicator == indicator}
        yield LevelRow(indicator, tuple(found.get(area, "") for area in areas))


def forward_look(finance: FinancePart) -> ForwardLook | None:
    """The budgets of the next two years, as far as they are planned: largest heading first, then the sums."""
    budgets = tuple(filter(None, (finance.next_budget, finance.later_budget)))
    if not budgets:
        return None
    newest = budgets[-1]
    whole = newest.spend_total + newest.surplus
    lines = [{row.slug: row for row in budget.rows} for budget in budgets]
    headings = {slug: row for rows in lines for slug, row in rows.items()}
    spending = [slug for slug, row in headings.items() if row.kind == "spend"]
    spending.sort(key=lambda slug: -_plan(lines[-1].get(slug)))
    return ForwardLook(
        budgets=budgets,
        rows=(
            *(
                _forward_row(headings[slug].heading, [rows.get(slug) for rows in lines], whole)
                for slug in spending
            ),
            ForwardRow("Planned spend", tuple(budget.spend_total for budget in budgets), None, is_sum=True),
            ForwardRow(
                "Surplus",
                tuple(budget.surplus or None for budget in budgets),
                bar(_share(newest.surplus, whole)),
            ),
            ForwardRow(
                "Opening budget",
                tuple(budget.spend_total + budget.surplus for budget in budgets),
                None,
                is_sum=True,
            ),
        ),
    )


def band_rows(register: RiskRegister) -> tuple[BandRow, ...]:
    """The bands, most serious first, with the open risks in each."""
    return tuple(
        BandRow(band.value, str(band.label), band.span, getattr(register, band.value))
        for band in reversed(list(Band))
    )


def _ambition_line(row: AmbitionRow, years: Sequence[str]) -> AmbitionLine:
    """Baseline and targets of one ambition with as many decimal places as the one that has most."""
    texts = {target.year: target.text for target in row.targets}
    baseline = row.baseline.text if row.baseline else ""
    places = max(len(text.partition(".")[2]) for text in (baseline, *texts.values()))
    return AmbitionLine(
        row=row,
        baseline=_to_places(baseline, places),
        targets=tuple(_to_places(texts.get(year, ""), places) for year in years),
        latest=row.actuals[-1] if row.actuals else None,
    )


def _to_places(text: str, places: int) -> str:
    """4 beside 3.95 as 4.00; what is no plain number stays as it is."""
    whole, _, decimals = text.partition(".")
    if not places or not whole.replace(",", "").isdigit() or not (decimals or "0").isdigit():
        return text
    return f"{whole}.{decimals:0<{places}}"


def _shortened(level: str) -> str:
    """“Achieving lowest quintile performance” as “Lowest quintile”: the caption says the words around it once."""
    words = level.removeprefix("Achieving ").replace(" performance", "")
    return words[:1].upper() + words[1:]


def _forward_row(heading: str, rows: Sequence[BudgetRow | None], whole: Decimal) -> ForwardRow:
    last = rows[-1]
    return ForwardRow(
        heading=heading,
        amounts=tuple(row.annual_plan if row else None for row in rows),
        bar=bar(_share(last.annual_plan, whole)) if last else None,
        slug=next(row.slug for row in rows if row),
    )


def _plan(row: BudgetRow | None) -> Decimal:
    return row.annual_plan if row else NOUGHT


def _share(amount: Decimal, whole: Decimal) -> Decimal:
    return amount / whole if whole else NOUGHT
