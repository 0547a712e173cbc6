"""Which projects change services, and how far their seven-step record is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.changes import Change, changes_in
from engagement.actions import number_of
from engagement.models import EngagementActivity, ProjectRecord, ProjectStep, Step
from programmes.models import PriorityProject

State = ProjectStep.State
ChangesServices = ProjectRecord.ChangesServices


@dataclass(frozen=True)
class StepRow:
    """One of the seven steps of one project."""

    number: int
    name: str
    state: str
    state_text: str
    done_on: date | None
    note: str
    provenance: str


@dataclass(frozen=True)
class ProjectSteps:
    """A project with its record: what is done or not needed counts as settled."""

    name: str
    slug: str
    number: int
    directorate: str
    changes_services: str
    changes_services_text: str
    steps: tuple[StepRow, ...]

    @property
    def settled(self) -> int:
        return sum(step.state in (State.DONE, State.NOT_NEEDED) for step in self.steps)


@dataclass(frozen=True)
class StepsPage:
    project: ProjectSteps
    activities: tuple[EngagementActivity, ...]
    changes: tuple[Change, ...]


def build_project_list() -> tuple[ProjectSteps, ...]:
    """Every priority project that is not closed: three queries, however many."""
    return tuple(project_steps(project) for project in _projects().filter(closed_on__isnull=True))


def build_steps_page(slug: str) -> StepsPage:
    """Raises DoesNotExist."""
    project = _projects().get(slug=slug)
    histories = [
        ProjectRecord.history.filter(project_id=project.pk),
        ProjectStep.history.filter(project_id=project.pk),
    ]
    return StepsPage(
        project=project_steps(project),
        activities=tuple(project.engagement_activities.all()),
        changes=changes_in(histories),
    )


def _projects() -> QuerySet[PriorityProject]:
    found = PriorityProject.objects.select_related("directorate", "engagement_record")
    return found.prefetch_related("engagement_steps")


def project_steps(project: PriorityProject) -> ProjectSteps:
    record = getattr(project, "engagement_record", None)
    answer = ChangesServices(record.changes_services) if record else ChangesServices.NOT_RECORDED
    return ProjectSteps(
        name=project.short_name,
        slug=project.slug,
        number=project.number,
        directorate=str(project.directorate or ""),
        changes_services=answer.value,
        changes_services_text=str(answer.label),
        steps=tuple(_step_rows(project.engagement_steps.all())),
    )


def _step_rows(held: Iterable[ProjectStep]) -> Iterable[StepRow]:
    """All seven, whether anything is recorded of them or not."""
    found = {row.step: row for row in held}
    for step in Step:
        row = found.get(step.value, ProjectStep(step=step))
        yield StepRow(
            number=number_of(step),
            name=str(step.label),
            state=row.state,
            state_text=str(row.get_state_display()),
            done_on=row.done_on,
            note=row.note,
            provenance=row.provenance,
        )
