"""What the workers do for the portal itself."""

from celery import shared_task

from core import chain
from core.models import LastDone


@shared_task
def tick() -> None:
    """Each minute: a sign that schedule, queue and worker go on. `/health/ready` looks at it."""
    LastDone.objects.note(LastDone.SCHEDULE)


@shared_task
def seal_trail() -> None:
    """Each minute: what was added to the trail is sealed. Of two at once, one leaves it to the other."""
    chain.seal()
