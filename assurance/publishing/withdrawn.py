"""What was published and is withdrawn, as everybody is told: which report, when, why, and what can be read instead.

What it said is given out nowhere; that it was there, and is not any more, stays known. Where its audience has become
one of Part 2 (private) since, it is not named either, and why it was withdrawn is not told: both may say what is
private.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assurance.audience import PUBLIC
from assurance.models import Publication, PublicationQuerySet, PublicationState

UNNAMED, UNTOLD = "A report", "It is not for the public any more."
"""Title and reason of what became private."""


@dataclass(frozen=True)
class Instead:
    """The version that everybody can read in place of the one that was withdrawn: what took its place, or what it had
    corrected and which is public still."""

    version: int
    url: str
    is_older: bool = False


@dataclass(frozen=True)
class WithdrawnLine:
    """One report that was withdrawn. `instead` is None where no other version of it is public."""

    title: str
    version: int
    url: str
    published_at: datetime
    withdrawn_at: datetime
    reason: str
    instead: Instead | None = None
    is_named: bool = True

    @property
    def other(self) -> str:
        """Which version there is instead, in a sentence; empty where there is none."""
        if self.instead is None:
            return ""
        if self.instead.is_older:
            return f"Version {self.instead.version}, which it had replaced, can still be read."
        return f"It was replaced by version {self.instead.version}."


def withdrawn_lines(withdrawn: PublicationQuerySet) -> tuple[WithdrawnLine, ...]:
    """The last withdrawn first: two queries."""
    rows = list(withdrawn.select_related("quarter__year", "report__audience").order_by("-ended_at", "-pk"))
    standing = _standing(rows)
    return tuple(_line(row, standing.get((row.quarter_id, row.slug))) for row in rows)


def _standing(rows: Iterable[Publication]) -> dict[tuple[int, str], Publication]:
    """Of each report its current version; where that was withdrawn, the newest that is public still."""
    public = Publication.objects.public().filter(quarter__in={row.quarter_id for row in rows})
    found = public.select_related("quarter__year").order_by("version")
    newest_last = sorted(found, key=lambda each: each.state == PublicationState.PUBLISHED)
    return {(each.quarter_id, each.slug): each for each in newest_last}


def _instead(row: Publication, standing: Publication | None) -> Instead | None:
    if standing is None:
        return None
    is_older = standing.state == PublicationState.REPLACED and standing.version < row.version
    return Instead(standing.version, standing.get_absolute_url(), is_older)


def _line(row: Publication, standing: Publication | None) -> WithdrawnLine:
    """Another version that is public still names it anyway."""
    instead = _instead(row, standing)
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
