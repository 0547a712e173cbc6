"""Reports made by a real worker over a real Redis: killed in the middle, told twice, failing, cancelled."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from assurance import actions, jobs, store, upkeep
from assurance.models import NoticeState, Report, ReportNotice, ReportState, Snapshot
from assurance.tasks import render_report
from assurance.tests.builders import make_report
from assurance.tests.processes import (
    PATIENCE,
    ScriptedWorker,
    Worker,
    kill,
    kill_child,
    let_a_minute_pass,
    let_the_lease_run_out,
    until,
)
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.tests.builders import make_kpi, make_target, make_value
from performance.tests.post_office import open_post_office

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

TIME_LIMIT = 5
"""Seconds in which a worker that is busy has surely begun."""
SWEEP_ON = """
import django, time
django.setup()
from assurance import upkeep
end = time.monotonic() + {seconds}
while time.monotonic() < end:
    upkeep.sweep()
"""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where the reports of this test are stored."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


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
def worker(start_worker: Callable[..., Worker], tmp_path: Path) -> ScriptedWorker:
    scripted = ScriptedWorker(start_worker, tmp_path)
    scripted.does(seconds=0)
    return scripted


def whole(report: Report) -> bytes:
    with store.open_whole(store.Stored(report.file, report.size or 0, report.sha256)) as file:
        content: bytes = file.read()
    return content


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def until_told(report: Report) -> None:
    """Wait until nobody waits for the letter about it any more."""
    deadline = time.monotonic() + 90
    waiting = ReportNotice.objects.filter(report=report).exclude(state=NoticeState.SENT)
    while waiting.exists():
        assert time.monotonic() < deadline, list(waiting.values("state", "failure"))
        time.sleep(0.1)


def test_a_worker_makes_the_real_report_and_writes_to_who_asked(
    snapshot: Snapshot, start_worker: Callable[..., Worker]
) -> None:
    person = make_user(role=Role.ASSURANCE, email="assurance@example.org")
    with open_post_office() as office:
        start_worker(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(settings.EMAIL_PORT))
        report = actions.request_report(snapshot=snapshot, by=person).report
        until(report, ReportState.READY)
        until_told(report)
        (letter,) = office.letters

    assert whole(report).startswith(b"%PDF-")
    assert (bool(report.pages), report.attempts) == (True, 1)
    assert letter["Subject"] == "Ready: Quarterly assurance report, 2013/14 Q4, version 1"
    snapshot.quarter.refresh_from_db()
    assert snapshot.quarter.state == QuarterState.REPORTED


# Killed -------------------------------------------------------------------------------------------------


def test_a_child_killed_in_the_middle_leaves_no_file_and_its_worker_makes_it_later(
    snapshot: Snapshot, worker: ScriptedWorker, folder: Path
) -> None:
    """Killed by the kernel the first time, by the hard time limit the second."""
    worker.does(seconds=60)
    running = worker.start()
    report = actions.request_report(snapshot=snapshot, by=None).report
    until(report, ReportState.RUNNING)
    kill_child(running)

    assert upkeep.sweep() == 0, "the lease still holds: nobody knows yet that the worker is dead"
    let_the_lease_run_out(report)
    worker.does(seconds=60, stubborn=True)
    render_report.apply_async((str(report.pk),), soft_time_limit=TIME_LIMIT, time_limit=TIME_LIMIT + 1)
    worker.says("Hard time limit")
    until(report, ReportState.RUNNING, attempts=2)
    assert (report.file, files(folder)) == ("", [])

    let_the_lease_run_out(report)
    worker.does(seconds=0)
    assert upkeep.sweep() == 1
    until(report, ReportState.READY)
    assert (report.attempts, whole(report)) == (3, b"%PDF-1.7 scripted")


def test_a_whole_worker_killed_in_the_middle_leaves_no_file_and_another_takes_over(
    snapshot: Snapshot, worker: ScriptedWorker, folder: Path
) -> None:
    worker.does(seconds=60, says=True)
    running = worker.start()
    report = actions.request_report(snapshot=snapshot, by=None).report
    until(report, ReportState.RUNNING)
    kill(running)
    assert files(folder) == []

    let_the_lease_run_out(report)
    worker.does(seconds=0)
    worker.start()
    upkeep.sweep()
    until(report, ReportState.READY)
    assert (report.attempts, whole(report)) == (2, b"%PDF-1.7 scripted")


def test_a_report_that_kills_every_worker_is_given_up_and_the_next_one_is_made(
    snapshot: Snapshot, worker: ScriptedWorker
) -> None:
    worker.does(dies=True)
    worker.start()
    poison = actions.request_report(snapshot=snapshot, by=None).report
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        until(poison, ReportState.RUNNING, attempts=attempt)
        worker.says("exited with 'signal 9", times=attempt)
        let_the_lease_run_out(poison)
        assert upkeep.sweep() == (1 if attempt < jobs.MAX_ATTEMPTS else 0)

    until(poison, ReportState.FAILED)
    assert (poison.attempts, poison.file) == (3, "")
    assert poison.failure.startswith("The worker stopped 3 times, at last at the step “")

    worker.does(seconds=0)
    until(actions.retry_report(report=poison, by=None).report, ReportState.READY)


# Told twice -------------------------------------------------------------------------------------------------


def test_a_message_that_comes_three_times_makes_one_report(
    snapshot: Snapshot, worker: ScriptedWorker
) -> None:
    report = actions.request_report(snapshot=snapshot, by=None).report
    for _ in range(2):
        render_report.delay(str(report.pk))
    worker.does(seconds=1)
    worker.start()
    for _ in range(3):
        render_report.delay(str(report.pk))

    until(report, ReportState.READY)
    worker.says("nothing to do", times=3)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.READY, 1)


def test_two_schedulers_at_once_lose_nothing_and_do_nothing_twice(
    snapshot: Snapshot, worker: ScriptedWorker, process_environment: dict[str, str]
) -> None:
    """Two processes sweep without a pause; six reports wait, are left by dead workers, or are past help."""
    people = [make_user(role=Role.ASSURANCE) for _ in range(6)]
    snapshots = [snapshot, *(actions.take_snapshot(quarter=snapshot.quarter, by=None) for _ in range(5))]
    unheard = [
        make_report(snapshot=each, version=number, state=ReportState.QUEUED, requested_by=person)
        for number, (each, person) in enumerate(zip(snapshots, people, strict=True), 1)
    ]
    for report, person in zip(unheard, people, strict=True):
        ReportNotice.objects.create(report=report, person=person)
    for report, attempts in zip(unheard[3:], (1, 2, 3), strict=True):
        assert jobs.claim(report.pk)
        Report.objects.filter(pk=report.pk).update(attempts=attempts)
        let_the_lease_run_out(report)
    with open_post_office() as office:
        worker.environment = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(settings.EMAIL_PORT)}
        worker.start()
        command = [sys.executable, "-c", SWEEP_ON.format(seconds=4)]
        environment = (
            process_environment | worker.environment | {"DJANGO_SETTINGS_MODULE": "ccg_portal.settings"}
        )
        sweepers = [subprocess.Popen(command, env=environment) for _ in range(2)]
        assert [sweeper.wait(PATIENCE) for sweeper in sweepers] == [0, 0]
        for report in unheard[:5]:
            until(report, ReportState.READY)
        for report in unheard:
            until_told(report)
        told = sorted(letter["To"] for letter in office.letters)

    for report in unheard:
        report.refresh_from_db()
    assert [report.attempts for report in unheard] == [1, 1, 1, 2, 3, 3]
    assert unheard[5].state == ReportState.FAILED
    assert told == sorted(person.email for person in people)


# Failing ----------------------------------------------------------------------------------------------------


def test_a_rendering_that_fails_says_at_which_step_and_why_and_can_be_tried_again(
    snapshot: Snapshot, worker: ScriptedWorker
) -> None:
    worker.does(fails="The commentary cannot be laid out")
    worker.start()
    report = actions.request_report(snapshot=snapshot, by=None).report

    until(report, ReportState.FAILED)
    assert report.failure == (
        "At the step “Lay out and draw”: The commentary cannot be laid out (ValueError)."
    )
    assert (report.attempts, report.file, report.token) == (1, "", None)

    worker.does(seconds=0)
    until(actions.retry_report(report=report, by=None).report, ReportState.READY)
    assert (report.version, report.failure) == (1, "")


def test_a_rendering_beyond_the_time_limit_is_stopped_and_says_so(
    snapshot: Snapshot, worker: ScriptedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four minutes, made five seconds for this message."""
    monkeypatch.setattr(jobs, "ring", lambda report_id: False)
    report = actions.request_report(snapshot=snapshot, by=None).report
    worker.does(seconds=60)
    worker.start()
    render_report.apply_async((str(report.pk),), soft_time_limit=TIME_LIMIT)

    until(report, ReportState.FAILED)
    assert (report.failure, report.file) == (jobs.TOO_LONG, "")


