"""The report of the loaded Dorset data: its figures are in print, each section keeps its pages, and it stays valid."""

import io
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import page
import pikepdf
import pytest

from assurance.assembly import build_pack
from assurance.audience import Audience
from assurance.pack import AssurancePack
from assurance.printing.sheet import PrintedFile
from assurance.tests.pack_builders import QUARTERLY, YEARLY
from assurance.tests.test_archive import structure
from assurance.tests.test_rendering import render
from core import periods
from organisation.models import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dorset")]
CUT_OFF = date(2014, 5, 9)
IN_JULY = date(2014, 7, 8)


@dataclass(frozen=True)
class Printed:
    """A report as it is read: its pages as laid-out text."""

    made: PrintedFile

    @cached_property
    def pages(self) -> list[list[str]]:
        """The lines of each page, without empty ones."""
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=self.made.pdf, capture_output=True, check=True
        ).stdout.decode()
        return [[line for line in sheet.splitlines() if line.strip()] for sheet in text.split("\f")[:-1]]

    @cached_property
    def sections(self) -> list[str]:
        """The section that the running head of each page names; the cover has none."""
        return [re.split(r"\s{3,}", lines[0].strip())[-1] for lines in self.pages[1:]]

    def text_of(self, section: str) -> str:
        """All that a section says, with runs of space made one."""
        lines = [
            line
            for head, sheet in zip(self.sections, self.pages[1:], strict=True)
            if head == section
            for line in sheet
        ]
        return re.sub(r"\s+", " ", " ".join(lines))


def printed(pack: AssurancePack, audience: Audience = QUARTERLY, **more: Any) -> Printed:
    return Printed(render(pack, audience, **more))


def pack_of(slug: str, today: date = CUT_OFF, **more: Any) -> AssurancePack:
    return build_pack(Quarter.objects.of(periods.Quarter.from_slug(slug)), today=today, **more)


def frozen_pack_of(slug: str) -> AssurancePack:
    locked_at = Quarter.objects.of(periods.Quarter.from_slug(slug)).locked_at
    return pack_of(slug, cut_off=locked_at, version=1)


@pytest.fixture(scope="module")
def report(dorset: None, django_db_blocker: Any) -> Printed:
    """The report of 2013/14 Q4."""
    with django_db_blocker.unblock():
        return printed(frozen_pack_of("2013-14-Q4"))


@pytest.fixture(scope="module")
def open_quarter(dorset: None, django_db_blocker: Any) -> Printed:
    """What a report of 2014/15 Q1 would say in July, while nothing has been returned."""
    with django_db_blocker.unblock():
        return printed(pack_of("2014-15-Q1", today=IN_JULY))


@pytest.mark.parametrize(
    ("section", "figures"),
    [
        (
            "Executive summary",
            (
                "11 of 39 KPIs are off target: 8 red and 3 amber",
                "8 3 11 17",
                "15 without a target, 2 not assessable",
                "4 of the 8 red KPIs lie with Service",
                "30 Sep 2014",
            ),
        ),
        (
            "KPI schedule: Finance and Performance",
            ("£1,059,768", "10 KPIs: 2 amber, 5 green, 3 grey", "386 a year"),
        ),
        ("KPI schedule: Quality", ("6 a quarter", "6 of 10", "63 of 67", "Declined")),
        (
            "KPI schedule: Service Delivery",
            ("4 red, 1 grey", "37", "At least 299", "37 cases took longer than 28"),
        ),
        ("KPI schedule: Engagement and Development", ("3.76%", "At least 90%", "308.04")),
        ("Outcome ambitions", ("1,691.7", "1,650.0", "51.8%", "4.00", "Second highest")),
        ("Projects by working group", ("19 priority projects", "Parity of Esteem", "Securing the services")),
        (
            "Finance",
            (
                "surplus of £12.614m, 1.33% of the limit",
                "934,483",
                "60,292",
                "none printed",
                "1,019",
                "1,004",
            ),
        ),
        ("Running costs per head", ("£22.33 a head", "749,179", "18,730,000", "1,155,271")),
        ("Risks", ("3 of 13 open risks are extreme", "R-014", "20 extreme", "Up from 16", "15 to 25")),
        ("Engagement", ("The Big Ask", "More than 12,000", "No change.", "Monitoring and evaluation")),
        (
            "Completeness and data quality",
            ("39 of 39 KPIs due were answered, 1 of 4 returns late", "3 working days late", "£3,826,478"),
        ),
        ("Provenance", ("Commissioning support annual report 2013/14", "frozen 9 May 2014, 17:00")),
    ],
)
def test_the_published_figures_are_in_print(report: Printed, section: str, figures: tuple[str, ...]) -> None:
    said = report.text_of(section)

    assert [figure for figure in figures if figure not in said] == []


def test_each_section_keeps_its_pages(report: Printed) -> None:
    pages = Counter(report.sections)

    assert pages.pop("Projects by working group") == 2
    assert pages.pop("Completeness and data quality") == 2
    assert set(pages.values()) == {1}
    assert report.made.pages == 17


