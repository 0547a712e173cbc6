"""What belongs to a programme, as a snapshot keeps it, so that a report can be of one programme alone. Plain values."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeLinks:
    """One programme with the slugs of its projects and KPIs and the references of its risks."""

    slug: str
    projects: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()


def links_of(links: Iterable[ProgrammeLinks], slug: str) -> ProgrammeLinks:
    """Those of one programme; nothing belongs to one that the snapshot does not know."""
    return next((each for each in links if each.slug == slug), ProgrammeLinks(slug))
