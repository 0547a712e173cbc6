"""What was published and is withdrawn, as everybody is told: which report, when, why, and what took its place.

What it said is given out nowhere; that it was there, and is not any more, stays known. Where its audience has become
one of Part 2 (private) since, it is not named either, and why it was withdrawn is not told: both may say what is
private.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assurance.audience import PUBLIC
from assurance.models import Publication, PublicationQuerySet

UNNAMED, UNTOLD = "A report", "It is not for the public any more."
"""Title and reason of what became private."""


@dataclass(frozen=True)
class Instead:
    """The version that everybody reads in place of the one that was withdrawn."""

    version: int
    url: str


@dataclass(frozen=True)
class WithdrawnLine:
    """One report that was withdrawn. `instead` is None where no other version of it stands."""

    title: str
    version: int
    url: str
    published_at: datetime
    withdrawn_at: datetime
    reason: str
    instead: Instead | None = None
    is_named: bool = True


def withdrawn_lines(withdrawn: PublicationQuerySet) -> tuple[WithdrawnLine, ...]:
    """The last withdrawn first: two queries."""
    rows = list(withdrawn.select_related("quarter__year", "report__audience").order_by("-ended_at", "-pk"))
    standing = _standing(rows)
    return tuple(_line(row, standing.get((row.quarter_id, row.slug))) for row in rows)


def _standing(rows: Iterable[Publication]) -> dict[tuple[int, str], Instead]:
    current = Publication.objects.current().filter(quarter__in={row.quarter_id for row in rows})
    return {
        (each.quarter_id, each.slug): Instead(each.version, each.get_absolute_url())
        for each in current.select_related("quarter__year")
    }


def _line(row: Publication, instead: Instead | None) -> WithdrawnLine:
    """Another version that still stands names it anyway."""
    is_named = row.report.audience.part == PUBLIC or instead is not None
    return WithdrawnLine(
        title=row.title if is_named else UNNAMED,
        version=row.version,
        url=row.get_absolute_url(),
        published_at=row.published_at or row.proposed_at,
        withdrawn_at=row.ended_at or row.proposed_at,
        reason=f"{row.end_reason.rstrip('.')}." if is_named else UNTOLD,
        instead=instead,
        is_named=is_named,
    )
