"""How people come in: no sign-up of one's own, and demonstration accounts only in the demonstration."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from organisation.models import User


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by their owners."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class PortalBackend(AuthenticationBackend):
    """The library's own rule of who may sign in, and one more: a demonstration account needs the demonstration."""

    def user_can_authenticate(self, user: User | None) -> bool:
        if user is None or (user.is_demonstration and not settings.PORTAL_DEMONSTRATION):
            return False
        return super().user_can_authenticate(user)
