"""Changes to budgets, positions and pooled funds: who made them and why goes into the history. Amounts are £."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from core import clock, trail
from core.dates import in_words
from core.periods import FinancialYear as Year
from core.provenance import Provenance
from core.refusals import Refused, why_not
from core.slugs import free_slug
from core.versions import claim, once_more
from finance.models import (
    BudgetLine,
    BudgetMonth,
    FinancialPosition,
    PooledFund,
    PooledFundContribution,
)
from finance.profile import evenly
from organisation.models import FinancialYear, User

Changes = Mapping[str, Any]
MonthEntry = tuple[Decimal, Decimal | None]
"""Plan and actual of one month."""


# Budget lines ---------------------------------------------------------------------------------------------------------


@once_more
@transaction.atomic
def create_line(*, changes: Changes, by: User) -> BudgetLine:
    """A new heading of a year's budget, last in its order; its plan in even months where that is asked for."""
    values = dict(changes)
    is_even = values.pop("spread", False)
    line = _set(BudgetLine(provenance=Provenance.RETURNED), values)
    line.slug = free_slug(line.heading, line.year.budget_lines.all(), otherwise="heading")
    line.order = (line.year.budget_lines.aggregate(last=Max("order"))["last"] or 0) + 1
    trail.save(line, by=by, reason="Recorded")
    if is_even:
        for month, plan in zip(line.year.period.months, evenly(line.annual_plan), strict=True):
            _save_month(BudgetMonth(line=line, starts_on=month.starts_on), (plan, None), by=by)
    return line


@transaction.atomic
def edit_line(*, line: BudgetLine, changes: Changes, by: User, expected_version: int) -> BudgetLine:
    """The heading, its plan for the year and its forecast. The months' plans stay as they are."""
    current = claim(line, expected_version)
    has_new_figures = any(
        changes[name] != getattr(current, name)
        for name in ("annual_plan", "forecast_outturn")
        if name in changes
    )
    _set(current, changes)
    if has_new_figures:
        _entered(current)
    return trail.save(current, by=by, reason=changes.get("forecast_reason", ""))


def check_actuals(line: BudgetLine, held: Mapping[date, BudgetMonth], changes: Changes) -> None:
    """An actual of a quarter that is locked stands as reported: it is changed after a reopening. Raises Refused."""
    closed = [quarter.period for quarter in line.year.quarters.closed().select_for_update(no_key=True)]
    for month in line.year.period.months:
        before = held[month.starts_on].actual if month.starts_on in held else None
        quarter = month.quarter
        if changes[f"actual_{month.slug}"] != before and quarter in closed:
            raise Refused(
                f"{month.label} belongs to {quarter.label}, which is locked. Ask the assurance team to reopen it.",
                f"actual_{month.slug}",
            )


@transaction.atomic
def record_months(*, line: BudgetLine, changes: Changes, by: User, expected_version: int) -> BudgetLine:
    """Plan and actual of the months; `changes` gives them as `plan_2014-04` and `actual_2014-04`.

    The months carry the line's version, which tells what they were before (core.earlier).
    """
    current = claim(line, expected_version)
    held = {month.starts_on: month for month in current.months.all()}
    check_actuals(current, held, changes)
    trail.save(current, by=by, reason="Months")
    for month in current.year.period.months:
        entry = (changes[f"plan_{month.slug}"], changes[f"actual_{month.slug}"])
        row = held.get(month.starts_on) or BudgetMonth(line=current, starts_on=month.starts_on)
        if row.pk is None or (row.plan, row.actual) != entry:
            _save_month(row, entry, by=by)
    return current


def _save_month(month: BudgetMonth, entry: MonthEntry, *, by: User) -> None:
    month.plan, month.actual = entry
    month.version = month.line.version
    trail.save(_entered(month), by=by)


# The year's position --------------------------------------------------------------------------------------------------


def check_position(year: Year) -> None:
    """A year's position is what stood when the year had ended."""
    if year.ends_on >= clock.today():
        raise Refused(f"{year.label} ends on {in_words(year.ends_on)}: its position comes after that day.")


def why_no_position(year: Year) -> str:
    """The sentence that stands where the form would, while a position may not be recorded."""
    return why_not(check_position, year)


@once_more
@transaction.atomic
def record_position(
    *, year: FinancialYear, part: str, changes: Changes, by: User, expected_version: int
) -> FinancialPosition:
    """One part of a year's position. `expected_version` 0 says that there was none yet. Raises Refused and Stale."""
    check_position(year.period)
    existing = FinancialPosition.objects.filter(year=year, part=part).first()
    position = claim(existing, expected_version) if existing else FinancialPosition(year=year, part=part)
    return trail.save(_entered(_set(position, changes)), by=by, reason="Position of the year")


# Pooled funds ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_contribution(*, fund: PooledFund, changes: Changes, by: User) -> PooledFundContribution:
    contribution = PooledFundContribution(fund=fund, provenance=Provenance.RETURNED)
    return trail.save(_set(contribution, changes), by=by, reason="Recorded")


@transaction.atomic
def edit_contribution(
    *, contribution: PooledFundContribution, changes: Changes, by: User, expected_version: int
) -> PooledFundContribution:
    return trail.save(_entered(_set(claim(contribution, expected_version), changes)), by=by)


@transaction.atomic
def remove_contribution(*, contribution: PooledFundContribution, by: User, expected_version: int) -> None:
    trail.delete(claim(contribution, expected_version), by=by, reason="Removed")


# What they share ------------------------------------------------------------------------------------------------------


def _set(record: Any, changes: Changes) -> Any:
    for name, value in changes.items():
        setattr(record, name, value)
    return record


def _entered(record: Any) -> Any:
    """What a person has entered is theirs from now on, wherever it came from before."""
    record.provenance, record.source = Provenance.RETURNED, ""
    return record
