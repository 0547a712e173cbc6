"""What the workers do when the queue rings. An id comes in; the row says everything else."""

import uuid

from celery import shared_task
from django.conf import settings

from assurance import actions, jobs, live, upkeep
from assurance.dorset import publishing
from assurance.publishing import schedule
from core import clock


@shared_task
def render_report(report_id: str) -> None:
    """Make one report. Told twice, it does the second time nothing."""
    jobs.run(uuid.UUID(report_id))


@shared_task
def sweep_reports() -> None:
    """Each minute: take back what a stopped worker left, ring again for what waits, and send the letters that wait."""
    upkeep.sweep()
    if settings.PORTAL_DEMONSTRATION:
        publishing.publish_once_ready()


@shared_task
def check_report_files() -> None:
    """Each night: compare every report's file with what was made, and clear away what belongs to none."""
    upkeep.check_files()
    upkeep.clear_store()


@shared_task
def clear_half_written() -> None:
    """Each hour: clear away what killed workers left in the middle of writing."""
    upkeep.clear_half_written()


@shared_task
def produce_due_reports() -> None:
    """Every five minutes: ask for the reports that a lock made due, and that nobody has asked for."""
    schedule.produce_due(clock.now())


@shared_task
def refresh_live_packs() -> None:
    """Each minute: assemble the packs of open quarters anew, so that nobody who looks has to wait for it."""
    live.refresh(today=clock.today())


@shared_task
def open_quarters() -> None:
    """Each day: open the quarters that have ended for their returns."""
    actions.open_quarters(today=clock.today())
