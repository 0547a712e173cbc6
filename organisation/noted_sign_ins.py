"""Who came in, who went, and who could not: kept in the trail through the hooks of the sign-in library."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from core import trail
from core.models import EventKind
from organisation import limits
from organisation.models import User

HOUR = 60 * 60


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


EACH = 10
"""Failures at one account within an hour that are noted one by one."""


@transaction.atomic
def note_failed(email: str, why: str = "wrong password") -> None:
    """What stands in the trail stands there for good, so nobody can fill it from outside: see `is_noted`."""
    person = User.objects.filter(email__iexact=email.strip()).first() if email.strip() else None
    if person:
        _note(why, "here", whose=str(person.pk), each=EACH, subject=person)
    else:
        _note("there is no such account", "at addresses that nobody has", whose="", each=1)


@transaction.atomic
def note_failed_passkey() -> None:
    """One that was to sign in alone, about nobody: whose it was, anybody can write into what a browser sends."""
    _note("passkey not accepted", "with passkeys that are nobody's", whose="passkey", each=EACH)


def _note(why: str, where: str, *, whose: str, each: int, subject: User | None = None) -> None:
    times = limits.times_within(HOUR, f"failed sign-in {whose}")
    if not is_noted(times, each=each):
        return
    sentence = f"Sign-in failed: {why}"
    if times > each:
        sentence += f". {times:,} failures within the hour, {where}"
    trail.note(EventKind.SIGN_IN_FAILED, sentence, by=None, subject=subject)


def is_noted(times: int, *, each: int) -> bool:
    """The first few each; after them the tenth, the hundredth, the thousandth: a flood leaves few lines, and its size.

    >>> [times for times in range(1, 2000) if is_noted(times, each=1)]
    [1, 10, 100, 1000]
    """
    return times <= each or str(times).strip("0") == "1"
