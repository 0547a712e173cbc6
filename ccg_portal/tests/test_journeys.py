"""The quarter's round in a real browser, on the CCG's real data: given, when, then.

One module, one loaded database, in the order of the round: each journey goes on from what the one before left. After
the sign-in every page is worked by keys alone, but for the many fields of the contributor's return: how those are
reached is walked in test_journeys_kpis.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from assurance.models import Report, ReportState
from ccg_portal.tests.dorset import press, served, sign_in, worker
from ccg_portal.tests.glass import Glass, pages_of, policy_of
from core.tests.axe import violations
from core.tests.keyboard import press_enter_on, take_away, tick, write
from organisation.demonstration import ACCOUNTS
from performance.models import KPIValue, Return, Target

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.journey]
QUALITY_RETURN = "/returns/2014-15-Q1/quality/"


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a server with the Dorset data, loaded once for all journeys and taken away after them."""
    with django_db_blocker.unblock(), served() as url:
        yield url


@pytest.fixture
def person(page: Page) -> Page:
    page.set_default_timeout(60_000)
    return page


@pytest.mark.django_db
def test_the_journeys_begin_with_nothing_loaded() -> None:
    """The tests' database is made only where a test asks for it by its mark, as this one does."""
    assert not KPIValue.objects.exists()


# --- The round --------------------------------------------------------------------------------------------


def test_a_contributor_is_shown_what_is_due_and_fills_it_in(person: Page, address: str) -> None:
    """Given a return that nobody has started, when Quality's contributor types it as staff do, then it is submitted."""
    sign_in(person, address, "contributor.quality")
    expect(person.get_by_text("due").first).to_be_visible()
    person.goto(f"{address}{QUALITY_RETURN}")
    type_wrongly_then_rightly(person)
    press_enter_on(person, person.get_by_role("button", name="Submit"))

    expect(person.get_by_text(re.compile("Submitted 8 July 2014")).first).to_be_visible()
    assert (
        Return.objects.get(directorate__slug="quality", quarter__starts_on="2014-04-01").state == "submitted"
    )


def type_wrongly_then_rightly(page: Page) -> None:
    """Every row answered; one figure is at first no number, and is kept as typed beside its error.

    What the portal proposes from its own records is accepted by leaving it.
    """
    for row in page.locator("[data-row]").all():
        for box in row.locator("input[data-figure]").all():
            if not box.input_value():
                box.fill("20")
    first = page.locator("input[data-figure]").first
    first.fill("about 15")
    press(page, "Save draft")
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("about 15")
    expect(page.locator("input[data-figure]").first).to_have_value("about 15")
    assert page.title().startswith("Error: ")
    assert violations(page) == []
    page.locator("input[data-figure]").first.fill("7")
    fill_frames(page)
    press(page, "Save draft")
    fill_frames(page)


def fill_frames(page: Page) -> None:
    """Say what is being done about every row whose frame is open."""
    for row in page.locator("[data-row]").all():
        if not row.locator(".kpi-exc").count() or not row.locator(".kpi-exc").is_visible():
            continue
        for label, words in (
            ("Issue", "Below the target"),
            ("Cause", "Two posts vacant"),
            ("Action", "Posts filled"),
        ):
            row.get_by_label(label, exact=True).fill(words)
        row.get_by_label("Owner (role)").fill("Head of quality and patient safety")
        for label, digits in (("Day", "30"), ("Month", "9"), ("Year", "2014")):
            row.get_by_label(label, exact=True).fill(digits)


def test_the_approver_sends_a_row_back_and_then_signs_off(person: Page, address: str) -> None:
    """Given a submitted return, when one row is sent back and mended, then the return is signed off."""
    sign_in(person, address, "approver.quality")
    person.goto(f"{address}{QUALITY_RETURN}review/")
    assert violations(person) == []
    press_enter_on(person, person.get_by_role("link", name=re.compile("Send back")).first)
    write(person, person.get_by_role("textbox").first, "Please check the count of inspections.")
    press_enter_on(person, person.get_by_role("button", name=re.compile("Send")).first)
    expect(person.get_by_role("button", name=re.compile("Sign off"))).to_have_count(0)

    sign_in(person, address, "contributor.quality")
    person.goto(f"{address}{QUALITY_RETURN}")
    expect(person.locator(".kpi-sent")).to_contain_text("Please check the count of inspections.")
    write(person, person.locator("input[data-figure]").first, "8")
    press_enter_on(person, person.get_by_role("button", name="Submit"))

    sign_in(person, address, "approver.quality")
    person.goto(f"{address}{QUALITY_RETURN}review/")
    tick(person, person.get_by_role("checkbox"))
    press_enter_on(person, person.get_by_role("button", name=re.compile("Sign off")))
    expect(person.get_by_text(re.compile("Signed off")).first).to_be_visible()
    assert (
        Return.objects.get(directorate__slug="quality", quarter__starts_on="2014-04-01").state == "signed-off"
    )


