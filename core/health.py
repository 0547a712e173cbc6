"""How well the portal is: what each look found, judged by plain limits.

Two answers are kept apart. Where the database is away or older than the program, no page works: the portal does not
serve. Where the schedule is silent, a report waits, the disk fills or the last backup is old, every page still works:
somebody must see to it, but a load balancer that took the portal away would only make it worse.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TICK_WITHIN = timedelta(minutes=3)
"""The schedule ticks each minute; two lost ticks are no alarm."""
WAITS_AT_MOST = timedelta(minutes=15)
"""A report takes a minute; the sweep rings for a forgotten one each minute."""
SEALED_WITHIN = timedelta(minutes=15)
"""The trail is sealed each minute."""
MEGABYTE = 1_000_000


class Status(StrEnum):
    OK = "ok"
    ATTENTION = "attention"
    """It serves; somebody must see to it."""
    NOT_OK = "not ok"
    """It does not serve."""


@dataclass(frozen=True)
class Finding:
    """What one look found, in a sentence for whoever runs the portal."""

    name: str
    status: Status
    words: str


def overall(findings: list[Finding]) -> Status:
    """The worst of all."""
    found = {finding.status for finding in findings}
    return next((status for status in (Status.NOT_OK, Status.ATTENTION) if status in found), Status.OK)


def judge_migrations(wanted: set[tuple[str, str]], applied: set[tuple[str, str]]) -> Finding:
    """The tables must be at least as new as the program; newer ones are those of an update under way."""
    missing = len(wanted - applied)
    if missing:
        words = f"{missing} not applied: run manage.py migrate."
        return Finding("migrations", Status.NOT_OK, words)
    return Finding("migrations", Status.OK, "All applied.")


def judge_queue(oldest: datetime | None, now: datetime) -> Finding:
    """By the report that has waited longest."""
    if oldest is None:
        return Finding("queue", Status.OK, "Nothing waits.")
    waited = max(now - oldest, timedelta())
    status = Status.ATTENTION if waited > WAITS_AT_MOST else Status.OK
    return Finding("queue", status, f"The oldest report has waited for {in_words(waited)}.")


def judge_schedule(last: datetime | None, now: datetime) -> Finding:
    """The tick goes from the schedule through the queue to a worker: one of the three is down when it stays away."""
    if last is None:
        words = "It has never ticked: start the schedule (celery beat) and a worker."
        return Finding("schedule", Status.ATTENTION, words)
    ago = max(now - last, timedelta())
    status = Status.ATTENTION if ago > TICK_WITHIN else Status.OK
    return Finding("schedule", status, f"It last ticked {in_words(ago)} ago.")


def judge_trail(last: datetime | None, now: datetime) -> Finding:
    """Whether the trail is sealed still; whether it is whole, `manage.py verify_trail` says."""
    if last is None:
        words = "It has never been sealed: start the schedule (celery beat) and a worker."
        return Finding("trail", Status.ATTENTION, words)
    ago = max(now - last, timedelta())
    status = Status.ATTENTION if ago > SEALED_WITHIN else Status.OK
    return Finding("trail", status, f"It was last sealed {in_words(ago)} ago.")


def judge_disk(free: int, wanted: int) -> Finding:
    """Bytes free where files are written, and bytes that must be."""
    status = Status.ATTENTION if free < wanted else Status.OK
    words = f"{free // MEGABYTE:,} MB free; {wanted // MEGABYTE:,} MB are wanted."
    return Finding("disk", status, words)


def judge_backup(last: datetime | None, now: datetime, within: timedelta) -> Finding:
    """Within no time (0) means that backups are made in another way, and not known here."""
    expected = bool(within)
    if last is None:
        words = "None has been made with manage.py backup."
        return Finding("backup", Status.ATTENTION if expected else Status.OK, words)
    ago = max(now - last, timedelta())
    status = Status.ATTENTION if expected and ago > within else Status.OK
    return Finding("backup", status, f"The last one was made {in_words(ago)} ago.")


def in_words(length: timedelta) -> str:
    """A length of time, rounded down: 45 seconds, 12 minutes, 26 hours, 3 days."""
    seconds = int(length.total_seconds())
    for unit, size, from_ in (("day", 86_400, 2 * 86_400), ("hour", 3_600, 3_600), ("minute", 60, 60)):
        if seconds >= from_:
            number = seconds // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
