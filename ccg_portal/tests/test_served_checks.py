"""What `check --deploy` says of a served portal, beyond what it refuses to start with."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.checks import CheckMessage
from django.db import connection
from django.test import override_settings

from ccg_portal import checks

SERVED = {
    "PORTAL_SERVED": True,
    "PORTAL_DEMONSTRATION": False,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "PORTAL_SECOND_FACTOR_ROLES": ("administrator",),
    "PORTAL_IDLE_SECONDS": 60 * 60,
    "PORTAL_SIGNED_IN_SECONDS": 24 * 60 * 60,
    "ALLOWED_HOSTS": ["portal.example", "kpi.example"],
    "PORTAL_URL": "https://kpi.example",
    "PORTAL_FILES": Path("/srv/files"),
    "PORTAL_BACKUPS": Path("/srv/files-kept"),
    "CELERY_BROKER_URL": "rediss://portal:word@queue.example/0",
}


def database(host: str, **options: str) -> dict[str, Any]:
    return {"DATABASES": {"default": {"HOST": host, "OPTIONS": options}}}


def ids(check: Callable[..., list[CheckMessage]], **changed: Any) -> list[str | None]:
    with override_settings(**SERVED | changed):
        return [each.id for each in check(None)]


# Overriding DATABASES is refused by Django for good reasons; here, nothing is connected to.
@pytest.fixture(autouse=True)
def databases_may_be_named() -> Iterator[None]:
    with mock.patch("django.test.signals.COMPLEX_OVERRIDE_SETTINGS", set()):
        yield


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (database("db.example", sslmode="verify-full"), []),
        (database("/var/run/postgresql"), []),
        (database("127.0.0.1"), []),
        (database("db.example"), ["portal.W004"]),
        (database("db.example", sslmode="require"), ["portal.W004"]),
        (database("") | {"CELERY_BROKER_URL": "redis://portal:word@queue.example/0"}, ["portal.W005"]),
        (database("") | {"CELERY_BROKER_URL": "redis://127.0.0.1/0"}, ["portal.W006"]),
        (database("") | {"CELERY_BROKER_URL": "redis+socket:///run/portal/valkey.sock"}, []),
        (database("db.example") | {"PORTAL_SERVED": False}, []),
    ],
)
def test_what_travels_between_machines(changed: dict[str, Any], found: list[str]) -> None:
    assert ids(checks.check_connections, **changed) == found


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"PORTAL_DEMONSTRATION": True}, ["portal.W007"]),
        ({"PORTAL_SECOND_FACTOR_ROLES": ()}, ["portal.W013"]),
        ({"PORTAL_IDLE_SECONDS": 61 * 60}, ["portal.W014"]),
        ({"PORTAL_SIGNED_IN_SECONDS": 25 * 60 * 60}, ["portal.W014"]),
        ({"SECRET_KEY": "of today", "SECRET_KEY_FALLBACKS": ["of old", "of today"]}, ["portal.W018"]),
        ({"SECRET_KEY": "of today", "SECRET_KEY_FALLBACKS": ["of old"]}, []),
        ({"PORTAL_SERVED": False, "PORTAL_DEMONSTRATION": True}, []),
    ],
)
def test_who_is_let_in(changed: dict[str, Any], found: list[str]) -> None:
    assert ids(checks.check_who_is_let_in, **changed) == found


@pytest.mark.parametrize(("roles", "is_said"), [((), True), (("administrator",), False)])
def test_a_demonstration_that_asks_nobody_for_a_second_factor_says_so(
    roles: tuple[str, ...], is_said: bool
) -> None:
    changed = SERVED | {"PORTAL_DEMONSTRATION": True, "PORTAL_SECOND_FACTOR_ROLES": roles}
    with override_settings(**changed):
        [found] = checks.check_who_is_let_in(None)
    assert ("not the people of real accounts either" in found.msg) is is_said


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"SECURE_PROXY_SSL_HEADER": None}, ["portal.W008"]),
        ({"ALLOWED_HOSTS": [".example"]}, ["portal.W015"]),
        ({"ALLAUTH_TRUSTED_PROXY_COUNT": 5}, []),
        ({"ALLAUTH_TRUSTED_PROXY_COUNT": 6}, ["portal.W016"]),
        ({"PORTAL_URL": "https://kpi.example:8443"}, []),
        ({"PORTAL_URL": "https://elsewhere.example"}, ["portal.W017"]),
        ({"PORTAL_URL": "https://"}, ["portal.W017"]),
        ({"PORTAL_SERVED": False, "ALLOWED_HOSTS": [".example"]}, []),
    ],
)
def test_under_which_names_it_is_reached(changed: dict[str, Any], found: list[str]) -> None:
    assert ids(checks.check_addresses, **changed) == found


@pytest.mark.parametrize(
    ("backups", "found"),
    [
        ("/srv/backups", []),
        ("/srv/files-kept", []),
        ("/srv/files", ["portal.W019"]),
        ("/srv/files/backups", ["portal.W019"]),
        ("/srv", ["portal.W019"]),
    ],
)
def test_backups_lie_apart_from_what_they_save(backups: str, found: list[str]) -> None:
    assert ids(checks.check_folders, PORTAL_BACKUPS=Path(backups)) == found
    assert ids(checks.check_folders, PORTAL_BACKUPS=Path(backups), PORTAL_SERVED=False) == []


@pytest.mark.django_db
def test_the_role_that_may_change_the_trail_is_named() -> None:
    """The tests work as the owner of everything."""
    with override_settings(PORTAL_SERVED=True):
        assert checks.check_role(None) == [], "asked with --database alone"
        found = checks.check_role(None, databases=["default"])
        assert [each.id for each in found] == ["portal.W009"]
        assert f"as {connection.settings_dict['USER']}, who may change the trail" in found[0].msg
        with mock.patch("core.append_only.may_change", return_value=[]):
            assert checks.check_role(None, databases=["default"]) == []


@pytest.mark.django_db
def test_tables_of_the_trail_that_no_trigger_holds_are_named() -> None:
    """The tests make their tables without migrations, and so without triggers."""
    with override_settings(PORTAL_SERVED=True):
        assert checks.check_trail(None) == [], "asked with --database alone"
        [found] = checks.check_trail(None, databases=["default"])
        assert (found.id, found.msg.endswith(" more.")) == ("portal.W011", True)
        with mock.patch("core.append_only.not_held", return_value=["core_event"]):
            [found] = checks.check_trail(None, databases=["default"])
        assert found.msg == "Nothing in the database refuses a change of core_event."
        with mock.patch("core.append_only.not_held", return_value=[]):
            assert checks.check_trail(None, databases=["default"]) == []
    assert checks.check_trail(None, databases=["default"]) == []
    assert checks.check_role(None, databases=["default"]) == []
