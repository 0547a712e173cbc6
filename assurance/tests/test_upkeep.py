"""The sweep of each minute, and the look at every file each night."""

import os
import time
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from assurance import jobs, store, upkeep
from assurance.models import Publication, PublishedFile, Report, ReportState
from assurance.tests.builders import make_report, make_running, make_snapshot, past
from core import clock
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db

HOUR, DAY = 3600, 24 * 3600


def make_proposal(report: Report) -> Publication:
    quarter = report.snapshot.quarter
    return Publication.objects.create(
        report=report, quarter=quarter, slug="board", version=1, title="A report",
        proposed_at=clock.now(), proposed_by=make_user(),
    )  # fmt: skip


def test_the_sweep_rings_for_what_was_never_heard_or_forgotten(rung: list[str]) -> None:
    unheard = make_report()
    forgotten = make_report(snapshot=make_snapshot(version=2), version=2, sent_at=past(120))
    make_report(snapshot=make_snapshot(version=3), version=3, sent_at=past(5))

    assert upkeep.sweep() == 2
    assert sorted(rung) == sorted([str(unheard.pk), str(forgotten.pk)])


def test_the_sweep_takes_back_what_a_stopped_worker_left(rung: list[str]) -> None:
    left = make_running(lease=-1, step="Lay out the pages", progress=40)

    upkeep.sweep()

    left.refresh_from_db()
    assert (left.state, left.token, left.attempts, left.progress) == (ReportState.QUEUED, None, 1, 0)
    assert rung == [str(left.pk)]


def test_the_sweep_leaves_a_living_worker_alone(rung: list[str]) -> None:
    running = make_running(lease=30)
    upkeep.sweep()
    running.refresh_from_db()
    assert (running.state, rung) == (ReportState.RUNNING, [])


def test_after_three_stops_it_has_failed_and_says_so(rung: list[str]) -> None:
    poison = make_running(lease=-1, attempts=3, step="Lay out and draw")
    upkeep.sweep()
    poison.refresh_from_db()
    assert (poison.state, poison.token, rung) == (ReportState.FAILED, None, [])
    assert poison.failure == (
        "The worker stopped 3 times, at last at the step “Lay out and draw”. Its log says why."
    )


def lay(folder: Path, ages: dict[str, int]) -> None:
    """Files last written to so many seconds ago."""
    folder.mkdir(parents=True)
    for name, age in ages.items():
        (folder / name).write_bytes(b"%PDF")
        os.utime(folder / name, (time.time() - age,) * 2)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_each_hour_what_was_half_written_is_cleared_away(settings: Settings, tmp_path: Path) -> None:
    """The part of a file in the store, and the folder in which a report was being printed."""
    settings.MEDIA_ROOT, settings.PORTAL_PRINTING = tmp_path / "files", tmp_path / "printing"
    ages = {".old.part": HOUR + 60, ".new.part": HOUR - 60, "whole.pdf": 9 * DAY}
    folders = [tmp_path / "files" / each / "2013-14-Q4" for each in ("reports", "published", "elsewhere")]
    for folder in folders:
        lay(folder, ages)
    for name, age in {"report-old": HOUR + 60, "report-new": HOUR - 60, "other": 9 * DAY}.items():
        lay(tmp_path / "printing" / name, {"report.pdf": age})
        os.utime(tmp_path / "printing" / name, (time.time() - age,) * 2)

    assert upkeep.clear_half_written() == 3

    reports, published, elsewhere = map(names_in, folders)
    assert reports == published == {".new.part", "whole.pdf"}
    assert elsewhere == set(ages)
    assert names_in(tmp_path / "printing") == {"report-new", "other"}


def test_each_night_what_no_row_names_is_cleared_away(settings: Settings, tmp_path: Path) -> None:
    """Its worker was killed before it could say so, or what was being published was not."""
    settings.MEDIA_ROOT = tmp_path
    ages = {"orphan": DAY + 60, "young": DAY - 60, "named": 9 * DAY}
    reports, published, elsewhere = (tmp_path / name for name in ("reports", "published", "elsewhere"))
    for folder in (reports, published, elsewhere):
        lay(folder, ages)
    report = make_report(state=ReportState.READY, file="reports/named")
    publication = make_proposal(report)
    PublishedFile.objects.create(
        publication=publication, format="json", file="published/named", size=4, sha256="x"
    )

    assert upkeep.clear_store() == 2

    assert names_in(reports) == names_in(published) == {"young", "named"}
    assert names_in(elsewhere) == set(ages)


def test_a_disk_that_refuses_does_not_stop_the_clearing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store, "left_since", lambda *args, **more: ["reports/a.pdf"])
    monkeypatch.setattr(store.default_storage, "delete", refuse)

    assert upkeep.clear_store() == 0


def test_of_two_sweeps_at_once_one_rings(rung: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first is about to ring."""
    report = make_report()
    ring = jobs.ring

    def sweep_then_ring(report_id: object) -> bool:
        monkeypatch.setattr(jobs, "ring", ring)
        assert upkeep.sweep() == 0
        return ring(report.pk)

    monkeypatch.setattr(jobs, "ring", sweep_then_ring)
    assert upkeep.sweep() == 1
    assert rung == [str(report.pk)]


def test_a_bell_that_is_not_heard_is_rung_again_by_the_next_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    from assurance.tasks import render_report

    def refuse(report_id: str) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(render_report, "delay", refuse)
    report = make_report()
    assert upkeep.sweep() == 0
    report.refresh_from_db()
    assert report.sent_at is None


def test_each_night_every_file_is_compared_with_what_was_made(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    reports = []
    for version in (1, 2):
        stored = store.keep(f"reports/{version}.pdf", b"%PDF whole")
        fields = {"file": stored.name, "size": stored.size, "sha256": stored.sha256}
        snapshot = make_snapshot(version=version)
        reports.append(make_report(snapshot=snapshot, version=version, state=ReportState.READY, **fields))
    whole, torn = reports
    (tmp_path / torn.file).write_bytes(b"%PDF wh")

    assert upkeep.check_files() == 1

    whole.refresh_from_db()
    torn.refresh_from_db()
    assert whole.damage == ""
    assert torn.damage == "The file in the store is not the one that was made (7 bytes, not 10)."
    assert torn.damage_found_at is not None
