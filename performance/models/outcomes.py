"""The outcome ambitions, and the levels published of them."""

from django.db import models
from django.urls import reverse

from core.figures import Polarity
from core.histories import HistoricalRecords
from core.models import Provenanced
from organisation.models import FinancialYear
from performance.models.kpis import FIGURE


class OutcomeDomain(models.Model):
    """One of the five domains of the NHS Outcomes Framework."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Domain {self.number}: {self.name}"


class OutcomeAmbition(Provenanced):
    """One of the seven measurable ambitions, with its baseline and whether there is a trajectory at all."""

    number = models.PositiveSmallIntegerField(unique=True)
    domain = models.ForeignKey(OutcomeDomain, on_delete=models.PROTECT, related_name="ambitions")
    name = models.TextField("ambition, as published")
    short_name = models.CharField(max_length=90)
    measure = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    polarity = models.CharField(max_length=8, choices=Polarity.choices)
    baseline = models.DecimalField(**FIGURE)
    baseline_printed = models.CharField(max_length=80, blank=True)
    baseline_period = models.CharField("year of the baseline", max_length=40, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.short_name}"

    def get_absolute_url(self) -> str:
        return reverse("performance:ambition_level", args=[self.number])

    @property
    def has_trajectory(self) -> bool:
        return self.baseline is not None


class AmbitionLevel(Provenanced):
    """A planned or reported level of an ambition for one financial year."""

    class Kind(models.TextChoices):
        TARGET = "target", "Target"
        ACTUAL = "actual", "Reported"

    ambition = models.ForeignKey(OutcomeAmbition, on_delete=models.PROTECT, related_name="levels")
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="ambition_levels")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    printed = models.CharField(max_length=80, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["ambition", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["ambition", "year", "kind"],
                name="one_ambition_level_a_year",
                violation_error_message="There already is a figure for that year.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ambition} {self.year}: {self.value}"


class AmbitionForecast(Provenanced):
    """What the organisation itself expects an ambition to reach in a year, in place of the projection, and why."""

    ambition = models.ForeignKey(OutcomeAmbition, on_delete=models.PROTECT, related_name="forecasts")
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="ambition_forecasts")
    value = models.DecimalField("expected level", max_digits=12, decimal_places=4)
    reason = models.TextField("why")
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["ambition", "year"]
        constraints = [
            models.UniqueConstraint(fields=["ambition", "year"], name="one_ambition_forecast_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.ambition}, {self.year}: {self.value}"


class PerformanceLevel(Provenanced):
    """A published level of performance (“lowest quintile”) for one area; the words do not say which end is better."""

    row = models.PositiveSmallIntegerField(unique=True)
    domain = models.ForeignKey(OutcomeDomain, on_delete=models.PROTECT, related_name="performance_levels")
    ambition = models.ForeignKey(
        OutcomeAmbition, null=True, blank=True, on_delete=models.PROTECT, related_name="performance_levels"
    )
    indicator = models.TextField()
    short_name = models.CharField(max_length=120)
    area = models.CharField("organisation or area, as published", max_length=40)
    level = models.CharField("level, as published", max_length=80)
    as_at = models.CharField(max_length=30)

    history = HistoricalRecords()

    class Meta:
        ordering = ["row"]

    def __str__(self) -> str:
        return f"{self.short_name}, {self.area}: {self.level}"
