"""What `check --deploy` says of a served portal, beyond what it refuses to start with."""

from collections.abc import Callable, Iterator
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
        ({"SECURE_PROXY_SSL_HEADER": None}, ["portal.W008"]),
        ({"PORTAL_SERVED": False, "PORTAL_DEMONSTRATION": True}, []),
    ],
)
def test_who_is_let_in(changed: dict[str, Any], found: list[str]) -> None:
    assert ids(checks.check_who_is_let_in, **changed) == found


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
