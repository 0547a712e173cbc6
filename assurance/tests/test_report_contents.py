"""What the report says: ledes that state the finding, sections in order, and no claim that the pack does not hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from assurance import report_contents
from assurance.audience import PRIVATE, PUBLIC, Audience, Detail, SectionChoice
from assurance.pack import AssurancePack
from assurance.report_contents import ReportContents
from assurance.tests.builders import make_frame, make_progress, make_row
from assurance.tests.pack_builders import (
    CUT_OFF,
    QUARTERLY,
    YEARLY,
    make_empty_pack,
    make_head,
    make_pack,
    make_register,
    make_risk,
)
from core.provenance import Provenance
from core.rag import RAG
from finance.pages import Budget, BudgetRow, FinancePart, PositionRow
from performance.pages import FigureState, ReturnProgress


def build(
    pack: AssurancePack, audience: Audience = QUARTERLY, version: int = 1, **more: Any
) -> ReportContents:
    return report_contents.build(pack, audience, version=version, **more)


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
    assert summary.what == (
        "1 of the 2 KPIs that can be assessed meets its target.",
        "Cases over 28 days: 5 against 6.",
    )
    assert summary.so_what == ("The one red KPI lies with Patient safety.",)
    assert summary.now_what[0] == "The red KPI has a recovery date: 30 September 2014."
    assert [line.row.short_name for line in summary.reds] == ["Cases over 28 days"]
    assert (summary.reds[0].since, summary.reds[0].without_date) == ("Green", "New")


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
    assert quality.lede == "1 KPI: 1 green. None is off target."
    assert [row.name for row in delivery.exceptions] == ["Forms"]
    assert [row.self_assessed_reason for row in delivery.differing] == ["One late form"]
    assert delivery.columns == 3 + 5


def test_a_later_version_names_the_earlier_and_claims_to_replace_none() -> None:
    """The one before may never have been published: what a correction replaces, its publication says."""
    assert build(make_pack(), version=1).version == "1, the first of this period"
    assert build(make_pack(), version=2).version == "2; earlier: version 1"
    assert build(make_pack(), version=4).version == "4; earlier: versions 1 to 3"


def test_a_later_version_says_when_the_figures_of_the_one_before_were_cut_off() -> None:
    said = [build(make_pack(), version=number, earlier=CUT_OFF) for number in (2, 4)]

    assert [each.version for each in said] == [
        "2; earlier: version 1, cut off 9 May 2014, 17:00",
        "4; earlier: versions 1 to 3, the last cut off 9 May 2014, 17:00",
    ]
    assert said[0].identity != build(make_pack(), version=2).identity


def test_an_annual_report_counts_each_quarter_of_the_year() -> None:
    pack = make_pack()
    contents = build(pack, YEARLY, packs_of_year=[pack, pack, pack, pack])

    assert (contents.title, contents.period, contents.span) == (
        "Annual report",
        "2013/14",
        "April 2013 to March 2014",
    )
    assert contents.year is not None
    assert [each.counts.red for each in contents.year.counts] == [1, 1, 1, 1]
    assert contents.summary.lede == contents.year.lede
    assert contents.sections[1].title == "The year in four quarters"


def test_where_the_reds_lie_names_the_team_that_stands_out() -> None:
    backlog = {"directorate": "Service Delivery", "directorate_slug": "service-delivery"}
    pack = make_pack(
        make_row(now=RAG.RED, team="Continuing healthcare", **backlog),
        make_row(now=RAG.RED, team="Continuing healthcare", **backlog),
        make_row(now=RAG.RED, team="Review", **backlog),
        make_row(now=RAG.RED),
    )

    (where,) = build(pack).summary.so_what
    assert where == "3 of the 4 red KPIs lie with Service Delivery, 2 of them with Continuing healthcare."


def test_what_was_red_and_is_not_returned_is_no_recovery() -> None:
    missing = {"now": RAG.GREY, "before": RAG.RED, "state": FigureState.MISSING, "figures": ("6", "")}
    pack = make_pack(
        make_row(), make_row(name="Staff absence", **missing), make_row(name="Training", **missing)
    )

    assert build(pack).summary.so_what == (
        "No KPI that was returned is red.",
        "2 that were red in Q3 are not returned: Staff absence; Training.",
    )


def test_grey_stands_for_four_things_and_says_which() -> None:
    pack = make_pack(
        make_row(now=RAG.GREY, has_target=False),
        make_row(now=RAG.GREY, has_target=False),
        make_row(now=RAG.GREY, has_target=True),
        make_row(now=RAG.GREY, state=FigureState.MISSING, figures=("6", "")),
        make_row(now=RAG.GREY, state=FigureState.NOT_DUE, figures=("6", "")),
    )

    note = build(pack).summary.grey_note
    assert note == "2 without a target, 1 not assessable, 1 not returned, 1 not due"


def test_of_a_quarter_that_nobody_has_returned_nothing_is_claimed() -> None:
    awaited = make_row(now=RAG.GREY, state=FigureState.MISSING, figures=("6", ""))
    pack = make_pack(
        awaited, head=make_head(cut_off=None, version=0, state="open", state_text="Open for returns")
    )
    performance = replace(pack.performance, returns=(make_progress(state="not-started", answered=0),))
    contents = build(replace(pack, performance=performance))

    assert contents.summary.what == ()
    assert contents.summary.so_what == ("Nothing can be said of the quarter until figures are returned.",)
    assert contents.summary.now_what == ("The return is awaited, due 14 April 2014.",)
    assert contents.summary.unchanged == "Nothing is compared until figures are returned."
    assert contents.schedules[0].lede == "1 KPI: 1 not returned."


def test_of_a_locked_quarter_no_return_is_awaited() -> None:
    awaited = make_row(now=RAG.GREY, state=FigureState.MISSING, figures=("6", ""))
    pack = make_pack(awaited)
    performance = replace(
        pack.performance, returns=(make_progress(state="locked", answered=0, submitted_at=None),)
    )

    contents = build(replace(pack, performance=performance))

    assert contents.summary.now_what == ("The return did not come before the quarter was locked.",)


NEVER, BACK = (
    make_progress(state="not-started", answered=0),
    make_progress(state="in-progress", returned_at=make_progress().submitted_at),
)


@pytest.mark.parametrize(
    ("returns", "said"),
    [
        ((NEVER, NEVER), ("None of the 2 returns came before the quarter was locked.",)),
        ((NEVER, make_progress()), ("1 of the 2 returns did not come before the quarter was locked.",)),
        ((BACK, make_progress()), ("1 of the 2 returns was taken or sent back and not submitted again.",)),
        ((BACK,), ("The return was taken or sent back and not submitted again.",)),
        ((make_progress(), make_progress()), ()),
    ],
)
def test_what_came_once_did_come_though_it_was_taken_back(
    returns: tuple[ReturnProgress, ...], said: tuple[str, ...]
) -> None:
    """The lede, the table and the totals of Completeness ask the same."""
    pack = replace(make_pack(), head=make_head(state="locked"))
    contents = build(replace(pack, performance=replace(pack.performance, returns=returns)))

    assert tuple(line for line in contents.summary.now_what if "return" in line) == said
    assert contents.returns.returned == sum(each is not NEVER for each in returns)


def test_a_quarter_that_is_not_frozen_names_no_snapshot() -> None:
    contents = build(make_pack(head=make_head(cut_off=None, version=0)))

    assert not contents.is_frozen
    assert contents.cut_off == "Not yet: they can still change"
    assert contents.snapshot == "None: the quarter is not frozen"
    assert contents.stamp == "NHS Dorset CCG. Draft: the quarter is not frozen"


LOCK_NOTE = (
    "Loaded as published.\n"
    "2 KPIs are not complete (KPIs 10, 11): The system was down.\n"
    "Quality, return not signed off: The post is vacant."
)


@pytest.mark.parametrize("template", ["report/report.html", "renditions/_report.html"])
def test_the_cover_counts_the_named_exceptions_and_completeness_lists_them(template: str) -> None:
    """Six reasons of 600 characters each would run off a cover."""
    pack = replace(make_pack(), head=make_head(lock_note=LOCK_NOTE))

    page = render_to_string(template, {"report": build(pack)})

    cover, completeness = page[: page.index('id="complete"')], page[page.index('id="complete"') :]
    assert '<a href="#named-exceptions">Locked with 2 named exceptions</a>' in cover
    assert "Locked with a note: Loaded as published.<" in cover
    assert "The system was down." not in cover
    assert 'id="named-exceptions"' in completeness
    assert (
        '<th scope="row">2 KPIs are not complete (KPIs 10, 11)</th><td>The system was down.</td>'
        in completeness
    )


def test_a_report_without_completeness_only_counts_the_named_exceptions() -> None:
    pack = replace(
        make_pack(), head=make_head(lock_note="Locked before the due date, 14 April 2014, was over: Early.")
    )
    audience = replace(QUARTERLY, sections=(SectionChoice("summary"), SectionChoice("schedules")))

    page = render_to_string("report/report.html", {"report": build(pack, audience)})

    assert ">Locked with 1 named exception<" in page
    assert "#named-exceptions" not in page


def test_the_returns_are_counted_together() -> None:
    pack = make_pack()
    returns = (make_progress(late_by=3, not_collected=2), make_progress(state="not-started", answered=0))
    totals = build(replace(pack, performance=replace(pack.performance, returns=returns))).returns

    assert (totals.due, totals.answered, totals.not_collected) == (20, 10, 2)
    assert (totals.returned, totals.late, totals.signed_off, totals.number) == (1, 1, 1, 2)


def test_a_directorate_called_as_a_section_has_an_address_of_its_own() -> None:
    row = make_row(name="Invoices", directorate="Finance", directorate_slug="finance")
    ids = [section.id for section in build(make_pack(row)).sections]

    assert len(ids) == len(set(ids))


def test_an_empty_quarter_says_so_everywhere() -> None:
    contents = build(make_empty_pack())

    assert contents.summary.lede == "No KPI is reported for this quarter."
    assert contents.summary.so_what == ("No KPI is red.",)
    assert contents.ledes == {
        "variation": "No KPI with 13 points or more gives cause to look at the process.",
        "ambitions": "No outcome ambition is recorded.",
        "projects": "No priority project is recorded.",
        "finance": "No financial figures are recorded for this year.",
        "moved": "No risks were added in the quarter.",
        "running": "",
        "risks": "No risk is open on the register.",
        "engagement": "No engagement activity is recorded for this year.",
        "complete": "No return is recorded for this quarter. No data-quality note is open.",
    }


def test_a_report_of_exceptions_says_what_it_leaves_out() -> None:
    brief = replace(QUARTERLY, detail=Detail.EXCEPTIONS, part=2)
    whole, short = build(make_pack()), build(make_pack(), brief)

    assert (whole.schedules[0].shown, dict(whole.shown)) == ("", {})
    assert short.schedules[0].shown == (
        "Only KPIs that are off target or must be explained are listed: 1 of 2."
    )


def test_a_private_report_of_everything_prints_the_register_in_full() -> None:
    risk = make_risk(controls="Weekly count", assurances="Audit of May", gaps="No cover at weekends")
    pack = make_pack()
    pack = replace(pack, programmes=replace(pack.programmes, register=make_register(risk)))
    private = build(pack, replace(QUARTERLY, part=2))

    assert private.has_full_register
    assert not build(pack).has_full_register
    assert not build(pack, replace(QUARTERLY, part=2, detail=Detail.EXCEPTIONS)).has_full_register
    html = render_to_string("report/_sections.html", {"report": private})
    assert all(words in html for words in ("Weekly count", "Audit of May", "No cover at weekends"))
    assert "Weekly count" not in render_to_string("report/_sections.html", {"report": build(pack)})


def test_a_programme_without_a_risk_of_its_own_says_so_and_claims_nothing_of_the_register() -> None:
    of_one = replace(QUARTERLY, programme="mental-health", programme_name="Mental Health")

    assert build(make_pack(), of_one).ledes["risks"] == (
        "No open risk on the register belongs to Mental Health."
    )


def test_provenance_speaks_of_the_printed_sections_alone() -> None:
    contents = build(make_pack(), replace(QUARTERLY, sections=(SectionChoice("provenance"),)))

    assert {origin.covers for origin in contents.origins} == {""}


def test_the_summary_adds_to_provenance_only_the_money_that_it_quotes() -> None:
    of_plan = {"provenance": "published", "source": "Delivery plan"}
    total = BudgetRow("Total", "", "", annual_plan=Decimal(971_000_000))
    budget = Budget("2014/15", "2014-15", (), total, **of_plan)
    later = Budget("2015/16", "2015-16", (), total, **of_plan)
    amounts = (Decimal(947), Decimal(934), Decimal(13))
    position = PositionRow("Total", *amounts, provenance="published", source="Accounts")
    finance = FinancePart(year="2013/14", position=(position,), budget=budget, next_budget=later)
    registers = replace(
        QUARTERLY, part=PRIVATE, sections=(SectionChoice("summary"), SectionChoice("provenance"))
    )

    closed = build(make_pack(finance=finance), registers)
    running = build(make_pack(finance=replace(finance, position=())), registers)

    assert closed.money_line.startswith("The year closed with a surplus")
    assert [(each.name, each.used_for) for each in closed.documents] == [("Accounts", "Financial position")]
    assert [(each.name, each.used_for) for each in running.documents] == [
        ("Delivery plan", "Budget 2014/15"),
    ]
    assert build(make_pack(finance=finance), replace(registers, part=PUBLIC)).documents == ()


def test_a_report_without_kpis_works_out_no_trend() -> None:
    sections = tuple(SectionChoice(slug) for slug in ("summary", "schedules", "projects", "risks"))
    highlight = replace(
        QUARTERLY, programme="mental-health", programme_name="Mental Health", sections=sections
    )

    contents = build(make_pack(), highlight)

    assert contents.order == ("projects", "risks")
    assert covers(contents)[Provenance.DERIVED] == "Counts"


def covers(contents: ReportContents) -> dict[Provenance, str]:
    return {origin.word: origin.covers for origin in contents.origins}
