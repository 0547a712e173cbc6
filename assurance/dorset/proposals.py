"""Loads a proposal for the assurance team to answer, from a demonstration account. Invented, and it says so."""

from typing import Any

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import clock, periods
from organisation.models import User
from performance.models import KPI, KPIProposal, ProposalKind

KEY = ("kpi_id", "proposed_by_id", "reason")


def load() -> int:
    """None where there are no demonstration accounts to propose anything."""
    people, kpis = by(User, "email", is_demonstration=True), by(KPI, "number")
    rows = read("illustrative/proposals.json")["proposals"]
    proposals = [
        _proposal(row, kpis[row["kpi"]], people[row["account"]]) for row in rows if row["account"] in people
    ]
    return len(create_missing(proposals, key=KEY))


def _proposal(row: dict[str, Any], kpi: KPI, person: User) -> KPIProposal:
    return KPIProposal(
        kind=ProposalKind.CHANGE,
        kpi=kpi,
        directorate=kpi.team.directorate,
        title=kpi.short_name,
        asked=row["asked"],
        holds_from=periods.Quarter.from_slug(row["holds_from"]).starts_on,
        reason=row["reason"],
        kpi_version=kpi.version,
        proposed_by=person,
        proposed_at=clock.now(),
    )
