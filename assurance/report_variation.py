"""The report's pages about variation: the charts whose process gives cause, each beside the quarter's RAG."""

from collections.abc import Sequence
from dataclasses import dataclass

from assurance.pack import AssurancePack
from performance.pages import ScorecardRow
from performance.variation.pages import Exhibit


@dataclass(frozen=True)
class InDepth:
    """One KPI: its XmR chart, and how the quarter is rated. RAG speaks of one period, assurance of the process."""

    exhibit: Exhibit
    row: ScorecardRow


def in_depth(pack: AssurancePack) -> tuple[InDepth, ...]:
    """In the order of the schedule."""
    rows = {row.slug: row for row in pack.performance.scorecard.rows}
    return tuple(
        InDepth(exhibit, rows[exhibit.slug]) for exhibit in pack.performance.exhibits if exhibit.slug in rows
    )


def lede(shown: Sequence[InDepth]) -> str:
    """How many are shown and why: off target, of concern, or a process that will not meet its target."""
    failing = sum(each.exhibit.process.assurance == "fail" for each in shown)
    concern = sum(each.exhibit.process.variation.startswith("concern") for each in shown)
    if not shown:
        return "No KPI with 13 points or more gives cause to look at the process."
    noun, verb = ("KPI", "gives") if len(shown) == 1 else ("KPIs", "give")
    parts = [f"{len(shown)} {noun} with 13 points or more {verb} cause to look at the process."]
    if concern:
        parts.append(f"{concern} {'shows' if concern == 1 else 'show'} a special cause of concern.")
    if failing:
        its = "its target" if failing == 1 else "their targets"
        parts.append(f"{failing} will not meet {its} unless the process changes.")
    return " ".join(parts)
