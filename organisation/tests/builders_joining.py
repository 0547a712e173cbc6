"""Builders for the tests of joining: invitations as they stand when their e-mail has gone."""

import re
from datetime import datetime

from django.core import mail

from organisation.joining import actions
from organisation.joining.models import Invitation
from organisation.joining.roles import HeldRole
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user

EMAIL = "new@example.org"
TOKEN = "a-link-that-was-never-sent"


def make_invitation(
    *,
    by: User | None = None,
    email: str = EMAIL,
    roles: list[HeldRole] | None = None,
    until: datetime | None = None,
) -> Invitation:
    """An invitation whose e-mail has gone; one that works until then, where that is given."""
    invitation = actions.invite(
        email=email,
        name="Finance team",
        roles=roles or [HeldRole(Role.FINANCE)],
        by=by or make_user(role=Role.ADMINISTRATOR, title="Portal administrator"),
    )
    if until:
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=until)
        invitation.refresh_from_db()
    return invitation


def link_in_latest_mail() -> str:
    """The address, without its host, that the last e-mail names."""
    link = re.search(r"https?://[^/\s]+(/invitations/\S+)", str(mail.outbox[-1].body))
    assert link, mail.outbox[-1].body
    return link[1]
