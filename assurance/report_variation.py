"""The report's pages about variation: the charts whose process gives cause, each beside the quarter's RAG."""

from collections.abc import Sequence
from dataclasses import dataclass

from assurance import sentences
from assurance.pack import AssurancePack
from assurance.sentences import composed
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


@composed
def lede(shown: Sequence[InDepth]) -> str:
    """How many are shown and why: off target, of concern, or a process that will not meet its target."""
    failing = [each.row for each in shown if each.exhibit.process.assurance == "fail"]
    concern = [each.row for each in shown if each.exhibit.process.variation.startswith("concern")]
    if not shown:
        return "No KPI with 13 points or more gives cause to look at the process."
    noun, verb = ("KPI", "gives") if len(shown) == 1 else ("KPIs", "give")
    counted = f"{sentences.kpis(each.row for each in shown)} {noun}"
    parts = [f"{counted} with 13 points or more {verb} cause to look at the process."]
    if concern:
        show = "shows" if len(concern) == 1 else "show"
        parts.append(f"{sentences.kpis(concern)} {show} a special cause of concern.")
    if failing:
        its = "its target" if len(failing) == 1 else "their targets"
        parts.append(f"{sentences.kpis(failing)} will not meet {its} unless the process changes.")
    return " ".join(parts)
