"""The environment, read and judged."""

import os
import re
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ccg_portal.environment import (
    LONGEST_SOCKET_PATH,
    day,
    flag,
    number,
    queue_socket,
    refuse_unsafe,
    secret_kept_in,
    several,
    token,
    words,
)

SERVED = {
    "PORTAL_SERVED": "1",
    "SECRET_KEY": "only-for-these-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PORTAL_HOSTS": "portal.example.nhs.uk",
    "DATABASE_URL": "postgres://portal@db/portal?sslmode=verify-full",
    "REDIS_URL": "rediss://portal:word@queue/0",
    "PORTAL_BEHIND_PROXY": "1",
    "EMAIL_HOST": "mail.example.nhs.uk",
    "EMAIL_FROM": "portal@example.nhs.uk",
}


@pytest.mark.parametrize(
    ("text", "is_on"),
    [("1", True), ("yes", True), ("ON", True), (" true ", True), ("0", False), ("", False), ("No", False)],
)
def test_a_switch_is_on_or_off(text: str, is_on: bool) -> None:
    assert flag({"SWITCH": text}, "SWITCH") is is_on


def test_a_switch_that_is_not_set_is_off() -> None:
    assert flag({}, "SWITCH") is False


def test_a_switch_is_not_guessed() -> None:
    with pytest.raises(ImproperlyConfigured, match="SWITCH is 'maybe'; it can be 1 or 0"):
        flag({"SWITCH": "maybe"}, "SWITCH")


def test_a_day() -> None:
    assert day({"TODAY": "2014-07-08"}, "TODAY") == date(2014, 7, 8)
    assert day({"TODAY": " "}, "TODAY") is None
    assert day({}, "TODAY") is None


@pytest.mark.parametrize("text", ["8 July 2014", "2014-02-30", "tomorrow"])
def test_a_day_that_is_none(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="must be a date such as 2014-07-08"):
        day({"TODAY": text}, "TODAY")


def test_a_number_and_a_list() -> None:
    assert number({"PORT": "25"}, "PORT", 587) == 25
    assert number({"PORT": ""}, "PORT", 587) == 587
    assert words({"HOSTS": "a.example, b.example,,"}, "HOSTS") == ["a.example", "b.example"]
    with pytest.raises(ImproperlyConfigured, match="PORT is 'many'"):
        number({"PORT": "many"}, "PORT", 587)
    with pytest.raises(ImproperlyConfigured, match="must be a whole number of 5 or more"):
        number({"MINUTES": "4"}, "MINUTES", 15, least=5)


def test_a_list_can_be_said_to_be_empty() -> None:
    assert several({}, "ROLES", ("finance",)) == ("finance",)
    assert several({"ROLES": "none"}, "ROLES", ("finance",)) == ()
    assert several({"ROLES": "assurance, finance"}, "ROLES", ()) == ("assurance", "finance")


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"
    first = secret_kept_in(path)
    assert len(first) > 50
    assert secret_kept_in(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret-key"]


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda turn: secret_kept_in(tmp_path / f"key-{turn // 8}"), range(8)))
    assert len(secrets) == 1


def refusal_of(environment: Mapping[str, str]) -> str:
    """Why the portal would not start with it; nothing when it would."""
    try:
        refuse_unsafe(environment)
    except ImproperlyConfigured as refusal:
        return str(refusal)
    return ""


def test_embedded_nothing_is_demanded() -> None:
    assert refusal_of({"PORTAL_DEBUG": "1"}) == ""


def test_a_complete_served_environment_is_accepted() -> None:
    assert refusal_of(SERVED) == ""
    assert refusal_of(SERVED | {"PORTAL_DEMONSTRATION": "1", "PORTAL_TODAY": "2014-07-08"}) == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PORTAL_DEBUG": "1"}, "shows the portal's inside to every visitor"),
        ({"SECRET_KEY": ""}, "A served portal needs SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "too short to serve with"),
        ({"SECRET_KEY": "k" * 50}, "repeats itself"),
        (
            {"SECRET_KEY_FALLBACKS": f"{SERVED['SECRET_KEY']},short"},
            "A key of SECRET_KEY_FALLBACKS is shorter",
        ),
        ({"PORTAL_HOSTS": ""}, "A served portal needs PORTAL_HOSTS"),
        ({"PORTAL_HOSTS": "*"}, "name the hosts"),
        ({"PORTAL_HOSTS": "https://portal.example.nhs.uk"}, "names alone"),
        ({"PORTAL_HOSTS": "portal.example.nhs.uk:443"}, "names alone"),
        ({"PORTAL_URL": "http://portal.example.nhs.uk"}, "would travel open"),
        ({"DATABASE_URL": ""}, "A served portal needs DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///portal.sqlite3"}, "stands on PostgreSQL"),
        ({"DATABASE_URL": "postgres://postgres@db/portal"}, "PostgreSQL's superuser"),
        ({"REDIS_URL": ""}, "A served portal needs REDIS_URL"),
        ({"REDIS_URL": "amqp://queue/0"}, "The queue is a Redis"),
        ({"PORTAL_TODAY": "2014-07-08"}, "stops the clock"),
        ({"SECRET_KEY": "", "REDIS_URL": ""}, r"SECRET_KEY \(.*\); REDIS_URL \("),
    ],
)
def test_what_is_never_served(change: dict[str, str], sentence: str) -> None:
    assert re.search(sentence, refusal_of(SERVED | change))


def test_the_queue_listens_beside_the_data_unless_the_path_is_too_long(tmp_path: Path) -> None:
    assert queue_socket(Path("/srv/portal/var")) == Path("/srv/portal/var/valkey.sock")
    deep = Path("/srv") / ("folder-" * 20) / "var"
    socket = queue_socket(deep)
    assert len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH
    assert socket == queue_socket(deep), "the worker finds what the supervisor started"
    assert socket != queue_socket(deep / "other"), "two portals do not meet"


def test_a_token_is_long_or_there_is_none() -> None:
    assert token({}, "TOKEN") == ""
    assert token({"TOKEN": "t" * 20}, "TOKEN") == "t" * 20
    with pytest.raises(ImproperlyConfigured, match="TOKEN is shorter than 20 characters"):
        token({"TOKEN": "t" * 19}, "TOKEN")
