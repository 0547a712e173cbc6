"""Forgetting a person: their name and address go, what they did stays (docs/decisions/retention.md).

The account becomes “Former member of staff 17” under an address that nobody can write to. Everything that lets
somebody in goes with it: sessions, second factors, sign-in at another provider. The trail goes on naming the account,
and so keeps who did what without telling who that was; of its history, only the columns that hold the name and the
address are written over (`ERASABLE`).
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models, transaction

from core import trail
from core.models import EventKind
from core.refusals import Refused
from organisation.joining.models import Invitation
from organisation.models import User

NOT_ONESELF = "Nobody forgets their own account. Ask another administrator."
STILL_OPEN = "This account is open. Close it first."
FORGOTTEN_ALREADY = "This account is forgotten already."
NO_REASON = "Say why: at the person's request, or because the time to keep it is over."

NOWHERE = "former.invalid"
"""RFC 2606: no address under `.invalid` is ever delivered to."""
LIBRARIES = ("account", "mfa", "socialaccount", "usersessions")
"""Apps of the sign-in library: their rows about an account let somebody in."""


def name_of(person: User) -> str:
    return f"Former member of staff {person.pk}"


def address_of(person: User) -> str:
    return f"former-{person.pk}@{NOWHERE}"


def is_forgotten(person: User) -> bool:
    return person.email == address_of(person)


def check_forget(person: User, by: User | None, reason: str) -> None:
    """Whether somebody may be forgotten: a closed account, by another person, with a reason. Raises Refused."""
    if by is not None and person.pk == by.pk:
        raise Refused(NOT_ONESELF)
    if person.is_active:
        raise Refused(STILL_OPEN)
    if is_forgotten(person):
        raise Refused(FORGOTTEN_ALREADY)
    if not reason.strip():
        raise Refused(NO_REASON, "reason")


@transaction.atomic
def pseudonymise(*, person: User, by: User | None, reason: str) -> User:
    """Forget who a closed account belonged to, everywhere in the portal, for good. Raises Refused.

    `by` is None for the command that forgets whose time is over.
    """
    held = User.objects.select_for_update().get(pk=person.pk)
    check_forget(held, by, reason)
    before, name, address = held.email, name_of(held), address_of(held)
    for assignment in held.role_assignments.all():
        trail.delete(assignment, by=by, reason="The account is forgotten")
    _take_away_what_lets_in(held)
    _forget_invitations(before, name, address, held)
    _rewrite(User, name, address, pk=held.pk)
    held.email, held.title, held.last_login = address, name, None
    held.set_unusable_password()
    trail.save(held, by=by, reason=reason.strip())
    trail.note(EventKind.ACCOUNT_CHANGED, "Pseudonymised", by=by, subject=held)
    return held


def due(*, left_before: date) -> models.QuerySet[User]:
    """Closed accounts of people who left before a day, and who are not forgotten yet."""
    closed = User.objects.filter(is_active=False, left_on__lt=left_before)
    return closed.exclude(email__endswith=f"@{NOWHERE}").order_by("left_on", "pk")


def _take_away_what_lets_in(person: User) -> None:
    for label in LIBRARIES:
        if apps.is_installed(f"allauth.{label}"):
            for model in apps.get_app_config(label).get_models():
                for field in model._meta.concrete_fields:
                    if field.related_model is User:
                        model._base_manager.filter(**{field.name: person}).delete()


def _forget_invitations(email: str, name: str, address: str, person: User) -> None:
    found = Invitation.objects.filter(models.Q(person=person) | models.Q(email__iexact=email))
    for invitation in found:
        # Not a change of the invitation: whom it went to is forgotten, what became of it stays.
        Invitation.objects.filter(pk=invitation.pk).update(email=address, title=name)
        _rewrite(Invitation, name, address, pk=invitation.pk)


def _rewrite(model: Any, name: str, address: str, *, pk: Any) -> None:
    """In the history of one record, the columns that may be forgotten, and none else."""
    model.history.model._base_manager.filter(id=pk).update(email=address, title=name)
