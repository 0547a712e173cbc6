"""The library's forms for codes, as the portal draws forms: no words inside the box, figures first on a phone."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa import app_settings
from allauth.mfa.base import forms as library
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.forms import BaseForm, TextInput
from django.http import HttpRequest

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
