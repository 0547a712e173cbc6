"""Where one request ends and the next begins: the web server that stands behind the proxy refuses whatever could be
read in two ways, and answers once (ASVS 4.2.1)."""

import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from configparser import RawConfigParser
from pathlib import Path

import pytest
from django.conf import settings

from ccg_portal.tests.test_environment import SERVED
from tools.processes import die_with_parent

PROJECT: Path = settings.BASE_DIR
READY_WITHIN = 120  # seconds, on a machine that is busy with other tests
HOST = b"Host: portal.example.nhs.uk\r\nX-Forwarded-Proto: https\r\n"
PLAIN = b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n"
"""A request that is answered with 200; hidden in the body of another, nobody may answer it."""

Send = Callable[[bytes], bytes]


def command() -> list[str]:
    """gunicorn with the options of the unit."""
    unit = RawConfigParser(strict=False, interpolation=None)
    unit.read(PROJECT / "deploy" / "systemd" / "portal-web.service")
    program, *options = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/gunicorn")
    return [sys.executable, "-m", "gunicorn", *options]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """With a short path: a socket's has room for 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="portal-", dir="/tmp") as path:
        yield Path(path)


@pytest.fixture(scope="module")
def send(folder: Path) -> Iterator[Send]:
    """Sends bytes to it, over a unix socket as nginx does, and gives all that it answers."""
    address = str(folder / "web.sock")
    ours = ("PORTAL_", "EMAIL_", "DJANGO_")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with (folder / "log").open("wb") as log:
        web = subprocess.Popen(
            [*command(), "--bind", f"unix:{address}"],
            cwd=PROJECT,
            env=bare | SERVED | {"PORTAL_VAR": str(folder), "CELERY_SKIP_CHECKS": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(),
        )

    def sent(data: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(READY_WITHIN)  # the socket is there before those that answer at it
            line.connect(address)
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))

    deadline = time.monotonic() + READY_WITHIN
    while not Path(address).exists():
        assert web.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
    yield sent
    web.terminate()
    web.wait()


def answers(said: bytes) -> list[int]:
    """The code of each answer."""
    return [int(part[:3]) for part in said.split(b"HTTP/1.1 ")[1:]]


def test_requests_that_are_clear_are_answered_each(send: Send) -> None:
    """So that what is refused below is refused for its boundaries."""
    with_body = b"GET /health/live HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\na=1"
    in_pieces = (
        b"GET /health/live HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n"
    )
    for clear in (PLAIN, with_body, in_pieces):
        assert answers(send(clear)) == [200]
        assert answers(send(clear + PLAIN)) == [200, 200]


@pytest.mark.parametrize(
    "said",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        b"Content-Length: 0\r\nContent-Length: 60\r\n",
        b"Content-Length: 0, 60\r\n",
        b"Content-Length: +0\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 0x0\r\n",
        b"Content-Length : 0\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"Transfer_Encoding: chunked\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        b"X-Folded: a\r\n b\r\nContent-Length: 0\r\n",
    ],
)
def test_a_request_that_can_be_read_in_two_ways_is_refused_with_one_answer(send: Send, said: bytes) -> None:
    hidden = b"0\r\n\r\n" + PLAIN
    found = answers(send(b"GET /health/live HTTP/1.1\r\n" + HOST + said + b"\r\n" + hidden))
    assert len(found) == 1
    assert found[0] in (400, 501)
