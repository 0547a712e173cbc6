"""What a number in a sentence counts: its page lists each of them, and nothing that the report does not say."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.template.loader import render_to_string

from assurance import report_contents, sentences
from assurance.audience import PRIVATE, PUBLIC, Audience, Detail, SectionChoice
from assurance.pack import AssurancePack
from assurance.renditions.counted import counted_of
from assurance.renditions.links import Histories
from assurance.renditions.parts import Counted
from assurance.renditions.record_history import record_of
from assurance.report_contents import ReportContents
from assurance.sentences import Sentence
from assurance.story import build_story
from assurance.tests.builders import make_progress, make_row, make_scorecard
from assurance.tests.pack_builders import QUARTERLY, YEARLY, make_head, make_pack, make_register, make_risk
from core.rag import RAG
from performance.follow_up.pages import YearEndOutlook
from performance.pages import FigureState, ReturnProgress
from programmes.pages import MilestoneRow

HISTORIES = Histories(UUID("3f0f5d1e-0c7e-4f44-9c0a-4a8f3f2f9b11"))
QUALITY, FINANCE, DELIVERY = (
    make_progress(state="locked", directorate=name, directorate_slug=name.lower())
    for name in ("Quality", "Finance", "Delivery")
)


def read_by(*sections: str, **fields: object) -> Audience:
    chosen = tuple(SectionChoice(slug) for slug in sections)
    return replace(QUARTERLY, sections=chosen, **fields)  # type: ignore[arg-type]


def built(pack: AssurancePack, audience: Audience = QUARTERLY) -> ReportContents:
    return report_contents.build(pack, audience, version=1)


def several(made: ReportContents, kind: str, key: str) -> Counted | None:
    return counted_of(made, HISTORIES, f"several-{kind}", key)


def texts(page: Counted | None) -> list[str]:
    return [f"{part.name}: {part.text}" for part in page.parts] if page else []


def with_returns(*returns: ReturnProgress) -> AssurancePack:
    pack = make_pack()
    return replace(pack, performance=replace(pack.performance, returns=returns))


def links_of(made: ReportContents) -> set[tuple[str, str]]:
    html = render_to_string("renditions/_report.html", {"report": made, "history": HISTORIES})
    return set(re.findall(rf'href="{HISTORIES.records}([\w-]+)/([\w-]+)/"', html))


# Returns --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (QUALITY, "Returned, on time"),
        (replace(QUALITY, late_by=1), "Returned, 1 working day late"),
        (replace(QUALITY, late_by=3), "Returned, 3 working days late"),
        (replace(QUALITY, submitted_at=None), "Not returned"),
        (replace(QUALITY, submitted_at=None, late_by=2), "Not returned, 2 working days overdue"),
        (
            replace(QUALITY, returned_at=QUALITY.submitted_at, submitted_at=None),
            "Returned, on time, not submitted again",
        ),
    ],
)
def test_a_return_says_whether_it_came_and_how_late(progress: ReturnProgress, said: str) -> None:
    made = built(with_returns(progress, FINANCE))

    assert texts(several(made, "returns", "1")) == [f"Quality: {said}"]


def test_where_the_returns_are_not_listed_they_lead_nowhere_and_say_only_whether_they_came() -> None:
    pack = with_returns(replace(QUALITY, late_by=3), replace(FINANCE, submitted_at=None, late_by=5), DELIVERY)
    made = built(pack, read_by("summary"))

    assert ("several-returns", "2") in links_of(made)
    page = several(made, "returns", "1-2-3")
    assert texts(page) == ["Quality: Returned", "Finance: Not returned", "Delivery: Returned"]
    assert page is not None
    assert [part.url for part in page.parts] == ["", "", ""]


def test_a_public_report_that_names_no_kpi_has_no_page_of_those_that_were_due() -> None:
    private = replace(
        QUARTERLY, sections=(SectionChoice("schedules", PRIVATE), SectionChoice("complete", PUBLIC))
    )
    pack = with_returns(QUALITY, FINANCE)

    assert ("kpis", "due") in links_of(built(pack))
    assert "20 of 20 KPIs due were answered" in built(pack, private).ledes["complete"]
    assert not [link for link in links_of(built(pack, private)) if link[0] == "kpis"]


def test_before_a_quarter_has_ended_nothing_tells_which_kpis_were_answered() -> None:
    scorecard = make_scorecard(make_row(number=1, before=None, now=RAG.GREY, state=FigureState.NOT_DUE))
    pack = replace(make_pack(), head=make_head(state="open"), story=build_story(scorecard))
    performance = replace(
        pack.performance, scorecard=scorecard, returns=(replace(QUALITY, answered=3), FINANCE)
    )
    made = built(replace(pack, performance=performance))

    assert made.ledes["complete"].startswith("13 of 20 KPIs due were answered")
    assert {key for kind, key in links_of(made) if kind == "kpis" and "_" not in key} >= {"due"}
    assert not [key for kind, key in links_of(made) if kind == "kpis" and key.startswith("answered")]


def test_without_returns_an_annual_figure_that_came_early_is_among_those_that_are_counted() -> None:
    scorecard = make_scorecard(
        make_row(number=1, state=FigureState.MISSING, now=RAG.GREY),
        make_row(number=2, frequency="Annually"),
        slug="2013-14-Q2",
    )
    head = make_head(quarter="2013/14 Q2", quarter_slug="2013-14-Q2", state="open")
    pack = replace(make_pack(), head=head, story=build_story(scorecard))
    made = built(replace(pack, performance=replace(pack.performance, scorecard=scorecard, returns=())))

    assert made.summary.lede == "1 of 2 KPIs due are returned so far: none off target."
    assert isinstance(made.summary.lede, Sentence)
    assert [part.key for part in made.summary.lede.parts if part.kind] == ["2", "1-2"]


# Risks and milestones -------------------------------------------------------------------------------------


def test_the_highest_risk_has_its_history_also_where_it_is_too_low_to_be_listed() -> None:
    low = {"likelihood": 2, "impact": 3, "score": 6, "band": "moderate", "band_text": "Moderate"}
    pack = make_pack()
    register = make_register(*(make_risk(reference=f"R-00{number}", **low) for number in (1, 2)))
    pack = replace(pack, programmes=replace(pack.programmes, register=register))
    made = built(pack, replace(QUARTERLY, detail=Detail.EXCEPTIONS))

    assert made.ledes["risks"].endswith("The highest is R-001, at 6: The backlog grows.")
    assert ("risk", "R-001") in links_of(made)
    assert record_of(made, "risk", "R-001") is not None
    assert record_of(made, "risk", "R-002") is None


def test_milestones_of_a_snapshot_that_is_older_than_their_keys_are_told_apart() -> None:
    milestones = tuple(
        MilestoneRow(name, date(2014, 5, 1), is_overdue=name == "Open", project_slug="one")
        for name in ("Open", "Close")
    )
    made = built(replace(make_pack(), milestones=milestones), replace(QUARTERLY, detail=Detail.EXCEPTIONS))
    page = several(made, "milestones", "1-2")

    assert [part.key for part in made.shown["milestones"].parts if part.kind] == ["1", "1-2"]
    assert texts(page) == ["Open: Due 1 May 2014", "Close: Due 1 May 2014"]
    assert page is not None
    assert [part.url for part in page.parts] == ["", ""]


# KPIs -----------------------------------------------------------------------------------------------------


def test_two_kpis_that_had_the_same_number_in_the_course_of_a_year_are_both_counted() -> None:
    def quarter(number: int, name: str, rag: RAG) -> AssurancePack:
        row = make_row(now=rag, number=5, name=name, slug=name.lower())
        head = make_head(quarter=f"2013/14 Q{number}", quarter_slug=f"2013-14-Q{number}")
        return replace(make_pack(row), head=head)

    packs = [quarter(1, "Waits", RAG.RED), quarter(2, "Waits", RAG.RED), quarter(4, "Visits", RAG.AMBER)]
    made = report_contents.build(packs[-1], YEARLY, version=1, packs_of_year=packs)

    assert made.year is not None
    assert made.year.lede.endswith("2 KPIs were red or amber in at least one quarter.")
    assert texts(several(made, "kpis-of-year", "1-2")) == [
        "KPI 5, Waits: Q1 red, Q2 red, Q4 not reported",
        "KPI 5, Visits: Q1 not reported, Q2 not reported, Q4 amber",
    ]
    assert ("several-kpis-of-year", "1-2") in links_of(made)


def test_a_key_that_somebody_types_gives_no_kpi_that_the_report_does_not_name() -> None:
    outlook = YearEndOutlook(year="2014/15", target_text="At least 24", projected="22", rag=RAG.RED)
    rows = make_row(number=1, year_end=outlook), make_row(number=2)
    alone = built(make_pack(*rows), read_by("outlook", part=PRIVATE))

    assert texts(several(alone, "kpis", "1")) == ["KPI 1, KPI 1: 5, Green"]
    assert several(alone, "kpis", "2") is None
    assert several(alone, "kpis", "1-2") is None
    assert several(built(make_pack(*rows), read_by("summary", "outlook")), "kpis", "1-2") is not None


@pytest.mark.parametrize("key", ["", "0", "3", "1--2", "-1", "01", "1_2", "1-3", "9" * 5000, "²"])
def test_a_key_that_is_none_of_the_report_has_no_page(key: str) -> None:
    made = built(make_pack(make_row(number=1), make_row(number=2)))

    assert several(made, "kpis", key) is None


def test_what_is_named_twice_stands_there_once() -> None:
    made = built(make_pack(make_row(number=1), make_row(number=2)))
    page = several(made, "kpis", "-".join(["2", "1"] * 2000))

    assert page is not None
    assert [part.name[:5] for part in page.parts] == ["KPI 2", "KPI 1"]


def test_none_leads_nowhere() -> None:
    assert sentences.count(0, "kpis", "due") == "0"
    assert sentences.sentence(sentences.count(3, "kpis", "due")).parts[0].key == "due"
