"""The portal's ways with second factors: what they are called, and how their secrets lie in the database.

Secrets are encrypted with a key made from SECRET_KEY: whoever has a backup alone can make no codes.
"""

import base64
import hashlib
import secrets
from functools import cache

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

from organisation.models import Organisation, User

PURPOSE = b"portal second factors"
ENCRYPTED = ("secret", "seed")
"""Of an authenticator app, and of recovery codes: what of their data is encrypted."""


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    """Encrypts with the first key; opens with any, so that SECRET_KEY can be changed by way of SECRET_KEY_FALLBACKS."""
    made = [hashlib.blake2b(PURPOSE, key=hashlib.sha512(key.encode()).digest()) for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each.digest()[:32])) for each in made])


def box() -> MultiFernet:
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@transaction.atomic
def encrypt_anew() -> tuple[int, int]:
    """Encrypt all secrets with the key in use now; how many, and how many that no key opens were left alone."""
    done = lost = 0
    for factor in Authenticator.objects.select_for_update().filter(data__has_any_keys=ENCRYPTED):
        try:
            rotated = {
                name: box().rotate(factor.data[name]).decode() for name in ENCRYPTED if name in factor.data
            }
        except InvalidToken:
            lost += 1
            continue
        factor.data |= rotated
        factor.save(update_fields=["data"])
        done += 1
    return done, lost


class SecondFactorAdapter(DefaultMFAAdapter):
    """In the portal's words, and with secrets that are not readable in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not the code, or not any more. Type the one that is shown now.",
        "cannot_delete_authenticator": "This second factor cannot be taken away.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What another SECRET_KEY encrypted opens no more: a secret that nobody knows stands in, and fits no code."""
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  # allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"

    def build_totp_svg(self, url: str) -> str:
        """Not as part of the page: its picture has an address of its own (`views.qr_code`)."""
        return ""

    def qr_code(self, url: str) -> str:
        """The address as a picture, for the camera of a phone."""
        return super().build_totp_svg(url)

    def _get_site_name(self) -> str:
        """What the app on the phone and the browser call the portal."""
        organisation = Organisation.objects.first()
        return (
            f"{organisation.portal_name}, {organisation.short_name}" if organisation else "Assurance portal"
        )
