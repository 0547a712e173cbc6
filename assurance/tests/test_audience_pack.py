"""What of a pack a report may print: its part of the meeting, whose it is, and only what is off track."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from assurance.audience import PRIVATE, PUBLIC, SECTIONS, Audience, Detail, SectionChoice
from assurance.belonging import ProgrammeLinks
from assurance.cover_sheet import Considered, CoverLine, CoverSheet, Topic
from assurance.framework_rows import ComponentRow, Coverage, FrozenFramework, RiskLine
from assurance.pack import AssurancePack, canonical, to_json
from assurance.renditions.data import as_json
from assurance.report_contents import build
from assurance.restated.lines import Area, Line, Reopening, Restated
from assurance.tests.builders import make_frame, make_progress, make_row
from assurance.tests.pack_builders import (
    QUARTERLY,
    make_activity,
    make_ambition,
    make_pack,
    make_register,
    make_risk,
)
from assurance.text_blocks import TextBlock, TextKind
from core import clock
from core.rag import RAG
from finance.pages import PositionRow, RunningCostRow, RunningCosts
from performance.pages import QualityNote, RagCounts
from programmes.pages import MilestoneRow, Portfolio, ProjectRow
from programmes.portfolio import count_groups, count_stages

SECRET = "Zuzanna"
"""Stands in whatever is private, and nowhere else."""
EVERYTHING = replace(QUARTERLY, sections=tuple(SectionChoice(slug) for slug in SECTIONS))
AT = datetime(2014, 5, 9, 17, 0, tzinfo=clock.LONDON)


def with_risks(pack: AssurancePack, *risks: Any) -> AssurancePack:
    return replace(pack, programmes=replace(pack.programmes, register=make_register(*risks)))


def private_risk(reference: str = "R-902", **fields: Any) -> Any:
    words = dict.fromkeys(
        ("title", "cause", "event", "effect", "owner", "controls", "assurances", "gaps"), SECRET
    )
    return make_risk(**(words | {"reference": reference, "part": PRIVATE, "actions": ()} | fields))


def make_project(**fields: Any) -> ProjectRow:
    values = dict.fromkeys(
        ("commissioning_programme", "commissioning_note", "owner", "stage", "stage_text", "narrative"), ""
    )
    rag: dict[str, Any] = {"rag": RAG.GREEN, "previous_rag": None, "next_milestone": None}
    names = {"name": "A project", "short_name": "A project", "directorate": "Quality"}
    place = {"number": 1, "slug": "a-project", "directorate_slug": "quality"}
    group = {"working_group": "Maternity", "working_group_slug": "maternity"}
    return ProjectRow(**(values | rag | names | place | group | fields))


def with_projects(pack: AssurancePack, *projects: ProjectRow) -> AssurancePack:
    portfolio = Portfolio(
        "2013/14 Q4", projects, tuple(count_groups(projects)), tuple(count_stages(projects))
    )
    return replace(pack, programmes=replace(pack.programmes, portfolio=portfolio))


def everywhere(pack: AssurancePack, reference: str) -> AssurancePack:
    """A risk's traces in all places of a pack."""
    line = RiskLine(reference, SECRET, 20, "Extreme", is_closed=False, provenance="")
    coverage = Coverage((ComponentRow(1, "Quality", "", risks=(line,)),), "All have evidence.", False)
    path = f"/risks/{reference}/"
    restated = Line(Area.RISKS, SECRET, "Score", SECRET, "20", path=path, key=("risk", reference, "score"))
    note = QualityNote(len(pack.notes) + 1, reference, SECRET, path=path)
    return replace(
        pack,
        frameworks=(FrozenFramework("caf", "Framework", "component", "", coverage),),
        restated=Restated(1, AT, lines=(restated,)),
        notes=(*pack.notes, note),
        links=(ProgrammeLinks("better-together", risks=(reference,)),),
        private_risks=(reference,),
    )


def renditions(pack: AssurancePack, audience: Audience) -> str:
    """All that a report can say: as printed and shown, as data, and what its templates could reach."""
    contents = build(pack, audience, version=1)
    page = render_to_string("report/report.html", {"report": contents})
    return page + canonical(to_json(contents.pack)).decode() + as_json(contents).decode()


