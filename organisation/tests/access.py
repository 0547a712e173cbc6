"""Addresses of this app: none of its own yet; people and roles are administered in /admin/."""

from organisation.tests.world import Address, World


def addresses(world: World) -> list[Address]:
    return []
