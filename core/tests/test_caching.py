"""The cache of the portal: JSON in a table, and what goes when it is full."""

import base64
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import connection

from core.caching import JsonCache

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_else(db: None) -> None:
    """Tests with a server leave rows behind that no transaction takes back."""
    cache.clear()


def small(most: int = 10, first: str = "stranger:") -> JsonCache:
    return JsonCache("portal_cache", {"OPTIONS": {"MAX_ENTRIES": most, "GIVEN_UP_FIRST": first}})


def rows() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM portal_cache")
        return dict(cursor.fetchall())


def test_it_is_the_portal_s_and_its_table_is_made_by_django_s_command() -> None:
    assert settings.CACHES["default"]["BACKEND"] == "core.caching.JsonCache"
    assert isinstance(cache._connections["default"], BaseDatabaseCache)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE portal_cache")
    call_command("createcachetable", verbosity=0)
    cache.set("word", ["a", 1.5])
    assert cache.get("word") == ["a", 1.5]


RAN: list[str] = []


class Program:
    """What runs when it is read back, in the form in which Django's own cache keeps values."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return run, ("ran",)


def run(word: str) -> None:
    RAN.append(word)


def test_a_value_lies_there_as_json_and_a_program_is_not_run() -> None:
    cache.set("word", {"mark": ["a"], "n": 1.5})
    assert rows() == {":1:word": '{"mark": ["a"], "n": 1.5}'}
    with connection.cursor() as cursor:
        program = base64.b64encode(pickle.dumps(Program())).decode()
        cursor.execute("UPDATE portal_cache SET value = %s", [program])
    assert cache.get("word", "not there") == "not there"
    assert RAN == []
    with pytest.raises(TypeError, match="not JSON"):
        cache.set("word", Program())


def test_what_has_ended_is_not_there_and_can_be_added_again() -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as traveller:
        assert cache.add("lock", True, 10)
        assert not cache.add("lock", False, 10)
        assert cache.get("lock") is True
        traveller.shift(timedelta(seconds=9))
        assert cache.touch("lock", 10)
        traveller.shift(timedelta(seconds=9))
        assert cache.get("lock") is True
        assert cache.has_key("lock")
        traveller.shift(timedelta(seconds=2))
        assert cache.get_many(["lock"]) == {}
        assert cache.add("lock", "another", 10)
        assert cache.get("lock") == "another"
        assert not cache.touch("nobody")


def test_what_never_ends_is_kept() -> None:
    cache.set("for-good", "y", None)
    assert cache.get("for-good") == "y"


def test_full_what_has_ended_goes_first() -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as traveller:
        few = small(most=3)
        few.set("ended", 1, 10)
        few.set("stranger:1", 1, 100)
        few.set("counter", 1, 100)
        traveller.shift(timedelta(seconds=11))
        few.set("another", 1, 100)
    assert set(rows()) == {":1:stranger:1", ":1:counter", ":1:another"}


def test_full_what_strangers_make_goes_and_of_that_what_ends_soonest() -> None:
    few = small(most=10)
    for number in range(4):
        few.set(f"counter-{number}", number, 60)
    for number in range(100):
        few.set(f"stranger:{number}", number, 1000 + number)
        assert len(rows()) <= 10
    kept = set(rows())
    assert {f":1:counter-{number}" for number in range(4)} <= kept
    assert ":1:stranger:99" in kept
    assert ":1:stranger:50" not in kept


def test_full_nothing_else_is_thrown_away() -> None:
    """Better a table that is larger than it should be for a while than a counter that begins anew."""
    few = small(most=3)
    for number in range(6):
        few.set(f"counter-{number}", number, 60)
    assert len(rows()) == 6
