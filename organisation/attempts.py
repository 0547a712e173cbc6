"""Attempts to sign in with a password: how many are free, and who can use up whose (docs/decisions/rate-limits.md).

A site of the NHS shows itself as one address, so that a limit by address alone locks everybody there out; a limit by
account alone lets anybody lock a colleague out. Counted are failures alone, by what they have in common:

- a browser that has signed in to the account before has attempts of its own, which nobody else can use up;
- a stranger has a few attempts at an account from one address; more are refused before they count anywhere else;
- all strangers at one address have many at all accounts together, against one password tried on every account;
- all strangers together have many at one account, against one account tried from many addresses.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import RateLimitUsage
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from organisation import devices, limits

FROM_KNOWN = "sign_in_known_device"
FROM_ADDRESS = "sign_in_account_and_address"
OF_ADDRESS = "sign_in_address"
OF_ACCOUNT = "sign_in_account"


class Attempt:
    """One attempt at an account. Free until it is known to have failed: `undo` when the password was right."""

    def __init__(self, request: HttpRequest, email: str) -> None:
        self.request = request
        self.account = email.strip().lower()
        self._counted: list[RateLimitUsage] = []

    def count(self) -> bool:
        """Count it as failed, everywhere that it counts; False, and counted nowhere, when there were too many."""
        device = devices.known_as(self.request, self.account)
        if device and self._count(FROM_KNOWN, f"{self.account} {device}"):
            return True
        # What is looked at first is not counted, so that a flood from one address leaves nothing behind.
        free = limits.is_free(self.request, OF_ADDRESS) and (
            self._count(FROM_ADDRESS, f"{self.account} {limits.network_of(self.request)}")
            and self._count(OF_ADDRESS)
            and self._count(OF_ACCOUNT, self.account)
        )
        if not free:
            self.undo()
        return free

    def undo(self) -> None:
        """The password was right, or the attempt was refused unread."""
        while self._counted:
            self._counted.pop().rollback()

    def forgive(self) -> None:
        """Whoever has just set the password begins afresh."""
        limits.clear(self.request, FROM_ADDRESS, key=f"{self.account} {limits.network_of(self.request)}")
        limits.clear(self.request, OF_ACCOUNT, key=self.account)

    def _count(self, action: str, key: str | None = None) -> bool:
        usage = limits.consume(self.request, action, key=key)
        if usage is not None:
            self._counted.append(usage)
        return usage is not None


class LimitedAttempts(DefaultAccountAdapter):
    """The library's adapter, with the limits above in the place of its own on failed sign-ins."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an attempt beyond the limits, the right password or not."""
        self._attempt = Attempt(request, credentials.get("email", ""))
        if not self._attempt.count():
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The library calls it when the password was right."""
        self._attempt.undo()

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        if self.request is not None:
            Attempt(self.request, user.get_username()).forgive()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        response = super().post_login(request, user, **options)
        devices.remember(request, response, user.get_username())
        return response
