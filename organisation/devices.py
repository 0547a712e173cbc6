"""Browsers that somebody has signed in with before, told by a signed cookie (docs/decisions/rate-limits.md).

Who guesses an account's password from elsewhere can exhaust the attempts that strangers have; the owner's own browser
has attempts of its own. The cookie lets nobody in: it holds, for the last few accounts that signed in with this
browser, a mark of the account and a random number, and means nothing more than that more attempts are free here.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

MOST_ACCOUNTS = 5
"""Staff share desks: the last five who signed in with a browser are known on it."""
KEPT_FOR = 90 * 24 * 60 * 60
"""Seconds; each sign-in starts them anew."""
SALT = "organisation.devices"


def known_as(request: HttpRequest, email: str) -> str | None:
    """The number by which this browser is known to that account; None for a stranger."""
    return dict(_marks(request)).get(_mark_of(email))


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """After a sign-in: this browser is known to the account from now on."""
    mark, marks = _mark_of(email), _marks(request)
    number = dict(marks).get(mark) or secrets.token_urlsafe(12)
    others = [each for each in marks if each[0] != mark]
    response.set_cookie(
        settings.PORTAL_DEVICE_COOKIE,
        signing.dumps([(mark, number), *others][:MOST_ACCOUNTS], salt=SALT),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[tuple[str, str]]:
    """What the cookie says; nothing where it was not made here, or is too old."""
    try:
        marks = signing.loads(
            request.COOKIES.get(settings.PORTAL_DEVICE_COOKIE, ""), salt=SALT, max_age=KEPT_FOR
        )
    except signing.BadSignature:
        return []
    return [(mark, number) for mark, number in marks]


def _mark_of(email: str) -> str:
    """Tells accounts apart without naming them."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:20]
