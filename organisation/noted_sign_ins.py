"""Who came in, who went, and who could not: kept in the trail through the hooks of the sign-in library."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from core import trail
from core.models import EventKind
from organisation.models import User


class NotedSignIns(DefaultAccountAdapter):
    """An adapter whose hooks note what they are called for. What was typed is never kept."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        trail.note(EventKind.SIGNED_IN, "Signed in", by=user, subject=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(user := request.user, User):
            trail.note(EventKind.SIGNED_OUT, "Signed out", by=user, subject=user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """About the account that somebody tried; of an address that nobody has, nothing but that one was tried."""
        super().authentication_failed(request, **credentials)
        note_failed(credentials.get("email") or credentials.get("login") or "")


def note_failed(email: str, why: str = "wrong password") -> None:
    person = User.objects.filter(email__iexact=email.strip()).first() if email.strip() else None
    if person is None:
        trail.note(EventKind.SIGN_IN_FAILED, "Sign-in failed: there is no such account", by=None)
    else:
        trail.note(EventKind.SIGN_IN_FAILED, f"Sign-in failed: {why}", by=None, subject=person)
