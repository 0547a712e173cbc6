"""Limits on guessing: who is stopped, who is not, and that neither a shared address nor a forged header turns them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from core import clock
from organisation import devices, tallies
from organisation.attempts import Attempt
from organisation.models import Tally, User
from organisation.tests.builders import PASSWORD, make_user
from organisation.tests.builders_signing_in import letters_at_once

OWNER = "owner@example.org"
SITE, ATTACKER, HOME = "192.0.2.10", "198.51.100.66", "203.0.113.7"
GUESS = "a guess at a password"

pytestmark = pytest.mark.django_db
Come = Callable[..., HttpRequest]


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[time_machine.Traveller]:
    """The beginning of every span of time that is counted in, and the clock stands."""
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner() -> User:
    return make_user(email=OWNER)


@pytest.fixture
def come(rf: RequestFactory) -> Come:
    """A request to sign in, from an address, perhaps with a browser that is known."""

    def from_address(address: str, cookie: str = "", **headers: str) -> HttpRequest:
        request = rf.post("/accounts/login/", REMOTE_ADDR=address, headers=headers)
        if cookie:
            request.COOKIES["device"] = cookie
        return request

    return from_address


def known_browser(come: Come, *accounts: str) -> str:
    """The cookie of a browser on which these accounts have signed in."""
    cookie = ""
    for account in accounts:
        response = HttpResponse()
        devices.remember(come(HOME, cookie), response, account)
        cookie = response.cookies["device"].value
    return cookie


def fail(request: HttpRequest, account: str = OWNER, times: int = 1) -> int:
    """How many of so many wrong passwords were read at all."""
    return sum(Attempt(request, account).count() for _ in range(times))


# Lock-out ----------------------------------------------------------------------------------------------------------


def test_a_thousand_failures_from_one_address_do_not_keep_the_owner_out(come: Come) -> None:
    """Refused attempts count nowhere: of a thousand, five were read, and strangers elsewhere have all of theirs."""
    assert fail(come(ATTACKER), times=1000) == 5
    assert fail(come(HOME), times=6) == 5, "the owner at home, in a browser that nobody knows"


def test_those_beside_the_attacker_sign_in(come: Come) -> None:
    """The attacker sits in the same building, behind the same address."""
    assert fail(come(SITE), times=100) == 5
    assert fail(come(SITE), "colleague@example.org", times=6) == 5
    assert fail(come(SITE, known_browser(come, OWNER)), times=11) == 10, (
        "the owner's own browser has its own attempts"
    )


def test_three_hundred_people_sign_in_from_one_address(come: Come) -> None:
    """On the morning of the last day, every tenth mistypes: the right passwords are not counted."""
    for number in range(300):
        attempt = Attempt(come(SITE), f"person{number}@example.org")
        assert attempt.count(), f"person {number}"
        if number % 10:
            attempt.undo()


def test_common_passwords_tried_on_every_account_end(come: Come) -> None:
    """Spraying: after a hundred failures in ten minutes, two passwords an hour at each account from there."""
    accounts = [f"person{number}@example.org" for number in range(50)]
    assert [sum(fail(come(ATTACKER), each) for each in accounts) for _ in range(6)] == [50, 50, 50, 50, 0, 0]
    assert fail(come(ATTACKER, known_browser(come, accounts[0])), accounts[0]) == 1
    assert fail(come(HOME), accounts[0]) == 1


def test_nobody_closes_a_whole_site(come: Come, a_monday: time_machine.Traveller) -> None:
    """A thousand failures at invented accounts from the site's address, and a colleague there still comes in."""
    for number in range(1100):
        fail(come(SITE), f"invented{number}@example.org")
        if number % 100 == 99:
            a_monday.shift(timedelta(minutes=10))
    assert fail(come(SITE), "colleague@example.org", times=3) == 2


