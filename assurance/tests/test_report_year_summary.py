"""The summary of a year tells of its four quarters: where it ended, what recovered, what was red longest, restated."""

from dataclasses import replace
from datetime import UTC, datetime

from assurance.pack import AssurancePack
from assurance.report_contents import build
from assurance.report_year import year_of
from assurance.report_year_summary import fell, recovered, red_longest, year_summary
from assurance.restated.lines import Area, Line, Restated
from assurance.tests.pack_builders import QUARTERLY
from assurance.tests.test_report_year import quarter
from core.rag import RAG

R, A, G, N = RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY
RATINGS = ((R, G, N, G), (R, R, G, A), (R, G, R, R), (G, A, R, R))
"""By quarter: 1 recovered, 2 was red once, 3 was measured from Q2 on, 4 fell step by step."""


def packs() -> list[AssurancePack]:
    return [quarter(number, *ratings) for number, ratings in enumerate(RATINGS, start=1)]


def test_what_recovered_what_fell_and_what_was_red_longest() -> None:
    year = year_of(packs())

    assert year is not None
    assert [row.name for row in recovered(year)] == ["Measure 1"]
    assert [row.name for row in fell(year)] == ["Measure 2", "Measure 3", "Measure 4"]
    told = year_summary(year, packs())
    assert [row.name for row in red_longest(year)] == ["Measure 1", "Measure 3", "Measure 4"]
    assert told.red_in == {
        "kpi-1": "Q1 to Q3",
        "kpi-2": "Q2",
        "kpi-3": "Q3, Q4",
        "kpi-4": "Q3, Q4",
    }
    assert told.so_what == (
        "3 KPIs were red in two quarters or more, 2 of them still at the year’s end.",
        "Red longest: Measure 1 (Q1 to Q3); Measure 3 (Q3, Q4) and one more.",
    )


def test_a_year_without_a_long_red() -> None:
    year = year_of([quarter(1, R), quarter(2, G)])

    assert year is not None
    assert year_summary(year, [quarter(1, R), quarter(2, G)]).so_what == (
        "No KPI was red in more than one quarter.",
    )


def test_what_was_restated_of_a_version_that_was_reported_is_counted_by_quarter() -> None:
    line = Line(Area.KPIS, "1", "Figure", "6", "5")
    at = datetime(2013, 11, 1, tzinfo=UTC)
    of_year = packs()
    unread = Restated(1, at, was_reported=False, lines=(line,))
    of_year[0] = replace(of_year[0], restated=unread)
    of_year[1] = replace(of_year[1], restated=Restated(1, at, lines=(line, line)))
    year = year_of(of_year)

    assert year is not None
    last = year_summary(year, of_year).lines[-1]
    assert (last.count, last.text) == (2, "figures restated after their quarter was reported: 2 of Q2.")


def test_the_annual_report_prints_the_years_summary_and_the_quarterly_its_own() -> None:
    annual = replace(QUARTERLY, spans_year=True, title="Annual report")
    of_year = packs()
    contents = build(of_year[-1], annual, version=1, packs_of_year=of_year)
    summary = contents.summary

    assert summary.lede.startswith("Red rose from 1 in Q1 to 2 in Q4.")
    assert "Q4" not in summary.words.changes
    assert (summary.words.since, summary.words.compared) == ("Red in", "2013/14 Q1")
    assert [line.since for line in summary.reds] == ["Q3, Q4", "Q3, Q4"]
    assert summary.what[0].endswith("at the year’s end.")
    assert build(of_year[-1], QUARTERLY, version=1).summary.words.since.startswith("Since")
