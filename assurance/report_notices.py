"""Tells those who asked for a report, by e-mail, that it is ready, or why it is not: each of them once.

Who waits stands in a row (`ReportNotice`) beside the report. A row is claimed by a conditional update before its e-mail
goes, and only the holder of the claim writes what became of it: two workers at once, a worker killed in the middle
or a mail server that is down cost nobody the letter, and bring nobody two.
"""

import logging
import uuid

from django.db.models import F
from django.template.loader import render_to_string

from assurance.models import NoticeState, Report, ReportNotice, ReportNoticeQuerySet, ReportState
from core import clock
from core.letters import Delivery, Letter, Outcome, address, deliver
from organisation.models import User
from organisation.rights import Permission
from performance.models.reminders import LEASE, MOST_ATTEMPTS, wait_after

logger = logging.getLogger(__name__)

WORKER_DIED = "The portal stopped in the middle of sending: the e-mail may have arrived."
NOT_WRITTEN = Delivery(Outcome.LATER, "The portal could not write this e-mail.")
NOT_THEIRS = "The account was closed, or may not read this report any more."


# Who waits ------------------------------------------------------------------------------------------------


def follow(report: Report, by: User | None) -> None:
    """From now on this person is told what becomes of the report. The portal itself needs no letter."""
    if by is not None:
        ReportNotice.objects.update_or_create(report=report, person=by, defaults=_afresh())


def begin_again(report: Report) -> None:
    """The report is made again: whoever waited for it before is told again."""
    ReportNotice.objects.filter(report=report).update(**_afresh())


def not_needed(report: Report, by: User) -> None:
    """Whoever cancels a report knows what became of it."""
    ReportNotice.objects.filter(report=report, person=by).update(state=NoticeState.NOT_NEEDED, claim=None)


def _afresh() -> dict[str, object]:
    return {
        "state": NoticeState.WAITING,
        "attempts": 0,
        "claim": None,
        "claimed_at": None,
        "try_again_at": None,
        "sent_at": None,
        "failure": "",
    }


# Sending --------------------------------------------------------------------------------------------------


def send_waiting(report_id: uuid.UUID | None = None) -> int:
    """Write to all who wait for reports that are finished, or for this one. Gives the number of letters that went.

    Where the mail server is down, the rest waits for the next sweep.
    """
    _give_up_on_dead_workers()
    waiting = ReportNotice.objects.to_send(clock.wall_now())
    if report_id:
        waiting = waiting.filter(report=report_id)
    sent = 0
    for pk in waiting.values_list("pk", flat=True):
        delivery = _send(pk)
        sent += bool(delivery and delivery.is_sent)
        if delivery and delivery.of_server:
            break
    return sent


def _give_up_on_dead_workers() -> None:
    """It may have gone just before the worker died: never twice is held to be better than certainly once."""
    left = ReportNotice.objects.filter(state=NoticeState.SENDING, claimed_at__lt=clock.wall_now() - LEASE)
    left.update(state=NoticeState.NOT_SENT, failure=WORKER_DIED, claim=None)


def _send(pk: int) -> Delivery | None:
    """Claim one notice, send its letter and write down what became of it; None when another worker has it."""
    notice = claim(pk)
    if notice is None:
        return None
    if not notice.person.may(Permission.VIEW):
        _own(notice).update(state=NoticeState.NOT_NEEDED, failure=NOT_THEIRS, claim=None)
        return None
    delivery = _delivered(notice)
    _record(notice, delivery)
    return delivery


def claim(pk: int) -> ReportNotice | None:
    """Take a notice that waits; of two who try, one gets it."""
    now, token = clock.wall_now(), uuid.uuid4()
    taken = (
        ReportNotice.objects.to_send(now)
        .filter(pk=pk)
        .update(state=NoticeState.SENDING, claim=token, claimed_at=now, attempts=F("attempts") + 1)
    )
    if not taken:
        return None
    rows = ReportNotice.objects.select_related(
        "report__snapshot__quarter__year", "report__cancelled_by", "person"
    )
    return rows.defer("report__snapshot__pack").get(pk=pk)


def _delivered(notice: ReportNotice) -> Delivery:
    try:
        letter = letter_of(notice)
    except Exception:
        logger.exception("The letter about report %s could not be written.", notice.report_id)
        return NOT_WRITTEN
    return deliver(letter)


def letter_of(notice: ReportNotice) -> Letter:
    """What the person reads: how it ended, and the page of the report; never the file itself."""
    report = notice.report
    word = {ReportState.READY: "Ready", ReportState.CANCELLED: "Cancelled"}.get(
        ReportState(report.state), "Could not be made"
    )
    context = {"report": report, "person": notice.person, "link": address(report.get_absolute_url())}
    return Letter(
        to=notice.person.email,
        subject=f"{word}: {report}",
        text=render_to_string("assurance/email/report.txt", context),
        html=render_to_string("assurance/email/report.html", context),
    )


def _record(notice: ReportNotice, delivery: Delivery) -> None:
    """Tried again is only what certainly did not go, and not for ever."""
    again = delivery.outcome == Outcome.LATER and notice.attempts < MOST_ATTEMPTS
    state = NoticeState.SENT if delivery.is_sent else NoticeState.WAITING if again else NoticeState.NOT_SENT
    _own(notice).update(
        state=state,
        claim=None,
        failure=delivery.why[:300],
        sent_at=clock.now() if delivery.is_sent else None,
        try_again_at=clock.wall_now() + wait_after(notice.attempts),
    )


def _own(notice: ReportNotice) -> ReportNoticeQuerySet:
    return ReportNotice.objects.filter(pk=notice.pk, claim=notice.claim)
