"""Loads NHS England's monthly A&E figures of the three Dorset trusts, April 2016 to March 2019: six KPIs.

Type 1 departments carry the four-hour standard: at least 95 % of those who attend are admitted, transferred or
discharged within four hours. The months are read from the file, the quarters rolled up from them. No page shows a
period after its day, so in 2014 nothing of this is seen.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from assurance.dorset.files import read, read_csv
from assurance.dorset.kpi_rows import VALUE_KEY, value_row
from assurance.dorset.rows import by, create_missing
from core import periods
from core.figures import Figure, MeasureKind
from core.provenance import Provenance
from organisation.models import FinancialYear, Team
from performance.models import KPI, KPIValue, Rebase, Target
from performance.rollup import roll_up

TYPE_1 = "1"

ILLUSTRATIVE_DECISION = "Invented for the demonstration"

Series = dict[periods.Month, tuple[Decimal, Decimal]]
"""Attendances and breaches by month."""


def load() -> int:
    """Load KPIs, targets, months and quarters, and return how many rows were created."""
    file = read("imported/ae_kpis.json")
    team = Team.objects.get(slug=file["team"])
    kpis = [_kpi(row, team, file) for row in file["kpis"]]
    created = len(create_missing(kpis, key=["number"])) + _load_targets(file) + _load_rebases(file)
    by_number, months = by(KPI, "number"), type_1_months()
    values = [
        value
        for row in file["kpis"]
        for value in _values(by_number[row["number"]], months[row["trust"]], file["source"])
    ]
    return created + len(create_missing(values, key=VALUE_KEY))


def type_1_months() -> dict[str, Series]:
    """The months of each trust's type 1 department, in order."""
    trusts: dict[str, Series] = {}
    for row in sorted(read_csv("imported/ae_attendances_dorset.csv"), key=lambda each: each["period"]):
        if row["type"] == TYPE_1:
            month = periods.Month.starting(date.fromisoformat(row["period"]))
            series = trusts.setdefault(row["org_code"], {})
            series[month] = Decimal(row["attendances"]), Decimal(row["breaches"])
    return trusts


def figure_of(kpi: KPI, attendances: Decimal, breaches: Decimal) -> Figure:
    """Seen within four hours, of those who attended; or the breaches alone."""
    if kpi.measure == MeasureKind.RATIO:
        return Figure.ratio(attendances - breaches, attendances)
    return Figure.of(MeasureKind(kpi.measure), breaches)


def _kpi(row: dict[str, Any], team: Team, file: dict[str, Any]) -> KPI:
    return KPI(
        number=row["number"],
        slug=slugify(row["short_name"]),
        name=row["name"],
        short_name=row["short_name"],
        team=team,
        frequency=file["frequency"],
        active_from=date.fromisoformat(file["active_from"]),
        published_by=file["published_by"],
        provenance=Provenance.IMPORTED,
        source=file["source"],
        **file["measures"][row["measure"]],
    )


def _load_targets(file: dict[str, Any]) -> int:
    kpis, years, target = by(KPI, "number"), by(FinancialYear, "start"), file["target"]
    targets = [
        Target(
            kpi=kpis[row["number"]],
            year=years[start],
            comparator=target["comparator"],
            value=target["value"],
            basis=target["basis"],
            printed=target["printed"],
            provenance=Provenance.PUBLISHED,
            source=target["source"],
        )
        for row in file["kpis"]
        if row["measure"] == target["of"]
        for start in target["years"]
    ]
    return len(create_missing(targets, key=["kpi_id", "year_id"]))


def _load_rebases(file: dict[str, Any]) -> int:
    """The invented decision that one KPI's limits start afresh, so that the demonstration shows such a chart."""
    kpis = by(KPI, "number")
    rebases = [
        Rebase(
            kpi=kpis[row["kpi"]],
            starts_on=date.fromisoformat(row["starts_on"]),
            set_on=date.fromisoformat(row["set_on"]),
            reason=row["reason"],
            provenance=Provenance.ILLUSTRATIVE,
            source=ILLUSTRATIVE_DECISION,
        )
        for row in file["rebases"]
    ]
    return len(create_missing(rebases, key=["kpi_id", "starts_on"]))


def _values(kpi: KPI, series: Series, source: str) -> Iterator[KPIValue]:
    """Every month, and every quarter that its three months make."""
    figures = {month: figure_of(kpi, *parts) for month, parts in series.items()}
    for month, figure in figures.items():
        yield value_row(kpi, month, figure, provenance=Provenance.IMPORTED, source=source)
    for quarter in dict.fromkeys(month.quarter for month in figures):
        whole = roll_up(kpi.roll_up, [figures.get(month) for month in quarter.months])
        yield value_row(
            kpi,
            quarter,
            whole.figure,
            is_complete=whole.complete,
            provenance=Provenance.DERIVED,
            source=f"Months of {source}",
        )
