"""The e-mail that invites somebody: who asks, to what, and the link that works once."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.letters import Letter, address
from organisation.joining.models import Invitation
from organisation.models import Organisation

SUBJECT = "You are invited to the assurance portal"


def letter_of(invitation: Invitation, token: str) -> Letter:
    """The letter. `token` is what the link holds; it stands nowhere else."""
    organisation = Organisation.objects.first()
    context = {
        "invitation": invitation,
        "roles": list(invitation.roles.select_related("directorate")),
        "organisation": organisation.name if organisation else "",
        "until": timezone.localtime(invitation.expires_at),
        "url": address(reverse("joining:invitation_accept", kwargs={"token": token})),
    }
    return Letter(
        to=invitation.email,
        subject=SUBJECT,
        text=render_to_string("organisation/email/invitation.txt", context),
        html=render_to_string("organisation/email/invitation.html", context),
    )
