"""The making of a report: the row is the truth, the queue is only a doorbell (docs/decisions/report-jobs.md).

A row is claimed by a conditional update that writes a token and a lease and counts the attempt *before* any work;
after that, only the holder of the token may write to it. So a message may be lost, come twice or come late, a worker
may be killed at any point, and two workers may hold the same message: the row ends ready or failed, once.
Leases are measured on the real clock, whatever day the portal stands on.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import IO, Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Coalesce
from kombu.exceptions import OperationalError

from assurance import report_notices, store
from assurance.lease import LostLease, heartbeat
from assurance.models import Report, ReportQuerySet, ReportState, Snapshot
from assurance.publishing import committees
from assurance.quarter_workflow import is_reported_by_a_report
from assurance.report_source import Unreadable, contents_of
from core import clock, trail
from organisation.models import Quarter, QuarterState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long a claim holds without a sign of life. Every step renews it, and a heartbeat within a long step: laying out
a report is one step, and may take longer than this."""
BEAT = timedelta(seconds=3)
"""So long a worker may go on after its report was cancelled."""
FOLDER = "reports"
MAX_ATTEMPTS = 3

READ, RENDER, STORE = "Read the snapshot", "Make the pages", "Store the file"
PHASES = (READ, RENDER, STORE)
"""What the person who waits sees, in order; the renderer names its own steps within the second."""
RENDER_FROM, RENDER_TO = 5, 95
"""The renderer's own 0 to 100 lies between these percentages."""

TOO_LONG = "Rendering took longer than four minutes and was stopped."
OTHER_FILE = (
    "The portal has changed since, and makes another file of this snapshot now than the one that was issued, "
    "so it is not put in its place. Make a new version."
)


class OtherFile(Exception):
    """What was made is not the file that was issued, and does not take its place."""


@dataclass(frozen=True)
class Claim:
    """The right to make one report, as long as the token stands in its row."""

    report_id: uuid.UUID
    token: uuid.UUID


# The doorbell ---------------------------------------------------------------------------------------------


def ring(report_id: uuid.UUID) -> bool:
    """Tell the workers that a report waits. Called after the commit, so that no failure may be an error page: what
    is asked for stands in its row, and the sweep rings again."""
    from assurance.tasks import render_report

    try:
        render_report.delay(str(report_id))
    except (OperationalError, OSError) as silence:
        logger.warning("The queue does not answer (%s); report %s waits for the sweep.", silence, report_id)
        _rung(report_id, None)
        return False
    except Exception:
        logger.exception("The queue fails; report %s waits for the sweep.", report_id)
        _rung(report_id, None)
        return False
    _rung(report_id, clock.wall_now())
    return True


def _rung(report_id: uuid.UUID, at: datetime | None) -> None:
    Report.objects.filter(pk=report_id, state=ReportState.QUEUED).update(sent_at=at)


def ring_after_commit(report_id: uuid.UUID) -> None:
    transaction.on_commit(partial(ring, report_id))


# The claim ------------------------------------------------------------------------------------------------


def claim(report_id: uuid.UUID) -> Claim | None:
    """Take a report that waits, or whose worker's lease is over; None when there is nothing to take."""
    now, token = clock.wall_now(), uuid.uuid4()
    free = Q(state=ReportState.QUEUED) | Q(state=ReportState.RUNNING, lease_until__lt=now)
    taken = Report.objects.filter(free, pk=report_id, attempts__lt=MAX_ATTEMPTS).update(
        state=ReportState.RUNNING,
        token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        step=READ,
        progress=0,
        failure="",
    )
    return Claim(report_id, token) if taken else None


def note_progress(held: Claim, step: str, percent: int) -> None:
    """Write the step and renew the lease. Raises LostLease when the row is not ours any more."""
    _write(held, step=step[:60], progress=max(0, min(100, percent)), lease_until=clock.wall_now() + LEASE)


def finish(held: Claim, stored: store.Stored, *, pages: int, seconds: float, data_sha256: str = "") -> None:
    """Ready, with its file; the first report of a locked quarter for the main audience makes it reported."""
    with transaction.atomic():
        _write(
            held,
            state=ReportState.READY,
            file=stored.name,
            size=stored.size,
            sha256=stored.sha256,
            data_sha256=data_sha256,
            pages=pages,
            seconds=Decimal(f"{seconds:.2f}"),
            # A damaged file that was made again is the same file as before.
            ready_at=Coalesce("ready_at", Value(clock.now(), output_field=DateTimeField())),
            token=None,
            lease_until=None,
            step="",
            progress=100,
            failure="",
            damage="",
            damage_found_at=None,
        )
        _mark_reported(held.report_id)
        committees.tell_of_ready(Report.objects.get(pk=held.report_id))


def fail(held: Claim, why: str) -> None:
    """Given up, with the reason in words. A claim lost meanwhile leaves the row to its new holder."""
    if not give_up(_mine(held), why):
        logger.info("Report %s was taken over before its failure was noted: %s", held.report_id, why)


def give_up(row: ReportQuerySet, why: str) -> int:
    """Failed. A report that was issued before stays ready and damaged, so that it is whole again when its file is."""
    ended: dict[str, Any] = {"token": None, "lease_until": None}
    found_at = Coalesce("damage_found_at", Value(clock.now(), output_field=DateTimeField()))
    again = ended | {"damage": why, "damage_found_at": found_at, "failure": "", "step": "", "progress": 100}
    return row.exclude(sha256="").update(state=ReportState.READY, **again) or row.filter(sha256="").update(
        state=ReportState.FAILED, failure=why, **ended
    )


