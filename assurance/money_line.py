"""Money in one line: the figures of a quarter's finance that a governing body member reads first. Pure."""

from dataclasses import dataclass

from core.money import millions, pounds
from finance.pages import Budget, FinancePart


@dataclass(frozen=True)
class MoneyItem:
    """One figure of the money line; `page` names the address of what is behind it, and `record` the kind and the key of
    the record whose history a report leads to (renditions/records.py)."""

    term: str
    figure: str
    note: str
    page: str
    year_slug: str
    provenance: str = ""
    record: tuple[str, str] = ("", "")


def money_items(finance: FinancePart, year_slug: str) -> tuple[MoneyItem, ...]:
    """The year's position where it is closed, else the budget so far; running costs, a head; next year's budget."""
    return (
        *_position_items(finance, year_slug),
        *_running_cost_items(finance, year_slug),
        *_next_budget_items(finance),
    )


def _position_items(finance: FinancePart, year_slug: str) -> list[MoneyItem]:
    if not finance.position:
        return _budget_items(finance, year_slug)
    total = finance.position[-1]
    record = ("position", str(len(finance.position)))
    target = f", target {millions(total.surplus_target)}" if total.surplus_target is not None else ""
    name = "Surplus" if total.surplus >= 0 else "Deficit"
    words = "favourable" if total.surplus >= 0 else "adverse"
    return [
        MoneyItem(
            f"Spent of {millions(total.resource_limit)} limit",
            millions(total.net_operating_costs),
            "",
            "finance:position",
            year_slug,
            total.provenance,
            record,
        ),
        MoneyItem(
            f"{name}, {finance.year}",
            millions(abs(total.surplus)),
            f"{words}{target}",
            "finance:position",
            year_slug,
            total.provenance,
            record,
        ),
    ]


def _budget_items(finance: FinancePart, year_slug: str) -> list[MoneyItem]:
    budget = finance.budget
    if budget is None or budget.total is None:
        return []
    total = budget.total
    record = ("budget", f"{budget.year_slug}_")
    items = []
    if total.actual_to_date is not None and total.plan_to_date is not None:
        items.append(
            MoneyItem(
                f"Spent to {budget.months_to}" if budget.months_to else "Spent so far",
                millions(total.actual_to_date),
                f"of {millions(total.plan_to_date)} planned; {total.variance_to_date_text}",
                "finance:position",
                year_slug,
                budget.provenance,
                record,
            )
        )
    if total.forecast_outturn is not None:
        items.append(
            MoneyItem(
                f"Forecast outturn, {budget.year}",
                millions(total.forecast_outturn),
                total.forecast_variance_text,
                "finance:position",
                year_slug,
                budget.provenance,
                record,
            )
        )
    if not items:
        items.append(_budget_item(f"Budget {budget.year}", budget, year_slug))
    return items


def _running_cost_items(finance: FinancePart, year_slug: str) -> list[MoneyItem]:
    costs = finance.running_costs
    if costs is None:
        return []
    places = [place for place, row in enumerate(costs.rows, start=1) if row.kind == "total"]
    record = ("running", str(places[-1])) if places else ("", "")
    saving = f"{millions(abs(costs.saving), 2)} {'favourable' if costs.saving >= 0 else 'adverse'}"
    return [
        MoneyItem(
            f"Running costs of {millions(costs.total, 2)}",
            millions(costs.spend, 2),
            saving if costs.saving else "",
            "finance:running_costs",
            year_slug,
            costs.provenance,
            record,
        ),
        MoneyItem(
            "Running costs a head",
            pounds(costs.spend_per_head),
            f"{costs.population:,} registered, {costs.year}",
            "finance:running_costs",
            year_slug,
            costs.provenance,
            record,
        ),
    ]


def _next_budget_items(finance: FinancePart) -> list[MoneyItem]:
    budget = finance.next_budget
    if budget is None or budget.total is None:
        return []
    return [_budget_item(f"Opening budget {budget.year}", budget, budget.year_slug)]


def _budget_item(term: str, budget: Budget, year_slug: str) -> MoneyItem:
    total = budget.total.annual_plan if budget.total else budget.spend_total
    note = f"of which {millions(budget.surplus, 0)} surplus" if budget.surplus else ""
    record = ("budget", f"{budget.year_slug}_") if budget.total else ("", "")
    return MoneyItem(term, millions(total, 0), note, "finance:position", year_slug, budget.provenance, record)
