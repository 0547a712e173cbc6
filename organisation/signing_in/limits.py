"""How long somebody stays signed in: decisions, with plain values in.

All times are seconds of the real clock. A session ends when nobody was active in it for `idle`, and in any case
`longest` after its sign-in; `warn` before either the page says so (WCAG 2.2.1; ASVS 7.3.1 and 7.3.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOTED_EVERY = 60
"""Seconds: activity is written down once a minute, not at each click; so idleness is measured to the minute."""


class Ended(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    LONGEST = "longest"


@dataclass(frozen=True)
class Limits:
    """What the settings say, in seconds."""

    idle: int
    longest: int
    warn: int

    @property
    def noted_every(self) -> float:
        """Short limits, as tests have them, are measured more finely."""
        return min(NOTED_EVERY, self.idle / 10)


@dataclass(frozen=True)
class Left:
    """What a page is told: seconds until the session ends, and whether staying active would make them more.

    `warn`: how long before the end it says so; `say_every`: how often it says, at most, that somebody types.
    """

    seconds: int
    can_be_more: bool
    warn: int
    say_every: int


def ended(limits: Limits, *, signed_in_at: float, active_at: float, now: float) -> Ended | None:
    """Whether and why the session is over; a clock that was set back ends nothing."""
    if now - signed_in_at >= limits.longest:
        return Ended.LONGEST
    return Ended.IDLE if now - active_at >= limits.idle else None


def left(limits: Limits, *, signed_in_at: float, active_at: float, now: float) -> Left:
    """What is left of the session."""
    until_idle, until_longest = active_at + limits.idle - now, signed_in_at + limits.longest - now
    return Left(
        seconds=max(0, int(min(until_idle, until_longest))),
        can_be_more=until_longest > until_idle,
        warn=limits.warn,
        say_every=max(1, int(limits.noted_every)),
    )


def is_activity(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request shows that somebody is there: a page opened, or anything sent.

    What a script asks by itself (how far is the report? how long is left?) shows nothing and does not count. What a
    script sends does: a draft is saved because somebody typed.
    """
    if method not in ("GET", "HEAD"):
        return True
    is_background = headers.get("Sec-Fetch-Dest") == "empty"
    return not is_background and not headers.get("Accept", "").startswith("application/json")
