"""What axe finds wrong on a page, by the rules for WCAG 2.2 A and AA and by what it calls best practice."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is not written down node by node
    "preload": False,  # style sheets are the portal's own: there is nothing to fetch
}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
OURS = Path(__file__).with_suffix(".js")


def bring_axe(page: Page) -> None:
    """Until the page is left."""
    page.evaluate(f"{AXE.read_text()};0")
    page.evaluate(OURS.read_text())


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands, a line each."""
    bring_axe(page)
    found = page.evaluate("(options) => violations(options)", OPTIONS)
    return [f"{page.url} {line}" for line in found]