def test_a_whole_day_has_six_attempts_where_the_address_has_none(
    come: Come, a_monday: time_machine.Traveller
) -> None:
    read = 0
    for number in range(1000):
        fail(come(SITE), f"invented{number}@example.org")
        if number % 100 == 99:
            a_monday.shift(timedelta(minutes=10))
    for _ in range(8):
        a_monday.shift(timedelta(hours=1))
        read += fail(come(SITE), times=5)
    assert read == 6


def test_one_account_tried_from_many_addresses_ends_and_its_owner_is_known(come: Come) -> None:
    read = sum(fail(come(f"198.51.100.{number}"), times=5) for number in range(30))
    assert read == 100
    assert fail(come(HOME)) == 0, "strangers are not heard for this account now"
    assert fail(come(HOME, known_browser(come, OWNER))) == 1
    assert fail(come(HOME), "colleague@example.org") == 1


def test_what_is_refused_is_written_nowhere(
    come: Come, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A flood costs two queries each, and leaves no more rows than what was read."""
    fail(come(ATTACKER), times=5)
    before = sorted(Tally.objects.values_list("key", "count"))
    with django_assert_num_queries(2):
        assert fail(come(ATTACKER)) == 0
    assert sorted(Tally.objects.values_list("key", "count")) == before


def test_an_attempt_takes_two_statements(
    come: Come, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2 + 2):  # beside them, the beginning and the end of a savepoint
        assert Attempt(come(SITE), OWNER).count()


def test_attempts_are_free_again_when_their_time_is_over(
    come: Come, a_monday: time_machine.Traveller
) -> None:
    assert fail(come(ATTACKER), times=6) == 5
    a_monday.shift(timedelta(minutes=5))
    assert fail(come(ATTACKER), times=6) == 5
    for _ in range(20):
        a_monday.shift(timedelta(minutes=5))
        fail(come(ATTACKER), times=6)
    assert Tally.objects.filter(count__gt=20, ends_at__lt=clock.wall_now() + timedelta(hours=1)).count() == 0
    a_monday.shift(timedelta(days=1))
    tallies.sweep(clock.wall_now())
    assert not Tally.objects.exists()


# The known browser ---------------------------------------------------------------------------------------------------


def test_a_forged_or_foreign_cookie_makes_nobody_known(come: Come) -> None:
    cookie = known_browser(come, "colleague@example.org")
    for forged in ("nonsense", cookie[:-2] + "aa", cookie):
        assert devices.known_as(come(HOME, forged), OWNER) is None
    assert fail(come(ATTACKER, cookie), times=10) == 5


def test_a_known_browser_has_a_hundred_tries_a_day(come: Come, a_monday: time_machine.Traveller) -> None:
    """Such as in the hands of whoever copied its cookie."""
    browser, read = come(HOME, known_browser(come, OWNER)), 0
    for _ in range(11):
        fail(
            come(HOME), times=5
        )  # else it would count among the strangers of its address when its own are used up
        read += fail(browser, times=11)
        a_monday.shift(timedelta(minutes=10))
    assert read == 100


def test_a_shared_desk_knows_the_last_five(come: Come) -> None:
    accounts = [f"person{number}@example.org" for number in range(6)]
    cookie = known_browser(come, *accounts)
    known = [bool(devices.known_as(come(HOME, cookie), account)) for account in accounts]
    assert known == [False, True, True, True, True, True]
    assert "example.org" not in cookie


def test_signing_in_makes_the_browser_known(client: Client, owner: User) -> None:
    client.post("/accounts/login/", {"login": OWNER, "password": PASSWORD})
    cookie = client.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.post("/accounts/logout/")
    assert client.cookies["device"].value == cookie.value


# Where a request comes from -------------------------------------------------------------------------------------------


def test_a_forged_header_neither_evades_nor_blames(come: Come, settings: Settings) -> None:
    """Behind one proxy, the last address is the proxy's word; those before it are whatever the visitor wrote."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [
        come("10.0.0.1", **{"X-Forwarded-For": f"203.0.113.{number}, {ATTACKER}"}) for number in range(20)
    ]
    assert sum(map(fail, forged)) == 5, "a new address each time does not help"
    blamed = come("10.0.0.1", **{"X-Forwarded-For": "203.0.113.7"})
    assert fail(blamed, times=6) == 5, "who was named in the forged part is not counted with"


