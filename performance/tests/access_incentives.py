"""Who gets what from each address of Quality Premium and CQUIN: all roles read, the assurance team keeps them."""

from typing import Any

from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from performance.tests.builders_incentives import make_measure, make_scheme

EDITORS = roles_holding(Permission.EDIT_INCENTIVES)
NOT_FILLED_IN = 422


def addresses(world: World) -> list[Address]:
    scheme = make_scheme()
    one = {"slug": scheme.slug}
    measure = one | {"pk": make_measure(scheme=scheme).pk}
    return [
        Address("performance:incentives", get=answers()),
        Address("performance:incentive_scheme", one, get=answers()),
        _form("incentive_create", {}),
        _form("incentive_edit", one),
        _form("incentive_measure_create", one),
        *(_form(f"incentive_measure_{change}", measure) for change in ("edit", "result", "remove")),
    ]


def _form(name: str, where: dict[str, Any]) -> Address:
    return Address(
        f"performance:{name}",
        where,
        get=answers(EDITORS),
        post=answers(EDITORS, code=NOT_FILLED_IN),
    )
