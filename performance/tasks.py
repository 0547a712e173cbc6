"""What the workers do for performance when the queue rings."""

from celery import shared_task

from core import clock
from performance import uploads
from performance.reminders import sending


@shared_task
def send_reminders() -> None:
    """In office hours: remind those of whom something is due. Told twice, the second time it does nothing."""
    sending.remind(clock.today())


@shared_task
def expire_uploads() -> None:
    """Each night: forget what files of figures said that nobody applied in time."""
    uploads.expire_uploads()