def test_a_public_report_names_nobody_who_changed_a_figure() -> None:
    line = Line(Area.KPIS, "Inspections", "Figure", "5", "7", who="Jo Bloggs", at=AT, why="Mistyped by Jo")
    reopened = Reopening(AT, "Sam Smith", "A late return")
    pack = replace(make_pack(), restated=Restated(1, AT, reopenings=(reopened,), lines=(line,)))

    said = ("Jo Bloggs", "Mistyped by Jo", "Sam Smith", "A late return")
    public = renditions(pack, QUARTERLY)
    assert [words in public for words in said] == [False, False, False, True]
    private = renditions(pack, replace(QUARTERLY, part=PRIVATE))
    assert [words in private for words in said] == [True, True, True, True]


# Part 1 and Part 2 ----------------------------------------------------------------------------------------


def test_a_private_risk_leaves_no_trace_in_a_public_report() -> None:
    pack = everywhere(with_risks(make_pack(), make_risk(), private_risk()), "R-902")

    said = renditions(pack, EVERYTHING)

    assert SECRET not in said
    assert "R-902" not in said
    assert "R-001" in said


def test_the_counts_and_the_map_are_those_of_the_risks_that_are_left() -> None:
    shown = build(with_risks(make_pack(), make_risk(), private_risk()), EVERYTHING, version=1)

    register = shown.pack.programmes.register
    assert (register.extreme, len(register.risks)) == (1, 1)
    assert [cell.references for row in register.heat_map for cell in row if cell.references] == [("R-001",)]
    assert shown.ledes["risks"].startswith("The one ")


def test_a_private_risk_that_was_closed_is_not_named_as_evidence() -> None:
    assert SECRET not in renditions(everywhere(make_pack(), "R-903"), EVERYTHING)


def test_the_private_part_reads_everything() -> None:
    pack = everywhere(with_risks(make_pack(), private_risk()), "R-902")

    assert SECRET in renditions(pack, replace(EVERYTHING, part=PRIVATE))


TEXTS = st.builds(
    TextBlock,
    kind=st.sampled_from(TextKind),
    heading=st.just("Heading"),
    text=st.just("Open"),
    directorate=st.sampled_from(["", "quality"]),
    audience=st.sampled_from(["", EVERYTHING.slug, "nhs-england"]),
    part=st.sampled_from([PUBLIC, PRIVATE]),
)
RISKS = st.lists(
    st.tuples(st.integers(1, 999), st.sampled_from([PUBLIC, PRIVATE])),
    max_size=5,
    unique_by=lambda each: each[0],
)
AUDIENCES = st.builds(
    Audience,
    slug=st.just(EVERYTHING.slug),
    name=st.just("Somebody"),
    title=st.just("A report"),
    detail=st.sampled_from(Detail),
    directorate=st.sampled_from(["", "quality"]),
    sections=st.permutations(list(SECTIONS)).map(lambda slugs: tuple(SectionChoice(slug) for slug in slugs)),
)


@given(texts=st.lists(TEXTS, max_size=6), risks=RISKS, audience=AUDIENCES)
@settings(max_examples=25, deadline=None)
def test_nothing_of_part_2_reaches_a_public_rendition(
    texts: list[TextBlock], risks: list[tuple[int, int]], audience: Audience
) -> None:
    """Whatever is private says one word that stands nowhere else; no rendition of a public report has it."""
    rows = [
        private_risk(f"R-{number:03}") if part == PRIVATE else make_risk(reference=f"R-{number:03}")
        for number, part in risks
    ]
    pack = with_risks(make_pack(), *rows)
    for row in rows:
        if row.part == PRIVATE:
            pack = everywhere(pack, row.reference)
    pack = replace(
        pack,
        private_risks=tuple(row.reference for row in rows if row.part == PRIVATE),
        texts=tuple(replace(text, text=SECRET) if text.part == PRIVATE else text for text in texts),
    )

    assert SECRET not in renditions(pack, audience)


