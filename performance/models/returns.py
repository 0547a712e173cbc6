"""One directorate's KPIs for one quarter."""

from datetime import datetime
from typing import Self

from django.db import models
from django.urls import reverse

from core import periods
from core.histories import HistoricalRecords
from organisation.models import Directorate, Quarter, User
from organisation.rights import Permission


class ReturnState(models.TextChoices):
    """Where a directorate's return stands. Locked follows from the quarter."""

    NOT_STARTED = "not-started", "Not started"
    IN_PROGRESS = "in-progress", "In progress"
    SUBMITTED = "submitted", "Submitted"
    SIGNED_OFF = "signed-off", "Signed off"
    LOCKED = "locked", "Locked"


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: User) -> Self:
        ids = user.directorate_ids_for(Permission.VIEW_RETURNS)
        return self if ids is None else self.filter(directorate_id__in=ids)

    def of(self, quarter: periods.Quarter, directorate_slug: str) -> Self:
        return self.filter(quarter__starts_on=quarter.starts_on, directorate__slug=directorate_slug)


class Return(models.Model):
    """One directorate's KPIs for one quarter, on their way from draft to signed off."""

    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="returns")
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=11, choices=ReturnState, default=ReturnState.NOT_STARTED)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When it had come in at the first lock: what is corrected after a reopening is not late by that.",
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    provenance_note = models.CharField(
        max_length=200, blank=True, help_text="For returns that the demonstration invents."
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReturnQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["quarter", "directorate"]
        constraints = [
            models.UniqueConstraint(fields=["directorate", "quarter"], name="one_return_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.directorate} return, {self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("performance:return_detail", args=[self.quarter.slug, self.directorate.slug])

    @property
    def came_at(self) -> datetime | None:
        """The moment by which it is on time or late: the last submission before the quarter was first locked."""
        return self.returned_at or self.submitted_at
