"""Reports while their Redis is stopped, frozen, or comes back empty: asked for at once, made later, none lost."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app as queue

from assurance import actions, upkeep
from assurance.models import Report, ReportState, Snapshot
from assurance.tests.processes import ScriptedWorker, Worker, let_a_minute_pass, until
from organisation.models import QuarterState
from organisation.tests.builders import make_organisation, make_quarter
from performance.tests.builders import make_kpi
from tools.breakable import OwnRedis

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
"""Seconds within which a page that asks for a report answers, on a machine that is busy with other tests."""


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnRedis]:
    """The queue of this test, its own to stop."""
    own = OwnRedis(tmp_path)
    monkeypatch.setattr(queue.conf, "broker_url", own.url)
    monkeypatch.setattr(queue.amqp, "_producer_pool", None)
    yield own
    own.stop()


@pytest.fixture
def worker(redis: OwnRedis, start_worker: Callable[..., Worker], tmp_path: Path) -> ScriptedWorker:
    scripted = ScriptedWorker(start_worker, tmp_path, {"REDIS_URL": redis.url})
    scripted.does(seconds=0)
    return scripted


@pytest.fixture
def ask() -> Callable[[], Report]:
    """Asks for a report of a locked quarter, each time of a new snapshot, and holds that the answer comes at once."""
    make_organisation()
    make_kpi(name="Inspections")
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)

    def ask_once() -> Report:
        taken: Snapshot = actions.take_snapshot(quarter=quarter, by=None)
        asked_at = time.monotonic()
        report = actions.request_report(snapshot=taken, by=None).report
        assert time.monotonic() - asked_at < AT_ONCE
        report.refresh_from_db()
        return report

    return ask_once


def test_what_redis_forgot_or_never_heard_is_made_when_it_is_back(
    redis: OwnRedis, worker: ScriptedWorker, ask: Callable[[], Report]
) -> None:
    forgotten = ask()
    assert forgotten.sent_at is not None
    redis.kill()
    unheard = ask()
    assert (unheard.state, unheard.sent_at) == (ReportState.QUEUED, None)
    assert upkeep.sweep() == 0, "nobody hears it yet"

    redis.start()
    worker.start()
    let_a_minute_pass(forgotten)
    assert upkeep.sweep() == 2
    for report in (forgotten, unheard):
        until(report, ReportState.READY)
        assert report.attempts == 1


def test_a_worker_outlives_its_redis(
    redis: OwnRedis, worker: ScriptedWorker, ask: Callable[[], Report]
) -> None:
    """What it is rendering needs no queue; afterwards it finds the new Redis by itself."""
    worker.does(waits=True)
    worker.start()
    rendering = ask()
    until(rendering, ReportState.RUNNING)
    redis.kill()
    worker.does(seconds=0)
    until(rendering, ReportState.READY)

    redis.start()
    until(ask(), ReportState.READY)


def test_with_redis_frozen_the_asking_is_answered_and_the_report_made_after_it(
    redis: OwnRedis, worker: ScriptedWorker, ask: Callable[[], Report]
) -> None:
    worker.start()
    redis.freeze()
    report = ask()
    assert (report.state, report.sent_at) == (ReportState.QUEUED, None)

    redis.thaw()
    upkeep.sweep()
    until(report, ReportState.READY)
    assert report.attempts == 1
