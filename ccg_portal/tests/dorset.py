"""The demonstration for browser tests: the Dorset data behind a real server, and people who sign in to it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assurance import jobs
from assurance.models import Report, ReportState
from assurance.tests.dorset import put_dorset
from ccg_portal.celery import app as queue
from conftest import WORKER_READY_WITHIN, empty_filled_tables
from core.tests.axe import violations
from organisation.demonstration import DOMAIN, PASSWORD
from tools.processes import die_with_parent, stop

PHONE = {"width": 375, "height": 800}
DESK = {"width": 1280, "height": 900}


@contextmanager
def served() -> Iterator[str]:
    """The address of a server with the Dorset data, loaded now and taken away afterwards."""
    with override_settings(PORTAL_DEMONSTRATION=True):
        queue.control.purge()
        put_dorset()
        for report in Report.objects.filter(state=ReportState.QUEUED):
            jobs.ring(report.pk)
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        empty_filled_tables()
        connections.close_all()


def sign_in(page: Page, address: str, account: str) -> Page:
    """Sign in as `account`@dorset.example; whoever was signed in before is signed out."""
    page.context.clear_cookies()
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{account}@{DOMAIN}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the button of that name and wait for the page that answers, so that what follows is done on it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def sideways(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def walk(page: Page, addresses: Iterable[str]) -> list[str]:
    """What is wrong with these pages: for axe, for a phone of 375 pixels, for the browser's policy and its scripts."""
    wrong: list[str] = []
    page.on(
        "console",
        lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    for address in addresses:
        page.goto(address)
        wrong += violations(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if (by := sideways(page)) > 0:
            wrong.append(f"{page.url} is {by} pixels too wide for a phone")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return wrong


@contextmanager
def worker(log: Path) -> Iterator[None]:
    """A real Celery worker on this test's database, queue and files."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "PORTAL_FILES": str(settings.MEDIA_ROOT),
        "PORTAL_TODAY": settings.PORTAL_TODAY.isoformat(),
        "CELERY_SKIP_CHECKS": "1",
    }
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "ccg_portal", "worker", "-c", "1", "-l", "INFO"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(),
        )
    try:
        deadline = time.monotonic() + WORKER_READY_WITHIN
        while " ready." not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield
    finally:
        stop(process)
