"""No document reaches anything outside: every known way to ask, against a server and a file that would notice."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assurance.printing.process import print_apart
from assurance.printing.sheet import BASE, Limits, RenderingDefect, Sheet
from assurance.tests.builders import make_frame, make_row
from assurance.tests.fetch_vectors import VECTORS, written
from assurance.tests.pack_builders import make_pack
from assurance.tests.test_rendering import render, text_of
from core.rag import RAG

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "CANARY-7731"
NO_FETCHING = {"svg use", "css cursor", "iframe", "video and audio", "xinclude", "refresh", "script"}
"""What WeasyPrint does not follow in any case."""


@dataclass
class Canary:
    """A server and a file; `asked` are the addresses that were asked for."""

    http: str
    file: str
    asked: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def __init__(self, canary: Canary, *options: Any) -> None:
        self.canary = canary
        super().__init__(*options)

    def do_GET(self) -> None:
        self.canary.asked.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", self.canary.file)
        else:
            self.send_response(404)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    found = Canary(http="", file=secret.as_uri())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, found))
    found.http = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def drawn(canary: Canary, whose: str) -> dict[str, dict[str, Any]]:
    """What became of each vector, drawn in another process through our fetcher or WeasyPrint's own."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "assurance.tests.fetch_vectors",
        canary.http,
        canary.file,
        whose,
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    outcome: dict[str, dict[str, Any]] = json.loads(made.stdout)
    return outcome


def test_no_markup_reaches_the_server_or_the_file(canary: Canary) -> None:
    outcome = drawn(canary, "ours")

    assert len(outcome) == len(VECTORS) >= 23
    assert canary.asked == []
    assert {name: each["opened"] for name, each in outcome.items() if each["opened"]} == {}
    assert {name: each["fetched"] for name, each in outcome.items() if each["fetched"]} == {}
    assert {name for name, each in outcome.items() if not each["refused"]} <= NO_FETCHING


def test_the_same_markup_reaches_them_through_a_fetcher_that_does_not_refuse(canary: Canary) -> None:
    """Else the test above would prove nothing."""
    outcome = drawn(canary, "theirs")
    reached = {name for name, each in outcome.items() if each["opened"]}

    assert len(canary.asked) >= 12
    assert len(reached) >= 20, sorted(set(VECTORS) - reached)


def test_narratives_with_such_markup_are_printed_as_they_were_typed(canary: Canary) -> None:
    every = " ".join(written(canary.http, canary.file).values())
    frame = make_frame(issue=every, cause=every, action=every)
    made = render(make_pack(make_row(now=RAG.RED, name="A KPI", exception=frame)))

    printed = text_of(made.pdf).replace(" ", "")
    assert "<script>fetch('" in printed
    assert "<xi:include" in printed
    assert SECRET not in printed
    assert canary.asked == []
    assert all(name.startswith(BASE) for name in made.fetched)


def test_the_printing_process_itself_can_open_no_connection(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with a fetcher that would: its interpreter refuses the socket."""
    with pytest.raises(RenderingDefect, match="may not fetch http"):
        print_apart(
            Sheet(f"<html lang=en><title>t</title><img alt=x src='{canary.http}/a.png'>", b"x" * 16, {}),
            limits=Limits(),
            on_step=lambda step, percent: None,
        )
    code = (
        "from assurance.printing import press; import sys, socket; sys.addaudithook(press._forbid)\n"
        "import subprocess\n"
        "for work in (lambda: socket.create_connection(('127.0.0.1', {port})), lambda: subprocess.run(['true'])):\n"
        "    try: work()\n"
        "    except Exception as refusal: print(refusal)\n"
    ).format(port=canary.http.rpartition(":")[2])
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.splitlines()

    assert said == ["A report may not use socket.getaddrinfo.", "A report may not use subprocess.Popen."]
    assert canary.asked == []
