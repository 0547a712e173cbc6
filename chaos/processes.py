"""Web and worker processes are killed, restarted and replaced while people work; schedules run twice."""

import os
import signal
import time
from collections.abc import Callable

from chaos import TICK
from chaos.invariants import let_leases_run_out, tables
from chaos.reports import ask_for_report, state_of, wait_for
from chaos.stage import Stage
from tools.breakable import children

WITHIN = 120.0  # seconds, on a machine that does other things as well


def web_process_killed(stage: Stage) -> None:
    """One of the two, as the kernel does when memory runs out: the other goes on, and a new one is started."""
    master = stage.portal.processes["web"].pid
    for _ in range(2):
        os.kill(children(master)[0], signal.SIGKILL)
        time.sleep(1.5)


def web_killed_whole(stage: Stage) -> None:
    """All of the web at once; systemd starts it again."""
    stage.portal.kill("web")
    time.sleep(0.5)
    stage.portal.start_web()


def web_reloaded(stage: Stage) -> None:
    """HUP, twice: new processes take over, the old ones finish what they have in hand."""
    web = stage.portal.processes["web"]
    for _ in range(2):
        before = set(children(web.pid))
        web.send_signal(signal.SIGHUP)
        _wait(lambda before=before: not before & set(children(web.pid)), "The old processes do not end.")


def web_deployed(stage: Stage) -> None:
    """A new release: the old one is asked to end and finishes what it has in hand; who comes meanwhile waits."""
    stage.portal.ask_to_end("web")
    stage.portal.start_web()


def worker_killed_in_the_middle(stage: Stage) -> None:
    """With its child, while it lays out the report; another one takes the report up when the lease is over."""
    report = ask_for_report(stage)
    wait_for(stage, report, "running")
    time.sleep(0.5)
    stage.portal.kill("worker")
    assert state_of(stage, report) == "running", "Nobody knows yet that the worker is dead."
    let_leases_run_out(stage.portal)
    stage.portal.start_worker()
    wait_for(stage, report, "ready")


def two_schedules(stage: Stage) -> None:
    """Two schedules and two workers: what is due is done once."""
    stage.portal.start_schedule("second schedule")
    stage.portal.start_worker("second worker")
    try:
        report = ask_for_report(stage)
        wait_for(stage, report, "ready")
        time.sleep(2 * TICK)
    finally:
        stage.portal.kill("second schedule")
        stage.portal.ask_to_end("second worker")
    with tables(stage.portal) as cursor:
        cursor.execute("SELECT state, attempts FROM assurance_report WHERE id = %s", [report])
        assert cursor.fetchone() == ("ready", 1), "The report was made more than once."


def _wait(holds: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)
