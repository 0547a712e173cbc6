"""Shared building stones of the models: where a figure is from and who changed it; what was last done by itself."""

from datetime import datetime

from django.db import models

from core import clock
from core.events import Event, EventKind, Link, SealedColumns
from core.provenance import Provenance

__all__ = ["Event", "EventKind", "LastDone", "Link", "Provenanced", "SealedColumns"]


class Provenanced(models.Model):
    """A row that says where it is from (design: "Provenance"), with the document or file it was read in."""

    provenance = models.CharField(max_length=12, choices=Provenance.choices)
    source = models.CharField(
        "where it is from",
        max_length=250,
        blank=True,
        help_text="The document, file or record it was taken from.",
    )

    class Meta:
        abstract = True

    @property
    def is_illustrative(self) -> bool:
        """Whether it was invented for the demonstration, and must be marked so."""
        return self.provenance == Provenance.ILLUSTRATIVE


class LastDoneQuerySet(models.QuerySet["LastDone"]):
    def note(self, what: str, *, note: str = "") -> None:
        """It was done just now: of one thing the last time alone is kept."""
        self.update_or_create(what=what, defaults={"at": clock.wall_now(), "note": note})

    def moments(self) -> dict[str, datetime]:
        return dict(self.values_list("what", "at"))


class LastDone(models.Model):
    """When something that goes on by itself was last done, on the real clock: so that its silence is noticed."""

    SCHEDULE = "schedule"
    """The schedule rang, the queue carried it, and a worker heard it."""
    BACKUP = "backup"
    SEALED = "sealed"
    """The trail, up to the link and its hash that are noted."""

    what = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    objects = LastDoneQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.what}, {self.at:%Y-%m-%d %H:%M}"
