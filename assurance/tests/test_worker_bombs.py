"""A narrative that no page maker can lay out fails with a sentence, and the worker goes on to the next report."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from assurance import actions
from assurance.models import ReportState, Snapshot
from assurance.tests.processes import Worker, until
from core.rag import RAG
from organisation.models import QuarterState
from organisation.tests.builders import make_organisation, make_quarter
from performance.models import KPI, ExceptionNote
from performance.tests.builders import make_exception, make_kpi, make_target, make_value
from tools.breakable import children, descendants, is_alive

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

BOMBS = {
    "100,000 lines": "A line of a narrative.\n" * 100_000,
    "five million characters": "A sentence of a narrative that never ends. " * 120_000,
}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def kpi() -> KPI:
    make_organisation()
    kpi = make_kpi(name="Inspections")
    make_target(kpi=kpi)
    return kpi


def locked(kpi: KPI, cause: str) -> Snapshot:
    """A locked quarter whose one red KPI has this for its cause."""
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)
    value = make_value(kpi=kpi, period="2013-14-Q4", text="1", self_assessed=RAG.RED)
    make_exception(value=value, cause=cause)
    return actions.take_snapshot(quarter=quarter, by=None)


def told_anew(snapshot: Snapshot, cause: str) -> Snapshot:
    """The same quarter with another cause."""
    ExceptionNote.objects.update(cause=cause)
    return actions.take_snapshot(quarter=snapshot.quarter, by=None)


def printing_processes(worker: Worker) -> set[int]:
    """Those of this worker: other tests print meanwhile, too."""
    found = subprocess.run(
        ["pgrep", "-f", "assurance.printing.press"], capture_output=True, text=True, check=False
    )
    return {int(pid) for pid in found.stdout.split()}.intersection(descendants(worker.pid))


def test_bombs_fail_as_too_large_and_the_same_worker_makes_the_next_report(
    kpi: KPI, start_worker: Callable[..., Worker]
) -> None:
    snapshot = locked(kpi, "Two posts were vacant.")
    worker = start_worker(PORTAL_REPORT_SECONDS="6")
    before = children(worker.pid)

    for bomb in BOMBS.values():
        report = actions.request_report(snapshot=told_anew(snapshot, bomb), by=None).report
        until(report, ReportState.FAILED)
        assert "The report is too large: it " in report.failure
        assert (report.attempts, report.file) == (1, "")

    following = actions.request_report(snapshot=snapshot, by=None).report
    until(following, ReportState.READY)
    assert following.pages
    assert children(worker.pid) == before, "no process of the worker was lost over it"


def test_a_cancelled_rendering_ends_its_printing_process(
    kpi: KPI, start_worker: Callable[..., Worker]
) -> None:
    worker = start_worker()
    snapshot = locked(kpi, BOMBS["100,000 lines"])
    report = actions.request_report(snapshot=snapshot, by=None).report
    deadline = time.monotonic() + 90
    while not (printing := printing_processes(worker)):
        assert time.monotonic() < deadline
        time.sleep(0.1)

    actions.cancel_report(report=report, by=None)
    deadline = time.monotonic() + 90
    while any(is_alive(pid) for pid in printing):
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.1)
    report.refresh_from_db()
    assert report.state == ReportState.CANCELLED
