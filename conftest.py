"""What every test stands on: real servers, the demonstration's day, plain static files, a folder of its own."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import copy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, client, override_settings
from django.test.utils import ContextList
from playwright.sync_api import BrowserContext, expect

from ccg_portal.celery import app as queue
from core.room import roomy
from tools.processes import die_with_parent

if TYPE_CHECKING:
    from ccg_portal.tests.watched_log import Watch

# Reads the log of the whole run; refuses updates that two could win.
pytest_plugins = ["ccg_portal.tests.watched_log", "core.tests.joined_updates"]

WORKER_READY_WITHIN = 120  # seconds, on a machine that is busy with other tests
RUBBISH_IN_OBJECTS = 500_000  # some 50 MB
SHOWN_WITHIN = 60_000  # milliseconds: a page that is slow is not wrong; `benchmarks/` says how fast it is
DEMONSTRATION_DAY = date(2014, 7, 8)
# How long an example takes on a machine that is busy with other tests says nothing of the portal.
hypothesis.settings.register_profile(
    "portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
CHROMIUM = Path(
    "/usr/bin/chromium-headless-shell"
)  # without windows: a third less work than the whole browser
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    """No test is skipped because a server is missing: the whole run says what is needed."""
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing:
        raise pytest.UsageError(
            f"{' and '.join(missing)} not set: tests need a real PostgreSQL and a real Redis. Run `make test`, or "
            "for some tests: python3 tools/services.py run -- var/venv-test/bin/pytest -n0 finance"
        )
    hypothesis.settings.load_profile("portal")
    gc.disable()  # while tests are found: nothing of them is rubbish
    # Playwright leaves an event loop in the tests' thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The database of tests is made where one of them asks for it by its mark. Journeys bring a server of their own
    that lasts longer than a test, and have no mark: chosen alone, the first of them lends its own."""
    journeys = [item for item in items if item.get_closest_marker("journey")]
    if journeys and not any(item.get_closest_marker("django_db") for item in items):
        journeys[0].add_marker(pytest.mark.django_db)


def pytest_collection_finish() -> None:
    """Six thousand tests and all that they import stay to the end: Python need not look through them for rubbish
    again and again, which takes a tenth of the time of the tests themselves; through what a test makes, seldom."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(RUBBISH_IN_OBJECTS, 10, 10)


run_with_room = roomy(runtestprotocol)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest runs a test, with room for its calls: they are sixty deep before a view begins."""
    where: dict[str, Any] = {"nodeid": item.nodeid, "location": item.location}
    item.ihook.pytest_runtest_logstart(**where)
    run_with_room(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(**where)
    return True


def own_queue(worker_id: str) -> str:
    """Each process of a parallel run has a Redis database of its own."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    return urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="session", autouse=True)
def portal_settings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """The portal as tests see it: the demonstration's day; a queue and files of its own; no collected static files."""
    queue.conf.broker_url = own_queue(worker_id)
    with override_settings(
        PORTAL_TODAY=DEMONSTRATION_DAY,
        PORTAL_DEMONSTRATION=False,
        # Tests move the clock by years while somebody is signed in; those of the time limits set their own.
        PORTAL_IDLE_SECONDS=10**10,
        PORTAL_SIGNED_IN_SECONDS=10**10,
        CELERY_BROKER_URL=queue.conf.broker_url,
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        ACCOUNT_RATE_LIMITS=dict.fromkeys(("login", "login_failed", "reset_password"), "1000/m/ip"),
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


LAID_DOWN_ONCE = {"django_content_type", "auth_permission"}
"""Tables that Django fills when it makes the database, and that no test changes."""


def empty_filled_tables(*_: object) -> None:
    """Take away what a test has committed: in milliseconds, where Django's flush of every table takes four seconds."""
    tables = sorted(set(connection.introspection.django_table_names()) - LAID_DOWN_ONCE)
    quoted = {name: connection.ops.quote_name(name) for name in tables}
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted[name]})"  # noqa: S608  # Django's own names
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(filled)
        deletions = [f"DELETE FROM {quoted[name]}" for (name,) in cursor.fetchall()]  # noqa: S608
        if deletions:
            order_does_not_matter = "SET session_replication_role = replica"
            cursor.execute("; ".join([order_does_not_matter, *deletions, "RESET session_replication_role"]))


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    """Tests that commit leave empty tables, without Django's flush."""
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", empty_filled_tables):
        yield


def keep_the_page_alone(store: dict[str, Any], *, context: Any, **_: object) -> None:
    """What a test may ask of an answer is what its page was given; Django keeps that of every included piece."""
    if "context" not in store:
        store["context"] = ContextList([copy(context)])


@pytest.fixture(scope="session", autouse=True)
def drawn_quickly() -> Iterator[None]:
    """Pages are drawn as a visitor gets them, without a copy of their context for each of their pieces."""
    with mock.patch.object(client, "store_rendered_templates", keep_the_page_alone):
        yield


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """What a second process needs to work on this test's database, queue and files."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return os.environ | {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "PORTAL_FILES": str(settings.MEDIA_ROOT),
        "PORTAL_TODAY": DEMONSTRATION_DAY.isoformat(),
        # Django's checks of the whole portal at each start of a worker: `make test` has made them once.
        "CELERY_SKIP_CHECKS": "1",
    }


@pytest.fixture
def start_worker(
    process_environment: dict[str, str], tmp_path: Path, watch: "Watch"
) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts a real Celery worker (`start_worker()`), ready when it returns, and ends it with the test.

    More environment can be given by keyword. What it logs stands in `worker.log` of the test's folder.
    """
    started: list[subprocess.Popen[bytes]] = []
    options = ["--concurrency=1", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
    with (
        queue.connection_for_write() as broker
    ):  # the pool of connections may still lead to another test's Redis
        queue.control.purge(broker)

    def start(**environment: str) -> "subprocess.Popen[bytes]":
        log = tmp_path / "worker.log"
        with log.open("ab") as output:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "ccg_portal", "worker", *options],
                env=process_environment | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=die_with_parent(),
            )
        started.append(worker)
        ready_before = log.read_text().count(" ready.")
        deadline = time.monotonic() + WORKER_READY_WITHIN
        while log.read_text().count(" ready.") == ready_before:
            assert worker.poll() is None, f"the worker ended: {log.read_text()}"
            assert time.monotonic() < deadline, f"the worker is not ready: {log.read_text()}"
            time.sleep(0.1)
        return worker

    yield start
    for worker in started:
        # At once, with its child: a worker asked kindly takes three seconds, and nobody waits for what it would do.
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    watch.read(tmp_path / "worker.log")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, kept from asking other hosts for anything."""
    assert CHROMIUM.exists(), "Chromium is not installed: apt-get install chromium-headless-shell"
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session", autouse=True)
def patient_browser() -> None:
    """A busy machine gets the time that it needs to show what a journey expects."""
    expect.set_options(timeout=SHOWN_WITHIN)


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(SHOWN_WITHIN)
    return context


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
