"""What was restated of a quarter since it was last reported: the earlier version, the comparison, and the reasons."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef
from pydantic import ValidationError

from assurance import pack as packs
from assurance.models import Publication, Snapshot
from assurance.pack import AssurancePack
from assurance.restated.comparison import compare
from assurance.restated.lines import Reopening, Restated
from assurance.restated.reasons import THE_PORTAL, explained
from organisation.models import Quarter, QuarterState

REOPENED = "Reopened: "
"""How the trail of a quarter tells a reopening; it has room for the beginning of the reason, the note for all of it."""


def with_restated(pack: AssurancePack, quarter: Quarter) -> AssurancePack:
    """The pack with what differs from the version that was reported before it; the first version has nothing."""
    return replace(pack, restated=restated_since(quarter, pack))


def restated_since(quarter: Quarter, pack: AssurancePack) -> Restated | None:
    """What the pack says otherwise than the last reported version of the quarter; None when there is no version yet.

    A version that readers never had is passed over for the one that they have.
    """
    earlier = last_reported(quarter)
    if earlier is None:
        return None
    before = _readable(earlier)
    since = earlier.taken_at
    lines = explained(compare(before, pack), since=since) if before else ()
    return Restated(
        since_version=earlier.version,
        since=(before and before.head.cut_off) or since,
        was_reported=earlier.was_reported,  # type: ignore[attr-defined]
        reopenings=reopenings_of(quarter, since=since),
        lines=lines,
        is_comparable=before is not None,
    )


def last_reported(quarter: Quarter) -> Snapshot | None:
    """What readers have: the newest version that is published, for the main audience before any other; where none is,
    the newest of which a report was ready once; else the newest. `was_reported` says whether a report was."""
    published = Publication.objects.public().filter(report__snapshot=OuterRef("pk"))
    versions = quarter.snapshots.with_was_reported().annotate(
        is_main=Exists(published.filter(report__audience__is_main=True)), is_published=Exists(published)
    )
    return versions.order_by("-is_main", "-is_published", "-was_reported", "-version").first()


def reopenings_of(quarter: Quarter, *, since: datetime) -> tuple[Reopening, ...]:
    """Each time the quarter was opened again since, oldest first."""
    rows = quarter.history.filter(
        state=QuarterState.OPEN, history_date__gte=since, history_change_reason__startswith=REOPENED
    )
    return tuple(
        Reopening(
            at=row.history_date,
            who=str(row.history_user or THE_PORTAL),
            why=row.reopen_note,
        )
        for row in rows.select_related("history_user").order_by("history_id")
    )


def _readable(snapshot: Snapshot) -> AssurancePack | None:
    if snapshot.schema != packs.SCHEMA:
        return None
    try:
        return packs.from_json(snapshot.pack)
    except ValidationError:
        return None
