"""Who the reports are for: rows that the assurance team keeps, each with the sections that it reads."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from assurance.audience import SECTIONS, Audience, Detail, SectionChoice
from core.histories import HistoricalRecords
from organisation.models import Directorate
from programmes.models import Part, Programme


class ReportAudienceQuerySet(models.QuerySet["ReportAudience"]):
    def in_use(self) -> Self:
        return self.filter(retired_on=None)

    def on_lock(self) -> Self:
        """Those whose report is due when a quarter, or the last of a year, is locked."""
        return self.in_use().filter(produced_on_lock=True)


class ReportAudience(models.Model):
    """Somebody whom a report is made for: what it is called, how often it comes, and what stands in it.

    `is_main` marks the one whose report makes a locked quarter a reported one, and that the dashboard links to.
    """

    class Frequency(models.TextChoices):
        QUARTERLY = "quarterly", "Every quarter"
        TWO_MONTHLY = "two-monthly", "Every two months"
        ANNUAL = "annual", "Every year, over four quarters"

    class DetailChoice(models.TextChoices):
        FULL = Detail.FULL.value, "Everything"
        EXCEPTIONS = Detail.EXCEPTIONS.value, "Only what is off track"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField("title of the report", max_length=120)
    readers = models.CharField(
        "for", max_length=120, help_text="Who reads it, as it stands on the cover: “Governing Body”."
    )
    purpose = models.TextField("what it is for", blank=True)
    frequency = models.CharField("how often", max_length=12, choices=Frequency, default=Frequency.QUARTERLY)
    detail = models.CharField(max_length=10, choices=DetailChoice, default=DetailChoice.FULL)
    directorate = models.ForeignKey(
        Directorate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="report_audiences",
        help_text="Only this directorate’s KPIs, projects, risks and text.",
    )
    programme = models.ForeignKey(
        Programme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="report_audiences",
        help_text="Only this programme’s projects, milestones, risks and KPIs.",
    )
    part = models.PositiveSmallIntegerField(choices=Part, default=Part.PUBLIC)
    position = models.PositiveSmallIntegerField(default=0)
    produced_on_lock = models.BooleanField("due when a quarter is locked", default=False)
    is_main = models.BooleanField(default=False, editable=False)
    retired_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportAudienceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(directorate=None) | Q(programme=None),
                name="audience_of_directorate_or_programme",
                violation_error_message="Choose a directorate or a programme, not both.",
            ),
            models.UniqueConstraint(fields=["is_main"], condition=Q(is_main=True), name="one_main_audience"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:audience_detail", args=[self.slug])

    @property
    def spans_year(self) -> bool:
        """The report is of a year's four quarters."""
        return self.frequency == self.Frequency.ANNUAL

    @property
    def reads_between_quarters(self) -> bool:
        """Its report can be made of an open quarter, as it stands."""
        return self.frequency == self.Frequency.TWO_MONTHLY

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None

    def frozen(self) -> Audience:
        """As it is now, as a plain value: one query for its sections, where they were not fetched with it."""
        return Audience(
            slug=self.slug,
            name=self.name,
            title=self.title,
            readers=self.readers,
            spans_year=self.spans_year,
            detail=Detail(self.detail),
            part=self.part,
            directorate=self.directorate.slug if self.directorate else "",
            directorate_name=self.directorate.name if self.directorate else "",
            programme=self.programme.slug if self.programme else "",
            programme_name=self.programme.name if self.programme else "",
            sections=tuple(SectionChoice(each.section, each.part) for each in self.sections.all()),
        )


class AudienceSection(models.Model):
    """One section that an audience reads; the positions give the order in which they are printed."""

    audience = models.ForeignKey(ReportAudience, on_delete=models.PROTECT, related_name="sections")
    section = models.CharField(max_length=20, choices=list(SECTIONS.items()))
    position = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(choices=Part, default=Part.PUBLIC)

    history = HistoricalRecords()

    class Meta:
        ordering = ["audience", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["audience", "section"], name="audience_section_once")]

    def __str__(self) -> str:
        return f"{self.audience}: {self.get_section_display()}"
