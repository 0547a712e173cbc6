"""What a cover sheet says before anybody has touched it: what the quarter's records suggest. Pure."""

from textwrap import shorten

from assurance.audience import PUBLIC
from assurance.cover_sheet import Considered, CoverLine, CoverSheet, Topic
from assurance.pack import AssurancePack
from assurance.report_ledes import finance_lede
from core import periods
from core.dates import in_words
from performance.pages import RagCounts
from programmes.risk_bands import Band

LONGEST_COMMENT = 300
NO_DECISION = "No decision is asked for."
NOT_YET = "Not considered yet."


def suggested_sheet(
    pack: AssurancePack, *, author: str = "", sponsor: str = "", confirmed_role: str = ""
) -> CoverSheet:
    """Roles are those of the sheet before; whoever confirms puts initials and a date to it."""
    head = pack.head
    ends_on = periods.Quarter.from_slug(head.quarter_slug).ends_on
    reds = pack.performance.scorecard.counts.red
    asked = [f"note the position at {in_words(ends_on)}"]
    if reds:
        asked.append(f"agree the recovery dates of the {_counted(reds, 'red KPI')}")
    return CoverSheet(
        meeting=head.governing_body,
        meeting_on=None,
        author=author,
        sponsor=sponsor,
        purpose=(
            f"To assure the {head.governing_body} of performance against the delivery plan in {head.quarter}, "
            "and to say where it is off track, why, and by when it will recover."
        ),
        recommendation=f"The {head.governing_body} is asked to {'; and to '.join(asked)}.",
        previous_committees="",
        lines=tuple(_lines(pack)),
        confirmed_role=confirmed_role,
        is_draft=True,
    )


def _lines(pack: AssurancePack) -> list[CoverLine]:
    counts = pack.performance.scorecard.counts
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
        Topic.QUALITY: _quality(counts),
        Topic.RISK: _if_any(extreme, "extreme risk", of=len(risks)),
        Topic.BUDGET: (Considered.YES, budget or "No budget is recorded."),
        Topic.TECHNOLOGY: (Considered.NO, NO_DECISION),
        Topic.INFORMATION: (Considered.YES, "Part 1 is published in full with its data."),
    }
    return [CoverLine(topic, *told.get(topic, (Considered.NO, NOT_YET))) for topic in Topic]


def _quality(counts: RagCounts) -> tuple[Considered, str]:
    """Nothing is claimed of a quarter in which no KPI can be assessed yet."""
    if counts.total == counts.grey:
        return Considered.NO, "No KPI can be assessed yet."
    return _if_any(counts.red, "red KPI", of=counts.total)


def _if_any(found: int, noun: str, *, of: int) -> tuple[Considered, str]:
    """Something is to be done while there is one."""
    answer = Considered.ACTION if found else Considered.YES
    return answer, f"{_counted(found, noun)} of {of}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