def test_with_the_disk_full_no_part_of_a_file_stays_and_it_is_made_when_there_is_room(
    snapshot: Snapshot, worker: ScriptedWorker, folder: Path
) -> None:
    """The kernel refuses the file in the middle of writing, at 64 KB of 200."""
    worker.does(size=200_000, room=64_000)
    worker.start()
    report = actions.request_report(snapshot=snapshot, by=None).report

    until(report, ReportState.QUEUED, attempts=1)
    assert report.failure == "At the step “Store the file”: File too large (OSError)."
    assert files(folder) == []

    worker.does(size=200_000)
    assert upkeep.sweep() == 0, "not at once"
    let_a_minute_pass(report)
    assert upkeep.sweep() == 1
    until(report, ReportState.READY)
    assert (report.attempts, report.size, len(files(folder))) == (2, 200_000, 1)


# Cancelled --------------------------------------------------------------------------------------------------


def test_a_cancelled_rendering_is_stopped_in_its_middle_and_the_worker_goes_on(
    snapshot: Snapshot, worker: ScriptedWorker, folder: Path
) -> None:
    """It names no step for a minute, as laying out does not; queued ones are never begun."""
    person = make_user(role=Role.ASSURANCE)
    worker.does(seconds=60)
    worker.start()
    report = actions.request_report(snapshot=snapshot, by=person).report
    second = actions.take_snapshot(quarter=snapshot.quarter, by=None)
    queued = actions.request_report(snapshot=second, by=person).report
    until(report, ReportState.RUNNING)

    actions.cancel_report(report=queued, by=person)
    actions.cancel_report(report=report, by=person)
    worker.says("is cancelled, or another worker's", seconds=jobs.BEAT.total_seconds() + 40)
    worker.says("nothing to do")

    for each in (report, queued):
        each.refresh_from_db()
        assert (each.state, each.file) == (ReportState.CANCELLED, "")
    assert (queued.attempts, files(folder)) == (0, [])
    worker.does(seconds=0)
    until(actions.retry_report(report=report, by=person).report, ReportState.READY)
