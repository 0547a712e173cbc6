"""In a real browser: a passkey is added and signs in; who is about to be signed out is warned, and loses nothing."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from ccg_portal.tests.dorset import press
from core.tests.axe import violations
from organisation.rights import Role
from organisation.tests.builders import PASSWORD, make_organisation, make_user

VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SOON_WARNED = {"PORTAL_IDLE_SECONDS": 90, "PORTAL_WARN_SECONDS": 78}
"""Warned after twelve seconds; more than a minute after that leaves a busy machine the time to look at the warning.

Activity is noted every nine seconds with these, so who stays after twelve is seen to stay.
"""
SOON_OVER = {"PORTAL_IDLE_SECONDS": 8}
SLOW = {"PORTAL_IDLE_SECONDS": 900, "PORTAL_WARN_SECONDS": 120}
TYPED = "The laptop on the third floor"


def let_time_pass(settings: Settings, limits: dict[str, int]) -> None:
    for name, seconds in limits.items():
        setattr(settings, name, seconds)


def with_a_passkey(page: Page) -> None:
    """A phone or computer that proves its owner by itself, as Chromium's developers' tools have one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_signs_in_and_what_was_typed_outlasts_the_session(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    """Given a role that asks for a second factor, when its person comes without one, then a passkey lets them on.

    When they stop in the middle of a form, they are warned, may stay, are signed out in the end, and find what they
    had typed.
    """
    make_organisation()
    settings.PORTAL_SECOND_FACTOR_ROLES = ("finance",)
    let_time_pass(settings, SLOW)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    with_a_passkey(page)

    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/sessions/")
    assert violations(page) == []
    page.get_by_label("E-mail address").fill(make_user(role=Role.FINANCE).email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    add_passkey(page)

    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    for part in ("second-factor/", "second-factor/totp/activate/", "sessions/", "second-factor/webauthn/"):
        page.goto(f"{live_server.url}/accounts/{part}")
        assert violations(page) == []
    page.get_by_role("link", name="Rename").click()
    expect(page.get_by_label("What to call it")).to_be_visible()
    is_warned_and_stays(page, settings)
    is_signed_out_and_loses_nothing(page, settings)
    assert [text for text in complaints if "Content Security Policy" in text] == []


def add_passkey(page: Page) -> None:
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Also let me sign in with it alone").check()
    press(page, "Add it")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert violations(page) == []


def is_warned_and_stays(page: Page, settings: Settings) -> None:
    let_time_pass(settings, SOON_WARNED)
    page.reload()
    warning = page.get_by_role("alertdialog", name="You will soon be signed out")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(warning).to_contain_text(
        re.compile("in .+ minute.*, because nothing has happened here for a while")
    )
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()


def is_signed_out_and_loses_nothing(page: Page, settings: Settings) -> None:
    page.get_by_label("What to call it").fill(TYPED)
    let_time_pass(settings, SOON_OVER)
    expect(page.get_by_text("You have been signed out, because nothing had happened")).to_be_visible()
    let_time_pass(settings, SLOW)
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", name="You had typed something here")).to_be_visible()
    expect(page.get_by_label("What to call it")).to_have_value("Passkey 1")
    assert violations(page) == []
    waits_while_another_page_is_left(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("What to call it")).to_have_value(TYPED)
    press(page, "Save the name")
    expect(page.get_by_role("rowheader", name=TYPED)).to_be_visible()
    press(page, "Sign out")
    assert page.evaluate("sessionStorage.length") == 0


def waits_while_another_page_is_left(page: Page) -> None:
    """What somebody leaves themselves is gone, and what they lost by being signed out waits on."""
    waiting, other = page.url, re.sub("keys/.*", "add/", page.url)
    page.goto(other)
    page.get_by_label("What to call it").fill("Left on purpose")
    page.goto(re.sub("keys/.*", "", waiting))
    page.goto(other)
    expect(page.get_by_role("button", name="Add it")).to_be_visible()
    expect(page.get_by_role("heading", name="You had typed something here")).to_have_count(0)
    page.goto(waiting)
