"""The figures that stand beside a text while it is written: counts, and the KPIs off target. Pure."""

from dataclasses import dataclass

from assurance import story
from assurance.audience_pack import for_audience, of_directorate
from assurance.pack import AssurancePack
from assurance.papers.slots import Slot
from performance.pages import RagCounts, ScorecardRow


@dataclass(frozen=True)
class Figures:
    """What the quarter says so far, for whoever writes about it."""

    answer: str
    counts: RagCounts
    off_target: tuple[ScorecardRow, ...]


def figures_for(slot: Slot, pack: AssurancePack) -> Figures:
    """Those of the directorate or the audience that the text is about; else of the whole quarter."""
    if slot.directorate:
        pack = of_directorate(pack, slot.directorate.slug, slot.directorate.name)
    elif slot.audience:
        pack = for_audience(pack, slot.audience.frozen())
    return figures_of(pack)


def figures_of(pack: AssurancePack) -> Figures:
    scorecard = pack.performance.scorecard
    off_target = tuple(row for row in story.in_order(scorecard.rows) if row.is_off_target)
    return Figures(pack.story.answer, scorecard.counts, off_target)
