"""Every figure of a report that is read on the screen leads to its history, in every report of the loaded data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string

from assurance import report_brevity, report_contents, story
from assurance.assembly import build_pack
from assurance.audience import SECTIONS, Audience, Detail, SectionChoice
from assurance.models import Report, ReportAudience, Snapshot
from assurance.pack import AssurancePack
from assurance.renditions import counted, record_history
from assurance.renditions.counted import counted_of
from assurance.renditions.links import Histories
from assurance.renditions.record_history import record_history_of, record_of
from assurance.report_contents import ReportContents
from assurance.report_source import read
from assurance.tests.dorset import loaded_dorset
from assurance.tests.pack_builders import QUARTERLY
from organisation.models import Quarter
from organisation.rights import Role
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db

HISTORIES = Histories(uuid4())
WITHOUT_FIGURES = {
    "Data-quality notes": "notes are words, and name figures that stand elsewhere",
    "Provenance": "which documents were used for what",
    "Sources": "which documents were used for what",
    "This document": "what the document itself is",
    "Snapshots": "what the document itself is made of",
    "What this paper is": "the paper's own dates",
    "Monitoring and assurance summary": "statements, each written and confirmed for this paper",
    "You said, we did": "what was said",
    "Who we heard: kind": "when and where it was",
    "How to read": "the key",
    "What was missing": "statements at the lock",
    "What was reported, what stands now": "itself a history: from, to, who, when and why",
}
NO_FIGURE = re.compile(r"0|Q\d( to Q\d|, Q\d)*|(0 )?of \d+|\d+ to \d+|\d{4}/\d\d")
"""A count of nought, quarters, how many there could be, and the spans of the bands."""
SAID_OTHERWISE = {
    "": "which report it is",
    "foreword": "written by people",
    "cover-sheet": "written by people",
    "commentary": "written by people",
    "how-to-read": "the key",
    "variation": "of the chart above it, which leads to its points",
    "frameworks": "how many rows of the table below it have evidence",
    "restated": "itself a history: from, to, who, when and why",
    "provenance": "which documents were used for what",
}
NO_FIGURE_IN_A_SENTENCE = re.compile(
    r"\b0( |$)|Q\d|\d{4}/\d\d|(\d+ )?[A-Z][a-z]+ \d{4}|R-\d+|13 points or more|Data-quality notes? [\d ,to and]+"
)
"""A count of nought, quarters, years, days that nobody changes, references, and which data-quality notes to read."""
A_DAY = re.compile(r"\d\N{NO-BREAK SPACE}[A-Z][a-z]{2}\N{NO-BREAK SPACE}\d{4}")


@pytest.fixture(scope="module", autouse=True)
def dorset(portal_settings: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_dorset(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def packs(dorset: None, django_db_blocker: Any) -> tuple[AssurancePack, ...]:
    with django_db_blocker.unblock():
        of_year = Snapshot.objects.filter(quarter__year__start=2013).order_by("quarter__starts_on")
        return tuple(read(snapshot) for snapshot in of_year)


def contents(packs: tuple[AssurancePack, ...], audience: Audience) -> ReportContents:
    of_year = packs if audience.spans_year else ()
    return report_contents.build(packs[-1], audience, version=1, packs_of_year=of_year)


def reports(packs: tuple[AssurancePack, ...]) -> Iterator[tuple[str, ReportContents]]:
    """What every audience reads of the year's end; and, of its third quarter, all sections that there are."""
    for row in ReportAudience.objects.all():
        yield row.slug, contents(packs, row.frozen())
    everything = replace(QUARTERLY, sections=tuple(SectionChoice(slug) for slug in SECTIONS))
    yield "everything", report_contents.build(packs[2], everything, version=1)
    exceptions = replace(everything, detail=Detail.EXCEPTIONS)
    yield "exceptions", report_contents.build(packs[-1], exceptions, version=1)
    yield "charts", report_contents.build(pack_with_charts(), everything, version=1)


def pack_with_charts() -> AssurancePack:
    """Of a later year, of which the portal holds months enough."""
    quarter = Quarter.objects.select_related("year").get(starts_on=date(2019, 1, 1))
    return build_pack(quarter, today=date(2019, 4, 8))


