"""Who gets what from the link that stops reminders: everybody who has it, signed in or not."""

from organisation.tests.builders import make_user
from organisation.tests.world import ANONYMOUS, Address, World, answers
from performance.reminders.stopping import token_of


def addresses(world: World) -> list[Address]:
    token = {"token": token_of(make_user())}
    return [
        Address(
            "performance:reminders_stop",
            token,
            get=answers(others=200) | {ANONYMOUS: 200},
            post=answers(code=302, others=302) | {ANONYMOUS: 302},
        )
    ]
