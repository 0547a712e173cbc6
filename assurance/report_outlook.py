"""Where KPIs with a target will end the year, for the report of a quarter in which the year is not over. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def outlook_lede(rows: Iterable[OutlookRow]) -> str:
    """The finding: how many are expected to meet their target, and how many were forecast by their directorate."""
    found = list(rows)
    rated = [row for row in found if row.outlook.expected_rag != RAG.GREY]
    green = sum(row.outlook.expected_rag == RAG.GREEN for row in rated)
    own = sum(row.outlook.differs for row in found)
    said = f"{_expected(green, len(rated))} expected to meet the target of the year."
    if not own:
        return f"{said} {'All are plain projections' if len(found) > 1 else 'It is a plain projection'}."
    if len(found) == 1:
        return f"{said} The directorate forecasts it itself, and says why."
    verbs = ("differs", "says") if own == 1 else ("differ", "say")
    return f"{said} {own} {verbs[0]} from the plain projection, and {verbs[1]} why."


def _expected(green: int, rated: int) -> str:
    if rated == 1:
        return f"The one KPI with a forecast is{'' if green else ' not'}"
    return f"{green or 'None'} of {rated} KPIs {'is' if green < 2 else 'are'}"
