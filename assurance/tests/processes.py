"""Real processes that the tests of reports start, stop, freeze and kill: a scripted worker, a Redis of their own."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assurance.models import Report, ReportState
from assurance.tests.builders import past
from tools.breakable import children

Worker = subprocess.Popen[bytes]
PATIENCE = 120  # seconds, on a machine that is busy with other tests
RENDERER = Path(__file__).parent / "scripted_renderer"


@dataclass
class ScriptedWorker:
    """A real worker, whose renderer does what it was last told (see scripted_renderer)."""

    start_worker: Callable[..., Worker]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def does(self, **script: Any) -> None:
        """What the next rendering is like."""
        new = self.folder / "script.new"
        new.write_text(json.dumps(script))
        new.replace(self.folder / "script.json")

    def start(self) -> Worker:
        return self.start_worker(
            PYTHONPATH=os.pathsep.join([str(RENDERER), str(Path.cwd())]),
            RENDERER_SCRIPT=str(self.folder / "script.json"),
            **self.environment,
        )

    def says(self, words: str, times: int = 1, *, seconds: float = PATIENCE) -> None:
        """Wait until its log has said the words so often."""
        log, deadline = self.folder / "worker.log", time.monotonic() + seconds
        while log.read_text().count(words) < times:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)


def until(report: Report, state: str, *, attempts: int = 0, seconds: float = PATIENCE) -> Report:
    """The report once it is in the state, and at that attempt if one is named."""
    deadline = time.monotonic() + seconds
    while True:
        report.refresh_from_db()
        if report.state == state and (not attempts or report.attempts == attempts):
            return report
        unexpected = report.state == ReportState.FAILED or time.monotonic() > deadline
        assert not unexpected, f"{report.state}, not {state}: {report.failure}"
        time.sleep(0.05)


def kill_child(worker: Worker) -> None:
    """As the kernel does when memory runs out: the process that renders, and not its parent."""
    for pid in children(worker.pid):
        os.kill(pid, signal.SIGKILL)


def kill(worker: Worker) -> None:
    """The worker and its child, without a word."""
    for pid in [worker.pid, *children(worker.pid)]:
        os.kill(pid, signal.SIGKILL)
    worker.wait(10)


def let_the_lease_run_out(report: Report) -> None:
    """A minute later."""
    Report.objects.filter(pk=report.pk).update(lease_until=past(1))


def let_a_minute_pass(report: Report) -> None:
    """The sweep rings again for what was rung for a minute ago."""
    Report.objects.filter(pk=report.pk, state=ReportState.QUEUED).update(sent_at=past(60))
