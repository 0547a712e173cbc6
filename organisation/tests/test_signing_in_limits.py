"""How long somebody stays signed in: the rule, and the portal that keeps it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from organisation.models import User
from organisation.rights import Role
from organisation.signing_in.actions import clear_ended_sessions
from organisation.signing_in.kept import page_of
from organisation.signing_in.limits import Ended, Left, Limits, ended, is_activity, left
from organisation.tests.builders import PASSWORD, make_user

LIMITS = Limits(idle=900, longest=43_200, warn=120)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAGE, FORM = "/accounts/sessions/", "/accounts/password/change/"


@pytest.mark.parametrize(
    ("signed_in_at", "active_at", "now", "expected"),
    [
        (0, 0, 899, None),
        (0, 0, 900, Ended.IDLE),
        (0, 42_500, 43_199, None),
        (0, 43_100, 43_200, Ended.LONGEST),
        (0, 0, 43_200, Ended.LONGEST),
        (1_000, 1_000, 0, None),  # a clock that was set back
    ],
)
def test_when_a_session_ends(
    signed_in_at: float, active_at: float, now: float, expected: Ended | None
) -> None:
    assert ended(LIMITS, signed_in_at=signed_in_at, active_at=active_at, now=now) is expected


def test_what_a_page_is_told() -> None:
    assert left(LIMITS, signed_in_at=0, active_at=30, now=60) == Left(870, True, 120, 60)
    assert left(LIMITS, signed_in_at=0, active_at=42_600, now=42_900) == Left(300, False, 120, 60)
    assert left(LIMITS, signed_in_at=0, active_at=0, now=5_000).seconds == 0


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {"Accept": "text/html"}, True),
        ("GET", {"Accept": "text/html", "Sec-Fetch-Dest": "document"}, True),
        ("GET", {"Accept": "application/json"}, False),
        ("GET", {"Accept": "*/*", "Sec-Fetch-Dest": "empty"}, False),
        ("POST", {"Accept": "application/json", "Sec-Fetch-Dest": "empty"}, True),
    ],
)
def test_what_counts_as_activity(method: str, headers: dict[str, str], expected: bool) -> None:
    assert is_activity(method, headers) is expected


# The portal ---------------------------------------------------------------------------------------------------


@pytest.fixture
def person(db: None, settings: Settings) -> User:
    settings.PORTAL_IDLE_SECONDS, settings.PORTAL_SIGNED_IN_SECONDS = 900, 43_200
    return make_user(role=Role.CONTRIBUTOR)


@pytest.fixture
def clock(person: User, client: Client) -> Iterator[time_machine.Traveller]:
    """Nine o'clock, and the person has just signed in."""
    with time_machine.travel(START, tick=False) as traveller:
        client.force_login(person)
        yield traveller


def is_signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_whoever_does_nothing_is_signed_out_after_fifteen_minutes(
    client: Client, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=14))
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=14))
    assert is_signed_in(client), "the page before was activity"
    clock.shift(timedelta(minutes=15))
    answer = client.get(f"{PAGE}?year=2013-14")
    assert answer.headers["Location"] == (
        "/accounts/login/?next=/accounts/sessions/%3Fyear%3D2013-14&ended=idle"
    )
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
    assert "nothing had happened for a while" in client.get(answer.headers["Location"]).content.decode()


def test_whoever_works_on_is_signed_out_after_twelve_hours(
    client: Client, clock: time_machine.Traveller
) -> None:
    for _ in range(71):
        clock.shift(timedelta(minutes=10))
        assert client.post("/accounts/stay/").status_code == 200
    clock.shift(timedelta(minutes=10))
    assert client.get(PAGE).headers["Location"].endswith("ended=longest")


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(
    client: Client, clock: time_machine.Traveller
) -> None:
    """A page of progress asks every few seconds; it may do so for ever."""
    for _ in range(14):
        clock.shift(timedelta(minutes=1))
        answer = client.get("/accounts/time-left/", headers={"Accept": "application/json"})
        assert answer.status_code == 200
    assert answer.json() == {"seconds": 60, "can_be_more": True}
    clock.shift(timedelta(minutes=1))
    assert client.get("/accounts/time-left/", headers={"Accept": "application/json"}).status_code == 302
    assert client.get(PAGE).headers["Location"].endswith("ended=idle"), "the page after it still says why"


def test_no_page_knows_who_was_signed_in(client: Client, clock: time_machine.Traveller) -> None:
    """Not the public ones either, nor the page for an address that is none."""
    clock.shift(timedelta(minutes=16))
    for path in ("/about/figures/", "/no-such-page/"):
        assert "Sign out" not in client.get(path).content.decode()


