"""The chain: every row of the trail is sealed by a hash over all that was sealed before it.

Sealing is no part of anybody's saving: a lock that all share would let them wait for each other. The rows that are
not sealed yet are sealed together, each minute and after a lock or a publication; of two who seal at the same moment
one finds that it is being done. Whoever changes, takes away, adds or reorders rows behind the portal's back breaks
the chain, and `manage.py verify_trail` names the first row where it breaks (docs/decisions/trail.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.histories import tracked_models
from core.models import Event, LastDone, Link, SealedColumns

AT_ONCE = 1_000
"""Rows sealed in one transaction."""
LATE = 10_000
"""Keys below the highest sealed one among which rows are looked for that were committed after it.

PostgreSQL ends a statement after 30 seconds, and a transaction that says nothing after 60. While one writes, all others
would have to write 10,000 rows of the same table to leave its row behind: more than two hundred people do who save
without a pause. What was left behind nevertheless is not lost: `verify_trail` names it as slipped in. Looking through
all keys would hide just that, and read every row of the trail each minute."""
BEGINNING = "0" * 64
"""What the first link follows."""
LOCK = 0x7472_6169
"""PostgreSQL's advisory lock of whoever seals."""


# What is sealed -------------------------------------------------------------------------------------------


def sealed_models() -> list[type[models.Model]]:
    """The tables of the trail: events, and the history of every tracked model."""
    return [Event, *(model.history.model for model in tracked_models())]


def erasable(model: type[models.Model]) -> frozenset[str]:
    """Columns of a history that hold what a person may have forgotten (docs/decisions/retention.md): not sealed."""
    return frozenset(getattr(getattr(model, "instance_type", None), "ERASABLE", ()))


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.name not in erasable(model)]


def digest_of(row: dict[str, Any], columns: Sequence[str]) -> str:
    """SHA-256 of the named columns of a row, written in one way whatever the database."""
    text = json.dumps([[name, _written(row[name])] for name in columns], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case None | bool() | int() | str() | list() | dict():
            return value
    return str(value)


def hash_of(link: Link, before: str) -> str:
    """SHA-256 over the hash before and all that the link says."""
    moment = link.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [before, str(link.number), link.table, str(link.row), link.digest, moment]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


# Sealing --------------------------------------------------------------------------------------------------


def seal(at_most: int | None = None) -> int:
    """Seal what is not sealed yet, or so many rows of it; how many those were. Safe to run at any time, and twice at
    once.

    That the trail is sealed is noted when nothing was left. Where rows wait and another has the chain's end in hand,
    or one table cannot be sealed, the moment that was noted grows old, and the health check says so.
    """
    total = 0
    for each in waiting(everywhere=False):
        more = True
        while more:
            most = AT_ONCE if at_most is None else min(AT_ONCE, at_most - total)
            sealed = _seal_some(each.model, most) if most > 0 else None
            if sealed is None:
                return total
            total += sealed
            more = sealed == most
    LastDone.objects.update_or_create(what=LastDone.SEALED, defaults={"at": clock.wall_now()})
    return total


def seal_soon() -> None:
    """When this transaction is committed: what was locked or published stands sealed from its first minute.

    Whoever locks waits for one portion at most; where more has gathered, because the workers stood still, they do it.
    """
    transaction.on_commit(lambda: seal(AT_ONCE), robust=True)


@transaction.atomic
def _seal_some(model: type[models.Model], most: int = AT_ONCE) -> int | None:
    """How many rows were sealed; None where somebody else has the chain's end in hand."""
    if not _my_turn():
        return None
    columns = columns_of(model)
    rows = list(_unsealed(model).values("pk", *columns)[:most])
    if not rows:
        return 0
    links = list(_links(model, rows, columns))
    Link.objects.bulk_create(links)
    mark = {"note": _mark(links[-1])}
    LastDone.objects.update_or_create(
        what=LastDone.SEALED, defaults=mark, create_defaults=mark | {"at": clock.wall_now()}
    )
    return len(links)


@dataclass(frozen=True)
class Waiting:
    """Rows of one table without a link: how many, and which is the first of them."""

    model: type[models.Model]
    rows: int
    first: int
    last_sealed: int

    @property
    def slipped_in(self) -> bool:
        """Whether one stands so far below the last sealed row that it must have come by another way."""
        return self.first <= self.last_sealed - LATE


def waiting(*, everywhere: bool) -> list[Waiting]:
    """The tables in which rows are not sealed: one query. Not everywhere means: among the newest rows alone."""
    tables = sealed_models()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_asked(n, model, everywhere) for n, model in enumerate(tables)))
        found = cursor.fetchall()
    return [Waiting(tables[number], rows, first, last) for number, rows, first, last in found if rows]


def _asked(number: int, model: type[models.Model], everywhere: bool) -> str:
    table, key = model._meta.db_table, connection.ops.quote_name(model._meta.pk.column)
    links = f"core_link WHERE core_link.\"table\" = '{table}'"
    last = f'COALESCE((SELECT MAX(core_link."row") FROM {links}), 0)'  # noqa: S608 (Django's own names)
    newest = "" if everywhere else f" AND r.{key} > {last} - {LATE}"
    return (
        f"SELECT {number}, COUNT(*), MIN(r.{key}), {last} FROM {connection.ops.quote_name(table)} r "  # noqa: S608
        f'WHERE NOT EXISTS (SELECT 1 FROM {links} AND core_link."row" = r.{key}){newest}'
    )


def _unsealed(model: type[models.Model]) -> models.QuerySet[Any]:
    """Those above the last sealed row, and the latecomers not far below it."""
    links = Link.objects.filter(table=model._meta.db_table)
    last = Subquery(links.order_by("-row").values("row")[:1])
    rows = model._base_manager.filter(~Exists(links.filter(row=OuterRef("pk"))))
    return rows.filter(pk__gt=Coalesce(last, 0) - LATE).order_by("pk")


def _my_turn() -> bool:
    """Whether nobody else seals, until the transaction ends. SQLite lets one write at a time anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _links(model: type[models.Model], rows: list[dict[str, Any]], columns: list[str]) -> Iterator[Link]:
    last = Link.objects.order_by("-number").first()
    number, before = (last.number, last.hash) if last else (0, BEGINNING)
    said, now = _said_columns(model._meta.db_table, columns), clock.wall_now()
    for number, row in enumerate(rows, start=number + 1):  # noqa: B020 (each goes on from the one before)
        link = Link(
            number=number,
            columns=said,
            table=model._meta.db_table,
            row=row["pk"],
            digest=digest_of(row, columns),
            sealed_at=now,
        )
        link.hash = before = hash_of(link, before)
        yield link


def _said_columns(table: str, columns: list[str]) -> SealedColumns:
    newest = SealedColumns.objects.filter(table=table).order_by("-pk").first()
    if newest is not None and newest.columns == columns:
        return newest
    return SealedColumns.objects.create(table=table, columns=columns)


def _mark(link: Link) -> str:
    """How far the chain goes, as it is noted beside it: a chain that is shorter has lost its end."""
    return f"{link.number} {link.hash}"


def in_groups(rows: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in rows:
        found.setdefault(link.table, []).append(link)
    return found
