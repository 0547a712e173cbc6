"""The library's forms for codes, as the portal draws forms: no words inside the box, figures first on a phone."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms import BaseForm, TextInput
from django.http import HttpRequest

from organisation.attempts import Attempt
from organisation.models import User
from organisation.noted_sign_ins import note_failed
from organisation.signing_in import password_links


def draw_code(form: BaseForm) -> None:
    """Recovery codes are figures as well."""
    code = form.fields["code"]
    code.widget = TextInput(
        {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "nhsuk-input--width-10"}
    )
    code.error_messages["required"] = "Type the code."


def remember_used(person: User, code: str) -> None:
    """For as long as the code would be taken: the library forgets it after one period, and takes it in three."""
    key = TOTP(Authenticator(user=person))._get_used_cache_key(code)
    cache.set(key, "y", app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))


class OnceForm:
    """A code that is taken once, in a field of the portal's own look. A wrong one is noted as a wrong password is."""

    authenticator: Any
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draw_code(self)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            remember_used(self.user, code)
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        note_failed(self.user.email, "wrong code of the second factor")


class CodeForm(OnceForm, library.AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(OnceForm, library.ReauthenticateForm):
    """Asked again for the code."""


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey. What no browser sends, and what another key signed, is not accepted, where the library would fall over
    it: anybody can send it.
    """

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except (InvalidSignature, AttributeError, LookupError, TypeError, ValueError):
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyAloneForm(PasskeyForm, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """Asked again for the passkey."""


class PasskeyAfterPasswordForm(PasskeyForm):
    """The second step of signing in. One that is not accepted is noted as a wrong code is."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError:
            note_failed(self.user.email, "passkey not accepted")
            raise


class NewPasswordForm(ChangePasswordForm):
    """A new password in the place of the one in use, which is guessed here no more often than where people sign in."""

    def clean_oldpassword(self) -> str:
        attempt = Attempt(context.request, self.user.email)
        if not attempt.count():
            raise get_account_adapter().validation_error("too_many_wrong_passwords")
        try:
            password: str = super().clean_oldpassword()
        except ValidationError:
            note_failed(self.user.email, "wrong password, where it is changed")
            raise
        attempt.undo()
        return password


class PasswordLinkForm(ResetPasswordForm):
    """Where somebody who forgot their password asks for a link. It does the same whether the address has an account."""

    def save(self, request: HttpRequest, **options: Any) -> str:
        password_links.ring(next(iter(self.users), None))
        email: str = self.cleaned_data["email"]
        return email


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an app that is being set up: whoever saw it typed signs in with it no more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draw_code(self)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        remember_used(self.user, code)
        return code
