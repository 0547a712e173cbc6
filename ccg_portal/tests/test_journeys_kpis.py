"""KPIs in a real browser, on the CCG's real data: defined by keyboard, pasted, explained, and read as variation.

One module, one loaded database. The workbook with three errors is in `performance/tests/test_workbook_in_browser.py`.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from ccg_portal.tests.dorset import PHONE, served, sideways, sign_in, walk
from core.tests.axe import violations
from core.tests.keyboard import press_enter, press_enter_on, press_tab_to, press_tab_until, write_anew
from organisation.demonstration import DOMAIN, PASSWORD
from performance.models import KPI, KPIValue

pytestmark = [pytest.mark.browser, pytest.mark.journey]
STORIES = "Patient stories heard by the governing body"
STAFF_RETURN = "/returns/2014-15-Q1/engagement-and-development/"
QUALITY_RETURN = "/returns/2014-15-Q1/quality/"
SERVICE_RETURN = "/returns/2014-15-Q1/service-delivery/"
THREE_YEARS_OF_ATTENDANCES = date(2019, 4, 8)
WORDS_OF_FOCUS = "(document.activeElement.innerText || '').trim()"


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
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


# --- By keyboard alone ------------------------------------------------------------------------------------


def tab_to(page: Page, field: str) -> None:
    """To the field of that name; of several, such as the choices of one question, to the first that is come to."""
    press_tab_until(page, lambda: bool(page.evaluate(f"document.activeElement.name === '{field}'")))


def follow(page: Page, words: str) -> None:
    """Press Enter on the link or button that begins with these words."""
    press_tab_until(page, lambda: bool(page.evaluate(f"{WORDS_OF_FOCUS}.startsWith('{words}')")))
    press_enter(page)


def type_into(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    write_anew(page, text)


def choose(page: Page, field: str, words: str) -> None:
    """Go down the list with the arrow until it stands at the words."""
    tab_to(page, field)
    page.keyboard.press("Home")
    for _ in range(40):
        if page.evaluate("document.activeElement.selectedOptions[0].text").startswith(words):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{field} does not offer {words}")


def sign_in_by_keyboard(page: Page, address: str, account: str) -> None:
    page.goto(f"{address}/accounts/login/")
    type_into(page, "login", f"{account}@{DOMAIN}")
    type_into(page, "password", PASSWORD)
    press_enter(page)


def test_a_kpi_is_defined_by_keyboard_alone_and_stands_in_the_return(person: Page, address: str) -> None:
    """Given a KPI to be, when the team defines it and sets its target, then it stands in the open return."""
    sign_in_by_keyboard(person, address, "assurance")
    person.goto(f"{address}/performance/kpis/")
    follow(person, "Create a KPI")
    assert violations(person) == []
    define_stories(person)
    assert violations(person) == []
    set_target_of_stories(person)
    expect(person.locator("main")).to_contain_text("3 a quarter")
    assert violations(person) == []

    person.context.clear_cookies()
    sign_in_by_keyboard(person, address, "contributor.engagement-and-development")
    person.goto(f"{address}{STAFF_RETURN}")
    row = person.locator(f"#row-{KPI.objects.get(name=STORIES).number}")
    expect(row).to_contain_text(STORIES)
    expect(row).to_contain_text("3 a quarter")
    assert violations(person) == []


def define_stories(page: Page) -> None:
    """A count by quarter, of which more is better."""
    type_into(page, "name", STORIES)
    type_into(page, "short_name", "Patient stories heard")
    choose(page, "team", "Strategic development and engagement")
    choose(page, "measure", "Count")
    choose(page, "polarity", "Higher")
    choose(page, "frequency", "Quarterly")
    type_into(page, "definition", "Stories told at a meeting in public, by the person or with their consent.")
    type_into(page, "data_source", "Minutes of the governing body")
    choose(page, "holds_from", "2014/15 Q1")
    follow(page, "Create the KPI")
    expect(page.get_by_text("is created. Now set its target.")).to_be_visible()


def set_target_of_stories(page: Page) -> None:
    """At least 3 a quarter, from 2014/15 Q1 on."""
    follow(page, "Set targets")
    assert violations(page) == []
    follow(page, "Set from 2014/15 Q1")
    tab_to(page, "comparator")
    page.keyboard.press("Space")
    type_into(page, "value", "3")
    press_enter(page)


# --- A quarter pasted -------------------------------------------------------------------------------------


def test_a_quarter_is_pasted_looked_at_and_kept(person: Page, address: str) -> None:
    """Given months in a spreadsheet, when they are pasted into the return and kept, then all of them are saved."""
    sign_in(person, address, "contributor.quality")
    person.goto(f"{address}{QUALITY_RETURN}")
    paste(person, "k17-1a", "18/18\t17/17\t21/22\n14\t15\t16\n")
    preview = person.get_by_role("group", name="Pasted figures")
    expect(preview).to_contain_text("Nothing of it is saved yet.")
    expect(person.locator("#k17-3ad")).to_have_value("22")
    assert violations(person) == []
    assert not quarter_of(17)
    assert not quarter_of(18)

    person.get_by_role("button", name="Keep").click()
    expect(person.locator("#row-17")).to_contain_text("Quarter 56 of 57 (98.2%)")
    expect(person.locator("#row-18")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    assert [value.value for value in quarter_of(18)] == [14, 15, 16]


def paste(page: Page, field: str, text: str) -> None:
    """What a browser does when a block is pasted from a spreadsheet."""
    page.locator(f"#{field}").focus()
    page.evaluate(
        """([id, text]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.getElementById(id).dispatchEvent(pasted);
        }""",
        [field, text],
    )


def quarter_of(number: int) -> list[KPIValue]:
    """The months of 2014/15 Q1 of a KPI."""
    months = KPIValue.objects.filter(
        kpi__number=number, period_kind="month", starts_on__range=(date(2014, 4, 1), date(2014, 6, 30))
    )
    return list(months.order_by("starts_on"))


def test_a_quarter_is_pasted_by_keyboard_and_without_scripts(browser: Browser, address: str) -> None:
    """Given no scripts and no mouse, when months are pasted as text and looked at, then they are saved."""
    page = browser.new_context(locale="en-GB", java_script_enabled=False).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, address, "contributor.finance-and-performance")
    page.goto(f"{address}/returns/2014-15-Q1/finance-and-performance/")
    press_tab_to(page, page.get_by_role("link", name="Paste figures"))
    page.keyboard.press("Enter")
    press_tab_to(page, page.get_by_label("Cells copied from a spreadsheet"))
    page.keyboard.insert_text(f"{KPI.objects.get(number=9).name}\t6\t5\t6\n")
    press_tab_to(page, page.get_by_role("button", name="Look at it first"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what you pasted")
    assert not quarter_of(9)
    press_tab_to(page, page.get_by_role("button", name="Save these figures"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 KPI changed.")).to_be_visible()
    assert [value.value for value in quarter_of(9)] == [6, 5, 6]
    page.context.close()


# --- A promise that slips ---------------------------------------------------------------------------------


def test_a_recovery_that_slips_is_said_beside_what_was_promised(person: Page, address: str) -> None:
    """Given a red KPI with a promised recovery, when a later date is given by keyboard, then both dates and the slip
    are said."""
    sign_in_by_keyboard(person, address, "contributor.service-delivery")
    person.goto(f"{address}{SERVICE_RETURN}")
    row = person.locator("#row-29")
    for month in ("1a", "2a", "3a"):
        type_into(person, f"k29-{month}", "20")
    tab_to(person, "k29-com")
    expect(row.get_by_label("Issue", exact=True)).to_be_visible()
    expect(row.get_by_text("Promised last quarter")).to_be_visible()
    promised = KPIValue.objects.get(
        kpi__number=29, period_kind="quarter", starts_on="2014-01-01"
    ).exception.recovery_on
    expect(row).to_contain_text(f"{promised.day} {promised:%B %Y}")
    explain(person)
    press_enter_on(person, person.get_by_role("button", name="Save draft"))
    slip = f"Was {promised.day} {promised:%B %Y}: slipped"
    expect(person.locator("#row-29")).to_contain_text("slipped")
    assert violations(person) == []

    person.goto(f"{address}/performance/kpis/continuing-healthcare-cases-over-28-days/?quarter=2014-15-Q1")
    expect(person.locator("main")).to_contain_text("31 March 2015")
    expect(person.locator("main")).to_contain_text(slip)
    assert violations(person) == []


def explain(page: Page) -> None:
    """The frame of an exception, with recovery at the end of the year."""
    for field, words in (
        ("issue", "Cases wait longer than 28 days"),
        ("cause", "Two assessors' posts are vacant"),
        ("action", "Both posts are advertised"),
        ("owner", "Head of continuing healthcare"),
        ("day", "31"),
        ("month", "3"),
        ("year", "2015"),
    ):
        type_into(page, f"k29-{field}", words)


# --- Variation --------------------------------------------------------------------------------------------


def test_a_member_reads_three_years_of_attendances_as_a_process(person: Page, address: str) -> None:
    """Given 36 months of a series, when a member opens it by keyboard, then RAG and process stand apart."""
    with override_settings(PORTAL_TODAY=THREE_YEARS_OF_ATTENDANCES):
        sign_in_by_keyboard(person, address, "governing.body")
        person.goto(f"{address}/performance/kpis/")
        assert violations(person) == []
        press_enter_on(person, person.locator("main a[href*='ae-within-four-hours-royal']").first)
        for name in ("Latest, ", "RAG: this month", "Variation: the process", "Assurance: the process"):
            expect(person.get_by_role("heading", name=re.compile(f"^{name}"))).to_be_visible()
        for icon in person.locator(".reading .withicon").all():
            expect(icon.locator("strong")).not_to_be_empty()
        chart = person.locator("#variation figure.chart--wide svg")
        expect(chart).to_be_visible()
        assert "mean" in (chart.locator("title").first.text_content() or "").lower()

        press_tab_to(person, person.locator("summary", has_text="The numbers of the chart"))
        person.keyboard.press("Enter")
        expect(person.get_by_role("table", name=re.compile("^Each month")).locator("tbody tr")).to_have_count(
            36
        )
        assert violations(person) == []
        person.set_viewport_size(PHONE)  # type: ignore[arg-type]
        expect(person.locator("#variation figure.chart--narrow svg")).to_be_visible()
        assert sideways(person) == 0
        assert violations(person) == []


def test_limits_and_the_pages_of_an_open_return_fit_a_phone(person: Page, address: str) -> None:
    """Pages that are of use only while a quarter is open, or once a series is long enough."""
    sign_in(person, address, "contributor.quality")
    pages = [f"{QUALITY_RETURN}{part}" for part in ("", "paste/", "workbook/send/")]
    assert walk(person, [f"{address}{path}" for path in pages]) == []
    person.set_viewport_size(PHONE)  # type: ignore[arg-type]
    person.goto(f"{address}{QUALITY_RETURN}")
    answer_without_denominators(person, "23")
    assert sideways(person) == 0
    with override_settings(PORTAL_TODAY=THREE_YEARS_OF_ATTENDANCES):
        sign_in(person, address, "assurance")
        limits = KPI.objects.get(number=40).get_absolute_url() + "limits/"
        assert (
            walk(person, [f"{address}{limits}", f"{address}{limits}rebase/", f"{address}{limits}baseline/"])
            == []
        )


def answer_without_denominators(page: Page, number: str) -> None:
    """So that the row says why it is grey, in the longest words that it has."""
    for month in "123":
        page.locator(f"#k{number}-{month}a").fill("40")
        page.locator(f"#k{number}-{month}ad").fill("")
    page.locator(f"#k{number}-com").focus()
    expect(page.locator(f"#row-{number} [data-slot=calculated]")).to_contain_text(
        "count without a denominator"
    )