def on_screen(made: ReportContents) -> str:
    return render_to_string("renditions/_report.html", {"report": made, "history": HISTORIES})


@dataclass
class Cell:
    table: str
    css: str
    place: int
    bare: str = ""
    """What of it is no link."""


class Tables(HTMLParser):
    """The cells of a page's tables, with what in them is no link."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[Cell] = []
        self.caption = self.heading = ""
        self.inside: set[str] = set()
        self.place = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.add(tag)
        if tag in ("h2", "h3"):
            self.heading = ""
        if tag in ("caption", "table"):
            self.caption = ""
        if tag == "tr":
            self.place = 0
        if tag in ("td", "th"):
            self.place += 1
        if tag == "td":
            table = f"{self.heading} | {self.caption}"
            self.cells.append(Cell(table, dict(attrs).get("class") or "", self.place))

    def handle_endtag(self, tag: str) -> None:
        self.inside.discard(tag)

    def handle_data(self, data: str) -> None:
        if self.inside & {"h2", "h3"}:
            self.heading += data
        elif "caption" in self.inside:
            self.caption += data
        elif "td" in self.inside and not self.inside & {"a", "svg"}:
            self.cells[-1].bare += data


def figures_without_history(html: str) -> list[tuple[str, str]]:
    """The cells that print a figure and lead nowhere."""
    page = Tables()
    page.feed(html)
    return [
        (cell.table, cell.bare.strip())
        for cell in page.cells
        if re.search(r"\d", cell.bare)
        and not (cell.place == 1 and cell.bare.strip().isdigit())  # the number of a row
        and not cell.css.startswith("heat-")
        and not any(name in cell.table for name in WITHOUT_FIGURES)
        and not NO_FIGURE.fullmatch(cell.bare.strip())
        and not is_words(cell)
    ]


def is_words(cell: Cell) -> bool:
    """Names and sentences, in columns that are not of numbers; a day in a table is a figure."""
    is_number = {"n", "bar"} & set(cell.css.split())
    return not is_number and bool(re.search("[A-Za-z]{4}", cell.bare)) and not A_DAY.search(cell.bare)


class Sentences(HTMLParser):
    """What is said outside of tables and is no link, a text of each element, with the section that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.section = ""
        self.inside: list[str] = []
        self.said: list[tuple[str, str]] = []

    @property
    def is_said(self) -> bool:
        inside = set(self.inside)
        return bool(inside & {"p", "li", "span"}) and not inside & {
            "a",
            "table",
            "svg",
            "nav",
            "dl",
            "h2",
            "h3",
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.section = dict(attrs).get("id") or ""
        if tag not in ("br", "img"):
            self.inside.append(tag)
        if self.is_said:
            self.said.append((self.section, ""))

    def handle_endtag(self, tag: str) -> None:
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.is_said:
            section, before = self.said[-1]
            self.said[-1] = section, before + data


def sentences_without_history(html: str, names: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What is said with a figure that leads nowhere; `names` have figures of their own."""
    page = Sentences()
    page.feed(html)
    found = []
    for section, said in page.said:
        rest = " ".join(said.split())
        for name in names:
            rest = rest.replace(name, "")
        if section not in SAID_OTHERWISE and re.search(r"\d", NO_FIGURE_IN_A_SENTENCE.sub("", rest)):
            found.append((section, rest))
    return found


def names_in(made: ReportContents) -> list[str]:
    """What people wrote, and a sentence repeats."""
    rows = [row for pack in (made.whole, *made.of_year) for row in pack.performance.scorecard.rows]
    actions = [report_brevity.action(row.exception.action) for row in rows if row.exception]
    return [*(row.short_name for row in rows), *actions]


def links(html: str) -> list[tuple[str, str, str]]:
    """Kind, key and text of every link to a record, or to what is counted."""
    found = re.findall(rf'href="{HISTORIES.records}([\w-]+)/([\w-]+)/"[^>]*>([^<]*)<', html)
    assert len(found) == html.count(HISTORIES.records)
    return found


def test_no_figure_of_any_report_goes_without_its_history(packs: tuple[AssurancePack, ...]) -> None:
    missing = {slug: figures_without_history(on_screen(made)) for slug, made in reports(packs)}

    assert len(missing) > 10
    assert {slug: cells for slug, cells in missing.items() if cells} == {}


def test_no_sentence_of_any_report_says_a_figure_without_its_history(
    packs: tuple[AssurancePack, ...],
) -> None:
    missing = {
        slug: sentences_without_history(on_screen(made), names_in(made)) for slug, made in reports(packs)
    }

    assert len(missing) > 10
    assert {slug: said for slug, said in missing.items() if said} == {}


def test_a_sentence_without_a_link_is_found() -> None:
    html = '<section id="summary"><p>39 KPIs: <a href="#">5</a> red.</p><p>Red in Q4 2013/14: <a href="#">6</a>.</p>'
    html += "<ul><li><b>2</b> fell: Over 28 days</li></ul><p>Over 28 days</p></section>"

    found = sentences_without_history(html, ["Over 28 days"])

    assert found == [("summary", "39 KPIs: red."), ("summary", "2 fell: ")]


def test_a_figure_without_a_link_is_found() -> None:
    html = '<table><tr><td>1</td><td class="n">37</td><td class="n"><a href="#">38</a></td><td>0</td>'
    html += "<td>Contracts 7</td><td>Due 3\N{NO-BREAK SPACE}Jul\N{NO-BREAK SPACE}2014</td></tr></table>"

    assert [text for _, text in figures_without_history(html)] == ["37", "Due 3\xa0Jul\xa02014"]


def test_every_link_leads_to_something_of_that_report(packs: tuple[AssurancePack, ...]) -> None:
    kinds = set()
    for slug, made in reports(packs):
        for kind, key, _ in dict.fromkeys(links(on_screen(made))):
            found = counted_of(made, HISTORIES, kind, key) or record_of(made, kind, key)
            assert found is not None, (slug, kind, key)
            kinds.add(kind)

    assert kinds == {*counted.KINDS, *record_history.KINDS}


def test_every_kind_of_record_has_its_versions(packs: tuple[AssurancePack, ...]) -> None:
    """Of the first of each kind that a report leads to: what was recorded stands there, with who and when."""
    by_quarter = {each.quarter.slug: each for each in Snapshot.objects.select_related("quarter")}
    reader, seen = make_user(role=Role.ASSURANCE), set()
    for slug, made in reports(packs):
        report = Report(snapshot=by_quarter.get(made.pack.head.quarter_slug, by_quarter["2013-14-Q4"]))
        for kind, key, _ in links(on_screen(made)):
            if kind in record_history.KINDS and kind not in seen:
                page = record_history_of(report, made, kind=kind, key=key, user=reader)
                assert page is not None
                assert page.versions, (slug, kind, key)
                assert page.printed
                assert page.origin, (slug, kind, key)
                seen.add(kind)

    assert seen == {*record_history.KINDS}


def test_a_count_leads_to_as_many_as_it_says(packs: tuple[AssurancePack, ...]) -> None:
    for slug, made in reports(packs):
        for kind, key, text in dict.fromkeys(links(on_screen(made))):
            page = counted_of(made, HISTORIES, kind, key)
            if page and text.isdigit():
                assert len(page.parts) == int(text), (slug, kind, key, page)
            elif page and text.isalpha():
                assert story.number_in_words(len(page.parts)) == text.lower(), (slug, kind, key, page)


def test_what_is_counted_leads_on_to_what_the_report_has(packs: tuple[AssurancePack, ...]) -> None:
    for slug, made in reports(packs):
        for kind, key, _ in dict.fromkeys(links(on_screen(made))):
            page = counted_of(made, HISTORIES, kind, key)
            for part in page.parts if page else ():
                if part.url.startswith(HISTORIES.records):
                    further, name = part.url.removeprefix(HISTORIES.records).strip("/").split("/")
                    assert record_of(made, further, name) is not None, (slug, part)
