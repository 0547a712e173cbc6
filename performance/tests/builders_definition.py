"""Builders for tests about definitions: what the forms send, and a round with a locked quarter and open ones."""

from typing import Any

from organisation.models import Directorate, Quarter, QuarterState, Team, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_team, make_user
from performance.definition import proposals
from performance.models import KPI, KPIProposal


def make_round() -> list[Quarter]:
    """2013/14 is locked; 2014/15 Q1 is open, and the rest of the year and the next year's first quarter follow."""
    for number in (1, 2, 3, 4):
        make_quarter(slug=f"2013-14-Q{number}", state=QuarterState.REPORTED)
    later = ("2014-15-Q1", "2014-15-Q2", "2014-15-Q3", "2014-15-Q4", "2015-16-Q1")
    states = (QuarterState.OPEN, *[QuarterState.UPCOMING] * 4)
    return [make_quarter(slug=slug, state=state) for slug, state in zip(later, states, strict=True)]


def definition_fields(team: Team | None = None, **others: Any) -> dict[str, Any]:
    """What the form of a definition sends: a quarterly count from 2014/15 Q1."""
    team = team or make_team(directorate=make_directorate(), name="Patient safety")
    return {
        "version": "0",
        "number": "46",
        "name": "Number of home visits made",
        "short_name": "Home visits",
        "team": str(team.pk),
        "measure": "count",
        "assessed_measure": "first",
        "polarity": "higher",
        "frequency": "quarterly",
        "roll_up": "sum",
        "tolerance_percent": "10",
        "holds_from": "2014-15-Q1",
    } | others


def fields_of_kpi(kpi: KPI, **others: Any) -> dict[str, Any]:
    """What the form of a KPI sends when nothing in it was changed but what is named."""
    names = (
        "number", "name", "short_name", "measure", "measure_label", "second_measure", "second_measure_label",
        "assessed_measure", "polarity", "frequency", "roll_up", "second_roll_up", "tolerance_percent", "definition",
    )  # fmt: skip
    typed = {name: str(getattr(kpi, name)) for name in names}
    return typed | {
        "team": str(kpi.team_id),
        "version": str(kpi.version),
        "holds_from": "2014-15-Q1",
        "reason": "Agreed with the team",
    } | others  # fmt: skip


def make_proposal(*, kpi: KPI, by: User | None = None, **asked: Any) -> KPIProposal:
    """A change that the KPI's directorate asks for from 2014/15 Q1."""
    directorate: Directorate = kpi.team.directorate
    return proposals.propose_change(
        kpi=kpi,
        asked=asked or {"polarity": "lower"},
        changes={"holds_from": make_quarter(slug="2014-15-Q1"), "reason": "Fewer is better"},
        by=by or make_user(role=Role.CONTRIBUTOR, directorate=directorate),
        expected_version=kpi.version,
    )
