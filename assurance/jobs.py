"""The making of a report: the row is the truth, the queue is only a doorbell (docs/decisions/report-jobs.md).

A row is claimed by a conditional update that writes a token and a lease and counts the attempt *before* any work;
after that, only the holder of the token may write to it. So a message may be lost, come twice or come late, a worker
may be killed at any point, and two workers may hold the same message: the row ends ready or failed, once.
Leases are measured on the real clock, whatever day the portal stands on.
"""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from kombu.exceptions import OperationalError
from pydantic import ValidationError

from assurance import pack as packs
from assurance import store
from assurance.models import Report, ReportState, Snapshot
from core import clock, trail
from organisation.models import Quarter, QuarterState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
"""How long a claim holds without a sign of life. Every step renews it, and a heartbeat within a long step: laying out
a report is one step, and may take longer than this."""
BEAT = timedelta(seconds=30)
RING_AGAIN_AFTER = timedelta(seconds=50)
FOLDER = "reports"
KEEP_PARTS, KEEP_UNNAMED = timedelta(hours=1), timedelta(days=1)
MAX_ATTEMPTS = 3

READ, RENDER, STORE = "Read the snapshot", "Make the pages", "Store the file"
PHASES = (READ, RENDER, STORE)
"""What the person who waits sees, in order; the renderer names its own steps within the second."""
RENDER_FROM, RENDER_TO = 5, 95
"""The renderer's own 0 to 100 lies between these percentages."""

STOPPED = f"The worker stopped {MAX_ATTEMPTS} times while rendering. Its log says why."
TOO_LONG = "Rendering took longer than four minutes and was stopped."


class LostLease(Exception):
    """The row belongs to another worker by now, or is finished: whoever raises this writes nothing more."""


class Unreadable(Exception):
    """Why a snapshot cannot be rendered, in a sentence."""


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
        return False
    except Exception:
        logger.exception("The queue fails; report %s waits for the sweep.", report_id)
        return False
    Report.objects.filter(pk=report_id, state=ReportState.QUEUED).update(sent_at=clock.wall_now())
    return True


def ring_after_commit(report_id: uuid.UUID) -> None:
    transaction.on_commit(partial(ring, report_id))


def sweep() -> int:
    """Once a minute: end what no attempt is left for, take back what its worker left, ring for what waits.

    Gives the number of reports rung for. What stopped workers left in the store is cleared away, too.
    """
    now = clock.wall_now()
    left = Report.objects.filter(state=ReportState.RUNNING, lease_until__lt=now)
    left.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=ReportState.FAILED, failure=STOPPED, token=None, lease_until=None
    )
    left.filter(attempts__lt=MAX_ATTEMPTS).update(
        state=ReportState.QUEUED, token=None, lease_until=None, sent_at=None, step="", progress=0
    )
    waiting = Report.objects.filter(state=ReportState.QUEUED).filter(
        Q(sent_at=None) | Q(sent_at__lt=now - RING_AGAIN_AFTER)
    )
    rung = sum(ring(pk) for pk in waiting.order_by("requested_at").values_list("pk", flat=True))
    clear_store()
    return rung


def clear_store() -> int:
    """Delete half-written files after an hour, and after a day whole ones that no row names: their worker was killed
    before it could say *ready*. Gives their number; a fault of the disk waits for the next sweep."""
    left = store.left_since(FOLDER, clock.wall_now() - KEEP_PARTS, clock.wall_now() - KEEP_UNNAMED)
    if not left:
        return 0
    named = set(Report.objects.filter(file__in=left).values_list("file", flat=True))
    return sum(store.discard(name) for name in left if name not in named)


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


@contextmanager
def heartbeat(held: Claim) -> Iterator[None]:
    """Renew the lease every BEAT while the block works, from a thread that ends with it.

    A worker that is killed takes the thread along, so that its lease runs out as before.
    """
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(held, over), name=f"heartbeat-{held.report_id}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()


def _beat(held: Claim, over: threading.Event) -> None:
    """Until the work is over, the claim is lost, or no worker may work any longer: what hangs is taken back."""
    last = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
    try:
        while not over.wait(BEAT.total_seconds()) and time.monotonic() < last:
            try:
                _write(held, lease_until=clock.wall_now() + LEASE)
            except DatabaseError as fault:
                logger.warning("The lease of report %s was not renewed (%s).", held.report_id, fault)
                connection.close()
    except LostLease:
        logger.info("Report %s is held by another worker, or finished: its heartbeat ends.", held.report_id)
    finally:
        connection.close()


def finish(held: Claim, stored: store.Stored, *, pages: int, seconds: float) -> None:
    """Ready, with its file; the first quarterly report of a locked quarter makes it reported."""
    with transaction.atomic():
        _write(
            held,
            state=ReportState.READY,
            file=stored.name,
            size=stored.size,
            sha256=stored.sha256,
            pages=pages,
            seconds=Decimal(f"{seconds:.2f}"),
            ready_at=clock.now(),
            token=None,
            lease_until=None,
            step="",
            progress=100,
        )
        _mark_reported(held.report_id)


