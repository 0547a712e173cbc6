"""What was done that is no change of a record: events, kept for good beside the histories (docs/decisions/trail.md)."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models


class AppendOnly(Exception):
    """The trail is added to; nothing in it is changed or taken away."""

    def __init__(self) -> None:
        super().__init__("What stands in the trail is never changed or deleted.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class AppendOnlyRow(models.Model):
    """A row that is written once. The database refuses what comes by another way (core/append_only.py)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class EventKind(models.TextChoices):
    SIGNED_IN = "signed-in", "Signed in"
    SIGN_IN_FAILED = "sign-in-failed", "Sign-in failed"
    SIGNED_OUT = "signed-out", "Signed out"
    ROLES_CHANGED = "roles-changed", "Roles changed"
    ACCOUNT_CHANGED = "account-changed", "Account changed"
    DOWNLOADED = "downloaded", "Downloaded"
    EXPORTED = "exported", "Exported"
    LOCKED = "locked", "Quarter locked"
    REOPENED = "reopened", "Quarter reopened"
    PUBLISHED = "published", "Report published"
    WITHDRAWN = "withdrawn", "Report withdrawn"
    UPLOAD_APPLIED = "upload-applied", "File of figures applied"
    CHOICES_CHANGED = "choices-changed", "Choices changed"

    @classmethod
    def about_people(cls) -> list[EventKind]:
        """Those that administrators see, and nobody else."""
        return [cls.SIGNED_IN, cls.SIGN_IN_FAILED, cls.SIGNED_OUT, cls.ROLES_CHANGED, cls.ACCOUNT_CHANGED]


class EventQuerySet(AppendOnlyQuerySet):
    def of(self, subject: models.Model) -> Self:
        """Those about a record."""
        return self.filter(subject_type=subject._meta.label_lower, subject_key=str(subject.pk))


class Event(AppendOnlyRow):
    """Something that somebody did, in a sentence. It names nobody but who did it, and no address of a machine."""

    kind = models.CharField(max_length=16, choices=EventKind)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="who",
        help_text="Empty for the portal itself, and where nobody is known.",
    )
    subject_type = models.CharField(
        max_length=60, blank=True, help_text="The model, such as assurance.report."
    )
    subject_key = models.CharField(max_length=64, blank=True)
    subject_name = models.CharField("about", max_length=200, blank=True, help_text="As it was shown then.")
    sentence = models.CharField("what was done", max_length=300)
    path = models.CharField("address of the page", max_length=300, blank=True)
    request_id = models.CharField("id of the request", max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_key"], name="event_about"),
            models.Index(fields=["kind", "-at", "-id"], name="event_of_kind"),
        ]

    def __str__(self) -> str:
        return self.sentence


class SealedColumns(AppendOnlyRow):
    """The columns of a table that a row's digest was made of, so that a column added later breaks no old seal."""

    table = models.CharField(max_length=63)
    columns = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{len(self.columns)} columns of {self.table}"


class Link(AppendOnlyRow):
    """One row of the trail, sealed: its digest, chained by hash to all that was sealed before (core/chain.py)."""

    number = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap.")
    columns = models.ForeignKey(SealedColumns, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=63)
    row = models.BigIntegerField("key of the row")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the row, in hex.")
    hash = models.CharField(max_length=64, help_text="SHA-256 over the hash before and this link, in hex.")
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["table", "row"], name="row_sealed_once")]

    def __str__(self) -> str:
        return f"Link {self.number}: {self.table} {self.row}"
