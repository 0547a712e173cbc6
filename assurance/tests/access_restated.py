"""Who reads what was restated: everybody of a locked quarter, staff of one that is open again."""

from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers

STAFF = roles_holding(Permission.VIEW_OPEN_QUARTERS)


def addresses(world: World) -> list[Address]:
    unseen = {role: 404 for role in answers() if role not in ("anonymous", "nobody", *STAFF)}
    return [
        Address("assurance:restated", {"quarter": world.locked.slug}, get=answers()),
        Address("assurance:restated", {"quarter": world.open.slug}, get=answers(STAFF) | unseen),
    ]
