"""Accounts that everybody who tries the demonstration signs in with: how that is done stays as it is.

Whoever changed the password or set up a second factor would shut the others out. Taking a second factor away is left
open, as it only lets people in.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from organisation.demonstration import is_shared
from organisation.models import User

SHUT = frozenset(
    {
        "account_change_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
    }
)
"""The pages by which people change how they sign in."""
NOT_THIS_ACCOUNT = 403


class SharedAccounts:
    """Explains, in the place of those pages, why they are shut and where they can be tried."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *rest: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not match or match.view_name not in SHUT:
            return None
        if not isinstance(request.user, User) or not is_shared(request.user):
            return None
        return render(request, "account/shared.html", status=NOT_THIS_ACCOUNT)
