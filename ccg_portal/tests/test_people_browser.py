"""In two real browsers: somebody is invited, comes, is given another role, and is out at once when they leave."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from ccg_portal.tests.dorset import press
from conftest import SHOWN_WITHIN
from core.tests.axe import violations
from organisation.rights import Role
from organisation.tests.builders import PASSWORD, make_directorate, make_organisation, make_user

NEWCOMER = "nina@x.example"
THEIR_PASSWORD = "seven herons over wet gravel"
NOW, IN_FIVE_MINUTES = 0, 300
"""Seconds after which an administrator must prove again that it is them."""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def colleague(live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """The browser of whoever is invited."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(SHOWN_WITHIN)
    yield context.new_page()
    context.close()


@pytest.fixture
def office(page: Page, live_server: LiveServer) -> Page:
    """An administrator's browser, on the first page of the administration."""
    make_organisation()
    make_directorate()
    page.goto(f"{live_server.url}/accounts/login/?next=/admin/")
    page.get_by_label("E-mail address").fill(make_user(role=Role.ADMINISTRATOR, title="Administrator").email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    return page


def test_somebody_joins_gets_a_role_and_leaves(
    office: Page, colleague: Page, live_server: LiveServer, settings: Settings
) -> None:
    complaints: list[str] = []
    for each in (office, colleague):
        each.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        each.on("pageerror", lambda error: complaints.append(str(error)))
    invites(office)
    joins(colleague, live_server.url)
    gives_a_role(office, settings)
    closes(office)
    colleague.reload()
    expect(colleague.get_by_role("heading", name="Sign in")).to_be_visible()
    assert complaints == []


def invites(page: Page) -> None:
    seems_right(page, "Administration")
    page.get_by_role("link", name="Invitations").first.click()
    page.get_by_role("link", name="Invite somebody").first.click()
    seems_right(page, "Invite somebody")
    page.get_by_label("E-mail address").fill(NEWCOMER)
    page.get_by_label("Role title").fill("Contributor, Quality")
    page.get_by_role("group", name="Contributor of").get_by_label("Quality").check()
    press(page, "Send the invitation")
    expect(page.get_by_text(f"The invitation is on its way to {NEWCOMER}.")).to_be_visible()
    seems_right(page, "Invitations")


def joins(page: Page, address: str) -> None:
    link = re.search(r"https?://[^/\s]+(/invitations/\S+)", str(mail.outbox[-1].body))
    assert link
    page.goto(f"{address}{link[1]}")
    seems_right(page, "You are invited")
    page.get_by_label("Password", exact=True).fill(THEIR_PASSWORD)
    page.get_by_label("Password, once more").fill(THEIR_PASSWORD)
    press(page, "Save the password and sign in")
    expect(page.get_by_text("Welcome. Your account is ready.")).to_be_visible()


def gives_a_role(page: Page, settings: Settings) -> None:
    """The administrator was away for a moment when the form is sent: it waits until they prove that it is them."""
    page.get_by_role("link", name="Administration").first.click()
    page.get_by_role("link", name="People and roles").click()
    seems_right(page, "People")
    page.get_by_role("link", name="Contributor, Quality").first.click()
    page.get_by_role("link", name="Give a role").click()
    seems_right(page, "Give a role")
    page.get_by_label("Role", exact=True).select_option(label="Approver")
    page.get_by_label("Directorate").select_option(label="Quality")
    page.get_by_label("Why they get it").fill("Stands in for the deputy director")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = NOW
    press(page, "Give the role")
    seems_right(page, "Say again that it is you")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = IN_FIVE_MINUTES
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Go on")
    seems_right(page, "What you sent is still here")
    expect(page.get_by_text("Stands in for the deputy director")).to_be_visible()
    press(page, "Send it now")
    expect(page.get_by_text("Role given.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Approver, Quality")).to_be_visible()
    seems_right(page, "Contributor, Quality")


def closes(page: Page) -> None:
    page.get_by_role("link", name="Close the account").click()
    seems_right(page, "Close the account")
    page.get_by_label("Why it is closed").fill("Left the organisation")
    press(page, "Close the account")
    expect(page.get_by_text("Account closed. Every session of it is ended.")).to_be_visible()
    expect(page.get_by_text("This account is closed: they left on 8 July 2014.")).to_be_visible()
    seems_right(page, "Contributor, Quality")


def seems_right(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    assert violations(page) == []
