"""The loaded Dorset data in every form of a report: the same figures in each, for each audience."""

import io
import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from openpyxl import load_workbook

from assurance import report_contents
from assurance.audience import PRIVATE, SECTIONS, Audience, SectionChoice
from assurance.models import ReportAudience, Snapshot
from assurance.pack import AssurancePack
from assurance.renditions.data import as_json, schema
from assurance.renditions.workbook import as_xlsx
from assurance.report_contents import ReportContents
from assurance.report_source import read
from assurance.tests.dorset import numbers_in
from assurance.tests.pack_builders import QUARTERLY, make_empty_pack
from assurance.tests.schemas import jsonschema

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dorset")]


@cache
def frozen_packs() -> tuple[AssurancePack, ...]:
    of_year = Snapshot.objects.filter(quarter__year__start=2013).order_by("quarter__starts_on")
    return tuple(read(snapshot) for snapshot in of_year)


@cache
def contents(audience: Audience = QUARTERLY) -> ReportContents:
    packs = frozen_packs()
    year = packs if audience.spans_year else ()
    return report_contents.build(packs[-1], audience, version=1, packs_of_year=year)


def data(audience: Audience = QUARTERLY) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(contents(audience)))
    return found


def table(name: str) -> list[dict[str, Any]]:
    found = next(each for each in data()["tables"] if each["name"] == name)
    return list(found["rows"])


def on_screen(audience: Audience = QUARTERLY) -> str:
    return render_to_string("renditions/_report.html", {"report": contents(audience), "history": None})


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<br>|</t[dh]>", " ", html))))


def test_each_audience_has_data_as_the_schema_describes_and_a_workbook() -> None:
    validator = jsonschema().Draft202012Validator(json.loads(schema()))
    audiences = [row.frozen() for row in ReportAudience.objects.all()]

    assert len(audiences) > 10
    for audience in audiences:
        found = data(audience)
        validator.validate(found)
        book = load_workbook(io.BytesIO(as_xlsx(contents(audience))))
        assert len(book.sheetnames) == len(found["tables"]) + 2, audience.slug


def test_what_is_read_without_an_account_leads_to_nothing_that_needs_one() -> None:
    for row in ReportAudience.objects.all():
        html = on_screen(row.frozen())
        ids = set(re.findall(r'\bid="([^"]+)"', html))

        assert re.findall(r'href="/[^"]*"', html) == [], row.slug
        assert set(re.findall(r'href="#([^"]+)"', html)) - {"main"} <= ids, row.slug


def test_every_table_of_every_audience_has_a_caption_and_scopes() -> None:
    for row in ReportAudience.objects.all():
        for found in re.findall(r"<table.*?</table>", on_screen(row.frozen()), re.DOTALL):
            assert "<caption" in found, (row.slug, found[:120])
            assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", found)), (
                row.slug,
                found[:120],
            )


def test_the_figures_on_the_screen_are_those_of_the_data() -> None:
    schedules = {each.id for each in contents().schedules}
    html = on_screen()
    rows = {
        int(number): words(cells)
        for number, cells in re.findall(r'<tr id="kpi-(\d+)">(.*?)</tr>', html, re.DOTALL)
    }

    assert schedules
    assert len(rows) == 39
    for figure in table("kpi-figures"):
        for part in (figure["printed"] or "").split(", "):
            assert part in rows[figure["kpi_number"]], figure


def test_the_raw_numbers_are_those_in_the_words() -> None:
    for figure in table("kpi-figures"):
        if figure["state"] != "Figure":
            continue
        printed = [float(number) for number in numbers_in(figure["printed"])]
        exact = [
            figure[key] for key in ("first", "numerator", "denominator", "second") if figure[key] is not None
        ]
        first = figure["first"] if figure["numerator"] is None else figure["numerator"]
        assert exact, figure
        assert first in printed, figure


def test_the_data_say_which_kpis_are_in_doubt_and_why() -> None:
    (contracts,) = (row for row in table("poor-data") if row["kpi_number"] == 27)

    assert (contracts["in_time"], contracts["in_time_of"]) == (3, 4)
    assert (contracts["complete"], contracts["complete_of"]) == (1, 4)
    assert len(table("poor-data")) == len(contents().doubtful) == 13


