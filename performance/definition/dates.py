"""From which quarter a change may hold: never from one that is locked, nor from one before a locked one."""

from django.db.models import Max, QuerySet

from core import periods
from core.refusals import Refused
from organisation.models import FinancialYear, Quarter
from performance.models import KPI

QUARTERS_AHEAD = 8
"""Two years: as far as anybody plans a definition."""

NO_QUARTER = "Every quarter that the portal holds is locked. The administrator adds the next financial year."


def quarters_not_locked() -> QuerySet[Quarter]:
    """The quarters after the last locked one, oldest first. One that was reopened before it stays as it is."""
    last = Quarter.objects.closed().aggregate(last=Max("starts_on"))["last"]
    later = Quarter.objects.filter(starts_on__gt=last) if last else Quarter.objects.all()
    return later.select_related("year").order_by("starts_on")


def quarters_for_change(kpi: KPI | None = None) -> list[Quarter]:
    """The quarters from which a definition may hold: of a KPI, none before its start or before its last change."""
    quarters = quarters_not_locked()
    if kpi is not None and kpi.pk:
        changed = kpi.earlier_definitions.aggregate(last=Max("until"))["last"]
        quarters = quarters.filter(ends_on__gte=max(kpi.active_from, changed or kpi.active_from))
    return list(quarters[:QUARTERS_AHEAD])


def last_quarters(kpi: KPI) -> list[Quarter]:
    """The quarters after which a KPI may be retired: from the last locked one on, so that no locked one loses it."""
    first = quarters_not_locked().first()
    if first is None:
        return list(Quarter.objects.order_by("-starts_on")[:1])
    quarters = Quarter.objects.filter(
        starts_on__gte=first.period.previous.starts_on, ends_on__gte=kpi.active_from
    )
    return list(quarters.select_related("year").order_by("starts_on")[:QUARTERS_AHEAD])


def quarters_to_return_in(kpi: KPI) -> list[Quarter]:
    """The quarters from which a retired KPI may be reported again."""
    quarters = quarters_not_locked()
    if kpi.retired_on:
        quarters = quarters.filter(starts_on__gt=kpi.retired_on)
    return list(quarters[:QUARTERS_AHEAD])


def quarters_of_year(year: FinancialYear | periods.FinancialYear) -> list[Quarter]:
    """The quarters of a year from which a target may hold."""
    return [quarter for quarter in quarters_not_locked() if quarter.period.year.start == year.start]


def check_not_locked(quarter: Quarter, field: str | None = None) -> None:
    """Call it inside a transaction: the quarter's row is held until the change is made."""
    held = Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk)
    if held.is_closed or Quarter.objects.closed().filter(starts_on__gt=held.starts_on).exists():
        raise Refused(
            f"{held.label} is locked, or lies before a quarter that is. Choose a later quarter.", field
        )
