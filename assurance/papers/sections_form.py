"""Which sections an audience reads, in which order: a number beside each section, none where it is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assurance.audience import SECTIONS
from assurance.models import ReportAudience
from core.controls import Entry
from core.parsing import whole
from programmes.models import Part

MOST = 99
PARTS = {str(part.value): part for part in Part}


@dataclass(frozen=True)
class SectionRow:
    """One section as it stands or was typed: its place as text, its part, and what is wrong with the place."""

    slug: str
    title: str
    place: str
    part: int
    error: str = ""


@dataclass(frozen=True)
class Sections:
    """The whole form: its rows, those with a place first."""

    rows: tuple[SectionRow, ...]
    version: int
    problem: str = ""

    @property
    def errors(self) -> list[Entry]:
        """For the summary of errors, each leading to its field."""
        found = [Entry(f"{row.title}: {row.error}", f"#place-{row.slug}") for row in self.rows if row.error]
        return found or ([Entry(self.problem, f"#place-{self.rows[0].slug}")] if self.problem else [])

    @property
    def chosen(self) -> list[tuple[str, int]]:
        """Slug and part of each section with a place, in order; equal places keep the order of the list."""
        placed = [(whole(row.place) or 0, row) for row in self.rows if row.place]
        return [(row.slug, row.part) for _, row in sorted(placed, key=lambda pair: pair[0])]


def as_it_stands(audience: ReportAudience) -> Sections:
    chosen = {each.section: each for each in audience.sections.all()}
    rows = [
        SectionRow(slug, title, str(chosen[slug].position) if slug in chosen else "", _part(chosen.get(slug)))
        for slug, title in SECTIONS.items()
    ]
    return Sections(tuple(sorted(rows, key=_placed_first)), audience.version)


def as_typed(data: Mapping[str, str], *, current_version: int) -> Sections:
    """What was sent, with what is wrong with it; nothing typed is lost."""
    rows = tuple(_typed_row(slug, title, data) for slug, title in SECTIONS.items())
    version = whole(data.get("version", ""))
    nothing = "" if any(row.place for row in rows) else "Give at least one section a place."
    return Sections(rows, current_version if version is None else version, nothing)


def _typed_row(slug: str, title: str, data: Mapping[str, str]) -> SectionRow:
    place, part = data.get(f"place-{slug}", "").strip(), data.get(f"part-{slug}", "")
    return SectionRow(slug, title, place, PARTS.get(part, Part.PRIVATE), _what_is_wrong(place, part))


def _what_is_wrong(place: str, part: str) -> str:
    """A part is never guessed: what is private would be public by a slip."""
    number = whole(place) if place else 0
    if number is None or not 0 <= number <= MOST:
        return f"Type a whole number from 1 to {MOST}, or nothing."
    return "Choose Part 1 or Part 2." if place and part not in PARTS else ""


def _part(row: Any) -> int:
    return row.part if row else Part.PUBLIC


def _placed_first(row: SectionRow) -> tuple[bool, int]:
    return not row.place, whole(row.place) or 0
