"""Attempts to sign in with a password: how many are free, and who can use up whose (docs/decisions/rate-limits.md).

A site of the NHS shows itself as one address, so that a limit by address alone locks everybody there out; a limit by
account alone lets anybody lock a colleague out. Counted are failures alone, by what they have in common:

- a browser that has signed in to the account before has attempts of its own, which nobody else can use up;
- a stranger has a few attempts at an account from one address; what is refused counts nowhere;
- all strangers at one address have many at all accounts together, against one password tried on every account; where
  those are used up, each account still has a few of its own there, so that nobody closes a whole site;
- all strangers together have many at one account, against one account tried from many addresses.

Whoever sets a new password by the link of an e-mail begins afresh, in a browser that is known from then on.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from core import clock
from organisation import devices, limits, tallies
from organisation.demonstration import STAYS, is_shared
from organisation.models import User
from organisation.tallies import Row

FROM_KNOWN = "sign_in_known_device"
FROM_ADDRESS = "sign_in_account_and_address"
OF_ADDRESS = "sign_in_address"
STILL_FREE = "sign_in_account_where_address_is_full"
OF_ACCOUNT = "sign_in_account"


class Attempt:
    """One attempt at an account. Counted as failed until it is known better: `undo` when the password was right."""

    def __init__(self, request: HttpRequest, email: str) -> None:
        self.request = request
        self.account = email.strip().lower()
        self._counted: list[Row] = []

    def count(self) -> bool:
        """Count it everywhere that it counts; False, and counted nowhere, when there were too many."""
        device = devices.known_as(self.request, self.account)
        known = self._rows(FROM_KNOWN, device) if device else []
        return bool(known and self._count(known)) or any(map(self._count, self._as_stranger()))

    def undo(self) -> None:
        """The password was right."""
        tallies.take_back(self._counted)
        self._counted = []

    def forgive(self) -> None:
        """Whoever has just set the password begins afresh."""
        tallies.clear(
            [*self._from_address(FROM_ADDRESS), *self._from_address(STILL_FREE), *self._rows(OF_ACCOUNT)]
        )

    def _as_stranger(self) -> Iterator[list[Row]]:
        """Where it counts while the address has attempts left, and where when it has none."""
        of_account = [*self._from_address(FROM_ADDRESS), *self._rows(OF_ACCOUNT)]
        yield [*of_account, *limits.rows_of(self.request, OF_ADDRESS)]
        yield [*of_account, *self._from_address(STILL_FREE)]

    def _from_address(self, action: str) -> list[Row]:
        return self._rows(action, limits.network_of(self.request))

    def _rows(self, action: str, whose: str = "") -> list[Row]:
        return limits.rows_of(self.request, action, f"{self.account} {whose}")

    def _count(self, rows: list[Row]) -> bool:
        if not tallies.add(rows):
            return False
        self._counted = rows
        return True


class SetMeanwhile(PermissionDenied):
    """Somebody else set the password of the account at the same moment, with the same right."""


class LimitedAttempts(DefaultAccountAdapter):
    """The library's adapter, with the limits above in the place of its own on failed sign-ins."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That is not the password of an account with this e-mail address. Type both again, "
        "or ask for a link to set a new password.",
        "too_many_wrong_passwords": "Too many wrong passwords. Wait some minutes, or ask for a link to set a "
        "new password, which lets you in at once.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an attempt beyond the limits, the right password or not."""
        self._attempt = Attempt(request, credentials.get("email", ""))
        if not self._attempt.count():
            raise self.validation_error("too_many_wrong_passwords")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The library calls it when the password was right."""
        self._attempt.undo()

    @transaction.atomic
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """As the account is now: the library saves all of it as it was read, and would open one closed meanwhile.

        Raises SetMeanwhile: a link, or the old password, was judged by what the password was then.
        """
        judged_by = user.password
        user.refresh_from_db(from_queryset=User.objects.select_for_update())
        if user.password != judged_by:
            raise SetMeanwhile("The password was changed a moment ago. Sign in with the new one.")
        if not user.is_active:
            raise PermissionDenied("This account is closed.")
        if is_shared(user):
            raise PermissionDenied(STAYS)
        super().set_password(user, password)
        if self.request is not None:
            Attempt(self.request, user.get_username()).forgive()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        response = super().post_login(request, user, **options)
        devices.remember(request, response, user.get_username())
        tallies.sweep(clock.wall_now())
        return response
