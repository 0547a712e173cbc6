"""Loads what follows from the figures, all invented: actions on KPIs, a forecast of the year, prompt payment."""

from typing import Any

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import periods
from core.provenance import Provenance
from finance.models import PromptPayment
from organisation.models import FinancialYear, Quarter
from performance.models import KPI, KPIAction, YearEndForecast


def load() -> int:
    """Load actions, forecasts and payments, and return how many rows were created."""
    file = read("illustrative/follow_up.json")
    marks = {"provenance": Provenance.ILLUSTRATIVE, "source": file["source"]}
    return (
        _load_actions(file["actions"], marks)
        + _load_forecasts(file["forecasts"], marks)
        + _load_payments(file["payments"], marks)
    )


def _load_actions(rows: list[dict[str, Any]], marks: dict[str, Any]) -> int:
    kpis, quarters = by(KPI, "number"), _quarters()
    actions = [
        KPIAction(
            kpi=kpis[row["kpi"]],
            arose_in=quarters[row["arose_in"]],
            closed_on=row.get("closed_on"),
            outcome=row.get("outcome", ""),
            **{name: row[name] for name in ("text", "owner", "opened_on", "due_on")},
            **marks,
        )
        for row in rows
    ]
    return len(create_missing(actions, key=["kpi_id", "text"]))


def _load_forecasts(rows: list[dict[str, Any]], marks: dict[str, Any]) -> int:
    kpis, quarters, years = by(KPI, "number"), _quarters(), by(FinancialYear, "start")
    forecasts = [
        YearEndForecast(
            kpi=kpis[row["kpi"]],
            year=years[periods.FinancialYear.from_slug(row["year"]).start],
            made_in=quarters[row["made_in"]],
            value=row["value"],
            reason=row["reason"],
            **marks,
        )
        for row in rows
    ]
    return len(create_missing(forecasts, key=["kpi_id", "year_id"]))


def _load_payments(rows: list[dict[str, Any]], marks: dict[str, Any]) -> int:
    fields = ("paid", "paid_in_time", "paid_value", "paid_in_time_value")
    payments = [
        PromptPayment(
            starts_on=periods.Month.from_slug(row["month"]).starts_on,
            **{name: row[name] for name in fields},
            **marks,
        )
        for row in rows
    ]
    return len(create_missing(payments, key=["starts_on"]))


def _quarters() -> dict[str, Quarter]:
    return {quarter.slug: quarter for quarter in Quarter.objects.select_related("year")}
