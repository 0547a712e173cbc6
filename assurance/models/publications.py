"""What the organisation has published: which report, proposed and published by two people, and what became of it."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from assurance.models.reports import Report
from core.histories import HistoricalRecords
from organisation.models import Quarter, User


class PublicationState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    PUBLISHED = "published", "Published"
    REPLACED = "replaced", "Replaced by a correction"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Not published"


PUBLIC = (PublicationState.PUBLISHED, PublicationState.REPLACED)
"""What can be read without an account. A report that was replaced stays, and says by what."""


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)

    def current(self) -> Self:
        """The newest word on its quarter and audience: neither replaced nor withdrawn."""
        return self.filter(state=PublicationState.PUBLISHED)

    def waiting(self) -> Self:
        return self.filter(state=PublicationState.PROPOSED)

    def to_confirm(self) -> Self:
        """Withdrawn by one person; nobody else has said yet that it was right."""
        return self.filter(state=PublicationState.WITHDRAWN, confirmed_at=None)

    def withdrawn(self) -> Self:
        """Withdrawn, and nobody's to read at their address: what was wrongly withdrawn can be published again there."""
        address = {name: OuterRef(name) for name in ("quarter", "slug", "version")}
        later = Q(state=PublicationState.WITHDRAWN, pk__gt=OuterRef("pk"))
        there = Publication.objects.filter(Q(state__in=PUBLIC) | later, **address)
        return self.filter(~Exists(there), state=PublicationState.WITHDRAWN)

    def of_the_same(self, publication: "Publication") -> Self:
        """All that was ever proposed for the same quarter and audience."""
        return self.filter(quarter=publication.quarter_id, slug=publication.slug)

    def at(self, *, starts_on: object, slug: str, version: int) -> Self:
        """Of one address; the newest first, as a report that was withdrawn can be published again."""
        return self.filter(quarter__starts_on=starts_on, slug=slug, version=version).order_by("-pk")

    def with_report(self) -> Self:
        """Everything that a page about publications shows, without the packs."""
        return self.select_related("quarter__year", "report__snapshot", "replaces").defer(
            "report__snapshot__pack"
        )


class Publication(models.Model):
    """A ready report that one person proposed for publication and another published; it is never changed.

    Title, quarter, slug and version are those of the day on which it was proposed: they make its address, which
    stays whatever the audience is called later. `in_brief` is of the day on which it was published: it names the
    sections that are printed, which only the snapshot tells. A correction names the publication that it replaces, and
    says what was corrected.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="publications")
    slug = models.SlugField(max_length=80)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=9, choices=PublicationState, default=PublicationState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("for the second person", max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    in_brief = models.CharField("for whom it is, and what stands in it", max_length=600, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements"
    )
    correction = models.CharField("what was corrected", max_length=600, blank=True)
    ended_at = models.DateTimeField("withdrawn or declined at", null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField("why it was withdrawn or declined", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("withdrawal confirmed at", null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-quarter__starts_on", "slug", "-version", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=["proposed", "published", "replaced"]),
                name="report_published_once",
            ),
            models.UniqueConstraint(
                fields=["quarter", "slug"], condition=Q(state="proposed"), name="one_proposal_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["quarter", "slug"], condition=Q(state="published"), name="one_current_publication"
            ),
            models.UniqueConstraint(
                fields=["quarter", "slug", "version"],
                condition=Q(state__in=["published", "replaced"]),
                name="one_public_report_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "replaced"])
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="publication_says_who_published",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("proposed_by")),
                name="publication_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "declined"])
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="ended_publication_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(state="withdrawn", confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("ended_by"))
                ),
                name="withdrawal_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(correction=""), name="correction_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:published_report", kwargs=self.address)

    @property
    def address(self) -> dict[str, object]:
        """What its public addresses are made of."""
        return {"quarter": self.quarter.slug, "slug": self.slug, "version": self.version}

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_to_confirm(self) -> bool:
        """As `to_confirm` asks it of the database."""
        return self.state == PublicationState.WITHDRAWN and self.confirmed_at is None

    @property
    def was_replaced(self) -> bool:
        """Whether a correction of it was ever published: one query."""
        return self.replacements.exclude(published_at=None).exists()


class PublishedFile(models.Model):
    """A publication as a file, stored when it was published and never written again.

    The PDF is the report's own file. `tables` names what an archive of CSV files holds, in its order. The page is what
    is read on the screen; of the facts, each quarter then and now is made. Neither is offered to be taken away.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel workbook"
        JSON = "json", "JSON"
        ZIP = "zip", "CSV files"
        PAGE = "html", "Page"
        FACTS = "facts", "Facts"

    DATA = (Format.XLSX, Format.JSON, Format.ZIP)

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=5, choices=Format)
    file = models.CharField("name in the store", max_length=200)
    size = models.PositiveBigIntegerField("bytes")
    sha256 = models.CharField(max_length=64)
    tables = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "format"], name="published_file_once_a_format")
        ]

    def __str__(self) -> str:
        return f"{self.publication}: {self.get_format_display()}"

    def holds(self, table: str) -> bool:
        return table in {each["slug"] for each in self.tables}
