"""Who needs a second factor, and who has one."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from organisation.demonstration import is_shared
from organisation.models import User
from organisation.signing_in import kept

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for one of these; alone they are none."""
BY_PROVIDER = "second_factor_by_provider"
"""In the session of somebody whose organisation's own sign-in has asked for a second factor (OpenID Connect)."""

WANTED = "wanted_page"
"""In the session of somebody who was led to set one up: the page that they had asked for."""


def needs_second_factor(person: User) -> bool:
    """Whether one of the person's roles asks for it. An account that is shared can have none of its own."""
    asking = settings.PORTAL_SECOND_FACTOR_ROLES
    if not asking or is_shared(person):
        return False
    return any(assignment.role in asking for assignment in person.assignments)


def has_second_factor(person: User) -> bool:
    """An authenticator app or a passkey."""
    return Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists()


def lacks_second_factor(request: HttpRequest, person: User) -> bool:
    """Whether the person must set one up before they reach anything."""
    if not needs_second_factor(person) or request.session.get(BY_PROVIDER):
        return False
    return not has_second_factor(person)


def onwards(request: HttpRequest) -> str:
    """Where somebody goes on to who had to set one up first: to what they sent, or wanted to see."""
    if kept.kept_for(request.session, request.user.pk):  # type: ignore[arg-type]
        return reverse("signing_in:kept_form")
    return str(request.session.get(WANTED, "/"))
