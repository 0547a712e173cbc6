"""The assurance pack of a quarter: live from what the rooms hold, or as it was frozen when the quarter was locked."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Q
from pydantic import ValidationError

from assurance import pack as packs
from assurance.models import Snapshot
from assurance.pack import AssurancePack, PackHead
from assurance.story import build_story
from core import clock
from engagement.part import build_engagement_part
from finance.part import build_finance_part
from organisation.models import DataQualityNote, Organisation, Quarter
from performance.pages import FoundNote, QualityNote
from performance.quality import SOURCE, unsaid
from performance.scorecard import build_performance_part
from programmes.part import build_programmes_part

logger = logging.getLogger(__name__)

Area = DataQualityNote.Area
AREAS = (Area.PERFORMANCE, Area.PROGRAMMES, Area.FINANCE, Area.ENGAGEMENT)
READ_PACKS = 8
"""Snapshots that a process keeps read."""


def locked_pack(quarter: Quarter) -> AssurancePack:
    """What is said about a locked quarter: its newest snapshot.

    Without a readable one (none was taken, or by an older portal) it is assembled as of its lock.
    """
    frozen = frozen_pack(quarter)
    if frozen:
        return frozen.pack
    return build_pack(quarter, today=cut_off_day(quarter), cut_off=quarter.locked_at)


@dataclass(frozen=True)
class Frozen:
    """The pack of a snapshot, and the digest that it is known by: what has the same digest is the same."""

    sha256: str
    pack: AssurancePack = field(compare=False, repr=False)


def frozen_pack(quarter: Quarter) -> Frozen | None:
    """The pack of the newest snapshot; None when there is none of today's shape."""
    newest = Snapshot.objects.filter(quarter=quarter).order_by("-version").defer("pack").first()
    if newest is None or newest.schema != packs.SCHEMA:
        return None
    try:
        return _read_once(newest.pk, newest.sha256)
    except ValidationError:
        logger.exception("Snapshot %s cannot be read, although its schema is today's.", newest.pk)
        return None


@lru_cache(maxsize=READ_PACKS)
def _read_once(snapshot: int, sha256: str) -> Frozen:
    """A snapshot never changes, so a process reads it once: a third of a megabyte, and as many objects."""
    return Frozen(sha256, packs.from_json(Snapshot.objects.values_list("pack", flat=True).get(pk=snapshot)))


def cut_off_day(quarter: Quarter) -> date:
    """The day in London on which a closed quarter was locked."""
    return quarter.locked_at.astimezone(clock.LONDON).date() if quarter.locked_at else clock.today()


def build_pack(
    quarter: Quarter, *, today: date, cut_off: datetime | None = None, version: int = 0
) -> AssurancePack:
    """Everything said about the quarter as of `today`, in a number of queries that does not grow with what it holds."""
    performance = build_performance_part(quarter, today=today)
    return AssurancePack(
        head=head_of(quarter, cut_off, version),
        story=build_story(performance.scorecard, performance.returns, is_closed=quarter.is_closed),
        performance=performance,
        programmes=build_programmes_part(quarter, today=today),
        finance=build_finance_part(quarter, today=today),
        engagement=build_engagement_part(quarter, today=today),
        notes=notes_for(quarter, today=today, found=performance.notes),
    )


def notes_for(quarter: Quarter, *, today: date, found: Iterable[FoundNote] = ()) -> tuple[QualityNote, ...]:
    """The unresolved data-quality notes of the year up to this quarter, numbered in the order of the report.

    What a rule `found` in the figures comes last, unless one of the written notes says it already.
    """
    written = (
        DataQualityNote.objects.filter(year=quarter.year_id)
        .filter(Q(quarter=None) | Q(quarter__starts_on__lte=quarter.starts_on))
        .filter(Q(resolved_on=None) | Q(resolved_on__gt=today))
        .select_related("year", "quarter")
    )
    stored = sorted(written, key=lambda note: AREAS.index(note.area))
    texts = [(note.about, note.text, note.source, note.get_area_display(), note.path) for note in stored]
    texts += [
        (note.about, note.text, SOURCE, str(Area.PERFORMANCE.label), note.path)
        for note in unsaid(found, stored)
    ]
    return tuple(QualityNote(number, *text) for number, text in enumerate(texts, start=1))


def head_of(quarter: Quarter, cut_off: datetime | None = None, version: int = 0) -> PackHead:
    """What the pack is of; live where it has no cut-off."""
    organisation = Organisation.objects.first() or Organisation(name="The organisation", short_name="")
    period = quarter.period
    return PackHead(
        organisation=organisation.name,
        organisation_short=organisation.short_name or organisation.name,
        report_name=organisation.report_name,
        governing_body=organisation.governing_body_name,
        quarter=period.label,
        quarter_slug=period.slug,
        quarter_span=period.span,
        year=period.year.label,
        year_slug=period.year.slug,
        state=quarter.state,
        state_text=quarter.get_state_display(),
        due_on=quarter.due_on,
        is_demonstration=settings.PORTAL_DEMONSTRATION,
        cut_off=cut_off,
        version=version,
        lock_note=quarter.lock_note,
        previous_quarter=period.previous.label,
    )
