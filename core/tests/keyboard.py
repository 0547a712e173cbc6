"""A person without a mouse: everything is reached by Tab and done by keys."""

from playwright.sync_api import Locator, Page

FARTHEST = 250  # presses of Tab; a page that needs more is not made for a keyboard


def press_tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until what is sought has the focus. Raises AssertionError where it never has."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab does not come to it")


def press_enter_on(page: Page, goal: Locator) -> None:
    """Go to a link or a button, press it, and wait for the page that it leads to."""
    press_tab_to(page, goal)
    with page.expect_navigation():
        page.keyboard.press("Enter")
