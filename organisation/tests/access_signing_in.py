"""Who reaches the portal's own pages of signing in: every person who is signed in, each their own."""

from organisation.tests.world import Address, World, answers

EVERYBODY = answers(others=200)
SENT_ON = answers(code=302, others=302)
NOTHING_THERE = answers(code=404, others=404)


def addresses(world: World) -> list[Address]:
    return [
        Address("signing_in:set_up", get=EVERYBODY),
        Address("signing_in:qr_code", get=NOTHING_THERE, whose="nothing is being set up"),
        Address("signing_in:session_end", {"pk": 0}, post=NOTHING_THERE, whose="missing"),
        Address("signing_in:stay", post=EVERYBODY),
        Address("signing_in:time_left", get=EVERYBODY),
        Address("signing_in:kept_form", get=EVERYBODY, post=SENT_ON),
        Address("signing_in:again", get=NOTHING_THERE, post=NOTHING_THERE, whose="with a password"),
        Address("usersessions_list", get=EVERYBODY, post=SENT_ON),
    ]
