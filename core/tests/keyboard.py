"""A person without a mouse: everything is reached by Tab and done by keys."""

from collections.abc import Callable

from playwright.sync_api import Download, Locator, Page

FARTHEST = 250  # presses of Tab; a page that needs more is not made for a keyboard
PATIENCE_MS, LOOK_EVERY_MS = 60_000, 50


def press_tab_until(page: Page, is_there: Callable[[], bool]) -> None:
    """Press Tab until that is so. Raises AssertionError where it never is."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if is_there():
            return
    raise AssertionError(f"{page.url}: Tab does not come to it")


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for what a key has begun, such as scrolling. Raises AssertionError where it does not come.

    Asked from here: the policy of the pages forbids scripts made of a text, and Playwright's own waiting is one.
    """
    for _ in range(PATIENCE_MS // LOOK_EVERY_MS):
        if is_so():
            return
        page.wait_for_timeout(LOOK_EVERY_MS)
    raise AssertionError(f"{page.url}: it does not come")


def press_tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until what is sought has the focus."""
    # Found once: to look for it by its role again after each press, the browser would name every element of the page.
    sought = goal.element_handle()
    press_tab_until(page, lambda: bool(sought.evaluate("element => element === document.activeElement")))


def press_enter_on(page: Page, goal: Locator) -> None:
    """Go to a link or a button, press it, and wait for the page that it leads to."""
    press_tab_to(page, goal)
    press_enter(page)


def press_enter(page: Page) -> None:
    """On a link or a button, or in a line of text, which sends its form; and wait for the page that answers."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, goal: Locator, words: str) -> None:
    """Go to a field, and write these words in place of what stands in it."""
    press_tab_to(page, goal)
    write_anew(page, words)


def write_anew(page: Page, words: str) -> None:
    """Write these words in the field that one is in, in place of what stands there."""
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def tick(page: Page, goal: Locator) -> None:
    """Go to a box and tick it, if it is not ticked."""
    press_tab_to(page, goal)
    if not goal.is_checked():
        page.keyboard.press("Space")


def take_away(page: Page, goal: Locator) -> Download:
    """Go to a link, press it, and keep the file that comes."""
    press_tab_to(page, goal)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    return download.value
