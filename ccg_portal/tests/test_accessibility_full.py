"""The CCG's real data, a year of it locked and a quarter open, as each role comes upon it: by following links.

From the first pages of the portal every link is followed, of each kind of page one that shows an open quarter, one that
shows a locked one, and one that belongs to neither. What a role is not led to, it does not see here.
"""

import re
from collections import deque
from collections.abc import Hashable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from assurance.models import Report
from assurance.tests.builders_publishing import make_published, make_ready
from assurance.tests.dorset import loaded_dorset
from ccg_portal.tests.glass import PASSWORDS, Glass, Seen, policy_of
from ccg_portal.tests.test_accessibility import is_page
from organisation.demonstration import DOMAIN
from organisation.models import User
from organisation.tests.builders import make_user

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
OPEN, LOCKED = "2014-15-Q1", "2013-14-Q4"
FIRST = (
    "/",
    "/published/",
    f"/?quarter={LOCKED}",
    f"/returns/{OPEN}/quality/",
    f"/returns/{LOCKED}/quality/",
)
"""Where everybody begins; those who may not open one of them are told so, and are led nowhere by it."""
ROLES = (
    "contributor.quality",
    "approver.quality",
    "director.quality",
    "assurance",
    "finance",
    "engagement",
    "programmes",
    "governing.body",
    "administrator",
)
LEADS_ON = (200, 302)
KEPT = "/accounts/password/change/"
"""In the demonstration the shared password stays as it is, and the page says so."""


@pytest.fixture
def dorset(django_db_blocker: Any) -> Iterator[None]:
    with loaded_dorset(django_db_blocker), override_settings(PORTAL_DEMONSTRATION=True):
        queued = Report.objects.get()
        ready = make_ready(snapshot=queued.snapshot, audience=queued.audience, version=queued.version + 1)
        make_published(ready, by=(person("assurance"), person("director.quality")))
        yield


def person(account: str) -> User:
    return User.objects.get(email=f"{account}@{DOMAIN}")


class Walk:
    """Through the portal by its links, for one role after the other."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        """Where a link led that should not have been there."""

    def pages(self) -> Iterator[Seen]:
        for account in ROLES:
            yield from self._pages_of(account, person(account))
        yield from self._pages_of("nobody", make_user())
        yield from self._pages_of("", None)

    def _pages_of(self, account: str, who: User | None) -> Iterator[Seen]:
        client = Client()
        if who:
            client.force_login(who, backend=PASSWORDS)
        waiting = deque(FIRST)
        kinds: set[Hashable] = set()
        while waiting:
            path = waiting.popleft()
            kind = kind_of(path)
            if kind in kinds:
                continue
            kinds.add(kind)
            response = client.get(path)
            if response.status_code not in LEADS_ON and path not in (*FIRST, KEPT):
                self.refused.append(f"{account} {path} ({response.status_code})")
            if is_page(response):
                html = response.content.decode()
                yield Seen(f"{account} {path}", html)
                waiting += [unescape(link) for link in LINK.findall(html)]


def kind_of(path: str) -> Hashable:
    """The view, what kind of record it is told to show, and whether of a quarter that is open, or of a locked one."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return path
    quarter = "open" if OPEN in path else "locked" if LOCKED in path else ""
    return match.view_name, match.kwargs.get("kind"), quarter


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)  # as in test_accessibility.py
@pytest.mark.usefixtures("dorset")
def test_every_kind_of_page_full_of_data_is_accessible_to_whom_it_is_shown(page: Page) -> None:
    """axe finds nothing, nothing scrolls sideways, no policy is broken, and no link leads to a refusal."""
    glass = Glass(page, policy_of(Client()))
    walk = Walk()

    assert glass.look(walk.pages()) == []
    assert walk.refused == []
    assert glass.looked_at > 100