def test_without_a_proxy_the_header_is_not_heard(come: Come) -> None:
    forged = [come(ATTACKER, **{"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(20)]
    assert sum(map(fail, forged)) == 5


def test_of_two_proxies_the_second_last_address_counts(come: Come, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    chain = [
        come("10.0.0.1", **{"X-Forwarded-For": f"9.9.9.{n}, {ATTACKER}, 10.0.0.{n}"}) for n in range(2, 12)
    ]
    assert sum(map(fail, chain)) == 5


def test_one_household_of_ipv6_is_one_address(come: Come) -> None:
    assert sum(fail(come(f"2001:db8:1:2::{number}")) for number in range(1, 20)) == 5
    assert fail(come("2001:db8:1:3::1")) == 1


# Through the pages ----------------------------------------------------------------------------------------------------


def test_the_right_password_counts_for_nothing_and_clears_nothing(
    client: Client, owner: User, come: Come
) -> None:
    for _ in range(4):
        client.post("/accounts/login/", {"login": OWNER, "password": GUESS}, REMOTE_ADDR=SITE)
    client.post("/accounts/login/", {"login": OWNER, "password": PASSWORD}, REMOTE_ADDR=SITE)
    assert get_user(client).is_authenticated  # type: ignore[arg-type]
    assert fail(come(SITE), times=5) == 1, (
        "or an attacker would sign in to an account of their own in between"
    )


def test_too_many_is_said_alike_of_an_account_and_of_none(owner: User) -> None:
    pages = []
    for email in (OWNER, "nobody@example.org"):
        for _ in range(6):
            page = Client().post("/accounts/login/", {"login": email, "password": GUESS})
        pages.append(page.content.decode())
        assert page.status_code == 200
    assert all("Too many wrong passwords." in page for page in pages)


def test_who_sets_a_new_password_begins_afresh(client: Client, owner: User, come: Come) -> None:
    assert fail(come("127.0.0.1"), times=6) == 5
    with letters_at_once():
        client.post("/accounts/password/reset/", {"email": OWNER})
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    page = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": "a long way to the sea", "password2": "a long way to the sea"})
    assert fail(come("127.0.0.1")) == 1
    known = client.cookies["device"].value
    assert devices.known_as(come(HOME, known), OWNER), "whoever fails beside them keeps them out no more"


@pytest.mark.parametrize("email", [OWNER, "nobody@example.org"])
def test_asking_for_links_to_other_accounts_keeps_nobody_from_theirs(email: str, owner: User) -> None:
    """Nor does an answer tell who has an account."""
    for number in range(150):
        Client().post("/accounts/password/reset/", {"email": f"invented{number}@example.org"})
    assert Client().post("/accounts/password/reset/", {"email": email}).status_code == 302


def test_all_processes_count_together(come: Come) -> None:
    """What is counted stands in the database alone; of two at once, the last free one is had by one of them."""
    fail(come(ATTACKER), times=4)
    rows = next(Attempt(come(ATTACKER), OWNER)._as_stranger())
    both_have_read = {row.key: Tally.objects.get(pk=row.key) for row in rows}
    with mock.patch.object(Tally.objects, "in_bulk", return_value=both_have_read):
        assert [tallies.add(rows), tallies.add(rows)] == [True, False]
    assert {tally.count for tally in Tally.objects.all()} == {5}


def test_counters_name_nobody(come: Come) -> None:
    fail(come(ATTACKER))
    kept = str(list(Tally.objects.values()))
    assert OWNER not in kept
    assert ATTACKER not in kept
