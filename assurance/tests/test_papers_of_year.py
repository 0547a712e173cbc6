"""The annual report has texts and a cover sheet of its own, kept with the year's last quarter; what a lock warns of."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from assurance.audience import Audience
from assurance.audience_pack import for_audience
from assurance.models import CoverSheet, QuarterText
from assurance.papers.before_lock import papers_before_lock
from assurance.papers.cover_actions import sheet_of
from assurance.papers.forms import typed_from
from assurance.papers.slots import blocks_of, slots_of
from assurance.papers.suggested import suggested_sheet
from assurance.publishing import actions
from assurance.publishing.cover_sheet_said import cover_sheet_said
from assurance.tests.builders_publishing import make_frozen, make_ready
from assurance.tests.pack_builders import make_pack
from assurance.text_blocks import TextBlock, TextKind
from organisation.models import Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import (
    make_directorate,
    make_organisation,
    make_quarter,
    make_team,
    make_user,
)
from performance.tests.builders import make_kpi, make_return

Q4, TEXTS, SHEET = "2013-14-Q4", "/assurance/2013-14-Q4/texts/", "/assurance/2013-14-Q4/cover-sheet/"


@pytest.fixture
def quarter(db: None) -> Quarter:
    make_organisation()
    make_directorate(name="Quality")
    return make_quarter(slug=Q4, state=QuarterState.OPEN)


@pytest.fixture
def office(client: Client, quarter: Quarter) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def write(client: Client, slug: str, text: str, **more: str) -> int:
    return client.post(f"{TEXTS}{slug}/", {"text": text, "part": "1", "version": "0"} | more).status_code


def typed(**fields: str) -> dict[str, str]:
    values: dict[str, Any] = typed_from(suggested_sheet(make_pack(), spans_year=True)) | {"version": 0}
    return {name: str(value) for name, value in values.items() if value is not None} | fields


# Given the last quarter of a year


def test_each_text_can_be_written_for_the_quarter_and_for_the_year(office: Client, quarter: Quarter) -> None:
    assert write(office, "foreword", "Of the quarter.") == 302
    assert write(office, "year-foreword", "Of the year.") == 302
    assert write(office, "year-commentary-quality", "Its year.") == 302

    assert [(each.kind.value, each.text, each.of_year) for each in blocks_of(quarter)] == [
        ("foreword", "Of the quarter.", False),
        ("foreword", "Of the year.", True),
        ("commentary", "Its year.", True),
    ]
    assert "For the annual report" in office.get(TEXTS).content.decode()
    assert str(QuarterText.objects.get(text="Of the year.")) == "Foreword, 2013/14"


def test_each_report_reads_the_texts_and_the_sheet_of_its_span() -> None:
    texts = tuple(
        TextBlock(TextKind.FOREWORD, "Foreword", words, of_year=of_year)
        for words, of_year in (("Of the quarter.", False), ("Of the year.", True))
    )
    own = TextBlock(TextKind.MESSAGES, "Key messages", "For you.", audience="annual")
    of_quarter = suggested_sheet(make_pack())
    of_year = suggested_sheet(make_pack(), spans_year=True)
    pack = replace(make_pack(), texts=(*texts, own), cover_sheet=of_quarter, cover_sheet_of_year=of_year)

    annual = for_audience(pack, Audience("annual", "Annual", "Annual report", spans_year=True))
    quarterly = for_audience(pack, Audience("board", "Board", "Report"))

    assert [each.text for each in annual.texts] == ["Of the year.", "For you."]
    assert [each.text for each in quarterly.texts] == ["Of the quarter."]
    assert (annual.cover_sheet, quarterly.cover_sheet) == (of_year, of_quarter)
    assert annual.cover_sheet_of_year is None


def test_the_years_sheet_speaks_of_the_year_and_is_saved_beside_the_quarters(
    office: Client, quarter: Quarter
) -> None:
    assert "delivery plan in 2013/14, and" in sheet_of(quarter, make_pack(), spans_year=True).purpose
    assert office.post(f"{SHEET}year/", typed(author="Of the year")).status_code == 302
    assert office.post(SHEET, typed(author="Of the quarter")).status_code == 302

    saved = {each.spans_year: each.author for each in CoverSheet.objects.all()}
    assert saved == {True: "Of the year", False: "Of the quarter"}
    assert "Cover sheet, 2013/14<" in office.get(f"{SHEET}year/").content.decode()


def test_another_quarter_has_none_of_it(office: Client) -> None:
    first = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    assert not any(slot.spans_year for slot in slots_of(first))
    assert office.get("/assurance/2014-15-Q1/cover-sheet/year/").status_code == 404


# What a lock warns of


def test_the_lock_names_drafts_and_missing_commentaries_and_stops_for_none(
    office: Client, quarter: Quarter
) -> None:
    for name in ("Quality", "Service Delivery"):
        directorate = make_directorate(name=name)
        make_kpi(team=make_team(directorate=directorate, name=f"Team of {name}"))
        make_return(directorate=directorate, quarter=quarter)
    make_directorate(name="Without a KPI")
    write(office, "commentary-quality", "Two assessors", is_draft="on")
    write(office, "year-foreword", "It was", is_draft="on")

    papers = papers_before_lock(quarter, today=date(2014, 5, 1))
    page = " ".join(office.get("/assurance/2013-14-Q4/lock/").content.decode().split())

    assert papers.drafts == ("Commentary: Quality", "Foreword, for the year")
    assert papers.unsaid == ("Service Delivery",)
    assert "2 texts are still drafts: Commentary: Quality; Foreword, for the year." in page
    assert "No commentary from Service Delivery." in page
    assert "Draft" in office.get(TEXTS).content.decode()


def test_a_quarter_with_finished_papers_is_locked_without_a_word(quarter: Quarter) -> None:
    assert not papers_before_lock(quarter, today=date(2014, 5, 1)).is_anything


# What is said when it is proposed for publication


def test_an_outdated_sheet_is_named_to_both_who_publish(quarter: Quarter) -> None:
    make_quarter(slug=Q4, state=QuarterState.REPORTED)
    sheet = replace(
        suggested_sheet(make_pack()), is_draft=False, initials="HPA", confirmed_on=date(2014, 5, 16)
    )
    lines = tuple(
        replace(line, comment="8 red KPIs of 9.") if "red KPI" in line.comment else line
        for line in sheet.lines
    )
    pack = replace(make_pack(), cover_sheet=replace(sheet, lines=lines))
    report = make_ready(snapshot=make_frozen(pack=pack))
    first, client = make_user(role=Role.DIRECTOR), Client()
    client.force_login(first)

    asked = client.get(f"/reports/{report.pk}/propose/").content.decode()
    proposal = actions.propose(report=report, by=make_user(role=Role.ASSURANCE))
    deciding = client.get(f"/reports/publications/{proposal.pk}/").content.decode()

    for page in (asked, deciding):
        assert (
            "Its cover sheet is outdated: of quality, the figures say “Action required. 1 red KPI of 2.”"
            in page
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_draft": True}, "Nobody had filled in its cover sheet"),
        ({"is_draft": False}, "is not confirmed"),
        ({"is_draft": False, "initials": "HPA", "confirmed_on": date(2014, 5, 16)}, ""),
    ],
)
def test_a_sheet_that_nobody_stands_for_is_named(db: None, changes: dict[str, Any], said: str) -> None:
    sheet = replace(suggested_sheet(make_pack()), **changes)
    report = make_ready(snapshot=make_frozen(pack=replace(make_pack(), cover_sheet=sheet)))

    found = cover_sheet_said(report)

    assert said in " ".join(found)
    assert bool(found) == bool(said)