def put_back(held: Claim, why: str) -> None:
    """A fault of the machine and not of the report (disk, network, database): tried again in a minute, until the
    attempts are used up."""
    mine = _mine(held)
    queued = mine.filter(attempts__lt=MAX_ATTEMPTS).update(
        state=ReportState.QUEUED,
        failure=why,
        token=None,
        lease_until=None,
        sent_at=clock.wall_now(),
        step="",
        progress=0,
    )
    if not queued:
        fail(held, why)


def stopped_words(step: str) -> str:
    """Why a report is given up that stopped every worker that tried it."""
    return f"The worker stopped {MAX_ATTEMPTS} times, at last at the step “{step or READ}”. Its log says why."


def _mine(held: Claim) -> ReportQuerySet:
    """The row, while it is running and carries our token."""
    return Report.objects.filter(pk=held.report_id, state=ReportState.RUNNING, token=held.token)


def _write(held: Claim, **changes: object) -> None:
    if not _mine(held).update(**changes):
        raise LostLease(f"Report {held.report_id} belongs to another worker, or is finished.")


def _mark_reported(report_id: uuid.UUID) -> None:
    """What is made late of a snapshot that another lock has replaced reports nothing of the quarter as it is now."""
    quarter = Quarter.objects.select_for_update(of=("self",), no_key=True).get(snapshots__reports=report_id)
    newest = Snapshot.objects.newest().filter(quarter=quarter)
    says_it = Report.objects.filter(pk=report_id, audience__is_main=True, snapshot__in=newest).exists()
    if says_it and is_reported_by_a_report(quarter):
        quarter.state, quarter.reported_at = QuarterState.REPORTED, clock.now()
        trail.save(quarter, by=None, reason="Its first report is ready")


# The work -------------------------------------------------------------------------------------------------


def run(report_id: uuid.UUID) -> None:
    """Make one report from its snapshot, if it is there to be made, and tell those who asked. Safe to be told twice."""
    held = claim(report_id)
    if held is None:
        logger.info("Report %s is being made, made or gone: nothing to do.", report_id)
        return
    try:
        _make(held)
    except LostLease as lost:
        logger.warning("%s", lost)
    except SoftTimeLimitExceeded:
        logger.exception("Report %s took too long.", report_id)
        fail(held, TOO_LONG)
    except (Unreadable, OtherFile) as reason:
        logger.warning("Report %s cannot be made: %s", report_id, reason)
        fail(held, str(reason))
    except (OSError, DatabaseError) as fault:
        logger.exception("Report %s could not be made for now.", report_id)
        put_back(held, _in_words(held, fault))
    except Exception as error:
        logger.exception("Report %s failed.", report_id)
        fail(held, _in_words(held, error))
    report_notices.send_waiting(report_id)
    committees.send_waiting()


def _make(held: Claim) -> None:
    from assurance.rendering import render_report

    started = time.monotonic()
    report = Report.objects.select_related("snapshot__quarter__year").get(pk=held.report_id)
    if store.is_whole(stored_file(report)):  # it was away, and is there again
        finish(
            held,
            stored_file(report),
            pages=report.pages or 0,
            seconds=float(report.seconds or 0),
            data_sha256=report.data_sha256,
        )
        return
    note_progress(held, READ, 1)
    contents = contents_of(report)
    with heartbeat(partial(_renew, held), every=BEAT, name=f"heartbeat-{held.report_id}"):
        rendered = render_report(
            contents,
            on_step=lambda step, percent: note_progress(held, step, _within_rendering(percent)),
        )
        note_progress(held, STORE, RENDER_TO)
        stored = _keep(report, rendered.pdf)
    took = time.monotonic() - started
    finish(held, stored, pages=rendered.pages, seconds=took, data_sha256=rendered.data_sha256)


def _renew(held: Claim) -> None:
    _write(held, lease_until=clock.wall_now() + LEASE)


def _keep(report: Report, content: bytes) -> store.Stored:
    """Store the file. One that takes the place of a damaged one must be the same: an issued report never changes."""
    if report.sha256 and sha256(content).hexdigest() != report.sha256:
        raise OtherFile(OTHER_FILE)
    return store.keep(file_name(report, content), content)


def file_name(report: Report, content: bytes) -> str:
    """Named by its content: a second worker that makes the same report writes the same file."""
    return f"{FOLDER}/{report.snapshot.quarter.slug}/{report.pk}/{sha256(content).hexdigest()[:16]}.pdf"


def stored_file(report: Report) -> store.Stored:
    """The file as it was made, and as it should lie in the store; one that never was is not there."""
    return store.Stored(report.file, report.size or 0, report.sha256)


def open_file(report: Report) -> IO[Any]:
    """The file of a ready report, after it has been compared with what was made. What is wrong with it is noted in
    the row, and taken back when it is right again (a folder that was away for an hour). Raises store.Damaged."""
    try:
        file = store.open_whole(stored_file(report))
    except store.Damaged as damage:
        _note_damage(report, str(damage))
        raise
    if report.damage:
        _note_damage(report, "")
    return file


def _note_damage(report: Report, damage: str) -> None:
    if damage and not report.damage:
        logger.error("The file of report %s: %s", report.pk, damage)
    same_file = Report.objects.filter(pk=report.pk, state=ReportState.READY, file=report.file)
    same_file.exclude(damage=damage).update(damage=damage, damage_found_at=clock.now() if damage else None)


def _within_rendering(percent: int) -> int:
    return RENDER_FROM + max(0, min(100, percent)) * (RENDER_TO - RENDER_FROM) // 100


def _in_words(held: Claim, error: Exception) -> str:
    """What failed and at which step, for the person who asked."""
    step = Report.objects.filter(pk=held.report_id).values_list("step", flat=True).first() or READ
    words = (error.strerror if isinstance(error, OSError) else "") or str(error).strip() or "no reason given"
    return f"At the step “{step}”: {words.rstrip('.')} ({type(error).__name__})."
