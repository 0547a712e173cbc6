"""The cache: a table of the database, in which values lie as JSON, and which a stranger's requests cannot empty.

Django's own keeps values in a form that can be a program when it is read, and where the table is full it throws rows
away by their names. There, limits are counted and marks stand that a code was used: they would go with the others.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction

from core import clock

AT_ONCE = 10
"""What is thrown away is a tenth of the table, so that not every write has to."""


class JsonCache(DatabaseCache):
    """Rows whose key begins with the option GIVEN_UP_FIRST are the only ones that go before they end."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._given_up_first: str = params.get("OPTIONS", {}).get("GIVEN_UP_FIRST", "")

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """What has ended is not there, nor what an older release wrote in another form."""
        asked = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not asked:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        places = ", ".join(["%s"] * len(asked))
        question = (
            f"SELECT cache_key, value FROM {connection.ops.quote_name(self._table)} "  # noqa: S608 (names, places)
            f"WHERE cache_key IN ({places}) AND expires > %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(question, [*asked, connection.ops.adapt_datetimefield_value(clock.wall_now())])
            rows = cursor.fetchall()
        found = {}
        for key, value in rows:
            with suppress(json.JSONDecodeError):
                found[asked[key]] = json.loads(value)
        return found

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """One statement: of two that add the same key at once, one waits for the other, and one alone has added it."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)
        ends = self.get_backend_timeout(timeout)
        ends_at = datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, UTC)
        expires, now = map(connection.ops.adapt_datetimefield_value, (ends_at, clock.wall_now()))
        self._make_room(connection, table, now)
        words = f"INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608 (a name)
        words += "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
        values = [key, json.dumps(value), expires]
        if mode == "add":
            words, values = f"{words} WHERE kept.expires <= %s", [*values, now]
        elif mode == "touch":
            words, values = f"UPDATE {table} SET expires = %s WHERE cache_key = %s", [expires, key]  # noqa: S608
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(words, values)
                return bool(cursor.rowcount)
        except DatabaseError:
            return False

    def _make_room(self, connection: Any, table: str, now: Any) -> None:
        """Full: what has ended goes first; then, of what strangers can make without end, what ends soonest."""
        with (
            suppress(DatabaseError),
            transaction.atomic(using=connection.alias),
            connection.cursor() as cursor,
        ):
            count = f"SELECT COUNT(*) FROM {table}"  # noqa: S608 (a name)
            cursor.execute(count)
            if cursor.fetchone()[0] < self._max_entries:
                return
            cursor.execute(f"DELETE FROM {table} WHERE expires <= %s", [now])  # noqa: S608
            cursor.execute(count)
            too_many = cursor.fetchone()[0] - self._max_entries + 1
            if too_many <= 0 or not self._given_up_first:
                return
            begins = self.make_key(self._given_up_first)
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key IN (SELECT cache_key FROM {table} "  # noqa: S608
                "WHERE SUBSTR(cache_key, 1, %s) = %s ORDER BY expires LIMIT %s)",
                [len(begins), begins, too_many + self._max_entries // AT_ONCE],
            )
