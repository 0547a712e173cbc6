"""Counting what is limited, in the database, so that all processes count together: two statements a try."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models, transaction
from django.db.models import F


class Row(NamedTuple):
    """One count that a try adds to: how many are free until when. The key tells nobody whom it is about."""

    key: str
    most: int
    ends_at: datetime


class Tally(models.Model):
    """How often something was tried within one span of time. Nobody reads these rows; they are swept when it ends."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"


def add(rows: Collection[Row]) -> bool:
    """Count a try in each of these rows; False, and counted in none, where one of them is full.

    The rows are read first, so that what is refused writes nothing. Of two at once, the second counts what the first
    has added.
    """
    known = Tally.objects.in_bulk([row.key for row in rows])
    if any(row.key in known and known[row.key].count >= row.most for row in rows):
        return False
    counts = _add_one(rows)
    if any(counts[row.key] > row.most for row in rows):
        take_back(rows)
        return False
    return True


def count(row: Row) -> int:
    """Count once more, whatever is free; how often it has been by now."""
    return _add_one([row])[row.key]


def take_back(rows: Iterable[Row]) -> None:
    """The try was none, after all."""
    Tally.objects.filter(key__in=[row.key for row in rows], count__gt=0).update(count=F("count") - 1)


def clear(rows: Iterable[Row]) -> None:
    Tally.objects.filter(key__in=[row.key for row in rows]).delete()


def sweep(now: datetime) -> None:
    """What has ended counts no more."""
    Tally.objects.filter(ends_at__lt=now).delete()


def _add_one(rows: Collection[Row]) -> Mapping[str, int]:
    """In the order of the keys, so that two at once cannot wait for each other."""
    ordered = sorted(rows)
    table = connection.ops.quote_name(Tally._meta.db_table)
    values = ", ".join(["(%s, 1, %s)"] * len(ordered))
    upsert = (
        f"INSERT INTO {table} (key, count, ends_at) VALUES {values} "  # noqa: S608 (names and places alone)
        f"ON CONFLICT (key) DO UPDATE SET count = {table}.count + 1 RETURNING key, count"
    )
    adapted = [
        part for row in ordered for part in (row.key, connection.ops.adapt_datetimefield_value(row.ends_at))
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(upsert, adapted)
        return dict(cursor.fetchall())
