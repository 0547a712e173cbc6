"""What the report says: ledes that state the finding, sections in order, and no claim that the pack does not hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assurance import report_contents
from assurance.pack import AssurancePack
from assurance.report_contents import ReportContents
from assurance.tests.builders import make_frame, make_progress, make_row
from assurance.tests.pack_builders import make_empty_pack, make_pack, make_register, make_risk
from core.rag import RAG
from performance.pages import PerformancePart


def build(pack: AssurancePack, kind: str = "quarterly", version: int = 1, **more: Any) -> ReportContents:
    return report_contents.build(pack, kind=kind, version=version, **more)


def test_the_sections_stand_in_the_order_of_the_contents_page() -> None:
    titles = [section.title for section in build(make_pack()).sections]

    assert titles == [
        "Executive summary",
        "KPI schedule: Quality",
        "Outcome ambitions",
        "Projects by working group",
        "Finance",
        "Risks",
        "Engagement",
        "Completeness and data quality",
        "Provenance",
    ]


def test_the_summary_says_what_so_what_and_now_what() -> None:
    summary = build(make_pack()).summary

    assert summary.lede.startswith("1 of 2 KPIs is off target")
    assert summary.what[0] == "1 of the 2 KPIs that can be assessed meet their target."
    assert summary.so_what == ("1 of the 1 red KPIs lies with Quality.",)
    assert summary.now_what[0] == "1 of 1 red KPIs have a recovery date; the latest is 30 September 2014."
    assert [line.row.short_name for line in summary.reds] == ["Cases over 28 days"]
    assert summary.reds[0].since == "Green in Q3"


def test_a_slipped_promise_and_a_missing_action_are_said() -> None:
    slipped = make_frame(promised_before=date(2014, 3, 31), action="")
    pack = make_pack(make_row(now=RAG.RED, before=RAG.RED, name="Absence", exception=slipped))
    summary = build(pack).summary

    assert "Recovery dates promised last quarter have slipped: Absence." in summary.so_what
    assert "1 red KPI has no action recorded." in summary.now_what


def test_a_schedule_lists_its_own_exceptions_and_differing_assessments() -> None:
    rated_better = make_row(
        now=RAG.RED,
        self_assessed=RAG.AMBER,
        self_assessed_reason="One late form",
        name="Forms",
        directorate="Service Delivery",
        directorate_slug="service-delivery",
        exception=make_frame(),
    )
    quality, delivery = build(make_pack(make_row(name="Inspections"), rated_better)).schedules

    assert quality.exceptions == ()
    assert quality.lede == "1 KPI: 1 green. None needs an exception note."
    assert [row.name for row in delivery.exceptions] == ["Forms"]
    assert [row.self_assessed_reason for row in delivery.differing] == ["One late form"]
    assert delivery.columns == 3 + 5


def test_the_second_version_names_the_one_that_it_replaces() -> None:
    assert build(make_pack(), version=1).version == "1, the first of this period"
    assert build(make_pack(), version=2).version == "2, replaces version 1"


def test_an_annual_report_counts_each_quarter_of_the_year() -> None:
    pack = make_pack()
    contents = build(pack, kind="annual", packs_of_year=[pack, pack, pack, pack])

    assert (contents.title, contents.period, contents.span) == (
        "Annual assurance report",
        "2013/14",
        "April 2013 to March 2014",
    )
    assert [each.counts.red for each in contents.year_counts] == [1, 1, 1, 1]
    assert contents.sections[1].title == "The year in four quarters"


@pytest.mark.parametrize(
    ("score", "lede"),
    [
        (20, "1 of 1 open risks is extreme. The highest, at 20, is: The backlog grows."),
        (12, "0 of 1 open risks are extreme. The highest, at 12, is: The backlog grows."),
    ],
)
def test_the_risk_lede_names_the_highest(score: int, lede: str) -> None:
    pack = make_pack()
    programmes = replace(pack.programmes, register=make_register(make_risk(score=score)))

    assert build(replace(pack, programmes=programmes)).ledes["risks"] == lede


def test_late_returns_are_counted() -> None:
    pack = make_pack()
    returns = (make_progress(late_by=3), make_progress())
    performance: PerformancePart = replace(pack.performance, returns=returns)

    lede = build(replace(pack, performance=performance)).ledes["complete"]
    assert (
        lede
        == "20 of 20 KPIs due were answered, 1 of 2 returns late. 1 data-quality note says where figures do not agree."
    )


def test_published_levels_are_shortened_but_not_changed() -> None:
    (row,) = build(make_pack()).levels

    assert (row.indicator, row.levels) == ("Years of life lost", ("Lowest quintile",))


def test_bars_are_to_scale() -> None:
    bar = build(make_pack()).bars["ambition-1"]

    assert (bar.mm, bar.percent) == (round(Decimal("0.161") * report_contents.BAR_MM), Decimal("16.1"))


def test_an_empty_quarter_says_so_everywhere() -> None:
    contents = build(make_empty_pack())

    assert contents.summary.lede == "No KPI is reported for this quarter."
    assert contents.summary.so_what == ("No KPI is red.",)
    assert contents.ledes == {
        "ambitions": "No outcome ambition is recorded.",
        "projects": "No priority project is recorded.",
        "finance": "No financial figures are recorded for this year.",
        "risks": "No risk is open on the register.",
        "engagement": "No engagement activity is recorded for this year.",
        "complete": "No return is recorded for this quarter. 0 data-quality notes say where figures do not agree.",
    }
