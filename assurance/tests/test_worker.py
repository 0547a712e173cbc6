"""Reports made by a real worker over a real Redis: killed in the middle, told twice, failing, with the queue gone."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app as queue

from assurance import actions, jobs, store
from assurance.models import Report, ReportState, Snapshot
from assurance.tasks import render_report
from core import clock
from organisation.models import QuarterState
from organisation.tests.builders import make_organisation, make_quarter
from performance.tests.builders import make_kpi, make_target, make_value
from tools.services import free_port

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

SLOW_RENDERER = Path(__file__).parent / "slow_renderer"
NOBODY_LISTENS = "redis://127.0.0.1:{port}/0"
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def snapshot() -> Snapshot:
    """A small locked quarter."""
    make_organisation()
    kpi = make_kpi(name="Inspections")
    make_target(kpi=kpi)
    make_value(kpi=kpi, period="2013-14-Q4", text="7")
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)
    return actions.take_snapshot(quarter=quarter, by=None)


@pytest.fixture
def start_slow(start_worker: Start) -> Start:
    """Starts a worker whose renderer takes so many seconds, and with `fails` then fails with those words."""

    def start(seconds: float, fails: str = "") -> "subprocess.Popen[bytes]":
        path = os.pathsep.join([str(SLOW_RENDERER), str(Path.cwd())])
        return start_worker(PYTHONPATH=path, SLOW_RENDERER=str(seconds), FAILING_RENDERER=fails)

    return start


def until(report: Report, state: str, *, seconds: float = 30) -> Report:
    """The report once it is in the state."""
    deadline = time.monotonic() + seconds
    while True:
        report.refresh_from_db()
        if report.state == state:
            return report
        unexpected = report.state == ReportState.FAILED or time.monotonic() > deadline
        assert not unexpected, f"{report.state}, not {state}: {report.failure}"
        time.sleep(0.05)


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """As the kernel does when memory runs out: the worker and its child, without a word."""
    children = subprocess.run(
        ["pgrep", "-P", str(worker.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    for pid in [worker.pid, *map(int, children)]:
        os.kill(pid, signal.SIGKILL)
    worker.wait(10)


def let_the_lease_run_out(report: Report) -> None:
    """Two minutes later."""
    over = clock.wall_now() - timedelta(seconds=1)
    Report.objects.filter(pk=report.pk).update(lease_until=over)


def point_the_queue_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Redis had been stopped there, or had come back: the connections that are kept are forgotten."""
    monkeypatch.setattr(queue.conf, "broker_url", address)
    monkeypatch.setattr(queue.amqp, "_producer_pool", None)


def whole(report: Report) -> bytes:
    with store.open_whole(store.Stored(report.file, report.size or 0, report.sha256)) as file:
        content: bytes = file.read()
    return content


def test_a_worker_makes_the_real_report(snapshot: Snapshot, start_worker: Start) -> None:
    start_worker()
    report = actions.request_report(snapshot=snapshot, by=None).report

    until(report, ReportState.READY, seconds=60)

    assert whole(report).startswith(b"%PDF-")
    assert report.pages
    assert report.attempts == 1
    snapshot.quarter.refresh_from_db()
    assert snapshot.quarter.state == QuarterState.REPORTED


def test_a_worker_killed_in_the_middle_leaves_no_file_and_another_takes_over(
    snapshot: Snapshot, start_slow: Start
) -> None:
    worker = start_slow(60)
    report = actions.request_report(snapshot=snapshot, by=None).report
    until(report, ReportState.RUNNING)
    kill(worker)

    assert jobs.sweep() == 0, "the lease still holds: nobody knows yet that the worker is dead"
    assert report.file == ""

    let_the_lease_run_out(report)
    start_slow(0)
    jobs.sweep()
    until(report, ReportState.READY)
    assert (report.attempts, whole(report)) == (2, b"%PDF-1.7 slow and whole")


def test_a_report_that_kills_its_third_worker_has_failed(snapshot: Snapshot, start_slow: Start) -> None:
    report = actions.request_report(snapshot=snapshot, by=None).report
    Report.objects.filter(pk=report.pk).update(attempts=jobs.MAX_ATTEMPTS - 1)
    worker = start_slow(60)
    jobs.ring(report.pk)
    until(report, ReportState.RUNNING)
    kill(worker)
    let_the_lease_run_out(report)

    assert jobs.sweep() == 0
    until(report, ReportState.FAILED)
    assert (report.attempts, report.failure) == (jobs.MAX_ATTEMPTS, jobs.STOPPED)


def test_a_message_that_comes_three_times_makes_one_report(
    snapshot: Snapshot, start_slow: Start, tmp_path: Path
) -> None:
    report = actions.request_report(snapshot=snapshot, by=None).report
    for _ in range(2):
        render_report.delay(str(report.pk))
    start_slow(1)
    for _ in range(3):
        render_report.delay(str(report.pk))

    until(report, ReportState.READY)
    handled_by = time.monotonic() + 20
    while (tmp_path / "worker.log").read_text().count("nothing to do") < 3:
        assert time.monotonic() < handled_by
        time.sleep(0.1)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.READY, 1)


def test_with_redis_stopped_it_is_queued_within_seconds_and_made_when_redis_is_back(
    snapshot: Snapshot,
    start_slow: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    working = queue.conf.broker_url
    point_the_queue_at(NOBODY_LISTENS.format(port=free_port()), monkeypatch)
    asked_at = time.monotonic()
    report = actions.request_report(snapshot=snapshot, by=None).report
    waited = time.monotonic() - asked_at

    report.refresh_from_db()
    assert (report.state, report.sent_at) == (ReportState.QUEUED, None)
    assert waited < 10

    point_the_queue_at(working, monkeypatch)
    start_slow(0)
    assert jobs.sweep() == 1
    until(report, ReportState.READY)


def test_with_redis_frozen_the_asking_is_answered_within_seconds(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        point_the_queue_at(NOBODY_LISTENS.format(port=frozen.getsockname()[1]), monkeypatch)
        asked_at = time.monotonic()
        report = actions.request_report(snapshot=snapshot, by=None).report
        waited = time.monotonic() - asked_at

    report.refresh_from_db()
    assert (report.state, report.sent_at) == (ReportState.QUEUED, None)
    assert waited < 10


def test_a_rendering_that_fails_says_at_which_step_and_why(snapshot: Snapshot, start_slow: Start) -> None:
    start_slow(0.2, fails="The commentary cannot be laid out.")
    report = actions.request_report(snapshot=snapshot, by=None).report

    until(report, ReportState.FAILED)

    assert report.failure == (
        "At the step “Lay out and draw”: The commentary cannot be laid out. (ValueError)."
    )
    assert (report.attempts, report.file, report.token) == (1, "", None)


def test_a_rendering_beyond_the_time_limit_is_stopped_and_says_so(
    snapshot: Snapshot, start_slow: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four minutes, made one second for this message."""
    monkeypatch.setattr(jobs, "ring", lambda report_id: False)
    report = actions.request_report(snapshot=snapshot, by=None).report
    start_slow(60)
    render_report.apply_async((str(report.pk),), soft_time_limit=1)

    until(report, ReportState.FAILED)
    assert (report.failure, report.file) == (jobs.TOO_LONG, "")
