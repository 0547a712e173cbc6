"""What workers do about people: by the schedule, and when the queue rings."""

from typing import Any

from celery import shared_task

from core.letters import Outcome
from organisation.signing_in import actions, password_links

AGAIN_AFTER = 60
"""Seconds, then twice as many each time; the longest wait ends before the queue takes a task for lost (600)."""


@shared_task
def clear_ended_sessions() -> None:
    """Each night: nothing of a session outlives it by much, least of all a form that waited in it."""
    actions.clear_ended_sessions()


@shared_task(bind=True, max_retries=4)
def send_password_link(self: Any, key: int) -> None:
    """Send somebody the link to set a new password. Rung as well for an address that nobody has: then it is nothing."""
    delivery = password_links.send(key)
    is_to_try_again = delivery is not None and delivery.outcome is Outcome.LATER
    if is_to_try_again and self.request.retries < self.max_retries:
        raise self.retry(countdown=AGAIN_AFTER * 2**self.request.retries)
