"""One priority project: where it stands, how it was rated quarter by quarter, its milestones and its risks."""

from dataclasses import dataclass
from datetime import date

from core.changes import Change, changes_in
from core.rag import RAG
from organisation.models import Quarter, User
from organisation.rights import Permission
from programmes.cycle import Step, steps
from programmes.models import Milestone, PriorityProject, ProjectSupport, ProjectUpdate, Risk, Stage
from programmes.pages import MilestoneRow, SupportMark
from programmes.portfolio import milestone_row, support_marks
from programmes.risk_bands import Band, band_of


@dataclass(frozen=True)
class UpdateRow:
    """A project's delivery RAG and narrative of one quarter."""

    quarter: str
    quarter_slug: str
    is_open: bool
    rag: RAG
    stage_text: str
    narrative: str
    provenance: str


@dataclass(frozen=True)
class RiskLine:
    """An open risk of the project, as it is scored now."""

    reference: str
    title: str
    score: int
    band_text: str
    target: int


@dataclass(frozen=True)
class DueUpdate:
    """An open quarter for which the person may update the project."""

    quarter: str
    quarter_slug: str
    due_on: date
    is_done: bool


@dataclass(frozen=True)
class ProjectPage:
    """Everything on a project's page that is not a field of the project itself."""

    cycle: tuple[Step, ...]
    updates: tuple[UpdateRow, ...]
    milestones: tuple[MilestoneRow, ...]
    supports: tuple[SupportMark, ...]
    risks: tuple[RiskLine, ...]
    changes: tuple[Change, ...]
    due: tuple[DueUpdate, ...] = ()

    @property
    def latest(self) -> UpdateRow | None:
        return self.updates[0] if self.updates else None


def build_project_page(project: PriorityProject, *, user: User, today: date) -> ProjectPage:
    """The page as this person may see it: nothing of a quarter that is not theirs to read yet."""
    is_staff = user.may(Permission.VIEW_OPEN_QUARTERS)
    quarters = list(Quarter.objects.visible_to(user))
    seen = list(
        project.updates.filter(quarter__in=quarters).select_related("quarter").order_by("-quarter__starts_on")
    )
    updates = [update_row(update) for update in seen]
    return ProjectPage(
        cycle=steps(stage_for(project, seen, is_staff=is_staff)),
        updates=tuple(updates),
        milestones=tuple(milestone_row(milestone, project, today) for milestone in project.milestones.all()),
        supports=support_marks(project.supports.all()),
        risks=tuple(risk_line(risk) for risk in sorted(project.risks.open(), key=lambda risk: -risk.score)),
        changes=project_changes(project) if is_staff else (),
        due=due_updates(quarters, updates) if project.is_editable_by(user) else (),
    )


def update_row(update: ProjectUpdate) -> UpdateRow:
    return UpdateRow(
        quarter=update.quarter.label,
        quarter_slug=update.quarter.slug,
        is_open=update.quarter.is_open,
        rag=RAG(update.rag),
        stage_text=str(Stage(update.stage).label) if update.stage else "",
        narrative=update.narrative,
        provenance=update.provenance,
    )


def risk_line(risk: Risk) -> RiskLine:
    band: Band = band_of(risk.score)
    target = risk.target_likelihood * risk.target_impact
    return RiskLine(risk.reference, risk.title, risk.score, str(band.label), target)


def due_updates(quarters: list[Quarter], updates: list[UpdateRow]) -> tuple[DueUpdate, ...]:
    """The open quarters, and whether the project has its update for each."""
    done = {update.quarter_slug for update in updates}
    return tuple(
        DueUpdate(quarter.label, quarter.slug, quarter.due_on, quarter.slug in done)
        for quarter in quarters
        if quarter.is_open
    )


def stage_for(project: PriorityProject, updates: list[ProjectUpdate], *, is_staff: bool) -> str:
    """Where the project stands: for staff now, for others in the latest quarter that they may read."""
    if is_staff:
        return project.stage
    return updates[0].stage if updates else ""


def project_changes(project: PriorityProject) -> tuple[Change, ...]:
    """The trail of the project, its updates, milestones and supports: for staff, as it tells of open quarters."""
    return changes_in(
        [
            project.history.all(),
            ProjectUpdate.history.filter(project_id=project.pk),
            Milestone.history.filter(project_id=project.pk),
            ProjectSupport.history.filter(project_id=project.pk),
        ],
        page_of=project,
    )
