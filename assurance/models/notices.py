"""Who is told by e-mail what became of a report, and what every waiting e-mail has."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from assurance.models.reports import Report, ReportState
from organisation.models import User


class NoticeState(models.TextChoices):
    """What became of an e-mail that waits in a row."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    NOT_SENT = "not-sent", "Not sent"
    NOT_NEEDED = "not-needed", "Not needed"


class Posted(models.Model):
    """An e-mail that waits in a row. It is claimed before it is sent, and only the holder of the claim writes what
    became of it (assurance/posting.py), so that nobody is told twice."""

    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    try_again_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField("why it did not go", max_length=300, blank=True)

    class Meta:
        abstract = True


class ReportNoticeQuerySet(models.QuerySet["ReportNotice"]):
    def to_send(self, now: datetime) -> Self:
        """Of reports that are finished, whatever way; a letter that did not go waits for its time to be tried again."""
        in_time = Q(try_again_at=None) | Q(try_again_at__lte=now)
        finished = Q(report__state__in=[ReportState.READY, ReportState.FAILED, ReportState.CANCELLED])
        return self.filter(in_time, finished, state=NoticeState.WAITING)


class ReportNotice(Posted):
    """Somebody who asked for a report, or joined the asking, and is told by e-mail when it is ready or has failed."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReportNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="one_notice_a_report_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.person}"
