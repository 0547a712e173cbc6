"""One programme: what it wants, with whom and when, its priority projects and its risks."""

from dataclasses import dataclass
from datetime import date

from core.changes import Change, changes_in
from core.rag import RAG
from organisation.models import PartnerOrganisation, Quarter
from programmes.models import PriorityProject, Programme, ProgrammeLine, ProgrammePhase
from programmes.pages import ProjectRow
from programmes.portfolio import project_row
from programmes.project_page import RiskLine, risk_line


@dataclass(frozen=True)
class PhaseRow:
    """One phase of the timeframe: over, going on or still to come, where the plan gives its dates."""

    pk: int
    period: str
    text: str
    state: str
    provenance: str

    @property
    def state_text(self) -> str:
        return {"done": "Over", "now": "Now", "begun": "Begun", "ahead": "To come"}.get(self.state, "")


@dataclass(frozen=True)
class LineGroup:
    """The stated outcomes, priorities, workstreams or governance of a programme."""

    title: str
    lines: tuple[ProgrammeLine, ...]


@dataclass(frozen=True)
class ProgrammePage:
    """Everything on a programme's page that is not a field of the programme itself."""

    groups: tuple[LineGroup, ...]
    phases: tuple[PhaseRow, ...]
    partners: tuple[PartnerOrganisation, ...]
    projects: tuple[ProjectRow, ...]
    risks: tuple[RiskLine, ...]
    changes: tuple[Change, ...]

    def count(self, rag: RAG | None) -> int:
        return sum(row.rag == rag for row in self.projects)

    @property
    def counts(self) -> tuple[tuple[RAG, int], ...]:
        """How many projects there are of each delivery RAG, red first."""
        return tuple((rag, self.count(rag)) for rag in RAG if rag.is_assessed)

    @property
    def not_rated(self) -> int:
        return sum(row.rag is None or not row.rag.is_assessed for row in self.projects)


TITLES = {
    ProgrammeLine.Kind.OUTCOME: "Outcomes sought",
    ProgrammeLine.Kind.PRIORITY: "Priorities",
    ProgrammeLine.Kind.WORKSTREAM: "Workstreams",
    ProgrammeLine.Kind.GOVERNANCE: "Governance",
}


def build_programme_page(programme: Programme, *, quarter: Quarter | None, today: date) -> ProgrammePage:
    lines = list(programme.lines.all())
    groups = [
        LineGroup(title, tuple(line for line in lines if line.kind == kind)) for kind, title in TITLES.items()
    ]
    risks = sorted(programme.risks.open(), key=lambda risk: -risk.score)
    return ProgrammePage(
        groups=tuple(group for group in groups if group.lines),
        phases=tuple(phase_row(phase, today) for phase in programme.phases.all()),
        partners=tuple(programme.partners.all()),
        projects=projects_of(programme, quarter, today),
        risks=tuple(risk_line(risk) for risk in risks),
        changes=changes_in(
            [
                programme.history.all(),
                ProgrammeLine.history.filter(programme_id=programme.pk),
                ProgrammePhase.history.filter(programme_id=programme.pk),
            ],
            page_of=programme,
        ),
    )


def projects_of(programme: Programme, quarter: Quarter | None, today: date) -> tuple[ProjectRow, ...]:
    """The projects of a working group, or those that a commissioning programme names as its own."""
    belongs = {
        Programme.Kind.WORKING_GROUP: {"working_group": programme},
        Programme.Kind.COMMISSIONING: {"commissioning_programme": programme},
    }.get(Programme.Kind(programme.kind))
    if belongs is None:
        return ()
    projects = (
        PriorityProject.objects.filter(**belongs)
        .open_in(quarter)
        .with_ratings(quarter)
        .select_related("working_group", "commissioning_programme", "directorate")
        .prefetch_related("milestones", "supports")
    )
    return tuple(project_row(project, today) for project in projects)


def phase_row(phase: ProgrammePhase, today: date) -> PhaseRow:
    return PhaseRow(phase.pk, phase.period, phase.text, phase_state(phase, today), phase.provenance)


def phase_state(phase: ProgrammePhase, today: date) -> str:
    """`done`, `now`, `ahead`, or `begun` where the plan gives no day for its end; nothing where it gives no dates."""
    if phase.ends_on and phase.ends_on < today:
        return "done"
    if phase.starts_on is None:
        return ""
    if phase.starts_on > today:
        return "ahead"
    return "now" if phase.ends_on else "begun"
