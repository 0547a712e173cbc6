"""The workbook in a real browser, by keyboard: downloaded, sent with three errors, mended, looked through, applied."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, FileChooser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.tests.axe import violations
from core.tests.keyboard import press_enter_on, press_tab_to
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import KPIValue
from performance.tests.builders import make_kpi
from performance.tests.people import URL
from performance.tests.workbooks import Filled

TRIES, PATIENCE_MS = 4, 15_000

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def file_dialogue(page: Page) -> FileChooser:
    """Opened by a key. A browser opens it within seconds of the key alone: one that was busy wants it pressed again."""
    for _ in range(TRIES):
        with suppress(Error):
            with page.expect_file_chooser(timeout=PATIENCE_MS) as chooser:
                page.keyboard.press("Space")
            return chooser.value
    raise AssertionError("no dialogue for a file")


def send(page: Page, filled: Filled, path: Path) -> None:
    path.write_bytes(filled.saved())
    press_tab_to(page, page.get_by_label("The filled-in workbook"))
    file_dialogue(page).set_files(path)
    press_enter_on(page, page.get_by_role("button", name="Check the workbook"))


def test_three_errors_are_mended_and_the_workbook_applied(
    page: Page, live_server: LiveServer, transactional_db: None, tmp_path: Path
) -> None:
    make_organisation()
    make_quarter(slug="2014-15-Q1")
    kpis = [make_kpi(number=number, name=f"Visits {number}") for number in (1, 2, 3)]
    client = Client()
    client.force_login(make_user(role=Role.CONTRIBUTOR))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )

    page.goto(f"{live_server.url}{URL}")
    press_enter_on(page, page.get_by_role("link", name="Fill in a workbook"))
    press_tab_to(page, page.get_by_role("link", name="Download the workbook"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    filled = Filled(Path(download.value.path()).read_bytes())
    for kpi, value in zip(kpis, ("six", 1.5, -1), strict=True):
        filled.fill(kpi, q_1a=value)
    send(page, filled, tmp_path / "return.xlsx")

    expect(page.get_by_role("heading", name="To put right in the file")).to_be_visible()
    expect(page.locator("#problems ~ table tbody tr")).to_have_count(3)
    assert violations(page) == []

    for kpi in kpis:
        filled.fill(kpi, q_1a=6)
    send(page, filled, tmp_path / "return.xlsx")
    expect(page.get_by_role("heading", name="What the workbook changes")).to_be_visible()
    assert violations(page) == []
    assert KPIValue.objects.count() == 0

    press_enter_on(page, page.get_by_role("button", name="Apply the workbook"))
    expect(page.get_by_text("The workbook is applied: 3 KPIs changed.")).to_be_visible()
    assert [value.value for value in KPIValue.objects.all()] == [6, 6, 6]
