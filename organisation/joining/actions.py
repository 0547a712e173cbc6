"""Inviting people: the invitation, its e-mail, and the account that comes of it (docs/decisions/invitations.md)."""

import hashlib
import secrets
from collections.abc import Collection

from django.db import IntegrityError, transaction

from core import clock, trail
from core.letters import deliver
from core.refusals import Refused
from organisation.joining.letter import letter_of
from organisation.joining.models import WORKS_FOR, Invitation, InvitationState, InvitedRole
from organisation.joining.roles import HeldRole, check_still_administers, give
from organisation.models import RoleOrigin, User
from organisation.rights import Role

INVITED = "Invited by e-mail"
SENT_AGAIN = "Invitation sent again, with a new link"
WITHDRAWN = "Invitation withdrawn"
OVERTAKEN = "Too old; invited anew"
INVITER_GONE = "Withdrawn: who invited is no administrator any more"
TAKEN_UP = "Invitation taken up"

HAS_ACCOUNT = "There is an account with this address already. Change its roles on its own page."
HAS_CLOSED_ACCOUNT = "There is a closed account with this address. Open it again instead of inviting anew."
INVITED_ALREADY = "This address is invited already. Send that invitation again, or withdraw it first."
NOT_OPEN = "This invitation has been taken up or withdrawn in the meantime."
NO_ROLES = "Choose at least one role: without one, the person could not see anything."


def invite(*, email: str, name: str, roles: Collection[HeldRole], by: User) -> Invitation:
    """Invite somebody, and send the e-mail with the link. Raises Refused.

    `name` is the role title that others will read (“Contributor, Quality”). The e-mail goes when the invitation is
    stored; whether it went stands on what is returned (`sent_at`, `failure`). Do not call it inside a transaction.
    """
    token = secrets.token_urlsafe(32)
    invitation = _stored(email=email.strip().lower(), name=name.strip(), roles=roles, by=by, token=token)
    return _send(invitation, token)


@transaction.atomic
def _stored(*, email: str, name: str, roles: Collection[HeldRole], by: User, token: str) -> Invitation:
    check_still_administers(by)
    check_can_be_invited(email, roles)
    for old in Invitation.objects.select_for_update().to_address(email).open():
        _close(old, state=InvitationState.WITHDRAWN, by=by, reason=OVERTAKEN)
    now = clock.now()
    invitation = Invitation(
        email=email,
        title=name,
        link_hash=hash_of(token),
        expires_at=now + WORKS_FOR,
        invited_by=by,
        invited_at=now,
    )
    try:
        with transaction.atomic():
            trail.save(invitation, by=by, reason=INVITED)
    except IntegrityError:  # somebody else invited the same address at this very moment
        raise Refused(INVITED_ALREADY, "email") from None
    for role in roles:
        InvitedRole.objects.create(invitation=invitation, role=role.role, directorate=role.directorate)
    return invitation


def check_can_be_invited(email: str, roles: Collection[HeldRole]) -> None:
    """Whether the address may be invited: one without an account, and without an invitation that still works."""
    account = User.objects.filter(email__iexact=email).first()
    if account:
        raise Refused(HAS_ACCOUNT if account.is_active else HAS_CLOSED_ACCOUNT, "email")
    if Invitation.objects.to_address(email).working_at(clock.now()).exists():
        raise Refused(INVITED_ALREADY, "email")
    if not roles:
        raise Refused(NO_ROLES, "roles")


def resend(*, invitation: Invitation, by: User) -> Invitation:
    """Send an open invitation again: with a new link, for seven days from now; the old link ends. Raises Refused."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        check_still_administers(by)
        held = _held_open(invitation)
        held.link_hash, held.expires_at = hash_of(token), clock.now() + WORKS_FOR
        trail.save(held, by=by, reason=SENT_AGAIN)
    return _send(held, token)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> Invitation:
    """End an open invitation: its link works no more. Raises Refused."""
    return _close(_held_open(invitation), state=InvitationState.WITHDRAWN, by=by, reason=WITHDRAWN)


@transaction.atomic
def withdraw_all_of(*, inviter: User, by: User | None) -> None:
    """End the open invitations of somebody who administers no more: what they could give ends with their right to."""
    for invitation in Invitation.objects.select_for_update().filter(invited_by=inviter).open():
        _close(invitation, state=InvitationState.WITHDRAWN, by=by, reason=INVITER_GONE)


@transaction.atomic
def accept(*, invitation: Invitation, password: str | None) -> User:
    """Make the account of an invited person, with the roles they were invited to. Raises Refused.

    Without a password for those who come through a sign-in provider: they have none here until they set one.
    """
    held = _held_open(invitation)
    if not held.works or User.objects.filter(email__iexact=held.email).exists():
        raise Refused(NOT_OPEN)
    person = User(email=held.email, title=held.title)
    person.set_password(password)
    trail.save(person, by=held.invited_by, reason=TAKEN_UP)
    give(
        person=person,
        roles=[HeldRole(Role(each.role), each.directorate) for each in held.roles.all()],
        by=held.invited_by,
        reason=TAKEN_UP,
        origin=RoleOrigin.HAND,
    )
    held.person = person
    _close(held, state=InvitationState.ACCEPTED, by=person, reason=TAKEN_UP)
    return person


def hash_of(token: str) -> str:
    """What is stored of a link. It holds 256 random bits, so that no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _held_open(invitation: Invitation) -> Invitation:
    """The invitation, locked for this change, if it is still open. Raises Refused."""
    held = (
        Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    )
    if not held.is_open:
        raise Refused(NOT_OPEN)
    return held


def _close(held: Invitation, *, state: InvitationState, by: User | None, reason: str) -> Invitation:
    held.state, held.closed_at = state, clock.now()
    return trail.save(held, by=by, reason=reason)


def _send(invitation: Invitation, token: str) -> Invitation:
    """Hand the e-mail to the mail server, and write down what became of it. The link is known only now."""
    delivery = deliver(letter_of(invitation, token))
    invitation.sent_at = clock.now() if delivery.is_sent else invitation.sent_at
    invitation.failure = delivery.why
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=invitation.sent_at, failure=invitation.failure)
    return invitation
