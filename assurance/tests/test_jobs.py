"""The making of a report, step by step: claims, leases, attempts, and a doorbell that may fail."""

import sys
import time
import types
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from kombu.exceptions import OperationalError as QueueSilent

from assurance import actions, jobs, store, upkeep
from assurance.models import Report, ReportState
from assurance.report_contents import ReportContents
from assurance.report_source import Unreadable, read, snapshots_for
from assurance.tests.builders import make_annual, make_report, make_running, make_snapshot, past
from core import clock
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a report"


@dataclass
class Renderer:
    """Stands in for the renderer: gives a few bytes, or does what a test asks of it in the middle."""

    in_the_middle: Callable[[], None] = lambda: None
    calls: int = 0

    def render_report(self, contents: Any, **options: Any) -> Any:
        self.calls += 1
        options["on_step"]("Lay out the pages", 50)
        self.in_the_middle()
        return types.SimpleNamespace(pdf=PDF, pages=18, data_sha256="ab" * 32)


@pytest.fixture
def renderer(monkeypatch: pytest.MonkeyPatch) -> Renderer:
    stand_in = Renderer()
    monkeypatch.setitem(sys.modules, "assurance.rendering", stand_in)  # type: ignore[arg-type]
    monkeypatch.setattr(jobs, "contents_of", lambda report: ReportContents)
    return stand_in


# The claim ----------------------------------------------------------------------------------------------


def test_a_report_that_waits_is_claimed_once() -> None:
    report = make_report()

    held = jobs.claim(report.pk)
    assert held is not None
    assert jobs.claim(report.pk) is None

    report.refresh_from_db()
    assert (report.state, report.attempts, report.token) == (ReportState.RUNNING, 1, held.token)
    assert report.lease_until is not None
    assert report.lease_until > clock.wall_now()


@pytest.mark.parametrize("state", [ReportState.READY, ReportState.FAILED])
def test_what_is_finished_is_not_claimed(state: str) -> None:
    assert jobs.claim(make_report(state=state).pk) is None


def test_what_does_not_exist_is_not_claimed() -> None:
    assert jobs.claim(uuid.uuid4()) is None


def test_a_lease_that_is_over_can_be_taken_and_the_attempt_is_counted() -> None:
    report = make_running(lease=-1)
    assert jobs.claim(report.pk) is not None
    report.refresh_from_db()
    assert report.attempts == 2


def test_there_is_no_fourth_attempt() -> None:
    assert jobs.claim(make_running(lease=-1, attempts=3).pk) is None


def test_each_sign_of_life_renews_the_lease() -> None:
    report = make_report()
    held = jobs.claim(report.pk)
    assert held is not None
    Report.objects.filter(pk=report.pk).update(lease_until=past(-5))

    jobs.note_progress(held, "Lay out the pages", 40)

    report.refresh_from_db()
    assert (report.step, report.progress) == ("Lay out the pages", 40)
    assert report.lease_until is not None
    assert report.lease_until > clock.wall_now() + jobs.LEASE / 2


