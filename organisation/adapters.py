"""How people come in: no sign-up of one's own, and demonstration accounts only in the demonstration."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from organisation.attempts import LimitedAttempts
from organisation.joining.oidc.adapter import BesideProvider
from organisation.models import User
from organisation.noted_sign_ins import NotedSignIns
from organisation.signing_in.asked_again import AskedAgain
from organisation.signing_in.told import ToldByMail


def is_refused(user: User | None) -> bool:
    """Whether this is a demonstration account while the demonstration is not switched on."""
    return user is not None and user.is_demonstration and not settings.PORTAL_DEMONSTRATION


class ClosedAccountAdapter(BesideProvider, AskedAgain, ToldByMail, LimitedAttempts, NotedSignIns):
    """Accounts are made by an administrator, never by their owners."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None. The library would let in someone whom its backend refused but who is active."""
        user = super().authenticate(request, **credentials)
        return None if is_refused(user) else user


class PortalBackend(AuthenticationBackend):
    """The library's own rule of who may sign in or stay in, and one more: `is_refused`."""

    def user_can_authenticate(self, user: User | None) -> bool:
        return not is_refused(user) and super().user_can_authenticate(user)
