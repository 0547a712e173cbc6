"""Changes to people and their roles: who made them and why stands in the history of the person and of the role."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from core import clock, trail
from core.dates import in_words
from core.letters import Letter, deliver
from core.models import EventKind
from core.refusals import Refused
from core.versions import claim
from organisation.administration import rules
from organisation.demonstration import STAYS, is_shared
from organisation.forgetting import is_forgotten
from organisation.joining.actions import withdraw_all_of
from organisation.joining.oidc.actions import untie
from organisation.joining.roles import HeldRole, check_still_administers, give
from organisation.models import Organisation, RoleAssignment, RoleOrigin, User
from organisation.rights import Role
from organisation.signing_in.actions import end_sessions
from organisation.signing_in.ways_in import can_sign_in, has_own_way_in, tie_of

Changes = Mapping[str, Any]

TAKEN_ALREADY = "That role was taken away already."
ADDRESS_TAKEN = "Another account has this address."


# Names and addresses --------------------------------------------------------------------------------------------------


def change_person(*, person: User, changes: Changes, by: User, expected_version: int) -> User:
    """A new name or address. Of a new address the old one is told, so that nobody loses an account unseen."""
    saved, before = _changed(person, changes, by, expected_version)
    if saved.email != before:
        deliver(letter_to_old_address(saved, before, by))
    return saved


@transaction.atomic
def _changed(person: User, changes: Changes, by: User, expected_version: int) -> tuple[User, str]:
    current = claim(person, expected_version)
    rules.check_known(is_forgotten=is_forgotten(current))
    before = current.email
    if changes["email"] != before and is_shared(current):
        raise Refused(STAYS, "email")
    current.email, current.title = changes["email"], changes["title"]
    try:
        with transaction.atomic():
            trail.save(current, by=by, reason=changes["reason"])
    except IntegrityError:
        raise Refused(ADDRESS_TAKEN, "email") from None
    if current.email != before:
        # The sign-in library's copy: with it the old address would go on letting in.
        EmailAddress.objects.filter(user=current).delete()
        trail.note(EventKind.ACCOUNT_CHANGED, "Address changed", by=by, subject=current)
    return current, before


def check_gets_link(person: User) -> None:
    """A link to set a password is for the owner of an open account that is theirs alone. Raises Refused."""
    rules.check_open(is_open=person.is_active)
    rules.check_shared(is_shared=is_shared(person))


def letter_to_old_address(person: User, before: str, by: User) -> Letter:
    organisation = Organisation.objects.first()
    context = {"person": person, "by": by, "organisation": organisation.name if organisation else ""}
    return Letter(
        to=before,
        subject="Your address in the assurance portal was changed",
        text=render_to_string("organisation/email/address_changed.txt", context),
    )


# Roles ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_role(*, person: User, changes: Changes, by: User) -> User:
    """One role, from now on. Raises Refused."""
    check_still_administers(by)
    current = User.objects.select_for_update().get(pk=person.pk)
    role = HeldRole(Role(changes["role"]), changes["directorate"])
    held = {(each.role, each.directorate_id) for each in current.role_assignments.all()}
    rules.check_gives_role(
        to_oneself=current.pk == by.pk, is_open=current.is_active, is_held=role.key in held
    )
    give(person=current, roles=[role], by=by, reason=changes["reason"], origin=RoleOrigin.HAND)
    return current


@transaction.atomic
def take_role(*, assignment: RoleAssignment, changes: Changes, by: User) -> User:
    """One role, from now on. That it was held stays in the history. Raises Refused."""
    others = other_administrators(assignment.user)
    current = RoleAssignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    if current is None:
        raise Refused(TAKEN_ALREADY)
    rules.check_takes_role(role=current.role, other_administrators=others)
    trail.delete(current, by=by, reason=changes["reason"])
    trail.note(EventKind.ROLES_CHANGED, f"Role taken away: {current}", by=by, subject=assignment.user)
    if current.role == Role.ADMINISTRATOR:
        withdraw_all_of(inviter=assignment.user, by=by)
    return assignment.user


def other_administrators(person: User) -> int:
    """How many others can administer the portal. Within a change it holds them, so that two do not end each other.

    Accounts of the demonstration count only in it: elsewhere they let nobody in. Nor do those count that have no way in
    (yet), as after a leaver came back.
    """
    holders = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).order_by("pk")
    if not settings.PORTAL_DEMONSTRATION:
        holders = holders.filter(user__is_demonstration=False)
    if transaction.get_connection().in_atomic_block:
        holders = holders.select_for_update()
    others = User.objects.filter(pk__in={each.user_id for each in holders} - {person.pk})
    return sum(can_sign_in(each) for each in others)


# The sign-in provider -------------------------------------------------------------------------------------------------


@transaction.atomic
def end_tie(*, person: User, changes: Changes, by: User) -> list[str]:
    """The account is nobody's at the sign-in provider any more. Returns the roles that ended. Raises Refused."""
    others = other_administrators(person)
    current = User.objects.select_for_update().get(pk=person.pk)
    check_unties(current, others=others)
    return untie(person=current, by=by, reason=changes["reason"])


def check_unties(person: User, *, others: int) -> None:
    held = [each for each in person.role_assignments.all() if each.role == Role.ADMINISTRATOR]
    rules.check_unties(
        is_tied=tie_of(person) is not None,
        is_administrator=bool(held),
        stays_one=any(each.origin == RoleOrigin.HAND for each in held) and has_own_way_in(person),
        other_administrators=others,
    )


# Leavers --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_person(*, person: User, changes: Changes, by: User, expected_version: int) -> User:
    """Close an account at once: no session, password, link or role of it is worth anything afterwards. Raises Refused.

    What the person owns stays theirs until it is handed over: the record must not be without a name unseen.
    """
    others = other_administrators(person)
    current = claim(person, expected_version)
    check_closes(current, by=by, others=others)
    left_on: date = changes["left_on"]
    rules.check_left_on(left_on, clock.today())
    for assignment in current.role_assignments.all():
        trail.delete(assignment, by=by, reason=f"Left on {in_words(left_on)}: {changes['reason']}")
    current.is_active, current.left_on = False, left_on
    current.set_unusable_password()  # it also ends every link that sets a password
    trail.save(current, by=by, reason=changes["reason"])
    trail.note(EventKind.ACCOUNT_CHANGED, "Account closed, with all its roles", by=by, subject=current)
    withdraw_all_of(inviter=current, by=by)
    end_sessions(person=current)
    return current


def check_closes(person: User, *, by: User, others: int) -> None:
    rules.check_shared(is_shared=is_shared(person))
    rules.check_closes(
        oneself=person.pk == by.pk,
        is_open=person.is_active,
        roles=[each.role for each in person.role_assignments.all()],
        other_administrators=others,
    )


@transaction.atomic
def reopen_person(*, person: User, changes: Changes, by: User, expected_version: int) -> User:
    """Open a closed account again: without roles, and without a password until its owner sets one. Raises Refused."""
    current = claim(person, expected_version)
    rules.check_reopens(is_open=current.is_active, is_forgotten=is_forgotten(current))
    current.is_active, current.left_on = True, None
    trail.note(EventKind.ACCOUNT_CHANGED, "Account opened again", by=by, subject=current)
    return trail.save(current, by=by, reason=changes["reason"])


@transaction.atomic
def end_every_session(*, person: User, by: User, keep: HttpRequest | None = None) -> None:
    """Sign somebody out everywhere, but for the request that is kept."""
    end_sessions(person=person, keep=keep)
    trail.note(EventKind.ACCOUNT_CHANGED, "Every session ended", by=by, subject=person)
