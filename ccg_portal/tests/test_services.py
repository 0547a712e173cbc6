"""The servers that tests stand on: started, found in the environment, gone afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings

from ccg_portal.tests.test_supervisor import eventually
from tools.breakable import is_alive

SERVICES = [sys.executable, str(settings.BASE_DIR / "tools" / "services.py"), "run", "--"]
SAY = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], flush=True)"


def folder_of(database_url: str) -> Path:
    return Path(unquote(urlsplit(database_url).hostname or ""))


def test_the_command_finds_both_and_its_exit_code_is_handed_on() -> None:
    done = subprocess.run(
        [*SERVICES, sys.executable, "-c", f"{SAY}; raise SystemExit(7)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    database, queue = done.stdout.split()
    assert database.startswith("postgres://portal@%2Ftmp%2Fportal-")
    assert queue.startswith("redis://127.0.0.1:")
    assert not folder_of(database).exists()


def test_both_answer_and_both_end_with_the_command() -> None:
    running = subprocess.Popen(
        [*SERVICES, sys.executable, "-c", f"{SAY}; import time; time.sleep(60)"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    database, queue = running.stdout.readline().split()
    url = urlsplit(database)
    with psycopg2.connect(host=unquote(url.hostname or ""), user="portal", dbname="portal") as connection:
        assert connection.server_version >= 120_000
    connection.close()
    with redis.from_url(queue) as client:
        assert client.ping()
        assert client.config_get("save") == {"save": ""}
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 128 + signal.SIGTERM
    running.stdout.close()
    assert not folder_of(database).exists()
    with redis.from_url(queue) as client, pytest.raises(redis.ConnectionError):
        client.ping()


def test_neither_is_left_when_it_is_killed() -> None:
    running = subprocess.Popen(
        [*SERVICES, sys.executable, "-c", f"{SAY}; import time; time.sleep(60)"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    database, _ = running.stdout.readline().split()
    folder = folder_of(database)
    postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    running.kill()
    running.wait()
    running.stdout.close()
    assert eventually(lambda: not is_alive(postmaster))
    shutil.rmtree(folder)


@pytest.mark.parametrize("arguments", [[], ["run"], ["run", "--"], ["stop"]])
def test_a_wrong_call_says_how(arguments: list[str]) -> None:
    done = subprocess.run(
        [*SERVICES[:2], *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert "services.py run -- " in done.stderr


def test_a_command_that_is_not_there_is_a_sentence() -> None:
    started = time.monotonic()
    done = subprocess.run([*SERVICES, "no-such-command"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "services: no-such-command cannot be run: No such file or directory\n"
    assert time.monotonic() - started < 60


def test_tests_without_servers_say_what_they_need() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "core"],
        cwd=settings.BASE_DIR,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "DATABASE_URL and REDIS_URL not set: tests need a real PostgreSQL and a real Redis" in done.stderr
