"""The pack of an open quarter, of which only those parts are assembled again in whose rooms something has changed.

Assembling all of it asks some thirty questions. Whether anything changed is one: the newest row of every history. The
parts are kept in the database, each with the mark of the rooms that it reads, so that every web process gives the
same page, and a saved figure costs the questions of one part.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from pydantic import TypeAdapter, ValidationError

from assurance import pack as packs
from assurance.assembly import head_of, notes_for
from assurance.models import KeptPack
from assurance.pack import AssurancePack, PackHead
from assurance.story import build_story
from core import clock
from engagement.pages import EngagementPart
from engagement.part import build_engagement_part
from finance.pages import FinancePart
from finance.part import build_finance_part
from organisation.changes import newest_keys, tables_of_change
from organisation.models import Quarter
from performance.ambitions import Outcomes, read_outcomes
from performance.pages import PerformancePart, QualityNote
from performance.scorecard import build_performance_part
from programmes.pages import ProgrammesPart
from programmes.part import build_programmes_part

KEPT_FOR = 90
"""Seconds, after which even those changes show that the newest keys do not tell of; a task refreshes each minute.

They are: one that leaves no history (the name of a team), one in another room (the name of a programme beside a budget
line), and one whose transaction took a lower key than another and was committed after it.
"""
ROOMS = ("organisation", "programmes", "performance", "finance", "engagement")
AMBITION_TABLES = ("OutcomeDomain", "OutcomeAmbition", "AmbitionLevel", "PerformanceLevel")
"""Of performance: the ambitions change once a year, its figures every minute of a round."""

Marks = dict[str, list[int]]
Kept = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class _Part:
    """One part of the pack: the rooms whose changes it shows, its shape, and how it is assembled."""

    name: str
    rooms: tuple[str, ...]
    shape: TypeAdapter[Any]
    build: Callable[..., Any]


def _read_outcomes(quarter: Quarter, *, today: date) -> Outcomes:
    return read_outcomes(quarter.period.year, today=today)


def _read_head(quarter: Quarter, *, today: date) -> PackHead:
    return head_of(quarter)


HEAD = _Part("head", ("organisation",), TypeAdapter(PackHead), _read_head)
NOTES = _Part("notes", ("organisation", "performance"), TypeAdapter(tuple[QualityNote, ...]), notes_for)
OUTCOMES = _Part("outcomes", ("organisation", "ambitions"), TypeAdapter(Outcomes), _read_outcomes)
PERFORMANCE = _Part(
    "performance",
    ("organisation", "performance", "ambitions"),
    TypeAdapter(PerformancePart),
    build_performance_part,
)
PROGRAMMES = _Part(
    "programmes", ("organisation", "programmes"), TypeAdapter(ProgrammesPart), build_programmes_part
)
FINANCE = _Part("finance", ("organisation", "finance"), TypeAdapter(FinancePart), build_finance_part)
ENGAGEMENT = _Part(
    "engagement",
    ("organisation", "engagement"),
    TypeAdapter(EngagementPart),
    build_engagement_part,
)


def live_pack(quarter: Quarter, *, today: date) -> AssurancePack:
    """What stands in an open quarter now."""
    marks, kept = changes_and_copy(quarter)
    read = _Reader(quarter, today, marks, kept)
    performance = read(PERFORMANCE, lambda: {"outcomes": read(OUTCOMES)})
    pack = AssurancePack(
        head=read(HEAD),
        story=build_story(performance.scorecard, performance.returns),
        performance=performance,
        programmes=read(PROGRAMMES),
        finance=read(FINANCE),
        engagement=read(ENGAGEMENT),
        notes=read(NOTES, lambda: {"found": performance.notes}),
    )
    if read.built:
        _keep(quarter, kept | read.built)
    return pack


def _keep(quarter: Quarter, parts: Kept) -> None:
    """In one statement: of two that assemble at once, either copy is good."""
    KeptPack.objects.bulk_create(
        [KeptPack(quarter=quarter, parts=parts)],
        update_conflicts=True,
        unique_fields=["quarter"],
        update_fields=["parts"],
    )


def refresh(*, today: date) -> int:
    """Assemble the packs of all open quarters that have begun, whatever is kept; how many there were."""
    quarters = Quarter.objects.open().begun_by(today).select_related("year")
    for quarter in quarters:
        KeptPack.objects.filter(quarter=quarter).delete()
        live_pack(quarter, today=today)
    return len(quarters)


@dataclass
class _Reader:
    """Gives each part as it was kept under the mark of its rooms, else assembles it; `built` is to be kept."""

    quarter: Quarter
    today: date
    marks: Marks
    kept: Kept
    built: Kept = field(default_factory=dict)

    def __call__(self, part: _Part, needs: Callable[[], dict[str, Any]] = dict) -> Any:
        mark = self._mark(part)
        found = _readable(part, self.kept.get(part.name, {}), mark)
        if found is not None:
            return found
        built = part.build(self.quarter, today=self.today, **needs())
        values = part.shape.dump_python(built, mode="json")
        self.built[part.name] = {"mark": mark, "at": clock.wall_now().timestamp(), "part": values}
        return built

    def _mark(self, part: _Part) -> list[Any]:
        newest = [number for room in part.rooms for number in self.marks[room]]
        return [packs.SCHEMA, self.today.isoformat(), *newest]


def _readable(part: _Part, kept: dict[str, Any], mark: list[Any]) -> Any:
    """The part that was kept under this mark within the minute; None for another, or one of another release."""
    if kept.get("mark") != mark or clock.wall_now().timestamp() - kept["at"] > KEPT_FOR:
        return None
    try:
        return part.shape.validate_python(kept["part"])
    except ValidationError:
        return None


def changes_and_copy(quarter: Quarter) -> tuple[Marks, Kept]:
    """The highest key of every table that a change adds a row to, by room, and the parts that are kept: one query.

    It looks into each table's index; the copy comes with it.
    """
    tables = tables_of_change(ROOMS)
    copy = f"(SELECT parts FROM {KeptPack._meta.db_table} WHERE quarter_id = %s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*newest_keys(tables), copy])}", [quarter.pk])
        *numbers, kept = cursor.fetchone()
    marks: Marks = {}
    for (name, model), number in zip(tables, numbers, strict=True):
        marks.setdefault(_room_of(name, model), []).append(number)
    return marks, json.loads(kept or "{}")


def _room_of(name: str, model: type[Model]) -> str:
    return "ambitions" if name in AMBITION_TABLES else str(model._meta.app_label)