SECTIONS_WITH_SECRETS: dict[str, Any] = {
    "risks": lambda pack: with_risks(pack, replace(private_risk(), part=PUBLIC)),
    "projects": lambda pack: with_projects(pack, make_project(name=SECRET, short_name=SECRET)),
    "engagement": lambda pack: replace(
        pack, engagement=replace(pack.engagement, activities=(make_activity(title=SECRET),))
    ),
    "schedules": lambda pack: make_pack(
        make_row(now=RAG.RED, name=SECRET, exception=make_frame(issue=SECRET)), make_row(now=RAG.GREEN)
    ),
    "foreword": lambda pack: replace(pack, texts=(TextBlock(TextKind.FOREWORD, "Foreword", SECRET),)),
    "milestones": lambda pack: replace(
        with_projects(
            pack,
            make_project(next_milestone=MilestoneRow(SECRET, date(2014, 3, 31), is_overdue=True)),
        ),
        milestones=(MilestoneRow(SECRET, date(2014, 3, 31), project_slug="a-project"),),
    ),
    "cover-sheet": lambda pack: replace(pack, cover_sheet=make_sheet(purpose=SECRET)),
    "finance": lambda pack: replace(
        pack,
        finance=replace(pack.finance, position=(PositionRow(SECRET, *map(Decimal, (1, 1, 0))),)),
        cover_sheet=with_comment(Topic.BUDGET),
    ),
    "running": lambda pack: replace(
        pack,
        finance=replace(pack.finance, running_costs=make_running_costs(SECRET)),
        cover_sheet=with_comment(Topic.BUDGET),
    ),
    "ambitions": lambda pack: replace(
        pack,
        performance=replace(
            pack.performance,
            ambitions=(replace(make_ambition(), name=SECRET, short_name=SECRET),),
            levels=(),
        ),
        cover_sheet=with_comment(Topic.AIMS),
    ),
    "complete": lambda pack: replace(
        pack,
        head=replace(pack.head, lock_note=f"Quality, return not signed off: {SECRET}"),
        notes=(QualityNote(1, SECRET, SECRET),),
        performance=replace(pack.performance, returns=(make_progress(directorate=SECRET),)),
    ),
}


def make_running_costs(label: str) -> RunningCosts:
    one = Decimal(1)
    row = RunningCostRow(label, level=1, kind="line", amount=one, per_head=one, share_percent=one)
    return RunningCosts("2013/14", (row,), one, one, one, 1, "", one, one)


def with_comment(topic: Topic) -> CoverSheet:
    """A cover sheet that says the secret where a section's finding is summed up."""
    return make_sheet(
        lines=tuple(CoverLine(each, Considered.YES, SECRET if each == topic else "") for each in Topic)
    )


def make_sheet(**fields: Any) -> CoverSheet:
    lines = tuple(CoverLine(topic, Considered.YES, "") for topic in Topic)
    values = dict.fromkeys(("author", "sponsor", "purpose", "recommendation", "previous_committees"), "Words")
    return CoverSheet(**({"meeting": "Governing Body", "meeting_on": None, "lines": lines} | values | fields))


@pytest.mark.parametrize("slug", SECTIONS_WITH_SECRETS)
def test_a_section_marked_as_private_takes_its_content_with_it(slug: str) -> None:
    pack = SECTIONS_WITH_SECRETS[slug](make_pack())
    private = tuple(
        replace(each, part=PRIVATE) if each.slug == slug else each for each in EVERYTHING.sections
    )

    assert SECRET in renditions(pack, EVERYTHING)
    assert SECRET not in renditions(pack, replace(EVERYTHING, sections=private))


SAID_OF: dict[str, tuple[Area, str, Topic | None]] = {
    "schedules": (Area.KPIS, "/performance/kpis/cases/", Topic.QUALITY),
    "ambitions": (Area.AMBITIONS, "/performance/outcomes/", Topic.AIMS),
    "projects": (Area.PROJECTS, "/programmes/projects/stroke/", Topic.AIMS),
    "finance": (Area.FINANCE, "/finance/position/", Topic.BUDGET),
    "running": (Area.FINANCE, "/finance/running-costs/", Topic.BUDGET),
    "risks": (Area.RISKS, "/risks/R-009/", Topic.RISK),
    "engagement": (Area.ENGAGEMENT, "/engagement/the-big-ask/", None),
}


