"""By which ways somebody can come in, as far as the portal knows."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from organisation.models import User


def can_sign_in(person: User) -> bool:
    """By a way of the portal's own, or by the sign-in provider that the settings name."""
    return has_own_way_in(person) or is_tied(person)


def has_own_way_in(person: User) -> bool:
    """A password here, or a passkey that signs in alone."""
    if person.has_usable_password():
        return True
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    return any(each.wrap().is_passwordless for each in passkeys)


def is_tied(person: User) -> bool:
    """Whether somebody at the provider of the settings comes in with this account."""
    provider = settings.PORTAL_OIDC
    return bool(provider) and tie_of(person, issuer=provider.issuer) is not None


def tie_of(person: User, *, issuer: str = "") -> SocialAccount | None:
    """The tie between an account and a provider: that of the issuer, or the newest where a provider was replaced."""
    ties = SocialAccount.objects.filter(user=person).order_by("-date_joined")
    return (ties.filter(provider=issuer) if issuer else ties).first()
