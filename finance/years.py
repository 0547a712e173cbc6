"""Which financial years a page of finance offers: those that it has rows of, and the one that runs now."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from core import clock, periods
from finance.models import BudgetLine, FinancialPosition, PromptPayment, RunningCostLine
from organisation.models import FinancialYear
from organisation.periods_in_request import chosen_year


def years_of_position() -> list[FinancialYear]:
    """Years with a budget or a position, and this one; newest first."""
    return _offered(_has(BudgetLine) | _has(FinancialPosition))


def years_of_running_costs() -> list[FinancialYear]:
    """Years that have ended of which running costs are held, and this one; newest first."""
    return _offered(_has(RunningCostLine) & Q(start__lt=_now().start))


def years_of_payments() -> list[FinancialYear]:
    """Years with a month recorded, and this one; newest first."""
    months = PromptPayment.objects.order_by().values_list("starts_on", flat=True)
    return _offered(Q(start__in={periods.FinancialYear.containing(month).start for month in months}))


def running_costs_year(request: HttpRequest, offered: Iterable[FinancialYear]) -> FinancialYear | None:
    """The year asked for, or the latest of which running costs are held."""
    if request.GET.get("year", "").strip():
        return chosen_year(request)
    return latest_ended(offered) or chosen_year(request)


def latest_ended(offered: Iterable[FinancialYear]) -> FinancialYear | None:
    """The first, newest, of the years offered that is over."""
    return next((year for year in offered if year.start < _now().start), None)


def with_chosen(offered: Iterable[FinancialYear], chosen: FinancialYear | None) -> list[FinancialYear]:
    """What a picker lists: a year that the address names stands in it, whether it would be offered or not."""
    years = {year.start: year for year in (*offered, *([chosen] if chosen else []))}
    return [years[start] for start in sorted(years, reverse=True)]


def _offered(condition: Q) -> list[FinancialYear]:
    return list(FinancialYear.objects.filter(condition | Q(start=_now().start)).order_by("-start"))


def _has(rows: type[BudgetLine | FinancialPosition | RunningCostLine]) -> Q:
    return Q(Exists(rows._default_manager.filter(year=OuterRef("pk"))))


def _now() -> periods.FinancialYear:
    return periods.FinancialYear.containing(clock.today())
