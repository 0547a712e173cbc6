"""Who may paste figures into a return: those who file it."""

from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers

FILERS = roles_holding(Permission.FILE_RETURNS)
NOT_FILLED_IN, NOT_FOUND = 422, 404


def addresses(world: World) -> list[Address]:
    own = {"quarter": world.open.slug, "directorate": world.own.slug}
    other = {"quarter": world.open.slug, "directorate": world.other.slug}
    lost = {"contributor": NOT_FOUND}
    return [
        Address(
            "performance:return_paste",
            own,
            get=answers(FILERS),
            post=answers(FILERS, code=NOT_FILLED_IN),
            whose="own",
        ),
        Address(
            "performance:return_paste",
            other,
            get=answers([], **lost),
            post=answers([], **lost),
            whose="other",
        ),
    ]
