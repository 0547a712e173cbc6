"""What of projects and risks people answer for, and which directorates are needed: told to the administration.

Their owners are written as role titles, because documents name roles: they go with the title to whoever holds it next.
"""

from collections.abc import Iterator

from django.db.models import Model

from organisation.administration.owned import Owned, names_title_of, register_owners, register_use
from organisation.models import Directorate, StrategicAim, User
from programmes.models import PriorityProject, Programme, Risk, RiskAction


def register_held() -> None:
    """Called when the portal starts."""
    register_owners(owned)
    register_use(Directorate, "open risks", _risks_of)
    register_use(Directorate, "projects under way", _projects_of)
    register_use(StrategicAim, "open risks", _risks_threatening)


def owned(person: User) -> Iterator[Owned]:
    """What goes on and names the person's title as its owner: four queries."""
    title = names_title_of(person)
    for programme in Programme.objects.filter(title):
        yield Owned("Programmes, by role title", str(programme), programme.get_absolute_url())
    for project in PriorityProject.objects.open_in(None).filter(title):
        yield Owned("Projects, by role title", str(project), project.get_absolute_url())
    for risk in Risk.objects.open().filter(title):
        yield Owned("Risks, by role title", str(risk), risk.get_absolute_url())
    for action in RiskAction.objects.filter(title, done_on__isnull=True).select_related("risk"):
        yield Owned("Actions of risks, by role title", str(action), action.risk.get_absolute_url())


def _risks_of(directorate: Model) -> int:
    return Risk.objects.open().filter(directorate=directorate.pk).count()


def _projects_of(directorate: Model) -> int:
    return PriorityProject.objects.open_in(None).filter(directorate=directorate.pk).count()


def _risks_threatening(aim: Model) -> int:
    return Risk.objects.open().filter(strategic_aim=aim.pk).count()
