"""Who may do what: one table of roles and permissions, and the two questions asked of it.

Closed by default: a permission that a role is not given here, it has not. "Own" means the directorate of the
person's role assignment; "all" means every directorate. Rows are reached through QuerySet methods that ask
`scope_of`, so that another directorate's row is simply not found. The same table answers Django's own
`user.has_perm("portal.edit-risks", directorate)`, through the `rules` library.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from organisation.models import Directorate, User

P = ParamSpec("P")


class Role(TextChoices):
    """What a person is here; one person can be several."""

    CONTRIBUTOR = "contributor", "Contributor"
    APPROVER = "approver", "Approver"
    DIRECTOR = "director", "Director"
    ASSURANCE = "assurance", "Assurance team"
    FINANCE = "finance", "Finance team"
    ENGAGEMENT = "engagement", "Engagement team"
    PROGRAMMES = "programmes", "Programme office"
    GOVERNING_BODY = "governing-body", "Governing body member"
    ADMINISTRATOR = "administrator", "Administrator"

    @classmethod
    def of_a_directorate(cls) -> list[str]:
        """The roles that are held for one directorate."""
        return [cls.CONTRIBUTOR.value, cls.APPROVER.value, cls.DIRECTOR.value]


class Scope(TextChoices):
    OWN = "own", "own directorate"
    ALL = "all", "every directorate"


class Permission(TextChoices):
    """Something a person may do, said as they would say it."""

    VIEW = "view", "read dashboards, KPIs, programmes, risks, finance, engagement and reports"
    VIEW_OPEN_QUARTERS = "view-open-quarters", "read figures of a quarter that is not locked yet"
    VIEW_RETURNS = "view-returns", "read a directorate's return"
    FILE_RETURNS = "file-returns", "enter and submit a directorate's return"
    SIGN_OFF_RETURNS = "sign-off-returns", "send back or sign off a directorate's return"
    FOLLOW_UP = "follow-up", "keep actions and year-end forecasts of a directorate's KPIs"
    RUN_ROUND = "run-round", "see who has returned, and lock a quarter"
    PRODUCE_REPORTS = "produce-reports", "produce reports"
    PUBLISH = "publish", "propose a report for publication, publish it or withdraw it"
    WRITE_TEXTS = "write-texts", "write the texts of a quarter's reports"
    MANAGE_AUDIENCES = "manage-audiences", "decide whom reports are made for, and what stands in them"
    EDIT_PROJECTS = "edit-projects", "update projects and milestones"
    MANAGE_PROGRAMMES = "manage-programmes", "create and change programmes and projects"
    EDIT_RISKS = "edit-risks", "record and score risks"
    EDIT_FINANCE = "edit-finance", "enter budgets, actuals and forecasts"
    EDIT_ENGAGEMENT = "edit-engagement", "record engagement activities and feedback"
    EDIT_AMBITIONS = "edit-ambitions", "enter outcome ambition figures"
    SET_LIMITS = "set-limits", "decide where the limits of a KPI start afresh, and which points make them"
    IMPORT_HISTORY = "import-history", "import figures of earlier periods from a file"
    MANAGE_KPIS = "manage-kpis", "create, change and retire KPIs, and set their targets"
    PROPOSE_KPIS = "propose-kpis", "propose a KPI, or a change of one"
    EDIT_INCENTIVES = "edit-incentives", "keep the Quality Premium and CQUIN schemes"
    SEARCH_TRAIL = "search-trail", "look through the trail of who changed what"
    MAP_EVIDENCE = "map-evidence", "say which KPIs serve as evidence for an assurance framework"
    ADMINISTER = "administer", "manage people, roles, directorates and teams"


_everybody = dict.fromkeys(Role, Scope.ALL)
_staff = {role: Scope.ALL for role in Role if role not in (Role.GOVERNING_BODY, Role.ADMINISTRATOR)}

RIGHTS: dict[Permission, dict[Role, Scope]] = {
    Permission.VIEW: _everybody,
    Permission.VIEW_OPEN_QUARTERS: _staff,
    Permission.VIEW_RETURNS: {
        Role.CONTRIBUTOR: Scope.OWN,
        Role.APPROVER: Scope.OWN,
        Role.DIRECTOR: Scope.OWN,
        Role.ASSURANCE: Scope.ALL,
    },
    Permission.FILE_RETURNS: {Role.CONTRIBUTOR: Scope.OWN},
    Permission.SIGN_OFF_RETURNS: {Role.APPROVER: Scope.OWN},
    Permission.FOLLOW_UP: {Role.CONTRIBUTOR: Scope.OWN, Role.APPROVER: Scope.OWN},
    Permission.RUN_ROUND: {Role.ASSURANCE: Scope.ALL},
    Permission.PRODUCE_REPORTS: {Role.ASSURANCE: Scope.ALL},
    # It takes two people, so the assurance team alone would not do; a director answers for what is said outside.
    Permission.PUBLISH: {Role.ASSURANCE: Scope.ALL, Role.DIRECTOR: Scope.ALL},
    Permission.WRITE_TEXTS: {
        Role.CONTRIBUTOR: Scope.OWN,
        Role.APPROVER: Scope.OWN,
        Role.ASSURANCE: Scope.ALL,
    },
    Permission.MANAGE_AUDIENCES: {Role.ASSURANCE: Scope.ALL},
    Permission.EDIT_PROJECTS: {
        Role.CONTRIBUTOR: Scope.OWN,
        Role.APPROVER: Scope.OWN,
        Role.PROGRAMMES: Scope.ALL,
    },
    Permission.MANAGE_PROGRAMMES: {Role.PROGRAMMES: Scope.ALL},
    Permission.EDIT_RISKS: {
        Role.CONTRIBUTOR: Scope.OWN,
        Role.APPROVER: Scope.OWN,
        Role.PROGRAMMES: Scope.ALL,
        Role.ASSURANCE: Scope.ALL,
    },
    Permission.EDIT_FINANCE: {Role.FINANCE: Scope.ALL},
    Permission.EDIT_ENGAGEMENT: {Role.ENGAGEMENT: Scope.ALL},
    Permission.EDIT_AMBITIONS: {Role.ASSURANCE: Scope.ALL},
    Permission.SET_LIMITS: {Role.ASSURANCE: Scope.ALL},
    Permission.IMPORT_HISTORY: {Role.ASSURANCE: Scope.ALL},
    Permission.MANAGE_KPIS: {Role.ASSURANCE: Scope.ALL},
    Permission.PROPOSE_KPIS: {Role.CONTRIBUTOR: Scope.OWN, Role.APPROVER: Scope.OWN},
    Permission.EDIT_INCENTIVES: {Role.ASSURANCE: Scope.ALL},
    # What each of them finds there differs (assurance/trail/kinds.py): records, or people's accounts.
    Permission.SEARCH_TRAIL: {Role.ASSURANCE: Scope.ALL, Role.ADMINISTRATOR: Scope.ALL},
    Permission.MAP_EVIDENCE: {Role.ASSURANCE: Scope.ALL},
    Permission.ADMINISTER: {Role.ADMINISTRATOR: Scope.ALL},
}


def scope_of(user: "User", permission: Permission) -> set[int] | None:
    """Ids of the directorates for which the person holds the permission; None means all; empty means none."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return set()
    own: set[int] = set()
    for assignment in user.assignments:
        scope = RIGHTS[permission].get(Role(assignment.role))
        if scope == Scope.ALL:
            return None
        if scope == Scope.OWN and assignment.directorate_id:
            own.add(assignment.directorate_id)
    return own


def holds(user: "User", permission: Permission, directorate: "Directorate | None" = None) -> bool:
    """Whether the person holds the permission at all, or for the directorate named."""
    scope = scope_of(user, permission)
    if scope is None:
        return True
    return directorate.pk in scope if directorate else bool(scope)


def _predicate(permission: Permission) -> rules.Predicate:
    """The table's answer as a predicate of the `rules` library: person, and a directorate if one is asked about."""
    return rules.predicate(
        lambda user, directorate=None: holds(user, permission, directorate), name=permission.name
    )


for _permission in Permission:
    rules.add_perm(f"portal.{_permission.value}", _predicate(_permission))


def require(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Open a view to those who hold the permission; others get 403 in words; the signed-out are sent to sign in."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not holds(request.user, permission):  # type: ignore[arg-type]
                raise PermissionDenied(f"Your account may not {permission.label}.")
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def roles_holding(permission: Permission) -> list[Role]:
    """The roles that hold a permission, for the page that says who may."""
    return list(RIGHTS[permission])
