"""A passkey that is not accepted: the library would forget where somebody was going."""

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn import views as library
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from organisation.noted_sign_ins import note_failed, note_failed_passkey

NOT_ACCEPTED = "That passkey was not accepted. Try once more, or another way."


class Again(library.ReauthenticateWebAuthnView):
    """Asked again for a passkey. One that is not accepted is noted as a wrong password is."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        note_failed(self.request.user.email, "passkey not accepted")
        return back_to(self.request, "mfa_reauthenticate_webauthn")


class SignIn(library.LoginWebAuthnView):
    """Signing in with a passkey alone. Whose it was to be is not known where it is not accepted, and so noted."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        note_failed_passkey()
        return back_to(self.request, "account_login")


def back_to(request: HttpRequest, name: str) -> HttpResponse:
    """To the page that was used, which still knows where to go on to."""
    messages.error(request, NOT_ACCEPTED)
    return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse(name), REDIRECT_FIELD_NAME))
