"""Who gets what from the calendar, the page of who has not returned, and the on-time record."""

from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_user
from organisation.tests.world import Address, World, answers

ROUND = roles_holding(Permission.RUN_ROUND)
STAFF = roles_holding(Permission.VIEW_OPEN_QUARTERS)
NOT_FILLED_IN = 422
REDIRECT = {"code": 302}


def addresses(world: World) -> list[Address]:
    """Whoever holds a role may know the dates; the assurance team alone chases."""
    nothing_to_say = {"quarter": world.locked.slug, "directorate": world.own.slug}
    return [
        Address("assurance:round_calendar", get=answers()),
        Address("assurance:round_calendar_file", get=answers()),
        Address("assurance:on_time", get=answers(STAFF)),
        Address("assurance:not_returned", get=answers(ROUND)),
        Address(
            "assurance:reminder_send",
            nothing_to_say,
            get=answers(ROUND, **REDIRECT),
            post=answers(ROUND, **REDIRECT),
            whose="locked",
        ),
        Address("assurance:reminders_start_again", {"pk": make_user().pk}, post=answers(ROUND, **REDIRECT)),
    ]
