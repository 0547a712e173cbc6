"""The whole round once more in a browser that runs no scripts, on the CCG's real data: given, when, then.

One module, one loaded database: each journey goes on from what the one before left. Every page is a plain form or a
link here; what scripts add elsewhere (figures saved as they are typed, progress that follows itself) is asked for.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from assurance.models import Report
from ccg_portal.tests.dorset import press, served, sign_in, worker
from organisation.demonstration import DOMAIN
from organisation.joining.models import Invitation
from organisation.models import Quarter
from performance.models import KPI, KPIValue, Return

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.journey]
RETURN = "/returns/2014-15-Q1/service-delivery/"
CHECKS = 240
"""How often somebody asks again for a report that is being made, half a second after the time before."""


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock(), served() as url:
        yield url


@pytest.fixture
def person(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.mark.django_db
def test_the_journeys_begin_with_nothing_loaded() -> None:
    """The tests' database is made only where a test asks for it by its mark, as this one does."""
    assert not KPIValue.objects.exists()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow the first link of that name to the page behind it."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def state_of_return() -> str:
    mine = Return.objects.get(directorate__slug="service-delivery", quarter__starts_on="2014-04-01")
    return str(mine.state)


# --- Filling in and signing off ---------------------------------------------------------------------------


def test_a_contributor_fills_in_a_return_wrongly_then_rightly(person: Page, address: str) -> None:
    """Given a return that nobody has started, when it is typed with a slip, then the slip is said, and mended."""
    sign_in(person, address, "contributor.service-delivery")
    person.goto(f"{address}{RETURN}")
    for box in person.locator("input[data-figure]").all():
        if not box.input_value():
            box.fill("20")
    first = person.locator("input[data-figure]").first
    first.fill("about 15")
    press(person, "Submit")
    expect(person).to_have_title(re.compile("^Error: "))
    expect(person.locator(".nhsuk-error-summary")).to_contain_text("about 15")
    expect(first).to_have_value("about 15")
    assert state_of_return() != "submitted"

    first.fill("15")
    press(person, "Save draft")
    explain_what_is_red(person)
    press(person, "Submit")
    expect(person.get_by_text(re.compile("Submitted 8 July 2014")).first).to_be_visible()
    assert state_of_return() == "submitted"


def explain_what_is_red(page: Page) -> None:
    """Each frame that is open after saving."""
    for frame in page.locator(".kpi-exc:visible").all():
        for label in ("Issue", "Cause", "Action"):
            frame.get_by_label(label, exact=True).fill("Two assessors' posts are vacant, and are advertised")
        frame.get_by_label("Owner (role)").fill("Head of continuing healthcare")
        for label, digits in (("Day", "31"), ("Month", "3"), ("Year", "2015")):
            frame.get_by_label(label, exact=True).fill(digits)


def test_an_approver_sends_a_row_back_and_signs_off_what_comes(person: Page, address: str) -> None:
    """Given a submitted return, when a row is sent back and answered, then the return is signed off."""
    sign_in(person, address, "approver.service-delivery")
    person.goto(f"{address}{RETURN}review/")
    follow(person, re.compile("Send back"))
    person.get_by_role("textbox").first.fill("Is that the number of cases at the end of June?")
    press(person, re.compile("Send"))
    expect(person.get_by_role("button", name="Sign off")).to_have_count(0)

    sign_in(person, address, "contributor.service-delivery")
    person.goto(f"{address}{RETURN}")
    row = person.locator(".kpi-sent + [data-row]")
    expect(person.locator(".kpi-sent")).to_contain_text("at the end of June?")
    row.get_by_label(re.compile("^Commentary")).fill("It is, as counted on 30 June.")
    press(person, "Submit")

    sign_in(person, address, "approver.service-delivery")
    person.goto(f"{address}{RETURN}review/")
    person.get_by_role("checkbox").check()
    press(person, re.compile("Sign off"))
    expect(person.get_by_text(re.compile("Signed off")).first).to_be_visible()
    assert state_of_return() == "signed-off"


# --- Locking and reporting --------------------------------------------------------------------------------