@pytest.mark.parametrize("slug", SAID_OF)
def test_a_section_that_is_not_printed_is_not_spoken_of_either(slug: str) -> None:
    """Not among what was restated, in a data-quality note, or on the cover sheet; the private part reads all of it."""
    area, path, topic = SAID_OF[slug]
    pack = replace(
        make_pack(),
        restated=Restated(1, AT, lines=(Line(area, SECRET, "Figure", SECRET, "20", path=path),)),
        notes=(QualityNote(1, SECRET, SECRET, path=path),),
        cover_sheet=with_comment(topic) if topic else make_sheet(),
    )
    without = replace(EVERYTHING, sections=tuple(each for each in EVERYTHING.sections if each.slug != slug))

    assert SECRET in renditions(pack, EVERYTHING)
    assert SECRET not in renditions(pack, without)
    assert SECRET in renditions(pack, replace(without, part=PRIVATE))


def test_what_another_section_prints_of_it_stays() -> None:
    """A report without schedules still names red KPIs in its summary, and projects their next milestones."""
    milestone = MilestoneRow("Open the ward", date(2014, 3, 31))
    pack = with_projects(make_pack(), make_project(next_milestone=milestone))
    own = replace(QUARTERLY, sections=(SectionChoice("summary"), SectionChoice("projects")))

    page = render_to_string("report/report.html", {"report": build(pack, own, version=1)})

    assert "Cases over 28 days" in page
    assert "Open the ward" in page
    assert "Surplus" not in page


def test_milestones_that_are_kept_back_are_not_said_to_be_unset() -> None:
    pack = with_projects(make_pack(), make_project(next_milestone=None))
    kept_back = replace(
        EVERYTHING, sections=(SectionChoice("projects"), SectionChoice("milestones", PRIVATE))
    )

    page = render_to_string("report/report.html", {"report": build(pack, kept_back, version=1)})

    assert "A project" in page
    assert "Next milestone" not in page
    assert "None set" not in page


LOCK_NOTE = (
    "Locked before the due date, 14 April 2014, was over: The meeting is early.\n"
    "2 KPIs are not answered: The system was down.\n"
    f"Exception without an action and a date ({SECRET}): Nobody knows.\n"
    "Quality, return not signed off: The director is on leave.\n"
    "Service Delivery, return not signed off: It came late."
)


def noted(**fields: Any) -> str:
    pack = replace(make_pack(), head=replace(make_pack().head, lock_note=LOCK_NOTE))
    return build(pack, replace(EVERYTHING, **fields), version=1).pack.head.lock_note


def test_the_note_of_the_lock_names_nothing_that_is_private() -> None:
    private = (*EVERYTHING.sections, SectionChoice("schedules", PRIVATE))
    assert noted() == LOCK_NOTE
    assert noted(sections=tuple(each for each in private if each != SectionChoice("schedules"))) == (
        "Locked before the due date, 14 April 2014, was over: The meeting is early."
    )


def test_the_note_of_the_lock_is_that_of_the_directorate() -> None:
    assert noted(directorate="quality", directorate_name="Quality").splitlines() == [
        "Locked before the due date, 14 April 2014, was over: The meeting is early.",
        "Quality, return not signed off: The director is on leave.",
    ]
    assert noted(programme="maternity").splitlines() == [
        "Locked before the due date, 14 April 2014, was over: The meeting is early."
    ]


# Whose it is ----------------------------------------------------------------------------------------------


