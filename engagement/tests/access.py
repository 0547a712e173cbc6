"""Who gets what from each address of engagement."""

from typing import Any

from engagement.tests.builders import make_activity, make_feedback, make_standard
from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from programmes.tests.builders import make_project

READABLE = answers()
EDITORS = roles_holding(Permission.EDIT_ENGAGEMENT)
NOT_FILLED_IN = 422
"""A form that was sent empty comes back with its errors."""


def addresses(world: World) -> list[Address]:
    """The engagement team may change every activity, whichever directorate leads it."""
    make_standard()
    table = [
        Address("engagement:activity_list", get=READABLE),
        Address("engagement:you_said_we_did", get=READABLE),
        Address("engagement:participation", get=READABLE),
        Address("engagement:principles", get=READABLE),
        Address("engagement:project_list", get=READABLE),
        _form("activity_create", {}),
    ]
    for whose, directorate in (("own", world.own), ("other", world.other)):
        activity = make_activity(title=f"Access {whose}", directorate=directorate)
        one = {"slug": activity.slug}
        feedback = one | {"pk": make_feedback(activity=activity).pk}
        project = {"slug": make_project(short_name=f"Steps {whose}", directorate=directorate).slug}
        table += [
            Address("engagement:activity_detail", one, get=READABLE, whose=whose),
            Address("engagement:project_steps", project, get=READABLE, whose=whose),
            *(
                _form(name, one, whose)
                for name in (
                    "activity_edit",
                    "standards_edit",
                    "activity_close",
                    "activity_reopen",
                    "feedback_create",
                )
            ),
            _form("feedback_edit", feedback, whose),
            _form("feedback_remove", feedback, whose),
            _form("project_steps_edit", project, whose),
        ]
    return table


def _form(name: str, kwargs: dict[str, Any], whose: str = "any") -> Address:
    return Address(
        f"engagement:{name}",
        kwargs,
        get=answers(EDITORS),
        post=answers(EDITORS, code=NOT_FILLED_IN),
        whose=whose,
    )
