"""Whom a report is for, as a plain frozen value: what is printed depends on it and on the snapshot alone.

It is written beside a report when the report is asked for, so that a later change of the audience's row does not change
what is made of the report that was asked for before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

SECTIONS: Mapping[str, str] = {
    "cover-sheet": "Governing body cover sheet",
    "foreword": "Foreword and key messages",
    "summary": "Executive summary",
    "restated": "Restated since the last report",
    "year": "The year in four quarters",
    "schedules": "KPI schedules",
    "outlook": "Year-end forecast",
    "variation": "Variation in depth",
    "ambitions": "Outcome ambitions",
    "projects": "Projects by working group",
    "milestones": "Milestones",
    "finance": "Finance",
    "running": "Running costs per head",
    "risks": "Risks",
    "frameworks": "Assurance frameworks",
    "engagement": "Engagement",
    "complete": "Completeness and data quality",
    "provenance": "Provenance",
}
"""Every section that can be chosen, by its slug, in the order in which a full report prints them."""


PUBLIC, PRIVATE = 1, 2
"""Part 1 of a meeting is held in public, Part 2 is not."""
FURNITURE = frozenset({"cover-sheet", "foreword", "restated", "complete", "provenance"})
"""Sections that say how a report is to be read, and not what it is about."""


class Detail(StrEnum):
    """Everything, or only what is off track."""

    FULL = "full"
    EXCEPTIONS = "exceptions"


@dataclass(frozen=True)
class SectionChoice:
    """A section that the audience reads, and the part of the meeting that it belongs to."""

    slug: str
    part: int = PUBLIC


@dataclass(frozen=True)
class Audience:
    """Who reads a report, what it is called, and what of the pack stands in it, in which order.

    `directorate` and `programme` are slugs: the report is then of theirs alone. `title` stands on the cover, `readers`
    after “For”.
    """

    slug: str
    name: str
    title: str
    readers: str = ""
    spans_year: bool = False
    detail: Detail = Detail.FULL
    part: int = PUBLIC
    directorate: str = ""
    directorate_name: str = ""
    programme: str = ""
    programme_name: str = ""
    sections: tuple[SectionChoice, ...] = tuple(SectionChoice(slug) for slug in SECTIONS)

    @property
    def is_public(self) -> bool:
        return self.part == PUBLIC

    @property
    def part_text(self) -> str:
        """As it stands at the foot of every page."""
        return "Part 1 (public)" if self.is_public else "Part 2 (private)"

    @property
    def is_of_all(self) -> bool:
        return not self.directorate and not self.programme

    @property
    def reads_of_money(self) -> bool:
        """Whether the summary says a sentence about money. It is the whole organisation's: a report of one directorate
        or programme leaves it out, and so does a public one that does not print finance."""
        return self.is_of_all and ("finance" in self.section_slugs or not self.is_public)

    def keeps_back(self, slug: str) -> bool:
        """Whether a section is marked as private, and the report is public."""
        return any(each.slug == slug and each.part > self.part for each in self.sections)

    @property
    def section_slugs(self) -> tuple[str, ...]:
        """The sections that may be printed: a Part 2 section never stands in a Part 1 report."""
        return tuple(each.slug for each in self.sections if each.part <= self.part)

    def in_brief_of(self, printed: Iterable[str]) -> str:
        """Whom the report is for and which sections are printed, as one that a quarter has nothing for is not promised:
        “For the Governing Body: KPI schedules, Finance, Risks”."""
        about = [SECTIONS[slug] for slug in printed if slug in SECTIONS and slug not in FURNITURE]
        said = [f"For {self.readers}" if self.readers else "", ", ".join(about)]
        return ": ".join(part for part in said if part)


_ADAPTER = TypeAdapter(Audience)


def to_json(audience: Audience) -> Any:
    return _ADAPTER.dump_python(audience, mode="json")


def from_json(values: Any) -> Audience:
    """The audience that `to_json` gave. Raises pydantic.ValidationError when the values are of another shape."""
    return _ADAPTER.validate_python(values)
