"""When a session's person signed in, and when they were last there, as the session itself holds it.

Seconds of real time (`core.clock.wall_now`), whatever day is being shown.
"""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from core import clock
from organisation.signing_in.limits import Ended, Left, Limits, ended, left

SIGNED_IN_AT = "signed_in_at"
ACTIVE_AT = "active_at"


def seconds_now() -> float:
    return clock.wall_now().timestamp()


def limits() -> Limits:
    """The limits in force."""
    return Limits(
        idle=settings.PORTAL_IDLE_SECONDS,
        longest=settings.PORTAL_SIGNED_IN_SECONDS,
        warn=settings.PORTAL_WARN_SECONDS,
    )


def begin(session: SessionBase) -> None:
    """The clock of a new sign-in starts."""
    session[SIGNED_IN_AT] = session[ACTIVE_AT] = seconds_now()


def note_activity(session: SessionBase) -> None:
    """Somebody is there. Written down only when the last note has grown old, because it is a write."""
    now = seconds_now()
    if abs(now - active_at(session)) >= limits().noted_every:
        session[ACTIVE_AT] = now


def why_ended(session: SessionBase) -> Ended | None:
    """Why the session is over, None while it is not. One that nobody stamped is."""
    return ended(
        limits(), signed_in_at=signed_in_at(session), active_at=active_at(session), now=seconds_now()
    )


def what_is_left(session: SessionBase) -> Left:
    return left(limits(), signed_in_at=signed_in_at(session), active_at=active_at(session), now=seconds_now())


def signed_in_at(session: SessionBase) -> float:
    """0 for a session that nobody stamped: signed in so long ago that nothing counts any more."""
    return _seconds(session.get(SIGNED_IN_AT))


def active_at(session: SessionBase) -> float:
    return _seconds(session.get(ACTIVE_AT))


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
