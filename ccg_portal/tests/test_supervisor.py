"""Real processes, watched: started, restarted a few times, stopped whole, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from ccg_portal import supervisor as supervisor_module
from ccg_portal.supervisor import GivenUp, Service, Supervisor
from tools.breakable import is_alive

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# Starts a child of its own, says its process number, and ends only by force.
STUBBORN_PARENT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    running = Supervisor()
    yield running
    running.stop()


def test_what_is_started_runs_until_it_is_stopped(supervisor: Supervisor) -> None:
    pids = [supervisor.start(Service(name, SLEEPER)).process.pid for name in ("first", "second")]
    assert all(is_alive(pid) for pid in pids)
    supervisor.stop()
    assert not any(is_alive(pid) for pid in pids)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_term_and_a_closed_terminal_end_the_watch(supervisor: Supervisor, number: int) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.stop_on_signals()
        os.kill(os.getpid(), number)
        supervisor.watch()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert supervisor.asked_to_stop


def test_the_foundation_ends_after_those_that_stand_on_it(supervisor: Supervisor, tmp_path: Path) -> None:
    record = tmp_path / "order"
    code = """
import signal, sys, time
def end(*_):
    time.sleep(float(sys.argv[2]))
    with open(sys.argv[1], "a") as record:
        record.write(sys.argv[3] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(60)
"""
    for name, pause in (("queue", "0"), ("worker", "0.3"), ("web", "0")):
        log = tmp_path / name
        command = [sys.executable, "-c", code, str(record), pause, name]
        supervisor.start(Service(name, command, log=log))
        assert eventually(lambda log=log: log.read_text() == "up\n")
    supervisor.stop()
    assert record.read_text().split() == ["web", "worker", "queue"]


def test_what_will_not_end_is_ended_with_all_it_started(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "PATIENCE", 0.3)
    log = tmp_path / "log"
    child = supervisor.start(Service("stubborn", [sys.executable, "-c", STUBBORN_PARENT], log=log))
    assert eventually(lambda: log.read_text().strip().isdigit())
    grandchild = int(log.read_text())
    supervisor.stop()
    assert not is_alive(child.process.pid)
    assert eventually(lambda: not is_alive(grandchild))


def test_what_dies_is_started_again_after_a_pause(supervisor: Supervisor) -> None:
    child = supervisor.start(Service("worker", SLEEPER))
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    died = time.monotonic()

    def is_back() -> bool:
        child.look_after()
        return child.process.pid != first

    assert eventually(is_back)
    assert time.monotonic() - died >= 0.4
    assert is_alive(child.process.pid)


def test_what_dies_again_and_again_ends_it_all_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "RESTARTS", 1)
    dying = [sys.executable, "-c", "print('the schedule cannot be read'); raise SystemExit(3)"]
    supervisor.start(Service("The worker", dying, log=tmp_path / "worker.log"))
    with pytest.raises(GivenUp) as stopped:
        supervisor.watch()
    assert "The worker stopped 2 times in a row. It said: the schedule cannot be read (more in " in str(
        stopped.value
    )


def test_the_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = f"""
import sys, time
sys.path.insert(0, {str(settings.BASE_DIR)!r})
from ccg_portal.supervisor import Service, Supervisor
print(Supervisor().start(Service("web", {SLEEPER!r})).process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not is_alive(child))
