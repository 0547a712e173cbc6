"""Who reaches the pages of joining: an administrator; the link in the e-mail is open to whoever holds it."""

from organisation.joining.models import Invitation
from organisation.tests.builders_joining import TOKEN, make_invitation
from organisation.tests.world import Address, World, answers

ADMINISTRATORS = answers(["administrator"])
SENT_BACK = answers(["administrator"], code=302)


def addresses(world: World) -> list[Address]:
    open_one = Invitation.objects.open().first() or make_invitation(by=world.people["administrator"])
    here, gone = {"pk": open_one.pk}, {"pk": 0}
    no_link, not_taken = dict.fromkeys(answers(), 404), dict.fromkeys(answers(), 405)
    return [
        Address("joining:invitation_list", get=ADMINISTRATORS),
        Address("joining:invitation_create", get=ADMINISTRATORS, post=answers(["administrator"], code=422)),
        Address("joining:invitation_resend", here, post=SENT_BACK),
        Address(
            "joining:invitation_resend", gone, post=answers(["administrator"], code=404), whose="missing"
        ),
        Address("joining:invitation_withdraw", here, post=SENT_BACK),
        Address(
            "joining:invitation_withdraw", gone, post=answers(["administrator"], code=404), whose="missing"
        ),
        Address(
            "joining:invitation_accept",
            {"token": TOKEN},
            get=no_link,
            post=no_link,
            whose="with a link that was never sent",
        ),
        Address("joining:provider_start", get=not_taken, post=no_link, whose="where there is no provider"),
        Address("joining:provider_callback", get=no_link, post=not_taken, whose="where there is no provider"),
    ]
