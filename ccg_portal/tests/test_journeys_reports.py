"""A report in a real browser, read and on its way to the public, on the CCG's real data: given, when, then.

One module, one loaded database: each journey goes on from what the one before left. After the sign-in every page is
worked by keys alone.
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
from assurance.publishing import actions
from ccg_portal.tests.dorset import served, sideways, sign_in
from ccg_portal.tests.glass import NARROWEST
from core import trail
from core.tests.axe import violations
from core.tests.keyboard import press_enter_on, press_tab_to, take_away, wait_until, write
from organisation.demonstration import DOMAIN
from organisation.models import User
from performance.models import KPI, KPIValue

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.journey]
PUBLISHED = "/published/2013-14-Q4/governing-body/v1/"


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
    press_enter_on(person, person.get_by_role("link", name="Read the report"))

    expect(person.get_by_role("heading", level=1)).to_have_text("Quarterly assurance report, 2013/14 Q4")
    press_tab_to(person, person.get_by_role("link", name="KPI schedule: Quality"))
    person.keyboard.press("Enter")
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
    press_tab_to(person, person.get_by_role("link", name="KPI schedule: Quality"))
    person.keyboard.press("Enter")
    table = person.locator("#schedule-quality .scroll").first
    press_tab_to(person, table)
    person.keyboard.press("ArrowRight")
    wait_until(person, lambda: bool(table.evaluate("table => table.scrollLeft > 0")))


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
    # A report has hundreds of figures: its reader jumps to the schedule, then goes on from there.
    press_tab_to(person, person.get_by_role("link", name="KPI schedule: Quality"))
    person.keyboard.press("Enter")
    press_enter_on(person, person.get_by_role("link", name=re.compile("5 ?, history of KPI 11, Q4")))

    expect(person.get_by_role("heading", name="Reported 5, now 7")).to_be_visible()
    newest, reported = person.locator(".figure-history tbody tr").all()
    expect(newest).to_contain_text("Two were counted late")
    expect(newest).to_contain_text("After the report")
    expect(reported).to_contain_text("As reported")
    press_enter_on(person, person.get_by_role("link", name="Back to the report"))
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
        file = take_away(person, person.get_by_role("link", name=re.compile(name)))
        assert file.suggested_filename.startswith("Quarterly assurance report 2013-14 Q4 v1")
        assert file.suggested_filename.endswith(ending)
        if ending == ".json":
            head = json.loads(file.path().read_text())["report"]
            assert head["digests"] == [Report.objects.get().snapshot.sha256]


# --- On its way to the public --------------------------------------------------------------------------


def test_one_proposes_and_another_publishes(person: Page, address: str) -> None:
    """Given a report that is ready, when one proposes and another publishes it, then everybody can read it."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/reports/{Report.objects.get().pk}/")
    press_enter_on(person, person.get_by_role("link", name="Propose for publication"))
    write(person, person.get_by_label("For the person who publishes it"), "Look at the summary.")
    assert violations(person) == []
    press_enter_on(person, person.get_by_role("button", name="Propose for publication"))
    expect(person.get_by_text("You proposed this report yourself.")).to_be_visible()

    sign_in(person, address, "director.quality")
    person.goto(f"{address}/reports/publications/")
    press_enter_on(
        person, person.get_by_role("link", name="Quarterly assurance report, 2013/14 Q4, version 1")
    )
    expect(person.get_by_text("Look at the summary.")).to_be_visible()
    press_enter_on(person, person.get_by_role("button", name="Publish"))
    expect(person.get_by_text("is published. Everybody can read it.")).to_be_visible()
    assert violations(person) == []


def test_anybody_reads_it_and_takes_the_data(person: Page, address: str) -> None:
    """Given it is published, when somebody without an account comes, then they read it and have its files."""
    person.goto(f"{address}/published/")
    press_enter_on(
        person, person.get_by_role("link", name="Quarterly assurance report, 2013/14 Q4", exact=True)
    )
    for name in ("Download the PDF", "Excel workbook", "JSON", "CSV files"):
        file = take_away(person, person.get_by_role("link", name=name, exact=True))
        assert file.path().stat().st_size > 1_000, name

    press_enter_on(person, person.get_by_role("link", name="Read it as a page"))
    expect(person.get_by_role("heading", name="Executive summary")).to_be_visible()
    assert person.locator("main a[href^='/performance'], main a[href^='/reports']").count() == 0


def test_withdrawn_it_is_gone_for_everybody_at_once(person: Page, address: str) -> None:
    """Given it is published, when it is withdrawn with a reason, then whoever follows the link reads when and why."""
    publication = Report.objects.get().publications.get()
    actions.withdraw(publication=publication, by=publication.proposed_by, reason="It named somebody.")

    answer = person.goto(f"{address}{PUBLISHED}")

    assert answer
    assert answer.status == 410
    expect(person.get_by_text("was withdrawn on 8 July 2014. The reason: It named somebody.")).to_be_visible()