@pytest.mark.parametrize(
    "heading",
    [
        "Exceptions",
        "RAG by directorate",
        "Current performance level by area",
        "Where they stand in the commissioning cycle",
        "Better Care Fund by partner",
        "Forward look: opening budgets",
        "The register",
        "You said, we did",
        "Engagement standards answered",
        "Data-quality notes",
        "Sources",
    ],
)
def test_no_heading_stands_alone_at_the_foot_of_a_page(report: Printed, heading: str) -> None:
    """The last line of a page is the running foot; at least a caption, a head and a row stand above it."""
    sheets = [sheet for sheet in report.pages if any(heading in line for line in sheet)]

    assert sheets
    assert not any(line.strip().startswith(heading) for sheet in sheets for line in sheet[-4:-1])


def test_the_whole_table_of_running_costs_is_on_one_page(report: Printed) -> None:
    said = report.text_of("Running costs per head")

    assert report.sections.count("Running costs per head") == 1
    assert all(
        words in said
        for words in ("Accountable Officer", "Dorset CCG corporate non pay", "Running cost saving")
    )


def test_a_kpi_leads_to_its_data_quality_notes(report: Printed) -> None:
    said = report.text_of("KPI schedule: Engagement and Development")
    _, listed = report.text_of("Completeness and data quality").split("What does not agree", 1)
    notes = re.findall(r"(\d+) Press statements issued", listed)

    assert len(notes) == 3
    assert ", ".join(notes) in said


def test_whatever_is_invented_says_so(report: Printed) -> None:
    for section in ("Executive summary", "Projects by working group", "Finance", "Risks", "Engagement"):
        assert "ILLUSTRATIVE" in report.text_of(section), section


def test_the_report_is_valid_and_without_a_warning(report: Printed) -> None:
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert page.is_pdf_compliant_bytes(report.made.pdf, profile=profile)
    assert report.made.warnings == ()


def test_charts_say_their_finding_and_leave_the_report_valid() -> None:
    """In 2018/19 the portal holds months enough for four of them."""
    pack = pack_of("2018-19-Q4", today=date(2019, 4, 8))
    made = printed(pack).made
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        words = [
            str(each.get("/Alt", "")) for each in structure(pdf.Root.StructTreeRoot) if each.S == "/Figure"
        ]

    names = [exhibit.name for exhibit in pack.performance.exhibits]
    assert len(names) == 4
    assert len(words) >= 12, "a chart and two icons each"
    assert all(words)
    assert [name for name in names if not any(name in each for each in words)] == []
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert page.is_pdf_compliant_bytes(made.pdf, profile=profile)
    assert made.warnings == ()


def test_a_quarter_that_nobody_has_returned_claims_nothing(open_quarter: Printed) -> None:
    summary = open_quarter.text_of("Executive summary")

    assert "None of the 38 KPIs due has been returned yet." in summary
    assert "38 not returned, 1 not due" in summary
    assert "All 4 returns are awaited, due 14" in summary
    assert "No KPI is red" not in summary
    assert "14 KPIs: 14 not returned." in open_quarter.text_of("KPI schedule: Quality")
    assert "on plan against the plan" not in open_quarter.text_of("Finance")
    assert "Draft: the quarter is not frozen" in open_quarter.pages[1][-1]
    assert open_quarter.made.warnings == ()


def test_directorates_that_returned_nothing_share_a_page(report: Printed, open_quarter: Printed) -> None:
    def headings(printed: Printed) -> list[list[str]]:
        """Of each page that begins a schedule, the schedules that begin on it."""
        found = [
            [line.strip() for line in sheet[1:] if line.strip().startswith("KPI schedule:")]
            for sheet in printed.pages[3:]
        ]
        return [names for names in found if names]

    assert [len(names) for names in headings(report)] == [1, 1, 1, 1]
    assert len(headings(open_quarter)) < 4
    assert sum(len(names) for names in headings(open_quarter)) == 4


def test_a_section_that_holds_less_still_keeps_its_page(open_quarter: Printed) -> None:
    pages = Counter(open_quarter.sections)

    assert pages.pop("Projects by working group") == 2
    assert pages.pop("Completeness and data quality") == 2, "what is said of provenance stands below its end"
    assert "Provenance" not in pages
    assert set(pages.values()) == {1}


def test_the_annual_report_tells_of_four_quarters() -> None:
    packs = [frozen_pack_of(f"2013-14-Q{number}") for number in (1, 2, 3, 4)]
    annual = printed(packs[-1], YEARLY, packs_of_year=packs)
    year = annual.text_of("The year in four quarters")

    assert "Red rose from 3 in Q1 to 8 in Q4. 11 KPIs were red or amber in at least one quarter." in year
    assert "2013/14 Q3 2 1 9 27 39 25.0%" in year, "of the 12 that could be assessed"
    assert "Continuing healthcare cases over 28 days Service Delivery Red Red Green Red" in year
    assert annual.sections.count("The year in four quarters") == 1
    assert page.is_pdf_compliant_bytes(annual.made.pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert annual.made.warnings == ()