def test_only_the_holder_of_the_token_writes() -> None:
    report = make_report()
    first = jobs.claim(report.pk)
    assert first is not None
    Report.objects.filter(pk=report.pk).update(lease_until=past(1))
    second = jobs.claim(report.pk)
    assert second is not None

    with pytest.raises(jobs.LostLease):
        jobs.note_progress(first, "Late", 90)
    with pytest.raises(jobs.LostLease):
        jobs.finish(first, store.Stored("late.pdf", 1, "00" * 32), pages=1, seconds=1.0)
    jobs.fail(first, "too late to say so")

    report.refresh_from_db()
    assert (report.state, report.token, report.step) == (ReportState.RUNNING, second.token, jobs.READ)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_within_one_long_step(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT", timedelta(seconds=0.05))
    report = make_report()

    def lay_out_for_long() -> None:
        Report.objects.filter(pk=report.pk).update(lease_until=past(-1))
        in_a_minute = Report.objects.filter(pk=report.pk, lease_until__gt=past(-60))
        wait_until(in_a_minute.exists)

    renderer.in_the_middle = lay_out_for_long
    jobs.run(report.pk)

    report.refresh_from_db()
    assert (report.state, report.attempts, report.lease_until) == (ReportState.READY, 1, None)


@pytest.mark.django_db(transaction=True)
def test_a_rendering_is_stopped_in_its_middle_when_the_report_is_cancelled(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says nothing for a minute, as laying out does; and nothing of it is stored."""
    monkeypatch.setattr(jobs, "BEAT", timedelta(seconds=0.05))
    monkeypatch.setattr(store, "keep", pytest.fail)
    person = make_user(role=Role.ASSURANCE)
    report = make_report()

    def lay_out_for_a_minute() -> None:
        actions.cancel_report(report=report, by=person)
        time.sleep(60)

    renderer.in_the_middle = lay_out_for_a_minute
    begun = time.monotonic()
    jobs.run(report.pk)

    assert time.monotonic() - begun < 50
    report.refresh_from_db()
    assert (report.state, report.cancelled_by, report.token) == (ReportState.CANCELLED, person, None)


# The work -----------------------------------------------------------------------------------------------


def test_a_report_is_made_stored_and_ready(renderer: Renderer) -> None:
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)
    report = make_report(snapshot=make_snapshot(quarter=quarter))

    jobs.run(report.pk)

    report.refresh_from_db()
    assert (report.state, report.size, report.pages, report.progress) == (
        ReportState.READY,
        len(PDF),
        18,
        100,
    )
    assert (report.token, report.lease_until, report.failure) == (None, None, "")
    with store.open_whole(store.Stored(report.file, len(PDF), report.sha256)) as file:
        assert file.read() == PDF
    quarter.refresh_from_db()
    assert quarter.state == QuarterState.REPORTED


def test_what_is_made_late_of_a_snapshot_that_was_replaced_reports_nothing(renderer: Renderer) -> None:
    """The quarter was reopened and locked again meanwhile: of what it is now, there is no report yet."""
    report = make_report()
    quarter = report.snapshot.quarter
    make_snapshot(quarter=quarter, version=2)

    jobs.run(report.pk)

    report.refresh_from_db()
    quarter.refresh_from_db()
    assert (report.state, quarter.state) == (ReportState.READY, QuarterState.LOCKED)


def test_told_twice_it_is_made_once(renderer: Renderer) -> None:
    report = make_report()
    jobs.run(report.pk)
    jobs.run(report.pk)

    assert renderer.calls == 1


def test_a_second_delivery_in_the_middle_does_nothing(renderer: Renderer) -> None:
    report = make_report()
    renderer.in_the_middle = lambda: jobs.run(report.pk)

    jobs.run(report.pk)

    report.refresh_from_db()
    assert (renderer.calls, report.state, report.attempts) == (1, ReportState.READY, 1)


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(renderer: Renderer) -> None:
    """It hung, its lease ran out, another made the report; then it wakes up."""
    report = make_report()

    def hang() -> None:
        renderer.in_the_middle = lambda: None
        Report.objects.filter(pk=report.pk).update(lease_until=past(1))
        jobs.run(report.pk)

    renderer.in_the_middle = hang
    jobs.run(report.pk)

    report.refresh_from_db()
    assert (renderer.calls, report.state, report.attempts) == (2, ReportState.READY, 2)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            ValueError("the commentary is too long"),
            "At the step “Lay out the pages”: the commentary is too long",
        ),
        (MemoryError(), "no reason given"),
        (SoftTimeLimitExceeded(), jobs.TOO_LONG),
        (Unreadable("The snapshot is of an older portal."), "The snapshot is of an older portal."),
    ],
)
def test_a_failed_report_says_why(renderer: Renderer, fault: Exception, said: str) -> None:
    report = make_report()

    def break_down() -> None:
        raise fault

    renderer.in_the_middle = break_down
    jobs.run(report.pk)

    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert said in report.failure
    assert (report.file, report.token) == ("", None)


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device", "/a/path"), OperationalError("gone")]
)
def test_a_fault_of_the_machine_is_tried_again_until_the_attempts_are_used_up(
    renderer: Renderer, fault: Exception
) -> None:
    report = make_report()

    def break_down() -> None:
        raise fault

    renderer.in_the_middle = break_down
    for attempt in (1, 2):
        jobs.run(report.pk)
        report.refresh_from_db()
        assert (report.state, report.attempts, report.token) == (ReportState.QUEUED, attempt, None)
        assert report.sent_at is not None, "the next attempt is the sweep's, not at once"

    jobs.run(report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.FAILED, 3)
    assert report.failure.startswith("At the step “Lay out the pages”: ")
    assert "/a/path" not in report.failure


def test_after_a_fault_that_passes_it_is_made(renderer: Renderer) -> None:
    report = make_report()

    def break_down() -> None:
        renderer.in_the_middle = lambda: None
        raise OSError(5, "Input/output error")

    renderer.in_the_middle = break_down
    jobs.run(report.pk)
    jobs.run(report.pk)

    report.refresh_from_db()
    assert (report.state, report.attempts, report.failure) == (ReportState.READY, 2, "")


# A file that was damaged --------------------------------------------------------------------------------


def make_damaged(content: bytes = PDF) -> Report:
    """A report that was issued with this content, whose file is gone."""
    report = make_report(state=ReportState.READY, size=len(content), sha256=sha256(content).hexdigest())
    store.discard(report.file)
    with pytest.raises(store.Damaged):
        jobs.open_file(report)
    report.refresh_from_db()
    return report


def test_a_damaged_file_is_noted_and_made_again_as_it_was(renderer: Renderer, rung: list[str]) -> None:
    report = make_damaged()
    assert (report.damage, report.can_be_tried_again) == ("The file is not in the store.", True)
    issued_at = report.ready_at

    actions.retry_report(report=report, by=None)
    jobs.run(report.pk)

    report.refresh_from_db()
    assert (report.state, report.damage, report.damage_found_at) == (ReportState.READY, "", None)
    assert report.ready_at == issued_at, "it is the file of that day"
    assert report.data_sha256 == "ab" * 32
    with jobs.open_file(report) as file:
        assert file.read() == PDF


def test_another_file_never_takes_the_place_of_an_issued_one(renderer: Renderer, rung: list[str]) -> None:
    report = make_damaged(b"%PDF-1.7 made by an earlier portal")
    actions.retry_report(report=report, by=None)

    jobs.run(report.pk)

    report.refresh_from_db()
    assert (report.state, report.failure, report.damage) == (ReportState.READY, "", jobs.OTHER_FILE)
    assert report.sha256 == sha256(b"%PDF-1.7 made by an earlier portal").hexdigest()


def test_a_file_that_is_there_again_is_not_made_again(renderer: Renderer, rung: list[str]) -> None:
    """A new release makes another file of the snapshot; the one that was issued came back meanwhile."""
    issued = b"%PDF-1.7 made by an earlier portal"
    report = make_damaged(issued)
    actions.retry_report(report=report, by=None)
    store.keep(report.file, issued)

    jobs.run(report.pk)

    report.refresh_from_db()
    assert (report.state, report.damage, renderer.calls) == (ReportState.READY, "", 0)


def test_an_issued_file_that_cannot_be_made_again_is_whole_when_it_is_back(
    renderer: Renderer, rung: list[str]
) -> None:
    """The store was away for an hour: nothing that was decided meanwhile loses the file."""
    issued = b"%PDF-1.7 made by an earlier portal"
    report = make_damaged(issued)
    actions.retry_report(report=report, by=None)
    jobs.run(report.pk)
    store.keep(report.file, issued)

    assert upkeep.check_files() == 0

    report.refresh_from_db()
    assert (report.state, report.damage) == (ReportState.READY, "")


def test_of_an_issued_file_the_cancelled_making_leaves_what_was(rung: list[str]) -> None:
    report = make_damaged()
    actions.retry_report(report=report, by=None)

    actions.cancel_report(report=report, by=make_user(role=Role.ASSURANCE))

    report.refresh_from_db()
    assert (report.state, report.damage) == (ReportState.READY, "The file is not in the store.")
    assert report.can_be_tried_again


def test_a_file_that_is_there_again_is_whole_again() -> None:
    report = make_damaged()
    store.keep(report.file, PDF)

    jobs.open_file(report).close()

    report.refresh_from_db()
    assert (report.damage, report.damage_found_at) == ("", None)


def test_a_snapshot_that_was_tampered_with_is_not_rendered() -> None:
    snapshot = make_snapshot()
    snapshot.pack = {"quarter": "another"}
    with pytest.raises(Unreadable, match="SHA-256 differs"):
        read(snapshot)


def test_a_snapshot_of_an_older_shape_is_not_rendered() -> None:
    snapshot = make_snapshot()
    snapshot.schema = 0
    with pytest.raises(Unreadable, match="older portal"):
        read(snapshot)


def test_a_snapshot_of_another_shape_fails_in_a_sentence() -> None:
    report = make_report(snapshot=make_snapshot(pack={"head": {"quarter": 4}}))

    jobs.run(report.pk)

    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert report.failure == (
        "The snapshot of 2013/14 Q4 is not of the shape that this portal reads. "
        "Reopen the quarter and lock it again to take a new one."
    )


def test_an_annual_report_is_made_of_what_it_was_asked_for_with() -> None:
    slugs = [f"2013-14-Q{number}" for number in (1, 2, 3, 4)]
    quarters = [make_quarter(slug=slug, state=QuarterState.REPORTED) for slug in slugs]
    year = [make_snapshot(quarter=quarter) for quarter in quarters]
    report = make_report(snapshot=year[3], audience=make_annual())
    report.sources.set(reversed(year))
    make_snapshot(quarter=quarters[1], version=2)

    assert snapshots_for(report) == year


def test_an_annual_report_of_half_a_year_is_refused() -> None:
    report = make_report(audience=make_annual())
    with pytest.raises(Unreadable, match="all four quarters"):
        snapshots_for(report)


# The doorbell ---------------------------------------------------------------------------------------------


def test_the_doorbell_rings_after_the_commit(
    rung: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        report = make_report()
        jobs.ring_after_commit(report.pk)
        assert rung == []

    assert rung == [str(report.pk)]
    report.refresh_from_db()
    assert report.sent_at is not None


@pytest.mark.parametrize("fault", [QueueSilent("refused"), ConnectionError("refused"), RuntimeError("odd")])
def test_a_queue_that_fails_is_no_error_page(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    from assurance.tasks import render_report

    def fail(report_id: str) -> None:
        raise fault

    monkeypatch.setattr(render_report, "delay", fail)
    report = make_report()

    assert jobs.ring(report.pk) is False
    report.refresh_from_db()
    assert (report.state, report.sent_at) == (ReportState.QUEUED, None)
