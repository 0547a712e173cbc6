"""A list as it is shown, and one record of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.changes import Change, changes_in
from core.dates import in_words
from core.exports import Column, Table
from core.refusals import why_not
from organisation.administration import list_actions, rules
from organisation.administration.hanging import hanging_on
from organisation.administration.lists import KINDS, Kind, parts_of, records_of

IN_USE = "In use"


@dataclass(frozen=True)
class RecordRow:
    pk: int
    name: str
    cells: tuple[tuple[str, str], ...]
    """Headings with what stands under them."""
    retired_on: date | None

    @property
    def state_text(self) -> str:
        return f"Retired on {in_words(self.retired_on)}" if self.retired_on else IN_USE


@dataclass(frozen=True)
class RecordPage:
    name: str
    facts: tuple[tuple[str, str], ...]
    retired_on: date | None
    hanging: str
    """What points to it, in words; nothing when it may be removed."""
    why_not_retired: str
    is_removable: bool
    parts: tuple[RecordRow, ...]
    changes: tuple[Change, ...]


def rows_of(kind: Kind) -> list[RecordRow]:
    """One query."""
    return [_row(kind, record) for record in records_of(kind)]


def _row(kind: Kind, record: Any) -> RecordRow:
    cells = tuple((heading, str(cell(record))) for heading, cell in kind.columns)
    return RecordRow(record.pk, str(record), cells, getattr(record, "retired_on", None))


def build_record_page(kind: Kind, record: Any) -> RecordPage:
    """A number of queries that depends on the kind alone."""
    hanging = hanging_on(record)
    return RecordPage(
        name=str(record),
        facts=tuple(_facts(kind, record)),
        retired_on=getattr(record, "retired_on", None),
        hanging=rules.in_words(hanging),
        why_not_retired=why_not(list_actions.check_retires, record) if kind.retires else "",
        is_removable=kind.is_removable and not hanging,
        parts=tuple(_row(KINDS[kind.parts[0]], each) for each in parts_of(kind, record))
        if kind.parts
        else (),
        changes=changes_in([record.history.all()], page_of=record),
    )


def _facts(kind: Kind, record: Any) -> Iterable[tuple[str, str]]:
    """The fields of its form, with their values in words."""
    form = kind.form(instance=record, record=record, version=record.version)
    for name in form.own_fields():
        if name != "reason":
            value = getattr(record, name)
            shown = getattr(record, f"get_{name}_display", lambda value=value: value)()
            yield str(form.fields[name].label), "" if shown is None else str(shown)


def table(kind: Kind, rows: Iterable[RecordRow]) -> Table:
    """The list as a file."""
    headings = [heading for heading, _ in kind.columns]
    columns = [Column(kind.one.capitalize(), width=40), *(Column(each, width=24) for each in headings)]
    if kind.retires:
        columns.append(Column("State", width=24))
    cells = [
        [row.name, *(text for _, text in row.cells), *([row.state_text] if kind.retires else [])]
        for row in rows
    ]
    return Table(kind.many, kind.many.capitalize(), columns, cells)
