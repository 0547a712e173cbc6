"""What a real browser says of the wiring: it keeps to the policy, and asks no other host for anything."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/accounts/login/", "/about/accessibility/", "/no-such-page/"])
def test_a_page_asks_this_host_alone_and_breaks_no_rule(
    page: Page, live_server: LiveServer, path: str
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    host = urlsplit(live_server.url).netloc
    assert [address for address in asked if urlsplit(address).netloc != host] == []
    assert any(address.endswith("/nhsuk-frontend.min.css") for address in asked)
    # The page that is not there is itself reported as an error by the browser.
    assert [text for text in complaints if "404 (Not Found)" not in text or path != "/no-such-page/"] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_set_in_arimo(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family + ' ' + f.weight)"
    )
    assert {face.split(" ")[-1] for face in loaded} >= {"400"}, loaded
