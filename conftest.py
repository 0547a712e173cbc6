"""What every test stands on: real servers, the demonstration's day, plain static files, a folder of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from ccg_portal.celery import app as queue
from tools.processes import die_with_parent, stop

WORKER_READY_WITHIN = 120  # seconds, on a machine that is busy with other tests
DEMONSTRATION_DAY = date(2014, 7, 8)
CHROMIUM = Path("/usr/bin/chromium")
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
    # Playwright leaves an event loop in the tests' thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


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


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """What a second process needs to work on this test's database, queue and files."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return os.environ | {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "PORTAL_FILES": str(settings.MEDIA_ROOT),
        "PORTAL_TODAY": DEMONSTRATION_DAY.isoformat(),
    }


@pytest.fixture
def start_worker(
    process_environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts a real Celery worker (`start_worker()`), ready when it returns, and ends it with the test.

    More environment can be given by keyword. What it logs stands in `worker.log` of the test's folder.
    """
    started: list[subprocess.Popen[bytes]] = []
    options = ["--concurrency=1", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
    with queue.connection_for_write() as broker:  # the pool of connections may still lead to another test's Redis
        queue.control.purge(broker)

    def start(**environment: str) -> "subprocess.Popen[bytes]":
        log = tmp_path / "worker.log"
        with log.open("ab") as output:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "ccg_portal", "worker", *options],
                env=process_environment | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
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
        stop(worker)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, kept from asking other hosts for anything."""
    assert CHROMIUM.exists(), "Chromium is not installed: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