def test_the_assurance_team_locks_with_named_exceptions(person: Page, address: str) -> None:
    """Given one return of four, when the team locks all the same, then each missing one is named first."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/assurance/?quarter=2014-15-Q1")
    expect(person.get_by_text("1 is signed off")).to_be_visible()
    follow(person, re.compile("Lock"))
    press(person, re.compile("Lock"))
    expect(person.locator(".nhsuk-error-summary")).to_be_visible()
    for box in person.get_by_role("textbox").all():
        box.fill("Accepted by the chief officer on 8 July")
    for box in person.get_by_role("checkbox").all():
        box.check()
    press(person, re.compile("Lock"))
    expect(person.get_by_text(re.compile("Locked on")).first).to_be_visible()
    assert not Quarter.objects.get(starts_on="2014-04-01").is_open


def test_the_report_is_asked_for_and_checked_on_until_it_is_ready(
    person: Page, address: str, tmp_path: Path
) -> None:
    """Given the locked quarter, when its report is asked for, then whoever checks again finds it ready, and reads."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/assurance/?quarter=2014-15-Q1")
    press(person, re.compile("Produce report"))
    expect(person.get_by_text(re.compile("Queued|Being made|Waiting")).first).to_be_visible()
    follow(person, "Check again")
    expect(person.get_by_role("link", name="Check again")).to_be_visible()
    with worker(tmp_path / "worker.log"):
        check_until_ready(person)
    follow(person, "Read the report")
    expect(person.get_by_role("heading", level=1)).to_have_text("Quarterly assurance report, 2014/15 Q1")


def check_until_ready(page: Page) -> None:
    for _ in range(CHECKS):
        if page.get_by_role("link", name="Read the report").count():
            return
        page.wait_for_timeout(500)
        follow(page, "Check again")
    raise AssertionError(f"{page.url}: the report is not made")


def test_one_proposes_another_publishes_and_anybody_reads(person: Page, address: str) -> None:
    """Given a report that is ready, when two people have published it, then somebody without an account reads it."""
    report = Report.objects.get(snapshot__quarter__starts_on="2014-04-01")
    sign_in(person, address, "assurance")
    person.goto(f"{address}{report.get_absolute_url()}")
    follow(person, "Propose for publication")
    press(person, "Propose for publication")
    expect(person.get_by_text("You proposed this report yourself.")).to_be_visible()

    sign_in(person, address, "director.quality")
    person.goto(f"{address}/reports/publications/")
    follow(person, "Quarterly assurance report, 2014/15 Q1, version 1")
    press(person, "Publish")
    expect(person.get_by_text("is published. Everybody can read it.")).to_be_visible()

    person.context.clear_cookies()
    person.goto(f"{address}/published/")
    follow(person, "Quarterly assurance report, 2014/15 Q1")
    follow(person, "Read it as a page")
    expect(person.get_by_role("heading", name="Executive summary")).to_be_visible()


# --- People and definitions -------------------------------------------------------------------------------


def test_an_administrator_invites_somebody(person: Page, address: str) -> None:
    """Given somebody new, when the administrator invites them without a role and then with one, then they are asked."""
    sign_in(person, address, "administrator")
    person.goto(f"{address}/admin/invitations/")
    follow(person, "Invite somebody")
    person.get_by_label("E-mail address").fill(f"newcomer@{DOMAIN}")
    person.get_by_label("Role title").fill("Contributor, Quality")
    press(person, "Send the invitation")
    expect(person.locator(".nhsuk-error-summary")).to_be_visible()
    expect(person.get_by_label("E-mail address")).to_have_value(f"newcomer@{DOMAIN}")
    person.get_by_role("group", name="Contributor of").get_by_label("Quality").check()
    press(person, "Send the invitation")
    expect(person.get_by_text(f"The invitation is on its way to newcomer@{DOMAIN}.")).to_be_visible()
    assert Invitation.objects.filter(email=f"newcomer@{DOMAIN}").exists()


def test_a_kpi_is_defined_and_given_its_target(person: Page, address: str) -> None:
    """Given a KPI to be, when the team defines it and sets its target, then its page says what is aimed at."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/performance/kpis/")
    follow(person, "Create a KPI")
    for field, words in (
        ("name", "Patient stories heard by the governing body"),
        ("short_name", "Patient stories heard"),
        ("definition", "Stories told at a meeting in public, by the person or with their consent."),
        ("data_source", "Minutes of the governing body"),
    ):
        person.locator(f"[name={field}]").fill(words)
    for field, choice in (
        ("team", "Strategic development and engagement"),
        ("measure", "Count"),
        ("polarity", "Higher"),
        ("frequency", "Quarterly"),
    ):
        choose(person, field, choice)
    press(person, "Create the KPI")
    expect(person.get_by_text("is created. Now set its target.")).to_be_visible()
    follow(person, "Set targets")
    follow(person, re.compile("^Set from"))
    person.locator("[name=comparator]").first.check()
    person.locator("[name=value]").fill("3")
    press(person, re.compile("^(Set|Save)"))
    expect(person.locator("main")).to_contain_text("3 a quarter")
    assert KPI.objects.filter(short_name="Patient stories heard").exists()


def choose(page: Page, field: str, beginning: str) -> None:
    """The first of a list's choices that begins so."""
    options = page.locator(f"select[name={field}] option").all_text_contents()
    label = next(option for option in options if option.strip().startswith(beginning))
    page.locator(f"select[name={field}]").select_option(label=label)
