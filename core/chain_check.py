"""Verifying the chain, link by link and row by row: whether it is whole, else where it breaks first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import models

from core.chain import BEGINNING, Waiting, digest_of, hash_of, in_groups, sealed_models, waiting
from core.models import LastDone, Link

AT_ONCE = 2_000
"""Links looked at together."""


@dataclass(frozen=True)
class Break:
    """Where the chain breaks first: at which link, over which record, and how."""

    link: int
    record: str
    what: str

    def __str__(self) -> str:
        link, about = f"Link {self.link}", self.record
        where = f"{link} ({about})" if self.link and about else about or link
        return f"{where}: {self.what}."


@dataclass(frozen=True)
class Verdict:
    """What was found. `unsealed` rows were written since the last sealing; they are no break."""

    links: int
    head: str
    unsealed: int
    broken: Break | None = None

    @property
    def is_whole(self) -> bool:
        return self.broken is None


def verify() -> Verdict:
    """Look at every link and every sealed row, a few thousand at a time."""
    last = Link.objects.order_by("-number").first()
    unsealed = waiting(everywhere=True)
    broken = next(chain(_breaks(last), _lost_end(last), _slipped_in(unsealed)), None)
    rows = sum(each.rows for each in unsealed)
    return Verdict(last.number if last else 0, last.hash if last else "", rows, broken)


def _breaks(last: Link | None) -> Iterator[Break]:
    number, before = 0, BEGINNING
    while last and number < last.number:
        links = list(
            Link.objects.select_related("columns").filter(number__gt=number, number__lte=last.number)[
                :AT_ONCE
            ]
        )
        rows = _rows_of(links)
        for link in links:
            if link.number != number + 1:
                yield Break(number + 1, "", f"It is missing: {_after(number)} comes {link.number}")
            if found := _wrong(link, before, rows):
                yield Break(link.number, record_of(link, rows), found)
            number, before = link.number, link.hash


def _after(number: int) -> str:
    return f"after {number}" if number else "first"


def _rows_of(links: list[Link]) -> dict[str, dict[int, dict[str, Any]]]:
    known = {model._meta.db_table: model for model in sealed_models()}
    return {
        table: {
            row["pk"]: row
            for row in known[table]
            ._base_manager.filter(pk__in=[link.row for link in found])
            .values("pk", *_all(known[table]))
        }
        for table, found in in_groups(links).items()
        if table in known
    }


def _all(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _wrong(link: Link, before: str, rows: dict[str, dict[int, dict[str, Any]]]) -> str:
    """What is wrong with a link and its row, in words; nothing where all is well."""
    if link.hash != hash_of(link, before):
        return "It was changed or moved: its hash does not follow from the link before"
    row = rows.get(link.table, {}).get(link.row)
    if row is None:
        return "The row that was sealed has been deleted"
    gone = [name for name in link.columns.columns if name not in row]
    if gone:
        return f"The column {gone[0]} that was sealed is no longer there"
    if link.columns.table != link.table or link.digest != digest_of(row, link.columns.columns):
        return "The row was changed after it was sealed"
    return ""


def _lost_end(last: Link | None) -> Iterator[Break]:
    """The last sealing noted how far it came; a chain that does not reach it has lost its end."""
    mark = LastDone.objects.filter(pk=LastDone.SEALED).values_list("note", flat=True).first()
    if not mark:
        return
    number, _, noted = mark.partition(" ")
    reached = Link.objects.filter(number=int(number)).first()
    if reached is None:
        end = last.number if last else 0
        yield Break(end + 1, "", f"It is missing: the chain was sealed up to {number}, and ends at {end}")
    elif reached.hash != noted:
        yield Break(reached.number, "", "Its hash is not the one that was noted when it was sealed")


def _slipped_in(unsealed: list[Waiting]) -> Iterator[Break]:
    """Rows that nobody sealed when their turn was: they were not there then."""
    for each in unsealed:
        if each.slipped_in:
            what = "It stands below sealed rows and was never sealed itself"
            yield Break(0, f"{_kind_of(each.model)}, row {each.first}", what)


def record_of(link: Link, rows: dict[str, dict[int, dict[str, Any]]]) -> str:
    """“History of KPI value 12, row 345”, as far as it can still be told."""
    model = next((each for each in sealed_models() if each._meta.db_table == link.table), None)
    if model is None:
        return f"{link.table}, row {link.row}"
    row = rows.get(link.table, {}).get(link.row)
    which = f" {row['id']}" if row and hasattr(model, "instance_type") else ""
    return f"{_kind_of(model)}{which}, row {link.row}"


def _kind_of(model: type[models.Model]) -> str:
    tracked = getattr(model, "instance_type", None)
    return (
        f"History of {tracked._meta.verbose_name}" if tracked else str(model._meta.verbose_name).capitalize()
    )
