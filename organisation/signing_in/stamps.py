"""When a session's person signed in, and when they were last there, as the session itself holds it.

Seconds of real time (`core.clock.wall_now`), whatever day is being shown.
"""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from core import clock

SIGNED_IN_AT = "signed_in_at"
ACTIVE_AT = "active_at"


def seconds_now() -> float:
    return clock.wall_now().timestamp()


def begin(session: SessionBase) -> None:
    """The clock of a new sign-in starts."""
    session[SIGNED_IN_AT] = session[ACTIVE_AT] = seconds_now()


def on_signed_in(sender: Any, request: HttpRequest, **others: Any) -> None:
    """Django's own signal is the one place through which every way of signing in goes (organisation/apps.py)."""
    begin(request.session)


def signed_in_at(session: SessionBase) -> float:
    """0 for a session that nobody stamped: signed in so long ago that nothing counts any more."""
    return _seconds(session.get(SIGNED_IN_AT))


def active_at(session: SessionBase) -> float:
    return _seconds(session.get(ACTIVE_AT))


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
