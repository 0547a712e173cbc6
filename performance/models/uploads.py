"""Files of figures that somebody sent: checked, waiting for a decision, applied or left."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clock
from organisation.models import Directorate, Quarter, User
from organisation.rights import Permission


class UploadKind(models.TextChoices):
    WORKBOOK = "workbook", "Workbook of a return"
    HISTORY = "history", "Figures of earlier periods"


class UploadState(models.TextChoices):
    """A file with an error in it is not kept; one that was checked waits until somebody decides."""

    CHECKED = "checked", "Checked, not applied"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"
    EXPIRED = "expired", "Waited too long"


class FigureUploadQuerySet(models.QuerySet["FigureUpload"]):
    def visible_to(self, user: User) -> Self:
        """One's own; workbooks of a directorate for which one files; history for those who import it."""
        own = self.filter(uploaded_by=user)
        ids = user.directorate_ids_for(Permission.FILE_RETURNS)
        shared = Q(kind=UploadKind.WORKBOOK, directorate_id__in=ids or ())
        if user.may(Permission.IMPORT_HISTORY):
            shared |= Q(kind=UploadKind.HISTORY)
        return own | self.filter(shared)

    def of_return(self, directorate: Directorate, quarter: Quarter) -> Self:
        return self.filter(kind=UploadKind.WORKBOOK, directorate=directorate, quarter=quarter)

    def of_history(self) -> Self:
        return self.filter(kind=UploadKind.HISTORY)

    def standing(self) -> Self:
        """Applied, or still waiting: what the same file sent again would repeat."""
        waiting = Q(state=UploadState.CHECKED, expires_at__gt=clock.now())
        return self.filter(waiting | Q(state=UploadState.APPLIED))

    def overdue(self) -> Self:
        """Nobody decided in time."""
        return self.filter(state=UploadState.CHECKED, expires_at__lte=clock.now())

    def twin_of(self, sha256: str) -> "FigureUpload | None":
        """The same file, byte for byte, that was sent before."""
        return self.standing().filter(sha256=sha256).order_by("-pk").first()


class FigureUpload(models.Model):
    """One file of figures that was read without an error: who sent it, what it says, and what became of it.

    `payload` holds what was understood, in the form that its kind applies, until somebody decides or it expires; the
    file itself is not kept.
    """

    kind = models.CharField(max_length=8, choices=UploadKind)
    state = models.CharField(max_length=9, choices=UploadState, default=UploadState.CHECKED)
    directorate = models.ForeignKey(
        Directorate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    quarter = models.ForeignKey(Quarter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField("SHA-256 of the file", max_length=64)
    size = models.PositiveIntegerField("bytes")
    payload = models.JSONField(default=dict)
    outcome = models.CharField("what it changed", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="figure_uploads")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = FigureUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "file of figures"
        verbose_name_plural = "files of figures"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=UploadKind.HISTORY) | Q(directorate__isnull=False, quarter__isnull=False),
                name="workbook_is_of_a_return",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.APPLIED) | Q(applied_at__isnull=False),
                name="applied_upload_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.DISCARDED)
                | Q(discarded_at__isnull=False, discarded_by__isnull=False),
                name="discarded_upload_says_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="upload_by_file")]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.uploaded_by}"

    def get_absolute_url(self) -> str:
        if self.kind == UploadKind.HISTORY or self.quarter is None or self.directorate is None:
            return reverse("performance:history_upload", args=[self.pk])
        where = [self.quarter.slug, self.directorate.slug, self.pk]
        return reverse("performance:workbook_upload", args=where)

    @classmethod
    def checked(cls, *, by: User, **fields: Any) -> Self:
        """An unsaved row for a file that was read, waiting for a decision."""
        now = clock.now()
        return cls(
            uploaded_by=by,
            uploaded_at=now,
            expires_at=now + timedelta(days=settings.PORTAL_UPLOAD_DAYS),
            **fields,
        )

    def settle(self, state: UploadState) -> None:
        """It waits no longer. What it said is forgotten but for the KPI that was chosen, by which it is known again."""
        self.state = state
        self.payload = {key: self.payload[key] for key in ("chosen",) if key in self.payload}

    @property
    def is_waiting(self) -> bool:
        return self.state == UploadState.CHECKED and self.expires_at > clock.now()

    @property
    def is_applied(self) -> bool:
        return self.state == UploadState.APPLIED
