"""The page of a year's money: how it ended, and its budget heading by heading."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.filters import RowFilter
from core.money import millions
from core.periods import FinancialYear
from finance.bars import Bar, bars_of
from finance.budget import budget_of
from finance.models import BudgetLine, FinancialPosition
from finance.notes import notes_at
from finance.pages import Budget, BudgetRow, PositionRow
from finance.positions import position_rows
from finance.units import Unit, unit_of
from organisation.models import DataQualityNote

EVERY, ADVERSE_TO_DATE, ADVERSE_FORECAST, GAPS = "", "adverse", "forecast", "gaps"

BUDGET_ORDERS: Mapping[str, Callable[[BudgetRow], Any]] = {
    "heading": lambda row: row.heading.lower(),
    "plan": lambda row: row.annual_plan,
    "actual": lambda row: row.actual_to_date or 0,
    "variance": lambda row: row.variance_to_date or 0,
    "forecast": lambda row: row.forecast_outturn or 0,
    "outturn": lambda row: row.forecast_variance or 0,
}


@dataclass(frozen=True)
class BudgetLineRow:
    """A heading with its bar to scale."""

    row: BudgetRow
    bar: Bar | None


@dataclass(frozen=True)
class PositionPage:
    """Everything on the page but the list's filter and order."""

    year: FinancialYear
    ends_on: date
    has_ended: bool
    position: tuple[PositionRow, ...]
    answer: str
    position_unit: Unit
    budget: Budget | None
    unit: Unit
    to_date_awaits_lock: bool
    notes: tuple[DataQualityNote, ...]

    @property
    def has_target(self) -> bool:
        return any(row.surplus_target is not None for row in self.position)

    @property
    def has_forecast(self) -> bool:
        return bool(self.budget and any(row.forecast_outturn is not None for row in self.budget.rows))

    @property
    def surplus_rows(self) -> list[BudgetRow]:
        """The planned surplus stands below what is spent: it is a line of the budget, and no spending."""
        return _of_kind(self.budget, BudgetLine.Kind.SURPLUS)


def build_position_page(
    year: FinancialYear, *, up_to: date | None, today: date, path: str, is_staff: bool = True
) -> PositionPage:
    """Four queries, whatever the budget holds."""
    has_ended = year.ends_on < today
    positions = list(FinancialPosition.objects.filter(year__start=year.start)) if has_ended else []
    lines = list(BudgetLine.objects.filter(year__start=year.start).prefetch_related("months"))
    position = position_rows(positions)
    budget = budget_of(year, lines, up_to=up_to, forecasts=is_staff)
    return PositionPage(
        year=year,
        ends_on=year.ends_on,
        has_ended=has_ended,
        position=position,
        answer=answer_of(position, budget),
        position_unit=unit_of(amount for row in position for amount in _amounts_of_position(row)),
        budget=budget,
        unit=unit_of(amount for row in budget.rows for amount in _amounts_of_budget(row))
        if budget
        else Unit.THOUSANDS,
        to_date_awaits_lock=up_to is None and year.starts_on <= today,
        notes=notes_at(f"{path}?year={year.slug}"),
    )


def answer_of(position: tuple[PositionRow, ...], budget: Budget | None) -> str:
    """The sentence at the head of the page."""
    if position:
        total = position[-1]
        word = "surplus" if total.surplus >= 0 else "deficit"
        return (
            f"{millions(total.net_operating_costs)} spent of a limit of {millions(total.resource_limit)}: "
            f"a {word} of {millions(abs(total.surplus))}."
        )
    if budget is None or budget.spend is None:
        return ""
    spend = budget.spend
    parts = []
    if spend.actual_to_date is not None:
        parts.append(
            f"{millions(spend.actual_to_date)} spent to {budget.months_to}: {spend.variance_to_date_text}."
        )
    if spend.forecast_outturn is not None:
        parts.append(
            f"{millions(spend.forecast_outturn)} forecast for the year: {spend.forecast_variance_text}."
        )
    return " ".join(parts) or f"{millions(spend.annual_plan)} planned to be spent."


def spend_rows(budget: Budget | None) -> list[BudgetRow]:
    return _of_kind(budget, BudgetLine.Kind.SPEND)


def with_bars(rows: Iterable[BudgetRow], budget: Budget) -> list[BudgetLineRow]:
    """Rows as the list shows them, each plan drawn to the scale of the largest of all."""
    drawn = bars_of({row.slug: row.annual_plan for row in spend_rows(budget)})
    return [BudgetLineRow(row, drawn.get(row.slug)) for row in rows]


def _of_kind(budget: Budget | None, kind: str) -> list[BudgetRow]:
    return [row for row in budget.rows if row.kind == kind] if budget else []


def _amounts_of_position(row: PositionRow) -> tuple[Any, ...]:
    return row.resource_limit, row.net_operating_costs, row.surplus_target


def _amounts_of_budget(row: BudgetRow) -> tuple[Any, ...]:
    return row.annual_plan, row.plan_to_date, row.actual_to_date, row.forecast_outturn


class BudgetFilter(RowFilter):
    """Which headings to show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (ADVERSE_TO_DATE, "Adverse to date"),
            (ADVERSE_FORECAST, "Adverse at year end"),
            (GAPS, "With a month missing"),
        ]
        self.add("show", "Headings", choices)

    def apply(self, rows: Iterable[BudgetRow]) -> list[BudgetRow]:
        tests: Mapping[str, Callable[[BudgetRow], bool]] = {
            EVERY: lambda row: True,
            ADVERSE_TO_DATE: lambda row: (row.variance_to_date or 0) < 0,
            ADVERSE_FORECAST: lambda row: (row.forecast_variance or 0) < 0,
            GAPS: lambda row: bool(row.gap),
        }
        return [row for row in rows if tests[self.chosen().get("show", EVERY)](row)]
