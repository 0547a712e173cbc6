"""Holding KPIs while figures are stored: nobody gives one another meaning meanwhile, or stores its figures at once.

Whoever holds more than KPIs takes them first: KPIs in the order of their keys, then quarters from the oldest on, then
returns. Their keys stay free (`no_key`), because whatever is begun at the same moment refers to them.
"""

from core import clock, periods
from performance.definition.rules import MEASURED
from performance.models import KPI, KPIQuerySet
from performance.records import KPIRecord, earlier_definitions
from performance.workflow import Refused

REPORTED = (*MEASURED, "frequency")
"""What makes the fields into which a figure is typed."""


def hold_kpis(kpis: KPIQuerySet) -> list[KPI]:
    """The KPIs as they are now, held until the transaction ends."""
    return list(kpis.select_for_update(of=("self",), no_key=True).order_by("pk"))


def hold_for_figures(kpi: KPI, quarter: periods.Quarter) -> KPI:
    """The KPI as it is defined in the quarter, held until a figure that was typed for `kpi` is stored.

    Raises Refused where it is not due any more, or measures otherwise than the page that was typed into said.
    """
    (held,) = hold_kpis(KPI.objects.filter(pk=kpi.pk))
    now = kpi
    if held.version != kpi.version:
        record = KPIRecord(held, clock.today(), earlier=tuple(earlier_definitions([held.pk])[held.pk]))
        now = record.kpi_at(quarter)
        if not record.in_use(quarter):
            raise Refused(f"“{kpi.name}” was taken out of use before {quarter}, while you were typing.")
    if not now.is_due_in(quarter):
        raise Refused(f"“{kpi.name}” is not due in {quarter}.")
    if any(getattr(now, name) != getattr(kpi, name) for name in REPORTED):
        raise Refused(
            f"What “{kpi.name}” measures was changed while you were typing. Open the return again, then type it."
        )
    return now
