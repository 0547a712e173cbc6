"""The limits that the settings give to the sign-in library itself: links for a new password, codes of a second factor.

Other tests work under wider ones (conftest.py); those on wrong passwords stand in organisation/tests/test_attempts.py.
"""

import re

import pytest
from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from pytest_django.fixtures import Settings

from ccg_portal import settings as as_served
from organisation.models import User
from organisation.tests.builders import PASSWORD, make_user
from organisation.tests.builders_signing_in import letters_at_once

EMAIL = "owner@example.org"
PAGE = as_served.BASE_DIR / "docs" / "decisions" / "rate-limits.md"
SPANS = {
    "5m": "in five minutes",
    "180s": "in three minutes",
    "30s": "in half a minute",
    "10m": "in ten minutes",
    "15m": "in a quarter of an hour",
    "m": "a minute",
    "h": "an hour",
    "d": "a day",
}
with override_settings(
    ACCOUNT_RATE_LIMITS=as_served.ACCOUNT_RATE_LIMITS, MFA_RATE_LIMITS=as_served.MFA_RATE_LIMITS
):
    # With those that the library brings itself.
    ALL_LIMITS = as_served.PORTAL_RATE_LIMITS | account.RATE_LIMITS | mfa.RATE_LIMITS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits_as_served(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = as_served.ACCOUNT_RATE_LIMITS


@pytest.fixture
def owner() -> User:
    return make_user(email=EMAIL)


@pytest.mark.parametrize("action", sorted(action for action, rates in ALL_LIMITS.items() if rates))
def test_each_limit_is_written_down_as_it_is_set(action: str) -> None:
    parts = [rate.split("/") for rate in ALL_LIMITS[action].split(",")]
    words = ", ".join(f"{int(number):,}( wrong ones)? {SPANS[span]}" for number, span, _ in parts)
    assert re.search(rf"[|,] {words}( |,|;|\.)", " ".join(PAGE.read_text().split()))


def test_limits_that_the_library_brings_are_among_them() -> None:
    assert {"change_password", "reauthenticate", "signup"} <= set(ALL_LIMITS)


def from_address(number: int) -> Client:
    return Client(REMOTE_ADDR=f"198.51.100.{number}")


def test_links_for_a_new_password_are_few_and_arrive_with_the_owner(owner: User) -> None:
    """An attacker cannot fill the mailbox; and whatever they ask for helps the owner alone."""
    with letters_at_once():
        asked = [
            from_address(number).post("/accounts/password/reset/", {"email": EMAIL}).status_code
            for number in range(7)
        ]
    assert asked == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5


def test_asking_for_one_address_limits_nobody_else_at_that_address(owner: User) -> None:
    make_user(email="colleague@example.org")
    site = from_address(1)
    for _ in range(8):
        site.post("/accounts/password/reset/", {"email": EMAIL})
    assert site.post("/accounts/password/reset/", {"email": "colleague@example.org"}).status_code == 302


def test_codes_of_a_second_factor_are_few_whatever_address_they_come_from(owner: User) -> None:
    """Only whoever has the password can use them up."""
    TOTP.activate(owner, generate_totp_secret())
    said = []
    for number in range(7):
        client = from_address(number)
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        page = client.post("/accounts/second-factor/authenticate/", {"code": "000000"})
        said.append("Too many" in page.content.decode())
    assert said == [False] * 5 + [True] * 2


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> int:
    """A cache that is full with some rows."""
    monkeypatch.setattr(caches["default"], "_max_entries", 40)
    return 40


def ask_for_links(times: int) -> None:
    """A stranger asks for links for as many addresses, which nobody has."""
    for number in range(times):
        from_address(9).post("/accounts/password/reset/", {"email": f"nobody{number}@example.org"})


def rows_of_the_cache() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM portal_cache")
        return int(cursor.fetchone()[0])


def test_a_flood_of_links_does_not_give_codes_back(owner: User, few_rows: int) -> None:
    """Their counts lie in the same table as those of the links, which anybody can make."""
    TOTP.activate(owner, generate_totp_secret())
    client = from_address(1)
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})

    def is_refused() -> bool:
        page = client.post("/accounts/second-factor/authenticate/", {"code": "000000"})
        return "Too many" in page.content.decode()

    assert [is_refused() for _ in range(6)] == [False] * 5 + [True]
    ask_for_links(2 * few_rows)
    assert is_refused()
    assert rows_of_the_cache() <= few_rows


def test_a_flood_of_links_does_not_give_a_used_code_back(owner: User, few_rows: int) -> None:
    TOTP.activate(owner, secret := generate_totp_secret())
    _, shown_now, _ = yield_hotp_counters_from_time()  # the first is over with this half minute
    code = format_hotp_value(hotp_value(secret, shown_now))

    def signs_in() -> bool:
        client = from_address(1)
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        client.post("/accounts/second-factor/authenticate/", {"code": code})
        return get_user(client).is_authenticated  # type: ignore[arg-type]

    assert signs_in()
    ask_for_links(2 * few_rows)
    assert not signs_in()


def test_a_busy_site_is_not_refused_the_sign_in_page(owner: User) -> None:
    site = from_address(1)
    pages = [site.post("/accounts/login/", {"login": "", "password": ""}).status_code for _ in range(40)]
    assert set(pages) == {200}
