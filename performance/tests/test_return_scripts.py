"""The return in a real browser: saved as one types, moved through with keys, and nothing lost without a network."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from core.tests.axe import violations
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import KPI, Frequency, KPIValue
from performance.tests.builders import make_exception, make_kpi, make_target, make_value

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
URL = "/returns/2014-15-Q1/quality/"
SAVED = re.compile(r"Saved \d\d:\d\d")


@pytest.fixture
def kpis(transactional_db: None) -> None:
    """A count with a target, three months of n of d, and a count without target."""
    make_organisation()
    make_quarter(slug="2014-15-Q1")
    make_target(kpi=make_kpi(number=1, name="Inspections"), value=6, start=2014)
    make_kpi(number=2, name="Complaints", measure="ratio", frequency=Frequency.MONTHLY)
    make_kpi(number=3, name="Visits")


def sign_in(context: BrowserContext, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(make_user(role=Role.CONTRIBUTOR))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


@pytest.fixture
def sheet(page: Page, kpis: None, live_server: LiveServer) -> Page:
    sign_in(page.context, live_server)
    page.goto(f"{live_server.url}{URL}")
    return page


def test_a_row_is_saved_when_it_is_left(sheet: Page) -> None:
    sheet.locator("#k1-1a").fill("3")
    expect(sheet.locator("#row-1")).to_contain_text("Not saved yet")
    sheet.locator("#k3-1a").focus()

    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    expect(sheet.locator("#row-1 [data-slot=calculated]")).to_contain_text("Red")
    expect(sheet.get_by_label("Issue")).to_be_visible()
    assert KPIValue.objects.get().value == 3


def test_what_is_understood_is_shown_back_and_rolled_up(sheet: Page) -> None:
    for month, typed in (("1a", "18/18"), ("2a", "16 of 17"), ("3a", "20/20")):
        sheet.locator(f"#k2-{month}").fill(typed)
    sheet.locator("#k3-1a").focus()

    expect(sheet.locator("#row-2")).to_contain_text("Quarter 54 of 55 (98.2%)")
    expect(sheet.locator("#k2-2a")).to_have_value("16")
    expect(sheet.locator("#k2-2ad")).to_have_value("17")
    expect(sheet.locator("[data-done]")).to_have_text("1 of 3 complete")
    expect(sheet.locator("[data-left]")).to_have_text("1 of 3 complete, 2 to do")
    expect(sheet.locator("[data-counts]")).to_have_text("2 to do")


def wait_for_save(sheet: Page, row: int) -> None:
    """Until the row is saved as it is typed: first it says that it is not."""
    expect(sheet.locator(f"#row-{row}")).not_to_have_class(re.compile("kpi--unsaved"))
    expect(sheet.locator(f"#row-{row} [data-slot=mark]")).to_contain_text(SAVED)


def test_n_of_d_typed_into_one_box_reaches_both_wherever_the_focus_goes(sheet: Page) -> None:
    """Given a month typed as “40 of 41”, when Tab goes to the box beside it and the row is saved, both are filled."""
    for month, typed in (("1a", "40 of 41"), ("2a", "38/39"), ("3a", "20 of 20")):
        sheet.locator(f"#k2-{month}").focus()
        sheet.keyboard.type(typed)
        sheet.keyboard.press("Tab")
        wait_for_save(sheet, 2)
        expect(sheet.locator(f"#k2-{month}d")).to_be_focused()
        expect(sheet.locator(f"#k2-{month}d")).to_have_value(re.split(" of |/", typed)[1])
    sheet.reload()

    for box, figure in (("1a", 40), ("1ad", 41), ("2a", 38), ("2ad", 39), ("3a", 20), ("3ad", 20)):
        expect(sheet.locator(f"#k2-{box}")).to_have_value(str(figure))
    stored = KPIValue.objects.monthly().order_by("starts_on").values_list("numerator", "denominator")
    assert list(stored) == [(40, 41), (38, 39), (20, 20)]


def test_what_is_filled_in_under_the_focus_is_typed_over_as_after_tab(sheet: Page) -> None:
    sheet.locator("#k2-1a").focus()
    sheet.keyboard.type("40 of 41")
    sheet.keyboard.press("Tab")
    wait_for_save(sheet, 2)
    sheet.keyboard.type("42")
    sheet.locator("#k3-1a").focus()

    wait_for_save(sheet, 2)
    expect(sheet.locator("#k2-1ad")).to_have_value("42")


def test_what_is_being_typed_is_left_alone(sheet: Page) -> None:
    """Two boxes of one row: the first is saved while somebody is in the middle of a number in the second."""
    with sheet.expect_response("**/row/"):
        sheet.locator("#k2-1a").focus()
        sheet.keyboard.type("40 of 41")
        sheet.locator("#k2-2a").focus()
        sheet.keyboard.type("1,")
    sheet.keyboard.type("038 of 1,039")
    sheet.locator("#k3-1a").focus()

    wait_for_save(sheet, 2)
    expect(sheet.locator("#k2-1ad")).to_have_value("41")
    expect(sheet.locator("#k2-2a")).to_have_value("1,038")


def test_not_collected_is_ticked_under_the_focus(sheet: Page) -> None:
    sheet.locator("#k1-1a").focus()
    sheet.keyboard.type("n/a")
    sheet.keyboard.press("Tab")

    wait_for_save(sheet, 1)
    expect(sheet.locator("#k1-nc")).to_be_checked()


def test_a_date_is_kept_while_it_is_typed_part_by_part(sheet: Page) -> None:
    """Each part is saved on the way to the next: a date that is not finished is wrong, and stays as typed."""
    sheet.locator("#k1-1a").fill("3")
    sheet.locator("#k3-1a").focus()
    wait_for_save(sheet, 1)
    row = sheet.locator("#row-1")
    for label, digits in (("Day", "30"), ("Month", "9")):
        with sheet.expect_response("**/row/"):
            row.get_by_label(label, exact=True).focus()
            sheet.keyboard.type(digits)
            sheet.keyboard.press("Tab")
        expect(row).not_to_have_class(re.compile("kpi--unsaved"))
    expect(row.get_by_label("Month", exact=True)).to_have_value("9")
    sheet.keyboard.type("2014")
    sheet.locator("#k3-1a").focus()

    wait_for_save(sheet, 1)
    expect(row.get_by_label("Day", exact=True)).to_have_value("30")


def test_a_figure_typed_over_not_collected_takes_its_tick_away(sheet: Page) -> None:
    sheet.locator("#k1-1a").fill("n/a")
    sheet.locator("#k3-1a").focus()
    expect(sheet.locator("#k1-nc")).to_be_checked()

    sheet.locator("#k1-1a").fill(" 12 ")
    expect(sheet.locator("#k1-nc")).not_to_be_checked()
    sheet.locator("#k3-1a").focus()

    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    expect(sheet.locator("#k1-1a")).to_have_value("12")
    assert KPIValue.objects.get().value == 12


def test_what_is_not_understood_stays_and_says_so_beside_itself(sheet: Page) -> None:
    sheet.locator("#k1-1a").fill("about 15")
    sheet.locator("#k3-1a").focus()

    expect(sheet.locator("#k1-1a-error")).to_contain_text("Type 15, or * if it was not collected.")
    expect(sheet.locator("#k1-1a")).to_have_value("about 15")
    expect(sheet.locator("#row-1")).to_contain_text("Correct this")
    sheet.locator("#k1-1a").fill("15")
    sheet.locator("#k3-1a").focus()
    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    expect(sheet.locator("#k1-1a-error")).to_have_count(0)


def test_enter_and_arrows_go_down_and_up_and_escape_brings_back(sheet: Page) -> None:
    sheet.locator("#k1-1a").fill("7")
    for key, at in (("Enter", "k2-1a"), ("ArrowDown", "k2-2a"), ("Enter", "k2-3a"), ("Enter", "k3-1a")):
        sheet.keyboard.press(key)
        expect(sheet.locator(f"#{at}")).to_be_focused()
    sheet.keyboard.press("ArrowUp")
    expect(sheet.locator("#k2-3a")).to_be_focused()

    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    sheet.locator("#k1-1a").fill("8")
    sheet.keyboard.press("Escape")
    expect(sheet.locator("#k1-1a")).to_have_value("7")


def paste(sheet: Page, field: str, text: str) -> None:
    """What a browser does when a block is pasted from a spreadsheet."""
    sheet.locator(f"#{field}").focus()
    sheet.evaluate(
        """([id, text]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.getElementById(id).dispatchEvent(pasted);
        }""",
        [field, text],
    )


def test_a_pasted_block_is_seen_first_and_saved_when_it_is_kept(sheet: Page) -> None:
    paste(sheet, "k1-1a", "Inspections\t7\nComplaints\t18/18\t19/19\t20/20\nVisits\tabout 15\n")
    preview = sheet.get_by_role("group", name="Pasted figures")
    expect(preview).to_contain_text("4 figures pasted, 1 not understood (row 3: “about 15”).")
    expect(preview).to_contain_text("Each line went to the KPI that it names.")
    expect(preview).to_contain_text(
        "Visits, row 3: “about 15” is not a number. Type 15, or * if it was not collected."
    )
    expect(sheet.locator("#k2-3ad")).to_have_value("20")
    sheet.get_by_role("button", name="Save draft").click()
    expect(sheet.locator("[data-said]")).to_contain_text("Keep or undo what you pasted first.")
    assert not KPIValue.objects.exists()

    sheet.keyboard.press("Enter")

    expect(preview).to_be_hidden()
    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    expect(sheet.locator("#row-2")).to_contain_text("Quarter 57 of 57 (100%)")
    expect(sheet.locator("#k3-1a-error")).to_contain_text("Type 15, or * if it was not collected.")
    expect(sheet.locator("#k3-1a")).to_have_value("about 15")


@pytest.mark.parametrize("way", ["Undo", "Escape"])
def test_a_pasted_block_can_be_undone(sheet: Page, way: str) -> None:
    sheet.locator("#k1-1a").fill("3")
    paste(sheet, "k1-1a", "7\n57/57")
    expect(sheet.locator("#k1-1a")).to_have_value("7")
    if way == "Undo":
        sheet.get_by_role("button", name="Undo").click()
    else:
        sheet.keyboard.press("Escape")

    expect(sheet.locator("#k1-1a")).to_have_value("3")
    expect(sheet.locator("#k1-1a")).to_be_focused()
    expect(sheet.locator("#k2-1a")).to_have_value("")
    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    assert KPIValue.objects.get().value == 3


def test_a_single_cell_is_the_browsers_own(sheet: Page) -> None:
    paste(sheet, "k1-1a", "7\n")
    expect(sheet.get_by_role("group", name="Pasted figures")).to_be_hidden()


def test_a_block_pasted_without_a_connection_changes_nothing(sheet: Page) -> None:
    sheet.route("**/paste/", lambda route: route.abort())
    paste(sheet, "k1-1a", "7\n8")
    expect(sheet.locator("[data-said]")).to_contain_text("Not pasted: no connection.")
    expect(sheet.locator("#k1-1a")).to_have_value("")


def test_without_a_connection_nothing_is_lost_and_it_is_tried_again(sheet: Page) -> None:
    sheet.clock.install()

    def cut(route: Route) -> None:
        route.abort()

    sheet.route("**/row/", cut)
    sheet.locator("#k1-1a").fill("7")
    sheet.locator("#k3-1a").focus()
    sheet.clock.run_for(1_000)
    expect(sheet.locator("[data-said]")).to_contain_text("Not saved: no connection.")
    expect(sheet.locator("#k1-1a")).to_have_value("7")

    sheet.unroute("**/row/", cut)
    sheet.clock.run_for(11_000)

    expect(sheet.locator("#row-1")).to_contain_text(SAVED)
    expect(sheet.locator("[data-said]")).to_be_empty()


def test_somebody_who_was_signed_out_is_told_and_keeps_the_page(sheet: Page) -> None:
    sheet.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    sheet.locator("#k1-1a").fill("7")
    sheet.locator("#k3-1a").focus()

    expect(sheet.locator("[data-said]")).to_contain_text("Sign in again in another tab, then Save draft.")
    expect(sheet.locator("#k1-1a")).to_have_value("7")


def test_what_somebody_else_saved_leads_to_the_choice(sheet: Page) -> None:
    make_value(kpi=KPI.objects.get(number=1), period="2014-15-Q1", text="5")
    sheet.locator("#k1-1a").fill("7")
    sheet.locator("#k3-1a").focus()
    expect(sheet.locator("#row-1")).to_contain_text("Someone saved this KPI while you were typing.")

    sheet.get_by_role("button", name="Choose what to keep").click()

    expect(sheet.get_by_role("heading", level=1)).to_contain_text("Someone saved this KPI")
    sheet.get_by_role("radio", name="Yours").check()
    sheet.get_by_role("button", name="Save what I chose").click()
    expect(sheet.locator("#k1-1a")).to_have_value("7")


def test_without_scripts_a_draft_is_saved_and_the_frame_opens_by_itself(
    browser: Browser, kpis: None, live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server)
    page = context.new_page()
    page.goto(f"{live_server.url}{URL}")

    page.locator("#k1-1a").fill("3")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Saved. 1 KPI changed.")).to_be_visible()
    expect(page.get_by_label("Issue")).to_be_visible()
    expect(page.get_by_text("Press Enter to go down")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_it_breaks_no_accessibility_rule_and_does_not_scroll_sideways(sheet: Page, width: int) -> None:
    sheet.set_viewport_size({"width": width, "height": 860})
    sheet.locator("#k1-1a").fill("3")
    sheet.locator("#k2-1a").fill("x")
    sheet.get_by_role("button", name="Save draft").click()
    expect(sheet.locator("[data-error-summary]")).to_be_focused()

    assert violations(sheet) == []
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width


def test_the_open_preview_breaks_no_accessibility_rule(sheet: Page) -> None:
    paste(sheet, "k1-1a", "7\nabout 15")
    expect(sheet.get_by_role("group", name="Pasted figures")).to_be_visible()
    assert violations(sheet) == []


@pytest.mark.parametrize("path", ["/returns/", f"{URL}review/", f"{URL}paste/"])
@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_around_it_break_no_accessibility_rule(
    page: Page, kpis: None, live_server: LiveServer, path: str, width: int
) -> None:
    make_exception(value=make_value(kpi=KPI.objects.get(number=1), period="2014-15-Q1", text="3"))
    make_value(kpi=KPI.objects.get(number=2), period="2013-14-Q4", text="57/57")
    sign_in(page.context, live_server)
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(f"{live_server.url}{path}")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
