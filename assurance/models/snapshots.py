"""What a quarter said: the snapshot taken when it was locked, and the kept pack of one that is open."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.utils.dateparse import parse_datetime

from organisation.models import Quarter, QuarterState, User


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def newest(self) -> Self:
        """The highest version of each quarter."""
        newer = Snapshot.objects.filter(quarter=OuterRef("quarter"), version__gt=OuterRef("version"))
        return self.filter(~Exists(newer))

    def of_locked_quarters(self) -> Self:
        """Those whose quarter is locked now: one that was reopened can still change."""
        return self.filter(quarter__state__in=[QuarterState.LOCKED, QuarterState.REPORTED])

    def with_was_reported(self) -> Self:
        """Each with whether a report of it was ready once (`was_reported`)."""
        reported = Snapshot.objects.filter(pk=OuterRef("pk"), reports__ready_at__isnull=False)
        return self.annotate(was_reported=Exists(reported))


class SnapshotsOfLocks(models.Manager.from_queryset(SnapshotQuerySet)):  # type: ignore[misc]
    """Those taken at a lock. A position is found through its report, or by whoever asks for it (`Snapshot.every`)."""

    def get_queryset(self) -> SnapshotQuerySet:
        found: SnapshotQuerySet = super().get_queryset().filter(is_position=False)
        return found


class Snapshot(models.Model):
    """Everything a report of a quarter needs, frozen when the quarter is locked. It is never changed.

    A *position* is the same of a quarter that is still open, taken for one report of an audience that reads between
    quarters (docs/decisions/audiences.md). It is no version of the quarter, and nothing is restated against it.

    `pack` is the assurance pack as JSON (see assurance/pack.py); `sha256` is the digest of its canonical text.
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="snapshots")
    version = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    schema = models.PositiveSmallIntegerField(help_text="Version of the pack's shape.")
    pack = models.JSONField()
    sha256 = models.CharField(max_length=64)
    is_position = models.BooleanField(default=False)

    objects = SnapshotsOfLocks()
    every = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "is_position", "version"], name="snapshot_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quarter}, version {self.version}"

    @property
    def cut_off(self) -> datetime:
        """The moment whose figures it holds; it may have been taken later. Asks for that alone, not the pack."""
        (written,) = Snapshot.every.filter(pk=self.pk).values_list(KT("pack__head__cut_off")).get()
        return (parse_datetime(written) if written else None) or self.taken_at

    @property
    def words(self) -> str:
        """Snapshot 2 of a locked quarter; position 2 of an open one, which is no version of it."""
        return f"{'position' if self.is_position else 'snapshot'} {self.version}"


class KeptPack(models.Model):
    """The parts of an open quarter's pack as they were last assembled, so that not every look assembles them again.

    Only a copy: whatever stands here can be thrown away. `parts` holds each part as JSON with the mark of the changes
    that it shows and the second at which it was assembled (see assurance/live.py).
    """

    quarter = models.OneToOneField(
        Quarter, on_delete=models.PROTECT, primary_key=True, related_name="kept_pack"
    )
    parts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.quarter}, as last assembled"
