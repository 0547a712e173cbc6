"""What of KPIs people answer for, and which teams are needed: told to the administration."""

from collections.abc import Iterator

from django.db.models import Model, Q, QuerySet

from core import clock
from organisation.administration.owned import Owned, names_title_of, register_owners, register_use
from organisation.models import Team, User
from performance.models import KPI, KPIAction


def register_held() -> None:
    """Called when the portal starts."""
    register_owners(owned)
    register_use(Team, "KPIs in use", _kpis_of)


def owned(person: User) -> Iterator[Owned]:
    """KPIs in use, by account; open actions, whose owners are written as role titles: three queries."""
    for how, field in (("KPIs, as owner", "owner"), ("KPIs, as deputy", "deputy")):
        for kpi in _in_use().filter(**{field: person}).order_by("number"):
            yield Owned(how, kpi.name, kpi.get_absolute_url())
    actions = KPIAction.objects.open_on(clock.today()).filter(names_title_of(person))
    for action in actions.select_related("kpi"):
        yield Owned("Open actions of KPIs, by role title", str(action), action.get_absolute_url())


def _in_use() -> QuerySet[KPI]:
    return KPI.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gte=clock.today()))


def _kpis_of(team: Model) -> int:
    return _in_use().filter(team=team.pk).count()
