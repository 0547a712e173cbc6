"""Pages about the portal itself are open to everyone, signed in or not."""

from organisation.tests.world import ANONYMOUS, Address, World, answers

OPEN = answers(others=200) | {ANONYMOUS: 200}


def addresses(world: World) -> list[Address]:
    return [Address(name, get=OPEN) for name in ("core:figures", "core:accessibility", "core:health")]
