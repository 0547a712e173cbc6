"""Where somebody is signed in: each session with its browser, its place and its times."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core import clock
from organisation.demonstration import is_shared
from organisation.models import User
from organisation.signing_in import stamps

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    """One browser in which the person is signed in."""

    pk: int
    browser: str
    ip: str
    signed_in_at: datetime
    active_at: datetime
    is_current: bool


def browser_words(user_agent: str) -> str:
    """Chrome on Windows."""
    browser = next((word for sign, word in BROWSERS if sign in user_agent), "A browser")
    system = next((word for sign, word in SYSTEMS if sign in user_agent), "")
    version = re.search(r"(?:Edg|OPR|Firefox|Chrome|Version)/(\d+)", user_agent)
    named = f"{browser} {version[1]}" if version and browser != "A browser" else browser
    return f"{named} on {system}" if system else named


def session_rows(person: User, current_key: str | None) -> list[SessionRow]:
    """The sessions that are still open, the current one first, then the newest: two queries."""
    known = {each.session_key: each for each in own_sessions(person, current_key)}
    stored = Session.objects.filter(session_key__in=known, expire_date__gt=clock.wall_now())
    rows = [_row(known[each.session_key], each, current_key) for each in stored if _is_open(each, person)]
    return sorted(rows, key=lambda row: (not row.is_current, -row.signed_in_at.timestamp()))


def own_sessions(person: User, current_key: str | None) -> QuerySet[UserSession]:
    """Those of the person; of an account that is shared the one alone that asks, as the others are other people's."""
    known = UserSession.objects.filter(user=person)
    return known.filter(session_key=current_key) if is_shared(person) else known


def _is_open(stored: Session, person: User) -> bool:
    """Within its limits, and not of a time before all sessions were ended."""
    data = stored.get_decoded()
    return data.get("_auth_user_hash") == person.get_session_auth_hash() and stamps.why_ended(data) is None


def _row(known: UserSession, stored: Session, current_key: str | None) -> SessionRow:
    data = stored.get_decoded()
    return SessionRow(
        pk=known.pk,
        browser=browser_words(known.user_agent),
        ip=known.ip,
        signed_in_at=datetime.fromtimestamp(stamps.signed_in_at(data), UTC),
        active_at=datetime.fromtimestamp(stamps.active_at(data), UTC),
        is_current=known.session_key == current_key,
    )
