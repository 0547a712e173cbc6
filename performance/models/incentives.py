"""Quality Premium and CQUIN: sets of measures with money at stake."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.histories import HistoricalRecords
from core.models import Provenanced
from core.provenance import Provenance
from organisation.models import FinancialYear, PartnerOrganisation, User
from organisation.rights import Permission
from performance.models.kpis import KPI
from performance.models.outcomes import OutcomeAmbition

PERCENT = {
    "max_digits": 5,
    "decimal_places": 2,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
}
"""A share of a whole, 0 to 100; empty where it is not known."""
POUNDS = {
    "max_digits": 13,
    "decimal_places": 2,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(Decimal(0))],
}
"""An amount of money to the penny; empty where none is published."""


class SchemeQuerySet(models.QuerySet["IncentiveScheme"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        return self if user.may(Permission.EDIT_INCENTIVES) else self.none()


class IncentiveScheme(Provenanced):
    """One year's Quality Premium, or the CQUIN scheme of one year, of all providers or of one."""

    class Kind(models.TextChoices):
        QUALITY_PREMIUM = "quality-premium", "Quality Premium"
        CQUIN = "cquin", "CQUIN"

    kind = models.CharField("scheme", max_length=15, choices=Kind.choices)
    year = models.ForeignKey(
        FinancialYear,
        on_delete=models.PROTECT,
        related_name="incentive_schemes",
        verbose_name="financial year",
    )
    provider = models.ForeignKey(
        PartnerOrganisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incentive_schemes",
        help_text="For the CQUIN scheme of one provider’s contract.",
    )
    slug = models.SlugField(max_length=100, unique=True)
    total = models.DecimalField("total at stake", **POUNDS)
    total_note = models.CharField("how the total is worked out", max_length=200, blank=True)
    deduction_percent = models.DecimalField("reduced by, in %", **PERCENT)
    deduction_reason = models.CharField(
        "why it is reduced",
        max_length=200,
        blank=True,
        help_text="For the Quality Premium: which NHS Constitution standards were missed.",
    )
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SchemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year__start", "-kind", "provider__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "provider"],
                name="one_scheme_a_year_and_provider",
                violation_error_message="There already is such a scheme for that year.",
            ),
            models.UniqueConstraint(
                fields=["kind", "year"],
                condition=Q(provider__isnull=True),
                name="one_scheme_a_year",
                violation_error_message="There already is such a scheme for that year.",
            ),
            models.CheckConstraint(
                condition=Q(deduction_percent__isnull=True) | ~Q(deduction_reason=""),
                name="deduction_has_reason",
                violation_error_message="Say why it is reduced.",
            ),
        ]

    def __str__(self) -> str:
        whose = f", {self.provider}" if self.provider else ""
        return f"{self.get_kind_display()} {self.year.label}{whose}"

    def get_absolute_url(self) -> str:
        return reverse("performance:incentive_scheme", args=[self.slug])


class IncentiveMeasure(Provenanced):
    """One measure of a scheme, or a part of one, with its money and what became of it.

    Weight is a share of the scheme's total. An amount that is stated outright goes before the one that the weight
    makes. A measure whose parts carry money of their own carries none itself.
    """

    class Scope(models.TextChoices):
        NATIONAL = "national", "National"
        LOCAL = "local", "Local"

    class Agreement(models.TextChoices):
        AGREED = "agreed", "Agreed"
        AWAITING_GUIDANCE = "awaiting-guidance", "Awaiting guidance"
        UNDER_REVIEW = "under-review", "Being reviewed locally"
        IN_CONSULTATION = "in-consultation", "In consultation with providers"
        TO_BE_AGREED = "to-be-agreed", "To be agreed"

    class Result(models.TextChoices):
        NOT_ASSESSED = "not-assessed", "Not assessed yet"
        FORECAST_ACHIEVED = "forecast-achieved", "Forecast to be achieved"
        FORECAST_PARTLY = "forecast-partly", "Forecast to be partly achieved"
        FORECAST_NOT = "forecast-not", "Forecast not to be achieved"
        ACHIEVED = "achieved", "Achieved"
        PARTLY = "partly", "Partly achieved"
        NOT_ACHIEVED = "not-achieved", "Not achieved"

    PARTLY_RESULTS = (Result.FORECAST_PARTLY, Result.PARTLY)

    scheme = models.ForeignKey(IncentiveScheme, on_delete=models.PROTECT, related_name="measures")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name="part of",
        help_text="Where it is one of several that make a measure.",
    )
    order = models.PositiveSmallIntegerField(default=0)
    scope = models.CharField("national or local", max_length=8, choices=Scope.choices)
    name = models.CharField("measure", max_length=250)
    agreement = models.CharField(
        "is it agreed?", max_length=17, choices=Agreement.choices, default=Agreement.AGREED
    )
    agreement_note = models.CharField("as published, or what is still open", max_length=200, blank=True)
    weight_percent = models.DecimalField("weight, in % of the total", **PERCENT)
    amount = models.DecimalField(
        "money at stake", help_text="Where it is stated. Otherwise it follows from the weight.", **POUNDS
    )
    kpi = models.ForeignKey(
        KPI,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incentive_measures",
        verbose_name="measured by the KPI",
    )
    ambition = models.ForeignKey(
        OutcomeAmbition,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incentive_measures",
        verbose_name="measured by the outcome ambition",
    )
    result = models.CharField(max_length=17, choices=Result.choices, default=Result.NOT_ASSESSED)
    earned_percent = models.DecimalField("share of its money that is earned, in %", **PERCENT)
    result_reason = models.TextField("why", blank=True)
    result_provenance = models.CharField(
        "where the result is from", max_length=12, choices=Provenance.choices, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["scheme", "-scope", "order", "pk"]
        verbose_name = "measure"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "scope", "name"],
                condition=Q(parent__isnull=True),
                name="measure_once_in_scheme",
                violation_error_message="The scheme already has that measure.",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="part_once_in_measure",
                violation_error_message="The measure already has that part.",
            ),
            models.CheckConstraint(
                condition=Q(result="not-assessed") | Q(agreement="agreed"),
                name="only_what_is_agreed_has_a_result",
                violation_error_message="A measure that is not agreed yet has no result.",
            ),
            models.CheckConstraint(
                condition=Q(result="not-assessed") | ~Q(result_reason=""),
                name="result_has_reason",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=Q(
                    result__in=["partly", "forecast-partly"],
                    earned_percent__isnull=False,
                )
                | (~Q(result__in=["partly", "forecast-partly"]) & Q(earned_percent__isnull=True)),
                name="partly_says_how_much",
                violation_error_message="Say how much of its money is earned.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_agreed(self) -> bool:
        return self.agreement == self.Agreement.AGREED
