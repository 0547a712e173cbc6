"""What is done by the schedule about people."""

from celery import shared_task

from organisation.signing_in import actions


@shared_task
def clear_ended_sessions() -> None:
    """Each night: nothing of a session outlives it by much, least of all a form that waited in it."""
    actions.clear_ended_sessions()
