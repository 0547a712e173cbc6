"""What waits for a person beside their return: actions on KPIs and risks, and milestones, overdue or soon due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import QuerySet
from django.urls import reverse

from organisation.models import User
from organisation.rights import Permission
from performance.models import KPIAction
from programmes.models import Milestone, RiskAction

SOON = timedelta(days=30)
"""How far ahead something counts as soon due."""


@dataclass(frozen=True)
class WaitingItem:
    """One thing to be done: what, about which record, by whom and by when."""

    kind: str
    text: str
    about: str
    url: str
    owner: str
    due_on: date
    directorate: str
    is_overdue: bool
    provenance: str = ""


@dataclass(frozen=True)
class Waiting:
    """Overdue things first, then what is soon due. `is_of_several` directorates, their names are told."""

    items: tuple[WaitingItem, ...]
    is_of_several: bool

    @property
    def overdue(self) -> int:
        return sum(item.is_overdue for item in self.items)

    @property
    def words(self) -> str:
        """2 overdue, 3 due in the next 30 days."""
        soon = len(self.items) - self.overdue
        parts = (
            f"{self.overdue} overdue" if self.overdue else "",
            f"{soon} due in the next {SOON.days} days" if soon else "",
        )
        return ", ".join(filter(None, parts))


def build_waiting(user: User, today: date) -> Waiting:
    """For the directorates whose returns the person reads, in three queries; of several, all of them."""
    ids = user.directorate_ids_for(Permission.VIEW_RETURNS)
    by = today + SOON
    items = [
        *_kpi_actions(_within(KPIAction.objects.open_on(today), "kpi__team__directorate", ids), by, today),
        *_risk_actions(_within(RiskAction.objects.all(), "risk__directorate", ids), by, today),
        *_milestones(_within(Milestone.objects.all(), "project__directorate", ids), by, today),
    ]
    return Waiting(
        items=tuple(sorted(items, key=attrgetter("due_on"))),
        is_of_several=ids is None or len(ids) > 1,
    )


def _within(rows: QuerySet, path: str, ids: set[int] | None) -> QuerySet:
    return rows if ids is None else rows.filter(**{f"{path}__in": ids})


def _kpi_actions(rows: QuerySet[KPIAction], by: date, today: date) -> Iterable[WaitingItem]:
    for action in rows.filter(due_on__lte=by).select_related("kpi__team__directorate"):
        yield WaitingItem(
            kind="KPI action",
            text=action.text,
            about=action.kpi.short_name,
            url=action.get_absolute_url(),
            owner=action.owner,
            due_on=action.due_on,
            directorate=action.kpi.team.directorate.name,
            is_overdue=action.due_on < today,
            provenance=action.provenance,
        )


def _risk_actions(rows: QuerySet[RiskAction], by: date, today: date) -> Iterable[WaitingItem]:
    still_open = rows.filter(due_on__lte=by, done_on__isnull=True, risk__closed_on__isnull=True)
    for action in still_open.select_related("risk__directorate"):
        yield WaitingItem(
            kind="Risk action",
            text=action.text,
            about=f"{action.risk.reference} {action.risk.title}",
            url=f"{action.risk.get_absolute_url()}#actions",
            owner=action.owner,
            due_on=action.due_on,
            directorate=action.risk.directorate.name,
            is_overdue=action.due_on < today,
            provenance=action.provenance,
        )


def _milestones(rows: QuerySet[Milestone], by: date, today: date) -> Iterable[WaitingItem]:
    still_open = rows.filter(due_on__lte=by, completed_on__isnull=True, project__closed_on__isnull=True)
    for milestone in still_open.select_related("project__directorate"):
        project = milestone.project
        yield WaitingItem(
            kind="Milestone",
            text=milestone.name,
            about=project.short_name,
            url=reverse("programmes:project_detail", args=[project.slug]),
            owner=project.owner,
            due_on=milestone.due_on,
            directorate=project.directorate.name if project.directorate else "",
            is_overdue=milestone.due_on < today,
            provenance=milestone.provenance,
        )
