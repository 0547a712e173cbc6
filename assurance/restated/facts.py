"""A pack as a flat list of its figures, as they are printed: what a restatement is a restatement of. Pure.

Words of comments are not figures, and a comment that was put better is not restated. Milestones, actions and notes are
shown as known on the day of the lock, so they move with it, and are not compared either.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from assurance.pack import AssurancePack, PackHead
from assurance.restated.lines import Area, Key
from core.dates import in_words
from core.money import pounds
from core.rag import RAG
from engagement.pages import EngagementPart
from finance.pages import Budget, FinancePart, PooledFundTable, PositionRow, RunningCosts
from performance.drawing import spoken
from performance.pages import AmbitionRow, PeriodFigure, ScorecardRow
from programmes.pages import ProjectRow, RiskRow

NONE = "None"
NOT_RATED = "Not rated"


@dataclass(frozen=True)
class Fact:
    """One figure under its name. The first two words of the key say whose it is.

    `table` names the table of a year that it stands in, where the whole table can come later than the quarter: how the
    year closed, its running costs, the plan of a year to come.
    """

    key: Key
    area: Area
    about: str
    what: str
    text: str
    path: str = ""
    table: Key = ()

    @property
    def subject(self) -> Key:
        return self.key[:2]


def facts_of(pack: AssurancePack) -> tuple[Fact, ...]:
    """Every figure that the report of the quarter prints, in its order."""
    return (
        *(fact for row in pack.performance.scorecard.rows for fact in _of_kpi(row, pack.head)),
        *(fact for row in pack.performance.ambitions for fact in _of_ambition(row)),
        *(fact for row in pack.programmes.portfolio.projects for fact in _of_project(row, pack.head)),
        *_of_finance(pack.finance),
        *(fact for row in pack.programmes.register.risks for fact in _of_risk(row)),
        *_of_engagement(pack.engagement),
    )


# KPIs ---------------------------------------------------------------------------------------------------------


def _of_kpi(row: ScorecardRow, head: PackHead) -> Iterator[Fact]:
    path = f"{reverse('performance:kpi_detail', args=[row.slug])}?quarter={head.quarter_slug}"

    def fact(what: str, text: str, *key: str) -> Fact:
        return Fact(("kpi", row.slug, *key), Area.KPIS, f"{row.number}. {row.short_name}", what, text, path)

    for figure in reversed(row.figures):
        on = figure.starts_on.isoformat()
        yield fact(f"Figure, {figure.label}", _figure(figure), "figure", on)
    now = row.latest.starts_on.isoformat()
    yield fact("Target", row.target_text or NONE, "target", head.year_slug)
    yield fact("Rating", _rating(row.rag), "rating", head.year_slug, now)
    if len(row.figures) > 1:
        before = row.figures[-2].starts_on.isoformat()
        yield fact("Rating of the quarter before", _rating(row.previous_rag), "rating-before", before)
    recovery = row.exception.recovery_on if row.exception else None
    yield fact("Recovery date", in_words(recovery) if recovery else NONE, "recovery", now)


def _figure(figure: PeriodFigure) -> str:
    said = spoken(figure)
    return said[:1].upper() + said[1:]


def _rating(rag: RAG | None) -> str:
    return str(rag.label) if rag else NOT_RATED


def _of_ambition(row: AmbitionRow) -> Iterator[Fact]:
    path = reverse("performance:outcomes")

    def fact(what: str, text: str, *key: str) -> Fact:
        about = f"{row.number}. {row.short_name}"
        return Fact(("ambition", str(row.number), *key), Area.AMBITIONS, about, what, text, path)

    yield fact("Baseline", row.baseline.text if row.baseline else NONE, "baseline")
    for point in row.targets:
        yield fact(f"Planned for {point.year}", point.text, "target", point.year)
    for point in row.actuals:
        yield fact(f"Reported for {point.year}", point.text, "actual", point.year)


# Projects and risks -------------------------------------------------------------------------------------------


def _of_project(row: ProjectRow, head: PackHead) -> Iterator[Fact]:
    def fact(what: str, text: str) -> Fact:
        return Fact(
            ("project", row.slug, what, head.quarter_slug),
            Area.PROJECTS,
            f"{row.number}. {row.short_name}",
            what,
            text,
            reverse("programmes:project_detail", args=[row.slug]),
        )

    yield fact("Delivery RAG", _rating(row.rag))
    yield fact("Stage", row.stage_text or NONE)


def _of_risk(row: RiskRow) -> Iterator[Fact]:
    path = reverse("programmes:risk_detail", args=[row.reference])

    def fact(what: str, text: str) -> Fact:
        about = f"{row.reference} {row.title}"
        return Fact(("risk", row.reference, what), Area.RISKS, about, what, text, path)

    yield fact("Score", f"{row.likelihood} × {row.impact} = {row.score}, {row.band_text.lower()}")
    yield fact("Target score", str(row.target))


# Finance ------------------------------------------------------------------------------------------------------


def _of_finance(part: FinancePart) -> Iterator[Fact]:
    for row in part.position:
        yield from _of_position(row, part.year)
    for budget in (part.budget, part.next_budget, part.later_budget):
        if budget:
            yield from _of_budget(budget)
    if part.running_costs:
        yield from _of_running_costs(part.running_costs, part.year)
    for fund in part.pooled_funds:
        yield from _of_fund(fund)


def _money(key: Key, about: str, what: str, amount: Decimal | None, path: str, table: Key) -> Fact:
    text = NONE if amount is None else pounds(amount)
    return Fact(key, Area.FINANCE, about, what, text, path, table)


def _of_position(row: PositionRow, year: str) -> Iterator[Fact]:
    path = reverse("finance:position")
    for what, amount in (
        ("Resource limit", row.resource_limit),
        ("Net operating costs", row.net_operating_costs),
        ("Surplus", row.surplus),
        ("Surplus target", row.surplus_target),
    ):
        about = f"Position of {year}: {row.part.lower()}"
        yield _money(("position", row.part, what, year), about, what, amount, path, ("position", year))


def _of_budget(budget: Budget) -> Iterator[Fact]:
    for row in budget.rows:
        path = reverse("finance:budget_line_detail", args=[budget.year_slug, row.slug])
        subject, about = f"{budget.year_slug}/{row.slug}", f"{row.heading}, {budget.year}"
        for what, amount in (
            ("Plan for the year", row.annual_plan),
            ("Actual to date", row.actual_to_date),
            ("Forecast outturn", row.forecast_outturn),
        ):
            yield _money(("budget", subject, what), about, what, amount, path, ("budget", budget.year_slug))


def _of_running_costs(costs: RunningCosts, year: str) -> Iterator[Fact]:
    """A label can stand twice in the table, under two directorates: it is told apart by how often it came before."""
    seen: Counter[str] = Counter()
    path = reverse("finance:running_costs")
    for row in costs.rows:
        seen[row.label] += 1
        key = ("running-cost", row.label, year, str(seen[row.label]))
        about = f"Running costs: {row.label}"
        yield _money(key, about, "Amount", row.amount, path, ("running-costs", year))


def _of_fund(fund: PooledFundTable) -> Iterator[Fact]:
    path = reverse("finance:pooled_funds")
    for row in fund.rows:
        for year, amount in zip(fund.years, row.amounts, strict=True):
            key, about = ("fund", fund.slug, row.partner, year), f"{fund.name}: {row.partner}"
            yield _money(key, about, year, amount, path, ("fund", fund.slug))


# Engagement ---------------------------------------------------------------------------------------------------


def _of_engagement(part: EngagementPart) -> Iterator[Fact]:
    path = reverse("engagement:activity_list")
    for kind, what, number in _counts(part):
        key: Key = ("engagement", "counts", kind, what)
        yield Fact(key, Area.ENGAGEMENT, "All activities", what, str(number), path)
    for row in part.activities:
        path = reverse("engagement:activity_detail", args=[row.slug])
        for what, text in (("People reached", row.reach_text), ("People who took part", row.took_part_text)):
            key = ("activity", row.slug, what)
            yield Fact(key, Area.ENGAGEMENT, row.title, what, text or NONE, path)


def _counts(part: EngagementPart) -> Iterable[tuple[str, str, int]]:
    """What is counted, by the kind of record that is."""
    return (
        ("activities", "Activities in the quarter", part.activities_in_quarter),
        ("activities", f"Activities of {part.year}", len(part.activities)),
        ("feedback", "Feedback given", sum(row.feedback_count for row in part.activities)),
        ("standards", "Engagement standards met", sum(each.met for each in part.standards)),
        ("standards", "Engagement standards not met", sum(each.not_met for each in part.standards)),
        ("standards", "Engagement standards not answered", sum(each.not_answered for each in part.standards)),
    )
