"""What is done for reports without being asked: the sweep of each minute, and the look at every file each night.

All of it may be done by two at once, late or never for a night: each change is conditional on what it was decided by.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from assurance import jobs, report_notices, store
from assurance.models import PublishedFile, Report, ReportQuerySet, ReportState
from assurance.printing.process import clear_left
from assurance.publishing import committees, files
from core import clock

RING_AGAIN_AFTER = timedelta(seconds=50)
FOLDERS = (jobs.FOLDER, files.FOLDER)
KEEP_PARTS, KEEP_UNNAMED = timedelta(hours=1), timedelta(days=1)


def sweep() -> int:
    """Once a minute: end what no attempt is left for, take back what its worker left, ring for what waits, send the
    letters that wait.

    Gives the number of reports rung for.
    """
    _end_what_stops_workers()
    _take_back()
    rung = sum(jobs.ring(report_id) for report_id in _to_ring_for())
    report_notices.send_waiting()
    committees.send_waiting()
    return rung


def _end_what_stops_workers() -> None:
    for report in _left_by_workers().filter(attempts__gte=jobs.MAX_ATTEMPTS).only("token", "step"):
        same = _left_by_workers().filter(pk=report.pk, token=report.token)
        jobs.give_up(same, jobs.stopped_words(report.step))


def _take_back() -> None:
    _left_by_workers().filter(attempts__lt=jobs.MAX_ATTEMPTS).update(
        state=ReportState.QUEUED, token=None, lease_until=None, sent_at=None, step="", progress=0
    )


def _left_by_workers() -> ReportQuerySet:
    return Report.objects.filter(state=ReportState.RUNNING, lease_until__lt=clock.wall_now())


def _to_ring_for() -> list[uuid.UUID]:
    """What waits and was not rung for just now. Each is marked before it is rung for, so that of two sweeps at once
    one rings; a bell that is not heard takes the mark away."""
    now = clock.wall_now()
    waiting = Report.objects.filter(state=ReportState.QUEUED).filter(
        Q(sent_at=None) | Q(sent_at__lt=now - RING_AGAIN_AFTER)
    )
    ids = list(waiting.order_by("requested_at").values_list("pk", flat=True))
    return [pk for pk in ids if waiting.filter(pk=pk).update(sent_at=now)]


# Files ----------------------------------------------------------------------------------------------------


def clear_half_written() -> int:
    """Each hour: delete what has been half written for an hour, in the store and on this machine: its worker was
    killed. Gives the number; a fault of the disk waits for the next time."""
    before = clock.wall_now() - KEEP_PARTS
    parts = [
        name for folder in FOLDERS for name in store.left_since(folder, before, pattern=f"*{store.PART}")
    ]
    return sum(map(store.discard, parts)) + clear_left(settings.PORTAL_PRINTING, before.timestamp())


def clear_store() -> int:
    """Each night: delete whole files of yesterday that no row names: their worker was killed before it could say
    *ready*, or what was being published was not published after all. Gives their number."""
    left = {name for folder in FOLDERS for name in store.left_since(folder, clock.wall_now() - KEEP_UNNAMED)}
    for model in (Report, PublishedFile):
        left -= set(model.objects.filter(file__in=left).values_list("file", flat=True))
    return sum(map(store.discard, sorted(left)))


def check_files() -> int:
    """Each night: compare every file, those of what is published too, with what was made, so that damage is known
    before somebody needs them.

    Gives the number of damaged ones.
    """
    found = 0
    for report in Report.objects.filter(state=ReportState.READY).only("file", "size", "sha256", "damage"):
        try:
            jobs.open_file(report).close()
        except store.Damaged:
            found += 1
    return found + files.damaged()