def test_activity_is_written_down_once_a_minute(client: Client, clock: time_machine.Traveller) -> None:
    before = client.session["active_at"]
    clock.shift(timedelta(seconds=59))
    client.get(PAGE)
    assert client.session["active_at"] == before
    clock.shift(timedelta(seconds=1))
    client.get(PAGE)
    assert client.session["active_at"] == before + 60


def test_a_session_that_nobody_stamped_is_none(client: Client, clock: time_machine.Traveller) -> None:
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert not is_signed_in(client)


# A form that comes too late -------------------------------------------------------------------------------------


TYPED = {"reason": "Three words that nobody types twice", "oldpassword": "secret", "version": "7"}


def sent_too_late(client: Client, clock: time_machine.Traveller) -> str:
    clock.shift(timedelta(minutes=16))
    came_from = {"Referer": "http://testserver/accounts/password/change/?from=menu"}
    location: str = client.post(f"{FORM}?row=1", TYPED, headers=came_from).headers["Location"]
    return location


def test_a_form_sent_too_late_waits_for_its_person(
    client: Client, person: User, clock: time_machine.Traveller
) -> None:
    assert sent_too_late(client, clock) == "/accounts/login/?next=/accounts/kept-form/&ended=idle"
    signed_in = {"login": person.email, "password": PASSWORD, "next": "/accounts/kept-form/"}
    assert client.post("/accounts/login/", signed_in).headers["Location"] == "/accounts/kept-form/"
    page = client.get("/accounts/kept-form/").content.decode()
    assert TYPED["reason"] in page
    assert '<input type="hidden" name="version" value="7">' in page
    assert f'action="{FORM}?row=1"' in page
    assert "secret" not in page

    client.post(f"{FORM}?row=1", TYPED)
    assert "Nothing is waiting" in client.get("/accounts/kept-form/").content.decode()


def test_who_signed_out_elsewhere_is_told_that_it_was_not_saved(client: Client, person: User) -> None:
    client.logout()
    came_from = {"Referer": "http://testserver/accounts/password/change/?from=menu"}

    answer = client.post(f"{FORM}?row=1", TYPED, headers=came_from)

    back = "/accounts/password/change/%3Ffrom%3Dmenu"
    assert answer.headers["Location"] == f"/accounts/login/?next={back}&ended=unsaved"
    assert "What you sent was not saved" in client.get(answer.headers["Location"]).content.decode()
    assert "ended" not in client.post(FORM, {"csrfmiddlewaretoken": "x"}).headers["Location"], (
        "a button alone"
    )


def test_it_waits_for_nobody_else(client: Client, clock: time_machine.Traveller) -> None:
    sent_too_late(client, clock)
    client.force_login(make_user(role=Role.CONTRIBUTOR))
    assert TYPED["reason"] not in client.get("/accounts/kept-form/").content.decode()
    assert "kept_form" not in client.session


def test_it_can_be_thrown_away(client: Client, person: User, clock: time_machine.Traveller) -> None:
    sent_too_late(client, clock)
    client.force_login(person)
    assert client.post("/accounts/kept-form/").headers["Location"] == f"{FORM}?from=menu"
    assert "kept_form" not in client.session


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("http://testserver/finance/?year=2013-14", "/finance/?year=2013-14"),
        ("https://elsewhere.example/finance/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_back_is_never_to_another_host(referer: str, expected: str) -> None:
    assert page_of(RequestFactory().post("/", headers={"Referer": referer})) == expected


def test_nothing_of_it_outlives_the_session_by_much(
    client: Client, person: User, clock: time_machine.Traveller
) -> None:
    sent_too_late(client, clock)
    assert clear_ended_sessions() == 0
    clock.shift(timedelta(days=3))
    assert clear_ended_sessions() == 1
    assert not Session.objects.exists()


def test_another_site_can_leave_nothing(person: User, clock: time_machine.Traveller) -> None:
    """Its form has no token, and is refused before anything is kept."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    clock.shift(timedelta(minutes=16))
    assert strict.post(FORM, TYPED).status_code == 403
    assert "kept_form" not in strict.session


def test_a_stranger_can_leave_nothing(client: Client, db: None) -> None:
    """Only what a person sends who was signed in is kept: nobody fills the database from outside."""
    assert client.post(FORM, TYPED).headers["Location"] == "/accounts/login/?next=/&ended=unsaved"
    assert "kept_form" not in client.session
