"""Letting in whom the provider vouches for, and keeping the roles that it gives in step with what it says."""

import logging
from collections.abc import Sequence

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from core import trail
from core.models import EventKind
from core.refusals import Refused
from organisation.joining import actions as invitations
from organisation.joining.models import Invitation
from organisation.joining.oidc.configuration import Configuration, MappedRole
from organisation.joining.oidc.identity import Identity
from organisation.joining.roles import HeldRole, give
from organisation.models import Directorate, RoleAssignment, RoleOrigin, User
from organisation.rights import Role
from organisation.signing_in.actions import end_sessions

logger = logging.getLogger(__name__)

BY_SIGN_IN = "by OIDC sign-in"

UNKNOWN = "The portal does not know you yet. Ask an administrator of the portal for an invitation."
NOT_VERIFIED = (
    "The portal cannot tell which account is yours: your e-mail address was not confirmed to it. "
    "Ask an administrator of the portal for help."
)
ANOTHERS = (
    "The account with your e-mail address belongs to another identity there, as when an address is given to somebody "
    "new. Ask an administrator of the portal."
)
CLOSED = "Your account here is closed. An administrator of the portal can open it again."


@transaction.atomic
def admit(identity: Identity, config: Configuration, *, known: User | None) -> User:
    """The account of somebody who comes from the provider, with the roles that they have by it today. Raises Refused.

    `known` is who is tied to that issuer and subject already. Others are found by a verified address, once: an
    account, an invitation that is open, or, where the settings say so, whoever has a value that stands for a role.
    """
    roles = _roles_of(identity, config)
    person = known or _found_by_address(identity) or _invited(identity) or _made(identity, config, roles)
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not person.is_active or person.is_demonstration:
        raise Refused(CLOSED)
    if known is None:
        _tie(person, identity)
    _follow(person, roles)
    return person


def _found_by_address(identity: Identity) -> User | None:
    """Whose account has that verified address."""
    return User.objects.filter(email__iexact=identity.email).first() if identity.email else None


def _invited(identity: Identity) -> User | None:
    """An invitation to that verified address is as good as its link."""
    invitation = Invitation.objects.to_address(identity.email).open().first() if identity.email else None
    if invitation is None or not invitation.works:
        return None
    return invitations.accept(invitation=invitation, password=None)


def _made(identity: Identity, config: Configuration, roles: Sequence[HeldRole]) -> User:
    """A new account for somebody whose groups stand for a role, where the settings let such people in."""
    if not identity.email:
        raise Refused(NOT_VERIFIED)
    if not (config.creates and roles):
        raise Refused(UNKNOWN)
    person = User(email=identity.email, title=str(roles[0])[:120])
    person.set_unusable_password()
    return trail.save(person, by=None, reason=BY_SIGN_IN)


def _tie(person: User, identity: Identity) -> None:
    """Raises Refused for an account that is tied to another subject of that issuer. Asked while the account is held, so
    that two who come at the same moment do not both get it."""
    if SocialAccount.objects.filter(user=person, provider=identity.issuer).exists():
        raise Refused(ANOTHERS)
    SocialAccount.objects.create(user=person, provider=identity.issuer, uid=identity.subject, extra_data={})
    trail.note(EventKind.ACCOUNT_CHANGED, "Tied to the sign-in provider", by=None, subject=person)


def _roles_of(identity: Identity, config: Configuration) -> list[HeldRole]:
    """The roles that the values stand for. One of a directorate that is not there is left out, and said in the log."""
    mapped = config.roles_for(identity.values)
    slugs = {role.directorate for role in mapped if role.directorate}
    directorates = {each.slug: each for each in Directorate.objects.in_use().filter(slug__in=slugs)}
    return [held for role in mapped if (held := _held(role, directorates))]


def _held(mapped: MappedRole, directorates: dict[str, Directorate]) -> HeldRole | None:
    if not mapped.directorate:
        return HeldRole(mapped.role)
    directorate = directorates.get(mapped.directorate)
    if directorate is None:
        logger.error("PORTAL_OIDC_ROLES names %s, and there is no such directorate in use.", mapped)
        return None
    return HeldRole(mapped.role, directorate)


def _follow(person: User, roles: Sequence[HeldRole]) -> None:
    """Give what the provider says, take what it gave and says no more. What people gave by hand, they take."""
    wanted = {role.key for role in roles}
    for assignment in person.role_assignments.filter(origin=RoleOrigin.SIGN_IN):
        if (assignment.role, assignment.directorate_id) not in wanted:
            _take(assignment, by=None, reason=BY_SIGN_IN)
    give(person=person, roles=roles, by=None, reason=BY_SIGN_IN, origin=RoleOrigin.SIGN_IN)


@transaction.atomic
def untie(*, person: User, by: User, reason: str) -> list[str]:
    """End the tie between an account and the provider, as when an address was given to somebody new. The roles that the
    provider gave end with it, and every session; the next sign-in with a verified address ties the account anew.

    Returns which roles ended. Whether it may be done the administration judges (rules.check_unties).
    """
    SocialAccount.objects.filter(user=person).delete()
    trail.note(EventKind.ACCOUNT_CHANGED, "No longer tied to the sign-in provider", by=by, subject=person)
    ended = []
    for assignment in person.role_assignments.filter(origin=RoleOrigin.SIGN_IN):
        ended.append(str(assignment))
        _take(assignment, by=by, reason=f"No longer tied to the sign-in provider: {reason}")
    end_sessions(person=person)
    return ended


def _take(assignment: RoleAssignment, *, by: User | None, reason: str) -> None:
    """Nobody keeps what they gave as an administrator: the invitations that wait end with the role."""
    person = assignment.user
    trail.note(EventKind.ROLES_CHANGED, f"Role taken away: {assignment}", by=by, subject=person)
    trail.delete(assignment, by=by, reason=reason)
    if assignment.role == Role.ADMINISTRATOR:
        invitations.withdraw_all_of(inviter=person, by=by)
    person.__dict__.pop("assignments", None)
