"""Reminders of returns, one row for each person and stage, and the people who want none."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from core.histories import HistoricalRecords
from organisation.models import Directorate, Quarter, User
from organisation.rights import Role
from performance.reminders.stages import Stage

MOST_ATTEMPTS = 12
LEASE = timedelta(minutes=10)
"""A worker that holds a reminder for longer has died: no sending takes as long."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=10), timedelta(hours=4)


class ReminderState(models.TextChoices):
    """What became of a reminder."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent yet"
    REFUSED = "refused", "Could not be delivered"
    UNKNOWN = "unknown", "May have been sent"
    NOT_NEEDED = "not-needed", "No longer needed"


def wait_after(attempts: int) -> timedelta:
    """How long a failed sending waits for the next try: 10 minutes, doubled each time, at most 4 hours."""
    return min(_FIRST_WAIT * 2 ** max(attempts - 1, 0), _LONGEST_WAIT)


class ReturnReminderQuerySet(models.QuerySet["ReturnReminder"]):
    def to_send(self, now: datetime) -> Self:
        """What waits, and what failed and whose time to be tried again has come."""
        again = Q(state=ReminderState.FAILED, attempts__lt=MOST_ATTEMPTS, try_again_at__lte=now)
        return self.filter(Q(state=ReminderState.QUEUED) | again)

    def left_by_a_dead_worker(self, now: datetime) -> Self:
        return self.filter(state=ReminderState.SENDING, claimed_at__lt=now - LEASE)

    def of_a_quarter(self, quarter: Quarter) -> Self:
        return self.filter(quarter=quarter).select_related("person", "directorate", "asked_by")


class ReturnReminder(models.Model):
    """One reminder of one return (a directorate's for a quarter) to one person, at one of three stages.

    The constraint is what keeps it one, however often, late or at once the task runs. A row is claimed before its
    e-mail is sent; what happened is written beside it (docs/decisions/reminders.md).
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="reminders")
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=6, choices=Stage)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    role = models.CharField("as whom", max_length=20, choices=Role.choices)
    state = models.CharField(max_length=10, choices=ReminderState, default=ReminderState.QUEUED)
    asked_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who sent it by hand; empty for the schedule.",
    )
    queued_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True, help_text="Of the worker that sends it.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    try_again_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField("why it did not go", max_length=300, blank=True)
    provenance_note = models.CharField(
        max_length=200, blank=True, help_text="For reminders that the demonstration invents."
    )

    objects = ReturnReminderQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "directorate", "queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "directorate", "stage", "person"], name="one_reminder_a_stage_and_person"
            ),
            models.CheckConstraint(
                condition=Q(state=ReminderState.SENT, sent_at__isnull=False)
                | (~Q(state=ReminderState.SENT) & Q(sent_at__isnull=True)),
                name="a_sent_reminder_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(state__in=[ReminderState.QUEUED, ReminderState.SENDING, ReminderState.FAILED]),
                name="reminders_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} of the {self.directorate} return, {self.quarter}: {self.person}"


class RemindersStopped(models.Model):
    """A person who gets no e-mails about returns any more. Taken away, they begin again; the history keeps both."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="reminders_stopped")
    stopped_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["stopped_at"]
        verbose_name_plural = "people whose reminders are stopped"

    def __str__(self) -> str:
        return f"No reminders: {self.person}"
