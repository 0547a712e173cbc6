"""Tells those who asked for a report, by e-mail, that it is ready, or why it is not: each of them once.

Who waits stands in a row (`ReportNotice`) beside the report, and is written to as assurance/posting.py says.
"""

import uuid

from django.template.loader import render_to_string

from assurance import posting
from assurance.models import NoticeState, Report, ReportNotice, ReportState
from core import clock
from core.letters import Delivery, Letter, address
from organisation.models import User
from organisation.rights import Permission

NOT_MADE = "Could not be made"
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
    waiting = ReportNotice.objects.to_send(clock.wall_now())
    if report_id:
        waiting = waiting.filter(report=report_id)
    return posting.send_all(ReportNotice.objects.all(), waiting, _send)


def _send(pk: int) -> Delivery | None:
    """Claim one notice, send its letter and write down what became of it; None when another worker has it."""
    notice = claim(pk)
    if notice is None:
        return None
    if not notice.person.may(Permission.VIEW):
        posting.own(notice).update(state=NoticeState.NOT_NEEDED, failure=NOT_THEIRS, claim=None)
        return None
    return posting.post(notice, letter_of)


def claim(pk: int) -> ReportNotice | None:
    """Take a notice that waits; of two who try, one gets it."""
    if not posting.take(ReportNotice.objects.to_send(clock.wall_now()), pk):
        return None
    rows = ReportNotice.objects.select_related(
        "report__snapshot__quarter__year", "report__cancelled_by", "person"
    )
    return rows.defer("report__snapshot__pack").get(pk=pk)


def letter_of(notice: ReportNotice) -> Letter:
    """What the person reads: how it ended, and the page of the report; never the file itself."""
    report = notice.report
    word = {ReportState.READY: "Ready", ReportState.CANCELLED: "Cancelled"}.get(
        ReportState(report.state), NOT_MADE
    )
    if report.damage:
        word = NOT_MADE
    context = {"report": report, "person": notice.person, "link": address(report.get_absolute_url())}
    return Letter(
        to=notice.person.email,
        subject=f"{word}: {report}",
        text=render_to_string("assurance/email/report.txt", context),
        html=render_to_string("assurance/email/report.html", context),
    )
