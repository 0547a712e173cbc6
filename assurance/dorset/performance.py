"""Loads how it is going: the 39 KPIs as published, their targets and quarters, and what stands beside them."""

from collections.abc import Mapping
from datetime import date

from django.utils.text import slugify

from assurance.dorset import attendances, monthly, outcomes, proposals, returns
from assurance.dorset.kpi_rows import VALUE_KEY, PublishedKPI, published_kpis, value_row
from assurance.dorset.rows import by, create_missing
from core.provenance import Provenance
from organisation.models import FinancialYear, RoleAssignment, Team, User
from organisation.rights import Role
from performance.models import KPI, KPIValue, Target

NOT_COLLECTED_REASON = "Printed as *: information not collected"
ACTIVE_FROM = date(2012, 4, 1)
PUBLISHED_YEAR, NEXT_YEAR = 2013, 2014
CARRIED_OVER = "Target of 2013/14, carried over for the demonstration"
DEPUTY_DIRECTOR = "Deputy Director"
Holders = Mapping[int | None, User]
SOMETIMES = (
    "measure_label",
    "second_measure",
    "second_measure_label",
    "second_roll_up",
    "derived_from",
    "known_issues",
)
"""What only some KPIs have."""


def load() -> int:
    """Load KPIs, months, exceptions, returns, outcome ambitions and A&E, and return how many rows were created."""
    created = _load_kpis() + _load_targets() + _load_quarters()
    return created + monthly.load() + returns.load() + outcomes.load() + attendances.load() + proposals.load()


def _load_kpis() -> int:
    teams = by(Team, "slug")
    owners, deputies = _holders(Role.APPROVER), _holders(Role.CONTRIBUTOR)
    kpis = [
        _kpi(published, teams[published.team], owners=owners, deputies=deputies)
        for published in published_kpis()
    ]
    return len(create_missing(kpis, key=["number"]))


def _holders(role: Role) -> dict[int | None, User]:
    """The demonstration's account that holds a role, by directorate; none where there are no such accounts."""
    held = RoleAssignment.objects.filter(role=role, user__is_demonstration=True).select_related("user")
    return {assignment.directorate_id: assignment.user for assignment in held}


def _kpi(published: PublishedKPI, team: Team, *, owners: Holders, deputies: Holders) -> KPI:
    """The KPI. Where the document names a deputy director, the demonstration's account of that role owns it."""
    row = published.row
    return KPI(
        number=published.number,
        slug=slugify(row["short_name"]),
        name=row["name"],
        short_name=row["short_name"],
        team=team,
        owner_role=published.owner,
        owner=owners.get(team.directorate_id) if published.owner.startswith(DEPUTY_DIRECTOR) else None,
        deputy=deputies.get(team.directorate_id),
        measure=row["measure"],
        assessed_measure=row.get("assessed_measure", KPI.Assessed.FIRST),
        polarity=row["polarity"],
        frequency=row["frequency"],
        roll_up=row["roll_up"],
        active_from=ACTIVE_FROM,
        second_is_part_of_first=row.get("second_is_part_of_first", False),
        provenance=Provenance.PUBLISHED,
        source=published.source,
        **{name: row.get(name, "") for name in SOMETIMES},
    )


def _load_targets() -> int:
    """The targets of 2013/14, and the same again for 2014/15, whose own are in no document."""
    kpis, years = by(KPI, "number"), by(FinancialYear, "start")
    targets = [
        target
        for published in published_kpis()
        if "comparator" in published.row["target"]
        for target in _targets(published, kpis[published.number], years)
    ]
    return len(create_missing(targets, key=["kpi_id", "year_id"]))


def _targets(published: PublishedKPI, kpi: KPI, years: dict[int, FinancialYear]) -> list[Target]:
    row = published.row["target"]
    terms = {name: row.get(name) for name in ("comparator", "value", "basis", "printed")}
    return [
        Target(
            kpi=kpi,
            year=years[PUBLISHED_YEAR],
            provenance=Provenance.PUBLISHED,
            source=published.source,
            **terms,
        ),
        Target(
            kpi=kpi,
            year=years[NEXT_YEAR],
            provenance=Provenance.ILLUSTRATIVE,
            source=CARRIED_OVER,
            **terms | {"printed": ""},
        ),
    ]


def _load_quarters() -> int:
    """The four quarters as printed. The printed self-assessed RAG and trend are lost, and stay not recorded."""
    kpis = by(KPI, "number")
    values = [
        value for published in published_kpis() for value in _quarters(published, kpis[published.number])
    ]
    return len(create_missing(values, key=VALUE_KEY))


def _quarters(published: PublishedKPI, kpi: KPI) -> list[KPIValue]:
    return [
        value_row(
            kpi,
            quarter,
            *published.figures(quarter),
            reason=NOT_COLLECTED_REASON,
            printed=row["printed"],
            commentary=row.get("commentary", ""),
            provenance=Provenance.PUBLISHED,
            source=published.source,
        )
        for quarter, row in published.quarters.items()
    ]