def test_two_people_on_one_row_choose_between_both_versions(browser: Browser, address: str) -> None:
    """Given two people with one row open, without scripts, when both save, then the second sees both and chooses."""
    first, second = (without_scripts(browser) for _ in range(2))
    for page in (first, second):
        sign_in(page, address, "contributor.service-delivery")
        page.goto(f"{address}/returns/2014-15-Q1/service-delivery/")
    for page, figure in ((first, "25"), (second, "26")):
        page.locator("input[data-figure]").first.fill(figure)
        press(page, "Save draft")

    expect(second.get_by_role("heading", level=1)).to_be_visible()
    expect(second.get_by_text("Nothing is overwritten")).to_be_visible()
    expect(second.locator("main")).to_contain_text("25")
    expect(second.locator("main")).to_contain_text("26")
    assert KPIValue.objects.get(kpi__number=25, starts_on="2014-04-01", period_kind="quarter").value == 25
    for page in (first, second):
        page.context.close()


def without_scripts(browser: Browser) -> Page:
    page = browser.new_context(locale="en-GB", java_script_enabled=False).new_page()
    page.set_default_timeout(60_000)
    return page


def test_the_assurance_team_locks_the_quarter_with_named_exceptions(person: Page, address: str) -> None:
    """Given one signed-off return of four, when the team locks all the same, then each missing one is named."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/assurance/?quarter=2014-15-Q1")
    expect(person.get_by_text("1 is signed off")).to_be_visible()
    assert violations(person) == []
    press_enter_on(person, person.get_by_role("link", name=re.compile("Lock")))
    press_enter_on(person, person.get_by_role("button", name=re.compile("Lock")))
    expect(person.locator(".nhsuk-error-summary")).to_be_visible()
    accept_all_and_lock(person)


def accept_all_and_lock(page: Page) -> None:
    """Name each open check as an exception."""
    for box in page.get_by_role("textbox").all():
        write(page, box, "Accepted by the chief officer on 8 July")
    for box in page.get_by_role("checkbox").all():
        tick(page, box)
    press_enter_on(page, page.get_by_role("button", name=re.compile("Lock")))
    expect(page.get_by_text(re.compile("Locked on")).first).to_be_visible()


def test_a_locked_quarter_takes_no_more_figures(person: Page, address: str) -> None:
    """Given a locked quarter, when its contributor opens the return, then it can be read but not changed."""
    before = KPIValue.objects.count()
    sign_in(person, address, "contributor.quality")
    person.goto(f"{address}{QUALITY_RETURN}")

    expect(person.get_by_role("button", name="Save draft")).to_have_count(0)
    assert KPIValue.objects.count() == before


def test_the_report_is_made_by_the_worker_and_downloaded(
    person: Page, browser: Browser, address: str, tmp_path: Path
) -> None:
    """Given the locked quarter, when the team asks for its report, then a worker makes it and members download it,
    with scripts and without."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/assurance/?quarter=2014-15-Q1")
    press_enter_on(person, person.get_by_role("button", name=re.compile("Produce report")).first)
    expect(person.get_by_text(re.compile("Queued|Being made|Waiting")).first).to_be_visible()
    assert violations(person) == []
    with worker(tmp_path / "worker.log"):
        expect(person.get_by_role("link", name="Read the report")).to_be_visible(timeout=120_000)
        expect(person.get_by_role("link", name=re.compile("Download PDF"))).to_be_visible()
    report = Report.objects.get(snapshot__quarter__starts_on="2014-04-01")
    assert report.state == ReportState.READY

    plain = without_scripts(browser)
    for page in (person, plain):
        sign_in(page, address, "governing.body")
        page.goto(f"{address}/reports/{report.pk}/")
        file = Path(take_away(page, page.get_by_role("link", name=re.compile("Download PDF"))).path())
        assert file.read_bytes().startswith(b"%PDF")
        assert file.stat().st_size == report.size
    assert violations(person) == []
    plain.context.close()


