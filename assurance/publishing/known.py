"""What a publication says of its figures, kept as the few facts that “then and now” is made of.

They are written down when it is published. A pack is a hundred times as large, and a later release of the portal may
not read it any more; these have a shape of their own.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from assurance import audience_pack
from assurance.audience import PRIVATE, SECTIONS, Audience, SectionChoice
from assurance.pack import AssurancePack
from assurance.restated.facts import Fact, facts_of
from assurance.restated.lines import Area
from core.rag import RAG
from performance.pages import FigureState, ScorecardRow

SHAPE = 1
"""Raise it when a field changes its meaning or goes, and read the older ones as well: publications stay."""


class UnknownShape(Exception):
    """These facts were written by another release, in a shape that this one does not read."""


@dataclass(frozen=True)
class KnownFigure:
    """One figure of one quarter, as it was printed."""

    starts_on: date
    text: str
    second: str
    state: FigureState
    rag: RAG | None


@dataclass(frozen=True)
class KnownKPI:
    """One row of a scorecard."""

    number: int
    slug: str
    name: str
    directorate: str
    figures: tuple[KnownFigure, ...]

    @classmethod
    def of(cls, row: ScorecardRow) -> Self:
        figures = (
            KnownFigure(each.starts_on, each.text, each.second, each.state, each.rag) for each in row.figures
        )
        return cls(row.number, row.slug, row.name, row.directorate, tuple(figures))


@dataclass(frozen=True)
class Known:
    """The rows of the scorecard, and what else is counted: ambitions, projects, finance, risks, engagement."""

    kpis: tuple[KnownKPI, ...]
    others: tuple[Fact, ...]


_ADAPTER = TypeAdapter(Known)


def known_of(pack: AssurancePack) -> Known:
    kpis = tuple(KnownKPI.of(row) for row in pack.performance.scorecard.rows)
    return Known(kpis, tuple(fact for fact in facts_of(pack) if fact.area != Area.KPIS))


def printed(pack: AssurancePack, audience: Audience) -> AssurancePack:
    """A pack without any section that the audience's report does not print, as if those were all private: a page made
    of what was published shows nothing that was not."""
    unprinted = [slug for slug in SECTIONS if slug not in audience.section_slugs]
    sections = (*audience.sections, *(SectionChoice(slug, PRIVATE) for slug in unprinted))
    return audience_pack.for_audience(pack, replace(audience, sections=sections))


def to_json(known: Known) -> bytes:
    values: dict[str, Any] = {"shape": SHAPE, "known": _ADAPTER.dump_python(known, mode="json")}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(content: bytes) -> Known:
    """What `to_json` gave. Raises UnknownShape."""
    values = json.loads(content)
    if values.get("shape") != SHAPE:
        raise UnknownShape
    try:
        return _ADAPTER.validate_python(values["known"])
    except ValidationError as misfit:
        raise UnknownShape from misfit
