"""What a cover sheet says before anybody has touched it: what the quarter's records suggest. Pure."""

import re
from dataclasses import dataclass
from textwrap import shorten

from assurance.audience import PUBLIC
from assurance.cover_sheet import Considered, CoverLine, CoverSheet, Topic
from assurance.pack import AssurancePack
from assurance.report_ledes import finance_lede
from core import periods
from core.dates import in_words
from performance.pages import Scorecard
from programmes.risk_bands import Band

LONGEST_COMMENT = 300
NO_DECISION = "No decision is asked for."
NOT_YET = "Not considered yet."


def suggested_sheet(
    pack: AssurancePack,
    *,
    author: str = "",
    sponsor: str = "",
    confirmed_role: str = "",
    spans_year: bool = False,
) -> CoverSheet:
    """Roles are those of the sheet before; whoever confirms puts initials and a date to it. That of the year speaks of
    the year and of how it stands at its end, which is what its last quarter knows."""
    head = pack.head
    period = head.year if spans_year else head.quarter
    ends_on = periods.Quarter.from_slug(head.quarter_slug).ends_on
    reds = pack.performance.scorecard.counts.red
    at_end = f"the position at {in_words(ends_on)}"
    asked = [f"note the year {period} and {at_end}" if spans_year else f"note {at_end}"]
    if reds:
        asked.append(f"agree the recovery dates of the {_counted(reds, 'red KPI')}")
    return CoverSheet(
        meeting=head.governing_body,
        meeting_on=None,
        author=author,
        sponsor=sponsor,
        purpose=(
            f"To assure the {head.governing_body} of performance against the delivery plan in {period}, "
            "and to say where it is off track, why, and by when it will recover."
        ),
        recommendation=f"The {head.governing_body} is asked to {'; and to '.join(asked)}.",
        previous_committees="",
        lines=tuple(_lines(pack)),
        confirmed_role=confirmed_role,
        is_draft=True,
    )


@dataclass(frozen=True)
class Outdated:
    """A part of a saved sheet that the records would put otherwise by now."""

    label: str
    suggested: str


def outdated(sheet: CoverSheet, pack: AssurancePack, *, spans_year: bool = False) -> tuple[Outdated, ...]:
    """Where the sheet still has the suggestion's own words, but with other numbers than the records have now.

    What its author wrote in other words is theirs, and is left alone.
    """
    now = suggested_sheet(pack, spans_year=spans_year)
    found = []
    if _is_outdated(sheet.recommendation, now.recommendation):
        found.append(Outdated("Recommendation", now.recommendation))
    suggested = {line.topic: line for line in now.lines}
    for line in sheet.lines:
        other = suggested[line.topic]
        if _is_outdated(line.comment, other.comment):
            found.append(Outdated(line.topic.label, f"{other.answer.label}. {other.comment}"))
    return tuple(found)


def _is_outdated(saved: str, suggested: str) -> bool:
    return saved != suggested and _shape(saved) == _shape(suggested)


def _shape(text: str) -> str:
    """The words without their numbers, one or many: 8 red KPIs of 39 is 1 red KPI of 38."""
    return re.sub(r"(KPI|risk|project|ambition)s", r"\1", re.sub(r"\d[\d,.]*", "#", text))


def _lines(pack: AssurancePack) -> list[CoverLine]:
    # The sheet goes into a public paper, so what it counts are the risks of Part 1.
    risks = [risk for risk in pack.programmes.register.risks if risk.part == PUBLIC]
    extreme = sum(risk.band == Band.EXTREME for risk in risks)
    projects, ambitions = len(pack.programmes.portfolio.projects), len(pack.performance.ambitions)
    aims = (
        f"Reports on {_counted(projects, 'priority project')} and {_counted(ambitions, 'outcome ambition')}."
    )
    budget = shorten(finance_lede(pack), LONGEST_COMMENT, placeholder="…")
    told = {
        Topic.AIMS: (Considered.YES, aims),
        Topic.QUALITY: _quality(pack.performance.scorecard),
        Topic.RISK: _if_any(extreme, "extreme risk", of=len(risks)),
        Topic.BUDGET: (Considered.YES, budget or "No budget is recorded."),
        Topic.TECHNOLOGY: (Considered.NO, NO_DECISION),
        Topic.INFORMATION: (Considered.YES, "Part 1 is published in full with its data."),
    }
    return [CoverLine(topic, *told.get(topic, (Considered.NO, NOT_YET))) for topic in Topic]


def _quality(scorecard: Scorecard) -> tuple[Considered, str]:
    """Nothing is claimed of a quarter in which no KPI can be assessed yet, nor of KPIs that were not returned."""
    counts = scorecard.counts
    if counts.total == counts.grey:
        return Considered.NO, "No KPI can be assessed yet."
    awaited = sum(row.is_awaited for row in scorecard.rows)
    answer, words = _if_any(counts.red, "red KPI", of=counts.total - awaited)
    return answer, f"{words.rstrip('.')} returned; {awaited} not returned." if awaited else words


def _if_any(found: int, noun: str, *, of: int) -> tuple[Considered, str]:
    """Something is to be done while there is one."""
    answer = Considered.ACTION if found else Considered.YES
    return answer, f"{_counted(found, noun)} of {of}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
