"""What the workers do for performance when the queue rings."""

from typing import Any

from celery import shared_task

from core import clock
from core.letters import Outcome
from performance import uploads
from performance.definition import proposal_notices
from performance.reminders import sending

AGAIN_AFTER = 60
"""Seconds, then twice as many each time; the longest wait ends before the queue takes a task for lost (600)."""


@shared_task
def send_reminders() -> None:
    """In office hours: remind those of whom something is due. Told twice, the second time it does nothing."""
    sending.remind(clock.today())


@shared_task
def expire_uploads() -> None:
    """Each night: forget what files of figures said that nobody applied in time."""
    uploads.expire_uploads()


@shared_task(bind=True, max_retries=4)
def send_proposal_letter(self: Any, proposal_id: int, person_id: int) -> None:
    """Write to one person of the assurance team that a KPI was proposed; where the mail server is away, again later."""
    delivery = proposal_notices.send(proposal_id, person_id)
    is_to_try_again = delivery is not None and delivery.outcome is Outcome.LATER
    if is_to_try_again and self.request.retries < self.max_retries:
        raise self.retry(countdown=AGAIN_AFTER * 2**self.request.retries)
