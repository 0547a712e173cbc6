"""Which of the sections that a report can be made of an edition has something to say in. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assurance.audience import SECTIONS
from assurance.pack import AssurancePack
from assurance.report_outlook import outlook_rows
from assurance.text_blocks import leading


@dataclass(frozen=True)
class Section:
    """One entry of the contents page. `slug` is the registered section that it belongs to; a schedule has one of its
    own for each directorate."""

    id: str
    title: str
    slug: str = ""


def sections_of(
    wanted: Iterable[str],
    pack: AssurancePack,
    schedules: Sequence[Section],
    *,
    has_year: bool,
    is_of_all: bool,
) -> tuple[Section, ...]:
    """The wanted sections in their order, without those that this pack has nothing for."""
    lacking = _lacking(pack, has_year=has_year, is_of_all=is_of_all)
    found: list[Section] = []
    for slug in wanted:
        if slug == "schedules":
            found += schedules
        elif slug in SECTIONS and slug not in lacking:
            found.append(Section(slug, SECTIONS[slug], slug))
    return tuple(found)


def _lacking(pack: AssurancePack, *, has_year: bool, is_of_all: bool) -> set[str]:
    """Sections that are left out rather than printed empty. A programme can be one that no KPI is linked to."""
    has = {
        "cover-sheet": pack.cover_sheet is not None,
        "foreword": bool(leading(pack.texts)),
        "summary": is_of_all or bool(pack.performance.scorecard.rows),
        "restated": pack.restated is not None,
        "year": has_year,
        "milestones": bool(pack.milestones),
        "frameworks": bool(pack.frameworks),
        "outlook": bool(outlook_rows(pack.performance.scorecard.rows)),
        "variation": bool(pack.performance.exhibits),
        "running": bool(pack.finance.running_costs),
    }
    return {slug for slug, is_there in has.items() if not is_there}