def test_a_directorate_reads_its_own_rows_and_counts() -> None:
    pack = make_pack(
        make_row(now=RAG.RED, name="Theirs", exception=make_frame()),
        make_row(
            now=RAG.GREEN, name="Ours", directorate="Service Delivery", directorate_slug="service-delivery"
        ),
    )
    pack = with_projects(pack, make_project(), make_project(slug="ours", directorate_slug="service-delivery"))
    audience = replace(EVERYTHING, directorate="service-delivery", directorate_name="Service Delivery")

    contents = build(pack, audience, version=1)

    assert [schedule.directorate for schedule in contents.schedules] == ["Service Delivery"]
    assert contents.pack.performance.scorecard.counts == RagCounts(green=1)
    assert contents.summary.reds == ()
    assert contents.summary.lede.startswith("The one KPI that can be assessed is on target.")
    assert [row.slug for row in contents.pack.programmes.portfolio.projects] == ["ours"]
    assert contents.pack.programmes.register.risks == ()
    assert contents.pack.performance.returns == ()


def test_a_programme_reads_what_is_linked_to_it() -> None:
    linked, other = make_row(now=RAG.RED, name="Linked", slug="linked"), make_row(name="Other")
    pack = with_projects(make_pack(linked, other), make_project(), make_project(slug="other"))
    pack = with_risks(
        pack, make_risk(project_slug="a-project"), make_risk(reference="R-002"), make_risk(reference="R-003")
    )
    links = ProgrammeLinks("better-together", projects=("a-project",), kpis=("linked",), risks=("R-003",))
    milestones = (
        MilestoneRow("Ours", date(2014, 3, 31), project_slug="a-project"),
        MilestoneRow("Theirs", date(2014, 3, 31), project_slug="other"),
    )
    pack = replace(pack, links=(links,), milestones=milestones)

    shown = build(pack, replace(EVERYTHING, programme="better-together"), version=1).pack

    assert [row.slug for row in shown.performance.scorecard.rows] == ["linked"]
    assert [row.slug for row in shown.programmes.portfolio.projects] == ["a-project"]
    assert [risk.reference for risk in shown.programmes.register.risks] == ["R-001", "R-003"]
    assert [each.name for each in shown.milestones] == ["Ours"]


def test_a_snapshot_without_links_still_knows_the_projects_of_a_working_group() -> None:
    pack = with_projects(make_pack(), make_project(), make_project(slug="other", working_group_slug="frail"))
    shown = build(pack, replace(EVERYTHING, programme="maternity"), version=1).pack
    assert [row.slug for row in shown.programmes.portfolio.projects] == ["a-project"]


# What is off track ----------------------------------------------------------------------------------------


def test_a_report_of_exceptions_shows_what_is_off_track_and_counts_everything() -> None:
    risks = (make_risk(), make_risk(reference="R-002", score=4, band="moderate"))
    pack = with_risks(
        with_projects(make_pack(), make_project(), make_project(slug="late", rag=RAG.AMBER)), *risks
    )

    contents = build(pack, replace(EVERYTHING, detail=Detail.EXCEPTIONS), version=1)

    assert [row.name for row in contents.pack.performance.scorecard.rows] == ["Cases over 28 days"]
    assert contents.pack.performance.scorecard.counts == RagCounts(red=1, green=1)
    assert contents.schedules[0].lede.startswith("2 KPIs: 1 red, 1 green")
    assert [row.slug for row in contents.pack.programmes.portfolio.projects] == ["late"]
    assert [risk.reference for risk in contents.pack.programmes.register.risks] == ["R-001"]
    assert contents.ledes["projects"].startswith("2 priority projects")


def test_the_sections_stand_in_the_audiences_own_order() -> None:
    own = replace(
        QUARTERLY, sections=tuple(SectionChoice(slug) for slug in ("risks", "schedules", "summary"))
    )
    contents = build(make_pack(), own, version=1)
    assert [section.id for section in contents.sections] == ["risks", "schedule-quality", "summary"]
    page = render_to_string("report/report.html", {"report": contents})
    assert page.index('id="risks"') < page.index('id="schedule-quality"') < page.index('id="summary"')
    assert 'id="finance"' not in page


def test_a_kpi_is_linked_only_where_its_schedule_is_printed() -> None:
    own = replace(QUARTERLY, sections=(SectionChoice("summary"), SectionChoice("complete")))
    page = render_to_string("report/report.html", {"report": build(make_pack(), own, version=1)})
    assert "#kpi-" not in page
    assert "#note-" not in page
