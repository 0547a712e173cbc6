"""Who gets what from each address of finance."""

from typing import Any

from finance.tests.builders import make_contribution, make_line
from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers

READABLE = answers()
EDITORS = roles_holding(Permission.EDIT_FINANCE)
NOT_FILLED_IN = 422
"""A form that was sent empty comes back with its errors."""


def addresses(world: World) -> list[Address]:
    """Finance knows no directorates: what the finance team may change, it may change everywhere."""
    line = make_line(heading="Acute services", actuals=[1_000])
    contribution = make_contribution()
    one_line = {"year": line.year.slug, "slug": line.slug}
    fund = {"slug": contribution.fund.slug}
    one = fund | {"pk": contribution.pk}
    position = {"year": world.locked.year.slug, "part": "programme"}
    return [
        Address("finance:position", get=READABLE),
        Address("finance:running_costs", get=READABLE),
        Address("finance:pooled_funds", get=READABLE),
        Address("finance:budget_line_detail", one_line, get=READABLE),
        _form("position_edit", position),
        _form("budget_line_create", {}),
        _form("budget_line_edit", one_line),
        _form("budget_months_edit", one_line),
        _form("contribution_create", fund),
        _form("contribution_edit", one),
        _form("contribution_remove", one),
        Address("finance:prompt_payment", get=READABLE),
        _form("prompt_payment_edit", {"month": "2014-04"}),
    ]


def _form(name: str, kwargs: dict[str, Any]) -> Address:
    return Address(f"finance:{name}", kwargs, get=answers(EDITORS), post=answers(EDITORS, code=NOT_FILLED_IN))