def fail(held: Claim, why: str) -> None:
    """Failed, with the reason in words. A claim lost meanwhile leaves the row to its new holder."""
    try:
        _write(held, state=ReportState.FAILED, failure=why, token=None, lease_until=None)
    except LostLease:
        logger.info("Report %s was taken over before its failure was noted: %s", held.report_id, why)


def _write(held: Claim, **changes: object) -> None:
    """A conditional update: only while the row is running and carries our token."""
    mine = Report.objects.filter(pk=held.report_id, state=ReportState.RUNNING, token=held.token)
    if not mine.update(**changes):
        raise LostLease(f"Report {held.report_id} belongs to another worker, or is finished.")


def _mark_reported(report_id: uuid.UUID) -> None:
    quarter = Quarter.objects.select_for_update(of=("self",), no_key=True).get(snapshots__reports=report_id)
    is_quarterly = Report.objects.filter(pk=report_id, kind=Report.Kind.QUARTERLY).exists()
    if is_quarterly and quarter.state == QuarterState.LOCKED:
        quarter.state, quarter.reported_at = QuarterState.REPORTED, clock.now()
        trail.save(quarter, by=None, reason="Its first report is ready")


# The work -------------------------------------------------------------------------------------------------


def run(report_id: uuid.UUID) -> None:
    """Make one report from its snapshot, if it is there to be made. Safe to be told twice."""
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
    except Unreadable as reason:
        logger.warning("Report %s cannot be made: %s", report_id, reason)
        fail(held, str(reason))
    except Exception as error:
        logger.exception("Report %s failed.", report_id)
        fail(held, _in_words(held, error))


def _make(held: Claim) -> None:
    from assurance.rendering import render_report

    started = time.monotonic()
    report = Report.objects.select_related("snapshot__quarter__year").get(pk=held.report_id)
    note_progress(held, READ, 1)
    snapshots = snapshots_for(report)
    with heartbeat(held):
        rendered = render_report(
            read(report.snapshot),
            kind=report.kind,
            report_id=str(report.pk),
            version=report.version,
            on_step=lambda step, percent: note_progress(held, step, _within_rendering(percent)),
            packs_of_year=[read(snapshot) for snapshot in snapshots],
        )
        note_progress(held, STORE, RENDER_TO)
        stored = store.keep(file_name(report, rendered.pdf), rendered.pdf)
    finish(held, stored, pages=rendered.pages, seconds=time.monotonic() - started)


def snapshots_for(report: Report) -> list[Snapshot]:
    """What an annual report is made of: the year's four snapshots as they were when it was asked for, in order."""
    if report.kind != Report.Kind.ANNUAL:
        return []
    sources = list(report.sources.select_related("quarter").order_by("quarter__starts_on"))
    if len(sources) < 4:
        raise Unreadable("An annual report needs all four quarters of the year locked.")
    return sources


def read(snapshot: Snapshot) -> packs.AssurancePack:
    """The pack of a snapshot, after its digest and the version of its shape have been checked."""
    if snapshot.schema != packs.SCHEMA:
        raise Unreadable(
            f"The snapshot of {snapshot.quarter} was taken by an older portal and cannot be read by this one. "
            "Reopen the quarter and lock it again to take a new one."
        )
    if packs.digest(snapshot.pack) != snapshot.sha256:
        raise Unreadable(
            f"The snapshot of {snapshot.quarter} is not the one that was frozen: its SHA-256 differs."
        )
    try:
        return packs.from_json(snapshot.pack)
    except ValidationError as misfit:
        logger.warning("Snapshot %s has another shape, at %d places.", snapshot.pk, misfit.error_count())
        raise Unreadable(
            f"The snapshot of {snapshot.quarter} is not of the shape that this portal reads. "
            "Reopen the quarter and lock it again to take a new one."
        ) from misfit


def file_name(report: Report, content: bytes) -> str:
    """Named by its content: a second worker that makes the same report writes the same file."""
    return f"{FOLDER}/{report.snapshot.quarter.slug}/{report.pk}/{sha256(content).hexdigest()[:16]}.pdf"


def _within_rendering(percent: int) -> int:
    return RENDER_FROM + max(0, min(100, percent)) * (RENDER_TO - RENDER_FROM) // 100


def _in_words(held: Claim, error: Exception) -> str:
    """What failed and at which step, for the person who asked."""
    step = Report.objects.filter(pk=held.report_id).values_list("step", flat=True).first() or READ
    words = str(error).strip() or "no reason given"
    return f"At the step “{step}”: {words} ({type(error).__name__})."
