"""Reports rendered from a snapshot: the rows that are the truth about the jobs."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from assurance import audience as audiences
from assurance.audience import Audience
from assurance.models.audiences import ReportAudience
from assurance.models.snapshots import Snapshot
from organisation.models import User
from organisation.rights import Permission


class ReportState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Those who produce reports see every one; others those that were ready once, even while a damaged file
        is made again. A position of an open quarter is for those who may read its figures."""
        if user.may(Permission.PRODUCE_REPORTS):
            return self
        if not user.may(Permission.VIEW):
            return self.none()
        ready = self.exclude(ready_at=None)
        return ready if user.may(Permission.VIEW_OPEN_QUARTERS) else ready.exclude(snapshot__is_position=True)

    def newer_than(self, report: "Report") -> Self:
        """Later versions of the same report that are ready, the newest first. Of a position, that is the report of the
        locked quarter before any later position; a position is never newer than that."""
        is_position = report.snapshot.is_position
        later = Q(snapshot__is_position=is_position, version__gt=report.version)
        if is_position:
            later |= Q(snapshot__is_position=False)
        same = self.filter(audience=report.audience_id, snapshot__quarter=report.snapshot.quarter_id)
        return same.filter(later, state=ReportState.READY).order_by("snapshot__is_position", "-version")

    def unfinished(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])

    def to_try_again(self) -> Self:
        """Failed, cancelled, or ready with a file that was found damaged."""
        damaged = Q(state=ReportState.READY) & ~Q(damage="")
        return self.filter(Q(state__in=[ReportState.FAILED, ReportState.CANCELLED]) | damaged)


class Report(models.Model):
    """A report rendered from a snapshot: the row is the truth about the job, the queue is only a doorbell.

    A worker claims the row by a conditional update that writes a token and a lease (`lease_until`, wall-clock time)
    and counts the attempt before any work; only the holder of the token may write progress or the outcome.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audience = models.ForeignKey(ReportAudience, on_delete=models.PROTECT, related_name="reports")
    description = models.JSONField(
        "the audience as it was when the report was asked for",
        default=dict,
        help_text="What is printed depends on this and on the snapshot, so that a retry makes the same file.",
    )
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reports")
    sources = models.ManyToManyField(
        Snapshot,
        blank=True,
        related_name="annual_reports",
        help_text="Of an annual report: the four snapshots of the year, chosen when it was asked for.",
    )
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=ReportState, default=ReportState.QUEUED)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("doorbell last rung (wall clock)", null=True, blank=True, editable=False)
    step = models.CharField(max_length=60, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    failure = models.TextField(
        blank=True, help_text="Why it failed; of a queued one, why its last attempt did."
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.CharField("name in the store", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("bytes", null=True, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    data_sha256 = models.CharField("SHA-256 of the JSON inside the file", max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    seconds = models.DecimalField("time to render (s)", max_digits=8, decimal_places=2, null=True, blank=True)
    damage = models.TextField("what is wrong with the stored file", blank=True)
    damage_found_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "audience", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["snapshot", "audience"],
                condition=Q(state__in=["queued", "running"]),
                name="one_report_in_the_making",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (~Q(file="") & ~Q(sha256="") & Q(size__gt=0) & Q(ready_at__isnull=False)),
                name="ready_report_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""), name="failed_report_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False),
                name="cancelled_report_says_when",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period_label}, {self.issue}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:report_detail", args=[self.pk])

    @property
    def made_for(self) -> Audience:
        """The audience as it was when the report was asked for."""
        return audiences.from_json(self.description)

    @property
    def title(self) -> str:
        return str(self.description["title"])

    @property
    def spans_year(self) -> bool:
        return bool(self.description["spans_year"])

    @property
    def issue(self) -> str:
        """Version 2 of a locked quarter's report; position 2 of one that was open. Each is counted for itself."""
        return f"{'position' if self.snapshot.is_position else 'version'} {self.version}"

    @property
    def period_label(self) -> str:
        """The quarter, or the year, that it is of."""
        quarter = self.snapshot.quarter
        return str(quarter.year.label if self.spans_year else quarter.label)

    @property
    def is_unfinished(self) -> bool:
        return self.state in (ReportState.QUEUED, ReportState.RUNNING)

    @property
    def can_be_tried_again(self) -> bool:
        """As `to_try_again` asks it of the database."""
        is_damaged = self.state == ReportState.READY and bool(self.damage)
        return self.state in (ReportState.FAILED, ReportState.CANCELLED) or is_damaged

    @property
    def made_of(self) -> list[Snapshot]:
        """The snapshot that it is made of, or those of its year in their order; without their packs."""
        if not self.spans_year:
            return [self.snapshot]
        of_year = self.sources.select_related("quarter__year").defer("pack").order_by("quarter__starts_on")
        return list(of_year) or [self.snapshot]

    def is_made_of(self, sources: Iterable[Snapshot]) -> bool:
        """Whether these are the snapshots of the year that it was asked for with; a quarterly report has none."""
        return set(self.sources.values_list("pk", flat=True)) == {source.pk for source in sources}
