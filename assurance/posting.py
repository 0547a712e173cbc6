"""The sending of e-mails that wait in rows (`Posted`): each of them once.

A row is claimed by a conditional update before its e-mail goes, and only the holder of the claim writes what became
of it: two workers at once, a worker killed in the middle or a mail server that is down cost nobody the letter, and
bring nobody two.
"""

import logging
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from assurance.models import NoticeState
from assurance.models.notices import Posted
from core import clock
from core.letters import MAY_HAVE_ARRIVED, Delivery, Letter, Outcome, deliver
from performance.models.reminders import LEASE, MOST_ATTEMPTS, wait_after

logger = logging.getLogger(__name__)

P = TypeVar("P", bound=Posted)

WORKER_DIED = f"The portal stopped in the middle of sending: {MAY_HAVE_ARRIVED}"
NOT_WRITTEN = Delivery(Outcome.LATER, "The portal could not write this e-mail.")


def send_all(rows: QuerySet[Any], waiting: QuerySet[Any], send: Callable[[int], Delivery | None]) -> int:
    """Send each that waits, by its key; the number that went. Where the mail server is down, the rest waits for the
    next sweep."""
    give_up_on_dead_workers(rows)
    sent = 0
    for pk in waiting.values_list("pk", flat=True):
        delivery = send(pk)
        sent += bool(delivery and delivery.is_sent)
        if delivery and delivery.of_server:
            break
    return sent


def give_up_on_dead_workers(rows: QuerySet[Any]) -> None:
    """It may have gone just before the worker died: never twice is held to be better than certainly once."""
    left = rows.filter(state=NoticeState.SENDING, claimed_at__lt=clock.wall_now() - LEASE)
    left.update(state=NoticeState.NOT_SENT, failure=WORKER_DIED, claim=None)


def take(waiting: QuerySet[Any], pk: int) -> bool:
    """Claim a row that waits; of two who try, one gets it.

    `waiting` looks at other tables too, so that Django asks it in a subquery; and PostgreSQL, when it has stood at the
    row's lock, looks at the row anew and not at the subquery. That the row waits is therefore asked of the row itself.
    """
    row = waiting.model._default_manager.filter(pk=pk, state=NoticeState.WAITING)
    claimed = row.filter(pk__in=waiting.values("pk")).update(
        state=NoticeState.SENDING,
        claim=uuid.uuid4(),
        claimed_at=clock.wall_now(),
        attempts=F("attempts") + 1,
    )
    return bool(claimed)


def post(row: P, letter_of: Callable[[P], Letter]) -> Delivery:
    """Write the letter of a claimed row, hand it over, and write down what became of it."""
    try:
        letter = letter_of(row)
    except Exception:
        logger.exception("Letter %s (%s) could not be written.", row.pk, row._meta.label)
        delivery = NOT_WRITTEN
    else:
        delivery = deliver(letter)
    _record(row, delivery)
    return delivery


def own(row: Posted) -> QuerySet[Any]:
    """The row as long as the claim is ours."""
    found: QuerySet[Any] = type(row)._default_manager.filter(pk=row.pk, claim=row.claim)
    return found


def _record(row: Posted, delivery: Delivery) -> None:
    """Tried again is only what certainly did not go, and not for ever."""
    again = delivery.outcome == Outcome.LATER and row.attempts < MOST_ATTEMPTS
    state = NoticeState.SENT if delivery.is_sent else NoticeState.WAITING if again else NoticeState.NOT_SENT
    own(row).update(
        state=state,
        claim=None,
        failure=delivery.why[:300],
        sent_at=clock.now() if delivery.is_sent else None,
        try_again_at=clock.wall_now() + wait_after(row.attempts),
    )
