"""One click ends a person's e-mails about returns: the signed link, the stop, and the start."""

from django.core import signing
from django.db import transaction
from django.urls import reverse

from core import clock, trail
from core.letters import address
from organisation.models import User
from performance.models import RemindersStopped

_SALT = "performance.reminders.stop"


def token_of(person: User) -> str:
    """It says who, and cannot be made up."""
    return signing.dumps(person.pk, salt=_SALT)


def stop_url(person: User) -> str:
    """Where one click stops this person's e-mails, signed in or not."""
    return address(reverse("performance:reminders_stop", args=[token_of(person)]))


def person_of(token: str) -> User | None:
    """Whose link it is; nobody for one that was not made here. It does not run out: old e-mails are kept."""
    try:
        number = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=number).first()


@transaction.atomic
def stop(*, person: User) -> bool:
    """No more e-mails about returns to this person, signed in or not. A second click changes nothing: False."""
    User.objects.select_for_update().get(pk=person.pk)
    if RemindersStopped.objects.filter(person=person).exists():
        return False
    trail.save(
        RemindersStopped(person=person, stopped_at=clock.now()),
        by=person,
        reason="Stopped by the link in an e-mail",
    )
    return True


@transaction.atomic
def start_again(*, person: User, by: User) -> bool:
    """E-mails about returns go to this person again. They go already: False."""
    row = RemindersStopped.objects.select_for_update().filter(person=person).first()
    if row is None:
        return False
    trail.delete(row, by=by, reason="Reminders started again")
    return True