def test_a_quarter_reopened_and_locked_again_says_what_was_restated(person: Page, address: str) -> None:
    """Given a reported quarter, when a figure is corrected and it is locked again, then version 2 says from and to."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/assurance/2014-15-Q1/reopen/")
    write(person, person.get_by_role("textbox"), "The count of inspections came late.")
    press_enter_on(person, person.get_by_role("button", name="Reopen"))

    sign_in(person, address, "approver.quality")
    person.goto(f"{address}{QUALITY_RETURN}review/")
    press_enter_on(person, person.get_by_role("link", name=re.compile("Send back")).first)
    write(person, person.get_by_role("textbox").first, "Please enter the late inspections.")
    press_enter_on(person, person.get_by_role("button", name=re.compile("Send")).first)
    sign_in(person, address, "contributor.quality")
    person.goto(f"{address}{QUALITY_RETURN}")
    write(person, person.locator("input[data-figure]").first, "11")
    press_enter_on(person, person.get_by_role("button", name="Submit"))
    sign_in(person, address, "approver.quality")
    person.goto(f"{address}{QUALITY_RETURN}review/")
    tick(person, person.get_by_role("checkbox"))
    press_enter_on(person, person.get_by_role("button", name=re.compile("Sign off")))

    sign_in(person, address, "assurance")
    person.goto(f"{address}/assurance/2014-15-Q1/lock/")
    accept_all_and_lock(person)
    person.goto(f"{address}/assurance/2014-15-Q1/restated/")
    expect(person.get_by_text("Restated since snapshot 1").first).to_be_visible()
    row = person.get_by_role("row", name=re.compile(r"\b8\b.*\b11\b"))
    expect(row.first).to_contain_text("Contributor, Quality")
    assert violations(person) == []


def test_the_governing_body_reads_its_page_in_two_minutes(person: Page, address: str) -> None:
    """Given the reported year 2013/14, when a member opens the dashboard, then what is off track comes first."""
    sign_in(person, address, "governing.body")
    person.goto(f"{address}/?quarter=2013-14-Q4")

    expect(person.get_by_text("11 of 39 KPIs are off target: 8 red and 3 amber.")).to_be_visible()
    first = person.locator("main a", has_text="healthcare").first
    press_enter_on(person, first)
    expect(person.get_by_role("heading", level=1)).to_contain_text(re.compile("healthcare|CHC", re.I))
    assert violations(person) == []


# --- Every page -------------------------------------------------------------------------------------------

PAGES = (
    "/",
    "/returns/",
    "/performance/?quarter=2013-14-Q3&rag=red",
    "/performance/kpis/{kpi}/limits/",
    "/performance/history/",
    "/finance/?year=2014-15",
    "/assurance/",
    "/assurance/2014-15-Q1/texts/",
    "/assurance/2014-15-Q1/cover-sheet/",
    "/assurance/2014-15-Q1/restated/",
    "/reports/",
    "/nothing-here/",
)
"""What is otherwise once the quarter is locked, reported and restated; the rest is in test_accessibility_full.py."""


def test_pages_after_a_restated_lock_are_accessible_and_fit_the_narrowest_screen(
    person: Page, address: str
) -> None:
    """Full of data, the first quarter of 2014/15 locked: axe finds nothing, no phone scrolls sideways."""
    glass = Glass(person, policy_of(Client()))
    slug = KPIValue.objects.select_related("kpi").filter(kpi__number=29).first().kpi.slug  # type: ignore[union-attr]
    own = [path.format(kpi=slug) for path in PAGES]

    assert glass.look(pages_of("assurance", [*own, *kpis_of_every_kind()])) == []


def kpis_of_every_kind() -> list[str]:
    """The page of one KPI for each measure, pair, frequency and target: counts whose denominator was not published say
    why they are grey in the longest words there are."""
    targets = Target.objects.filter(year__start=2013).select_related("kpi")
    kinds = {(t.kpi.measure, t.kpi.second_measure, t.kpi.frequency, t.comparator): t.kpi for t in targets}
    return [f"{kpi.get_absolute_url()}?quarter=2013-14-Q4" for kpi in kinds.values()]


def test_no_page_asks_another_host_for_anything(person: Page, address: str) -> None:
    asked: set[str] = set()
    person.on("request", lambda request: asked.add(request.url))
    sign_in(person, address, "governing.body")
    for path in ("/", "/performance/", "/reports/"):
        person.goto(f"{address}{path}")

    assert [url for url in asked if not url.startswith(address)] == []


def test_everybody_signs_in_and_lands_on_a_page_of_use(person: Page, address: str) -> None:
    for account in ACCOUNTS:
        sign_in(person, address, account.email.split("@")[0])
        expect(person.get_by_role("heading", level=1)).to_be_visible()
