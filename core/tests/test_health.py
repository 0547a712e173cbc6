"""What each look at the portal's health means, at its limits."""

from datetime import UTC, datetime, timedelta

import pytest

from core import health
from core.health import Finding, Status

NOW = datetime(2014, 7, 8, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=26)


@pytest.mark.parametrize(
    ("statuses", "overall"),
    [
        ([], Status.OK),
        ([Status.OK, Status.OK], Status.OK),
        ([Status.OK, Status.ATTENTION], Status.ATTENTION),
        ([Status.ATTENTION, Status.NOT_OK, Status.OK], Status.NOT_OK),
    ],
)
def test_the_worst_finding_counts(statuses: list[Status], overall: Status) -> None:
    assert health.overall([Finding("any", status, "") for status in statuses]) == overall


def test_tables_older_than_the_program_do_not_serve_and_newer_ones_do() -> None:
    old, new = ("core", "0001"), ("core", "0002")
    assert health.judge_migrations({old, new}, {old}).status == Status.NOT_OK
    assert health.judge_migrations({old}, {old, new}).status == Status.OK
    assert "1 not applied" in health.judge_migrations({old, new}, {old}).words


@pytest.mark.parametrize(
    ("minutes", "status"), [(0, Status.OK), (15, Status.OK), (15.1, Status.ATTENTION), (-60, Status.OK)]
)
def test_a_report_may_wait_for_a_quarter_of_an_hour(minutes: float, status: Status) -> None:
    assert health.judge_queue(NOW - timedelta(minutes=minutes), NOW).status == status
    assert health.judge_queue(None, NOW).status == Status.OK


@pytest.mark.parametrize(("seconds", "status"), [(59, Status.OK), (180, Status.OK), (181, Status.ATTENTION)])
def test_two_ticks_may_be_lost(seconds: int, status: Status) -> None:
    assert health.judge_schedule(NOW - timedelta(seconds=seconds), NOW).status == status


def test_a_schedule_that_never_ticked_says_what_to_start() -> None:
    finding = health.judge_schedule(None, NOW)
    assert finding.status == Status.ATTENTION
    assert "start the schedule" in finding.words


@pytest.mark.parametrize(("free", "status"), [(499_999_999, Status.ATTENTION), (500_000_000, Status.OK)])
def test_a_disk_that_fills_up(free: int, status: Status) -> None:
    assert health.judge_disk(free, 500 * health.MEGABYTE).status == status


@pytest.mark.parametrize(
    ("hours", "within", "status"),
    [
        (26, DAY, Status.OK),
        (27, DAY, Status.ATTENTION),
        (None, DAY, Status.ATTENTION),
        (27, timedelta(), Status.OK),
        (None, timedelta(), Status.OK),
    ],
)
def test_a_backup_is_missed_where_one_is_expected(
    hours: int | None, within: timedelta, status: Status
) -> None:
    last = None if hours is None else NOW - timedelta(hours=hours)
    assert health.judge_backup(last, NOW, within).status == status


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (119, "1 minute"),
        (3_599, "59 minutes"),
        (3_600, "1 hour"),
        (26 * 3_600, "26 hours"),
        (3 * 86_400, "3 days"),
    ],
)
def test_a_length_of_time_in_words(seconds: int, words: str) -> None:
    assert health.in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (None, Status.ATTENTION),
        (NOW - timedelta(minutes=15), Status.OK),
        (NOW - timedelta(minutes=16), Status.ATTENTION),
    ],
)
def test_the_trail_is_sealed_each_minute(last: datetime | None, status: Status) -> None:
    assert health.judge_trail(last, NOW).status == status
