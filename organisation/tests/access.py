"""Who reaches the pages about people: one table a part."""

from organisation.tests import access_administration, access_joining, access_signing_in
from organisation.tests.world import Address, World


def addresses(world: World) -> list[Address]:
    return [
        *access_administration.addresses(world),
        *access_joining.addresses(world),
        *access_signing_in.addresses(world),
    ]
