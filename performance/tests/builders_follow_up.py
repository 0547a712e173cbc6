"""Builders of what KPIs are followed up by: actions and forecasts of the year's end."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.periods import Quarter as QuarterPeriod
from core.provenance import Provenance
from core.trail import save
from organisation.models import Quarter
from organisation.tests.builders import make_quarter, make_year
from performance.models import KPI, KPIAction, YearEndForecast


def make_action(
    *,
    kpi: KPI,
    text: str = "Fill both posts",
    due_on: date = date(2014, 9, 30),
    quarter: str = "2014-15-Q1",
    **others: Any,
) -> KPIAction:
    """An open action of 2014/15 Q1, begun on 1 July 2014 and due by the end of September."""
    fields = {
        "owner": "Head of quality",
        "opened_on": date(2014, 7, 1),
        "provenance": Provenance.RETURNED,
    } | others
    action = KPIAction(kpi=kpi, arose_in=_quarter(quarter), text=text, due_on=due_on, **fields)
    return save(action, by=None)


def make_forecast(
    *, kpi: KPI, value: str = "20", start: int = 2014, quarter: str = "2014-15-Q1", **others: Any
) -> YearEndForecast:
    """The directorate expects 20 by March 2015, because of the winter."""
    fields = {"reason": "Winter always costs two visits.", "provenance": Provenance.RETURNED} | others
    forecast = YearEndForecast(
        kpi=kpi,
        year=make_year(start=start),
        value=Decimal(value),
        made_in=_quarter(quarter),
        **fields,
    )
    return save(forecast, by=None)


def _quarter(slug: str) -> Quarter:
    """The quarter as it stands in its test, whatever its state."""
    starts_on = QuarterPeriod.from_slug(slug).starts_on
    return Quarter.objects.filter(starts_on=starts_on).first() or make_quarter(slug=slug)
