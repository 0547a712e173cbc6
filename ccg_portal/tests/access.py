"""Pages about the portal itself are open to everyone, signed in or not."""

from organisation.tests.world import ANONYMOUS, Address, World, answers

OPEN = answers(others=200) | {ANONYMOUS: 200}
TAKEN_BY_NOBODY = dict.fromkeys(OPEN, 405)


def addresses(world: World) -> list[Address]:
    return [
        Address(name, get=OPEN, post=TAKEN_BY_NOBODY)
        for name in ("core:figures", "core:accessibility", "core:health", "health_live", "health_ready")
    ]
