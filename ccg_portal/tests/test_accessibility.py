"""Every page of the access tables, as each role gets it and as it comes back with errors, looked at."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from ccg_portal.tests.glass import Glass, Seen, policy_of
from ccg_portal.tests.test_access import sign_in_all, tables
from organisation.tests.world import Address, World, make_world

FORM_REFUSED = (409, 422)
REFUSED = (403, 404, 409, 410)


BROKEN = """<html><head><title>Risks</title><link rel="stylesheet" href="/static/portal/page.css">
<link rel="stylesheet" href="/static/bad.css"></head>
<body class=""><main><h1>Risks</h1><div class="nhsuk-error-summary"></div><input name="score"><script>1</script>
<p style="color: #ccc">Named within the page</p><p class="portal-header"><font color="#777">Faint</font></p>
<div class="low"><p>Two lines<br>of words</p></div><a class="ringless" href="/">Home</a>
<a class="shaded" href="/">Shaded</a><p class="restless">Look!</p><pre>{}</pre></main></body></html>"""
BAD = """
.low { height: 20px; overflow: hidden }
.ringless:focus { outline: none }
.shaded:focus { outline: none; box-shadow: 0 0 0 4px #000 }
.restless { transition: color 2s !important }
"""


@pytest.mark.browser
def test_what_is_wrong_is_seen(page: Page) -> None:
    """Or a walk without findings would say nothing."""
    glass = Glass(page, "default-src 'none'; style-src 'self'")
    glass.know("bad.css", BAD)

    found = "\n".join(glass.look([Seen("it", BROKEN.format("wide " * 100))]))

    for fault in (
        "label (critical)",
        "color-contrast (serious)",
        "Content Security Policy",
        "too wide for a phone of 375",
        "too wide for a screen of 320",
        "Error: ",
        "a script within the page",
        'cut off with letters spaced out: <div class="low">',
        'the focus is not seen: <a class="ringless"',
        'the focus is not seen in forced colours: <a class="ringless"',
        'the focus is not seen in forced colours: <a class="shaded"',
        'it moves for somebody who asked for no movement: <p class="restless"',
    ):
        assert fault in found
    assert 'is not seen: <a class="shaded"' not in found


@pytest.mark.browser
@pytest.mark.django_db(
    transaction=True
)  # or pytest puts it, and all browser tests behind it, before the others
def test_every_page_with_next_to_nothing_on_it_or_with_errors_is_accessible(page: Page) -> None:
    """axe finds nothing, nothing scrolls sideways at 375 or 320 pixels, titles say "Error: ", no policy is broken."""
    world = make_world()
    glass = Glass(page, policy_of(Client()))

    assert glass.look(_pages(world)) == []
    assert glass.looked_at > 200


def _pages(world: World) -> Iterator[Seen]:
    """As each role that may open it gets it, as it comes back with errors, and each refusal once for each role."""
    clients = sign_in_all(world)
    asked: set[tuple[str, ...]] = set()
    for address in tables(world):
        path = reverse(address.name, kwargs=dict(address.kwargs))
        for method, role, code in _answers(address):
            what = (role, method, path) if code in (200, *FORM_REFUSED) else (role, str(code))
            if what in asked:
                continue
            asked.add(what)
            response = getattr(clients[role], method)(path)
            if is_page(response):
                yield Seen(f"{role} {method.upper()} {path}", response.content.decode())


def _answers(address: Address) -> Iterator[tuple[str, str, int]]:
    """Forms as they come back first: they hold what they held at first, and more."""
    for method, codes in (("post", FORM_REFUSED), ("get", (200, *REFUSED))):
        for role, code in (getattr(address, method) or {}).items():
            if code in codes:
                yield method, role, code


def is_page(response: HttpResponse | StreamingHttpResponse) -> bool:
    if isinstance(response, StreamingHttpResponse):
        b"".join(response.streaming_content)  # type: ignore[arg-type]  # or the file stays open
        return False
    return bool(response.content) and response.headers.get("Content-Type", "").startswith("text/html")
