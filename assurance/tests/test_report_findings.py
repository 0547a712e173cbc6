"""What the executive summary finds: where the reds lie, and how its table of counts is divided."""

from datetime import date
from typing import Any

import pytest

from assurance import report_findings as findings
from assurance.tests.builders import make_frame, make_row, make_scorecard
from core.rag import RAG
from performance.pages import ScorecardRow


def red(team: str, **fields: Any) -> ScorecardRow:
    return make_row(now=RAG.RED, team=team, **fields)


ELSEWHERE = {"directorate": "Service Delivery", "directorate_slug": "service-delivery"}


@pytest.mark.parametrize(
    ("reds", "others", "said"),
    [
        ([red("A")], [make_row(**ELSEWHERE)], "The one red KPI lies with Quality."),
        ([red("A")], [], "The one red KPI lies with A."),
        ([red("A"), red("A")], [], "Both red KPIs lie with A."),
        ([red("A"), red("A"), red("B")], [], "2 of the 3 red KPIs lie with A."),
        ([red("A"), red("B")], [], "Each of the 2 red KPIs lies with another team."),
        ([red("A"), red("B", **ELSEWHERE)], [], "Each of the 2 red KPIs lies with another directorate."),
        ([red("A"), red("A"), red("A")], [make_row(**ELSEWHERE)], "All 3 red KPIs lie with Quality."),
    ],
)
def test_where_the_reds_lie_is_said_of_teams_in_a_directorates_own_report(
    reds: list[ScorecardRow], others: list[ScorecardRow], said: str
) -> None:
    assert findings.where(reds, [*reds, *others]) == said


def test_how_many_is_said_as_people_say_it() -> None:
    dated = make_frame(recovery_on=date(2014, 9, 30))
    both = [red("A", exception=dated), red("A", exception=dated)]

    assert next(iter(findings.now_what(both))).startswith("Both red KPIs have a recovery date")
    undated = make_frame(recovery_on=None)
    one = [red("A", exception=dated), red("A", exception=undated)]
    assert next(iter(findings.now_what(one))).startswith("1 of the 2 red KPIs has a recovery date")


def test_the_counts_are_of_teams_where_all_are_one_directorates() -> None:
    shared = findings.rag_table(make_scorecard(red("A"), red("B", **ELSEWHERE)))
    assert (shared.by, [name for name, _ in shared.rows]) == ("directorate", ["Quality", "Service Delivery"])

    own = findings.rag_table(make_scorecard(red("A"), make_row(team="B"), make_row(team="B")))
    assert (own.by, [(name, counts.total) for name, counts in own.rows]) == ("team", [("A", 1), ("B", 2)])

    alone = findings.rag_table(make_scorecard(red("A"), red("A")))
    assert alone.rows == (), "it would repeat what stands beside All"