def test_money_is_in_pounds_in_the_data() -> None:
    total = next(row for row in table("position") if row["part"] == "Total")

    assert (total["resource_limit"], total["net_operating_costs"]) == (947_097_000, 934_483_000)
    assert "947,097" in words(on_screen())


def test_what_is_invented_says_so_in_the_data() -> None:
    assert {row["provenance"] for row in table("risks")} == {"Illustrative"}
    assert {row["provenance"] for row in table("kpi-figures")} <= {"Published", "Derived", None}


# A section that is private or not printed -----------------------------------------------------------------

EVERYTHING = replace(QUARTERLY, sections=tuple(SectionChoice(slug) for slug in SECTIONS))
EMPTY = ("restated", "year", "outlook", "variation")
"""Sections that the report of this quarter has nothing for."""


@dataclass(frozen=True)
class Told:
    """What a report says in each section, on its two pages and in its data; the workbook is made of the data."""

    on_pages: dict[str, str]
    in_data: dict[str, str]

    def besides(self, section: str) -> str:
        html = " ".join(each for slug, each in self.on_pages.items() if slug != section)
        return words(html) + " ".join(rows for slug, rows in self.in_data.items() if slug != section)


def told(made: ReportContents) -> Told:
    """What stands outside all sections has no slug."""
    on_pages, in_data = defaultdict(str), defaultdict(str)
    for template in ("renditions/_report.html", "report/report.html"):
        page = render_to_string(template, {"report": made, "history": None})
        before, *parts = page.split("<section")
        on_pages[""] += before
        for part in parts:
            inside, _, after = part.partition("</section>")
            on_pages[_slug_of(inside)] += inside
            on_pages[""] += after
    for each in json.loads(as_json(made))["tables"]:
        in_data[each["section"]] += json.dumps(each["rows"], ensure_ascii=False)
    return Told(on_pages, in_data)


def _slug_of(section: str) -> str:
    found = re.match(r'[^>]*\bid="([^"]+)"', section)
    slug = found[1] if found else ""
    return "schedules" if slug.startswith("schedule-") else slug


@cache
def said_only_in(section: str) -> frozenset[str]:
    """What a full report says in one section alone: its names, texts and figures, and not what heads a column."""
    whole = told(contents(EVERYTHING))
    html = re.sub(r'<th scope="col".*?</th>', " ", whole.on_pages.get(section, ""), flags=re.DOTALL)
    texts = {words(each).strip() for each in re.split(r"<[^>]+>", html)}
    everywhere = whole.besides(section) + furniture()
    return frozenset(text for text in texts if len(text) > 11 and text not in everywhere)


@cache
def furniture() -> str:
    """What is said even of a quarter of which nothing is recorded."""
    return told(report_contents.build(make_empty_pack(), EVERYTHING, version=1)).besides("none")


@pytest.mark.parametrize("section", SECTIONS)
def test_what_one_section_says_is_in_no_form_of_a_report_without_it(section: str) -> None:
    rest = tuple(each for each in EVERYTHING.sections if each.slug != section)
    only_there = said_only_in(section)

    assert bool(only_there) is (section not in EMPTY)
    for sections in (rest, (*rest, SectionChoice(section, PRIVATE))):
        without = told(contents(replace(EVERYTHING, sections=sections))).besides("none")
        assert [text for text in only_there if text in without] == []


SAID_TWICE = {
    "schedules": "Continuing healthcare cases over 28 days",
    "projects": "Memory advisory and support service",
    "finance": "surplus of £12.614m",
    "running": "Running costs used",
    "risks": "R-001",
}
"""Something of each section that other sections say, too."""


@pytest.mark.parametrize("section", [*SAID_TWICE, "milestones"])
def test_a_private_section_takes_with_it_what_others_say_of_it(section: str) -> None:
    rest = tuple(each for each in EVERYTHING.sections if each.slug != section)
    projects = contents(EVERYTHING).pack.programmes.portfolio.projects
    milestone = next(row.next_milestone.name for row in projects if row.next_milestone)
    fact = SAID_TWICE.get(section, milestone)

    private = replace(EVERYTHING, sections=(*rest, SectionChoice(section, PRIVATE)))

    assert fact in told(contents(EVERYTHING)).besides(section)
    assert fact not in told(contents(private)).besides("none")
