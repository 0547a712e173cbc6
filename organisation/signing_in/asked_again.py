"""The hook by which the sign-in library asks whether somebody must prove again that it is them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from organisation.signing_in.recent import ask_again, is_recent

WORDS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your authenticator app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class AskedAgain(DefaultAccountAdapter):
    """Whoever has just signed in is not asked again (the library would), and nobody is let off for having no password
    here (the library would, which opens all to the unattended screen of somebody who signs in with their organisation).
    """

    def is_reauthentication_required(self, *, app: str, **others: Any) -> bool:
        request: HttpRequest | None = self.request
        if request is None:
            raise ImproperlyConfigured("Asked outside a request.")
        if is_recent(request):
            return False
        if not self.get_reauthentication_methods(request.user):
            raise ImmediateHttpResponse(ask_again(request))
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's, in the portal's words."""
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WORDS.get(way["id"], way["description"])} for way in ways]
