"""Where KPIs with a target will end the year, for the report of a quarter in which the year is not over. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assurance import sentences
from assurance.sentences import composed
from core.rag import RAG
from performance.follow_up.pages import YearEndOutlook
from performance.pages import ScorecardRow


@dataclass(frozen=True)
class OutlookRow:
    """One KPI with its outlook; `number` and `name` as in the schedule."""

    slug: str
    number: int
    name: str
    outlook: YearEndOutlook


def outlook_rows(rows: Iterable[ScorecardRow]) -> tuple[OutlookRow, ...]:
    """KPIs with a target of a year that is not over, worst expectation first, then in the order of the schedule."""
    found = (
        OutlookRow(row.slug, row.number, row.short_name, row.year_end)
        for row in rows
        if row.has_target and row.year_end and not row.year_end.is_final
    )
    return tuple(sorted(found, key=lambda row: (row.outlook.expected_rag.order, row.number)))


@composed
def outlook_lede(rows: Iterable[OutlookRow]) -> str:
    """The finding: how many are expected to meet their target, and how many were forecast by their directorate."""
    found = list(rows)
    rated = [row for row in found if row.outlook.expected_rag != RAG.GREY]
    green = [row for row in rated if row.outlook.expected_rag == RAG.GREEN]
    own = [row for row in found if row.outlook.differs]
    said = f"{_expected(green, rated)} expected to meet the target of the year."
    if not own:
        said += f" {'All are plain projections' if len(found) > 1 else 'It is a plain projection'}."
    elif len(found) == 1:
        said += " The directorate forecasts it itself, and says why."
    else:
        verbs = ("differs", "says") if len(own) == 1 else ("differ", "say")
        said += f" {sentences.kpis(own)} {verbs[0]} from the plain projection, and {verbs[1]} why."
    return said


def _expected(green: Sequence[OutlookRow], rated: Sequence[OutlookRow]) -> str:
    if len(rated) == 1:
        return f"The one KPI with a forecast is{'' if green else ' not'}"
    counted = sentences.kpis(green) if green else "None"
    return f"{counted} of {sentences.kpis(rated)} KPIs {'is' if len(green) < 2 else 'are'}"
