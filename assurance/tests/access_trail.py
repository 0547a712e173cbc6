"""The trail is searched by the assurance team and by administrators."""

from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers


def addresses(world: World) -> list[Address]:
    return [Address("assurance:trail", get=answers(roles_holding(Permission.SEARCH_TRAIL)))]
