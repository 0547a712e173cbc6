"""A report read in a real browser instead of on paper, on the CCG's real data: given, when, then.

One module, one loaded database: each journey goes on from what the one before left.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from assurance import jobs
from assurance.models import Report
from ccg_portal.tests.dorset import served, sideways, sign_in, violations, walk
from core import trail
from organisation.demonstration import DOMAIN
from organisation.models import User
from performance.models import KPI, KPIValue

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.journey]
NARROWEST = {"width": 320, "height": 640}
"""1280 pixels magnified four times (WCAG 1.4.10)."""


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The Dorset data behind a server, with the report of 2013/14 Q4 as its worker would have made it."""
    with django_db_blocker.unblock(), served() as url:
        jobs.run(Report.objects.get().pk)
        yield url


@pytest.fixture
def person(page: Page) -> Page:
    page.set_default_timeout(60_000)
    return page


def report_page(form: str = "") -> str:
    return f"/reports/{Report.objects.get().pk}/{form}"


@pytest.mark.django_db
def test_the_journeys_begin_with_nothing_loaded() -> None:
    """The tests' database is made only where a test asks for it by its mark, as this one does."""
    assert not KPI.objects.exists()


def test_a_member_reads_the_report_at_any_width(person: Page, address: str) -> None:
    """Given a report that is ready, when a member opens it, then reading comes first, and works on every screen."""
    sign_in(person, address, "governing.body")
    person.goto(f"{address}{report_page()}")
    person.get_by_role("link", name="Read the report").click()

    expect(person.get_by_role("heading", level=1)).to_have_text("Quarterly assurance report, 2013/14 Q4")
    person.get_by_role("link", name="KPI schedule: Quality").click()
    expect(person.get_by_role("heading", name="KPI schedule: Quality")).to_be_in_viewport()
    assert violations(person) == []
    person.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    assert sideways(person) <= 0
    assert violations(person) == []


def test_a_wide_table_is_reached_by_keyboard(person: Page, address: str) -> None:
    """Given a narrow window, when a table does not fit, then it scrolls by itself and the keyboard gets there."""
    sign_in(person, address, "governing.body")
    person.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    person.goto(f"{address}{report_page('read/')}")
    table = person.locator("#schedule-quality .scroll").first
    table.focus()
    person.keyboard.press("ArrowRight")
    person.wait_for_function("document.activeElement.scrollLeft > 0")


def test_a_figure_is_followed_to_who_recorded_it(person: Page, address: str) -> None:
    """Given a figure that was corrected after the report, when its reader follows it, then the page says so."""
    value = KPIValue.objects.quarterly().get(
        kpi__slug="quality-inspections-carried-out", starts_on=date(2014, 1, 1)
    )
    value.value = Decimal(7)
    contributor = User.objects.get(email=f"contributor.quality@{DOMAIN}")
    trail.save(value, by=contributor, reason="Two were counted late")

    sign_in(person, address, "governing.body")
    person.goto(f"{address}{report_page('read/')}")
    person.get_by_role("link", name=re.compile("5 ?, history of KPI 11, Q4")).click()

    expect(person.get_by_role("heading", name="Reported 5, now 7")).to_be_visible()
    newest, reported = person.locator(".figure-history tbody tr").all()
    expect(newest).to_contain_text("Two were counted late")
    expect(newest).to_contain_text("After the report")
    expect(reported).to_contain_text("As reported")
    person.get_by_role("link", name="Back to the report").click()
    expect(person.locator("#kpi-11 td.fig").nth(3)).to_contain_text("5, history of KPI 11")


def test_the_data_are_taken_away(person: Page, address: str) -> None:
    """Given a report, when its data are downloaded, then they say of which snapshot they are."""
    sign_in(person, address, "governing.body")
    person.goto(f"{address}{report_page('data/')}")
    names = {
        "Excel workbook of all tables": ".xlsx",
        "JSON of all tables": ".json",
        "CSV.*KPI figures": ".csv",
    }
    for name, ending in names.items():
        with person.expect_download() as download:
            person.get_by_role("link", name=re.compile(name)).click()
        assert download.value.suggested_filename.startswith("Quarterly assurance report 2013-14 Q4 v1")
        assert download.value.suggested_filename.endswith(ending)
        if ending == ".json":
            head = json.loads(download.value.path().read_text())["report"]
            assert head["digests"] == [Report.objects.get().snapshot.sha256]


def test_every_page_of_a_report_is_accessible(person: Page, address: str) -> None:
    sign_in(person, address, "assurance")
    figure = f"figures/{KPI.objects.get(number=24).slug}/2013-14-Q4/"
    pages = [report_page(form) for form in ("", "read/", "data/", figure)]

    assert walk(person, [f"{address}{page}" for page in pages]) == []
