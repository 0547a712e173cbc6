"""Who gets what from each address of programmes, projects and risks."""

from collections.abc import Mapping
from typing import Any

from organisation.models import Directorate
from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from programmes.models import Programme
from programmes.tests.builders import (
    make_action,
    make_milestone,
    make_phase,
    make_programme,
    make_project,
    make_risk,
)

READABLE = answers()
NOT_FILLED_IN = 422
"""A form that was sent empty comes back with its errors."""

MANAGERS = roles_holding(Permission.MANAGE_PROGRAMMES)
PROJECT_EDITORS = roles_holding(Permission.EDIT_PROJECTS)
RISK_EDITORS = roles_holding(Permission.EDIT_RISKS)
NOT_FOUND_FOR_OTHERS = {"contributor": 404, "approver": 404}


def addresses(world: World) -> list[Address]:
    programme = make_programme(name="Access", slug="access")
    phase = make_phase(programme=programme)
    return [
        Address("programmes:portfolio", get=READABLE),
        Address("programmes:timeline", get=READABLE),
        Address("programmes:risk_register", get=READABLE),
        Address("programmes:programme_detail", {"slug": programme.slug}, get=READABLE),
        _form("programme_create", {}, MANAGERS),
        _form("programme_edit", {"slug": programme.slug}, MANAGERS),
        _form("project_create", {}, MANAGERS),
        _form("phase_create", {"slug": programme.slug}, MANAGERS),
        _form("phase_edit", {"slug": programme.slug, "pk": phase.pk}, MANAGERS),
        _form("phase_remove", {"slug": programme.slug, "pk": phase.pk}, MANAGERS),
        _form("risk_create", {}, RISK_EDITORS),
        *_of_projects(world, programme),
        *_of_risks(world),
    ]


def _of_projects(world: World, group: Programme) -> list[Address]:
    table = []
    for whose, directorate, exceptions in _directorates(world):
        project = make_project(short_name=f"access {whose}", directorate=directorate, working_group=group)
        slug = {"slug": project.slug}
        one = slug | {"pk": make_milestone(project=project).pk}
        table += [
            Address("programmes:project_detail", slug, get=READABLE, whose=whose),
            _form("project_edit", slug, MANAGERS, whose),
            _form("project_supports", slug, MANAGERS, whose),
            _form("project_update", slug, PROJECT_EDITORS, whose, exceptions),
            _form("milestone_create", slug, PROJECT_EDITORS, whose, exceptions),
            _form("milestone_edit", one, PROJECT_EDITORS, whose, exceptions),
            _form("milestone_remove", one, PROJECT_EDITORS, whose, exceptions),
        ]
    return table


def _of_risks(world: World) -> list[Address]:
    table = []
    for whose, directorate, exceptions in _directorates(world):
        risk = make_risk(reference=f"R-90{len(table)}", directorate=directorate)
        action = make_action(risk=risk)
        one = {"reference": risk.reference}
        table += [
            Address("programmes:risk_detail", one, get=READABLE, whose=whose),
            *(
                _form(name, one, RISK_EDITORS, whose, exceptions)
                for name in ("risk_edit", "risk_score", "risk_close", "risk_reopen", "risk_action_create")
            ),
            _form("risk_action_edit", one | {"pk": action.pk}, RISK_EDITORS, whose, exceptions),
        ]
    return table


def _directorates(world: World) -> list[tuple[str, Directorate, Mapping[str, int]]]:
    return [("own", world.own, {}), ("other", world.other, NOT_FOUND_FOR_OTHERS)]


def _form(
    name: str,
    kwargs: Mapping[str, Any],
    allowed: list[Any],
    whose: str = "any",
    exceptions: Mapping[str, int] | None = None,
) -> Address:
    exceptions = exceptions or {}
    return Address(
        f"programmes:{name}",
        kwargs,
        get=answers(allowed, **exceptions),
        post=answers(allowed, code=NOT_FILLED_IN, **exceptions),
        whose=whose,
    )
