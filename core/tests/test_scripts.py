"""The small scripts in a real browser; each page works without them."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_errors_are_come_to_and_led_into_their_field(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")

    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_title("Error: Sign in – Assurance portal")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("E-mail address")).to_be_focused()


def test_without_scripts_the_same_link_leads_to_the_field(live_server: LiveServer, browser) -> None:  # noqa: ANN001
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/accounts/login/")

    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[data-error-summary] a").first.click()

    expect(page).to_have_url(f"{live_server.url}/accounts/login/#id_login")


def test_names_that_the_tab_keeps_change_no_other_object(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate(
        """sessionStorage.setItem("portal:typed", `{"__proto__": {"planted": 1}, "pages":
            {"__proto__": {"planted": 1, "typed": {"__proto__": {"planted": 1}}}, "/": {"typed": {}}}}`)"""
    )

    page.reload()

    assert page.evaluate("'isWaiting' in JSON.parse(sessionStorage.getItem('portal:typed')).pages['/']")
    assert page.evaluate("[{}.planted, {}.isWaiting, [].planted]") == [None] * 3


@pytest.mark.parametrize("path", ["/accounts/login/", "/about/figures/", "/about/accessibility/"])
def test_nothing_scrolls_sideways_on_the_smallest_screen(
    page: Page, live_server: LiveServer, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(f"{live_server.url}{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_browser_has_nothing_to_complain_of(page: Page, live_server: LiveServer) -> None:
    """The content security policy refuses nothing that the frame asks for, and every file of it is there."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    page.goto(f"{live_server.url}/about/figures/")

    assert complaints == []
    expect(page.locator("body")).to_have_class("js-enabled")
