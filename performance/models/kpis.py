"""KPIs and what they should reach."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core import periods
from core.figures import MeasureKind, Polarity
from core.models import Provenanced
from organisation.models import Directorate, FinancialYear, FrameworkComponent, Team, User
from organisation.rights import Permission
from performance.rag import Basis, Comparator
from performance.rollup import RollUp

FIGURE = {"max_digits": 19, "decimal_places": 4, "null": True, "blank": True}
"""A column that holds a figure: in the measure's unit, empty where there is none."""


class Frequency(models.TextChoices):
    """How often a KPI is reported."""

    MONTHLY = "monthly", "Monthly"
    QUARTERLY = "quarterly", "Quarterly"
    ANNUALLY = "annually", "Annually"


class KPIQuerySet(models.QuerySet["KPI"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        """The KPIs whose figures a person may enter: those of their directorates."""
        ids = user.directorate_ids_for(Permission.FILE_RETURNS)
        return self if ids is None else self.filter(team__directorate_id__in=ids)

    def of_directorate(self, directorate: Directorate) -> Self:
        return self.filter(team__directorate=directorate)

    def reported_in(self, quarter: periods.Quarter) -> Self:
        """In use at any time in the quarter."""
        return self.in_use_between(quarter.starts_on, quarter.ends_on)

    def in_use_between(self, first: date, last: date) -> Self:
        """In use at any time from one day to another: begun by the last, not retired before the first."""
        return self.filter(active_from__lte=last).filter(
            Q(retired_on__isnull=True) | Q(retired_on__gte=first)
        )


class KPI(Provenanced):
    """An indicator that a team reports: one measure, or a pair (“17 challenges, £1,059,768”)."""

    class Assessed(models.TextChoices):
        FIRST = "first", "The first measure"
        SECOND = "second", "The second measure"

    number = models.PositiveSmallIntegerField("number in the schedule", unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField("name, as published", max_length=250)
    short_name = models.CharField("short name for boards", max_length=90)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="kpis")
    measure = models.CharField(max_length=10, choices=MeasureKind.choices)
    measure_label = models.CharField("what the first measure counts", max_length=60, blank=True)
    second_measure = models.CharField(max_length=10, choices=MeasureKind.choices, blank=True)
    second_measure_label = models.CharField("what the second measure counts", max_length=60, blank=True)
    assessed_measure = models.CharField(
        "measure that the target is about", max_length=6, choices=Assessed.choices, default=Assessed.FIRST
    )
    second_is_part_of_first = models.BooleanField(
        "the second measure is a part of the first",
        default=False,
        help_text="Issued, and converted of those issued: more converted than issued is then a data-quality note.",
    )
    polarity = models.CharField(max_length=8, choices=Polarity.choices)
    frequency = models.CharField(max_length=9, choices=Frequency)
    roll_up = models.CharField(
        "how months make a quarter", max_length=6, choices=RollUp.choices, default=RollUp.SUM
    )
    second_roll_up = models.CharField(
        "how months of the second measure make a quarter", max_length=6, choices=RollUp.choices, blank=True
    )
    tolerance_percent = models.DecimalField(
        "amber within this share of the target, in %",
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    owner = models.CharField("owner (role)", max_length=120, blank=True)
    deputy = models.CharField("deputy (role)", max_length=120, blank=True)
    definition = models.TextField("what is counted", blank=True)
    collection = models.TextField("how it is collected", blank=True)
    known_issues = models.TextField("known data issues", blank=True)
    derived_from = models.CharField(
        "proposed from",
        max_length=30,
        blank=True,
        help_text="The portal's own records that propose the figure.",
    )
    active_from = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    components = models.ManyToManyField(
        FrameworkComponent, through="KPIEvidence", blank=True, related_name="kpis"
    )

    objects = KPIQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]
        verbose_name = "KPI"
        constraints = [
            models.CheckConstraint(
                condition=Q(assessed_measure="first") | ~Q(second_measure=""),
                name="assessed_second_measure_exists",
                violation_error_message="There is no second measure to assess.",
            ),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("active_from")),
                name="kpi_retires_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("performance:kpi_detail", args=[self.slug])

    @property
    def is_pair(self) -> bool:
        return bool(self.second_measure)

    def is_due_in(self, quarter: periods.Quarter) -> bool:
        """An annual KPI is due with the fourth quarter only; all others with every quarter."""
        return self.frequency != Frequency.ANNUALLY or quarter.number == 4


class Target(Provenanced):
    """What a KPI should reach in one financial year, and whether that binds each period, the total or the year."""

    kpi = models.ForeignKey(KPI, on_delete=models.CASCADE, related_name="targets")
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="targets")
    comparator = models.CharField(max_length=24, choices=Comparator.choices)
    value = models.DecimalField(**FIGURE)
    upper_value = models.DecimalField("upper value, for between", **FIGURE)
    basis = models.CharField(max_length=13, choices=Basis.choices, default=Basis.EACH_PERIOD)
    printed = models.CharField("as published", max_length=60, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["kpi", "year"]
        constraints = [
            models.UniqueConstraint(fields=["kpi", "year"], name="one_target_a_year"),
            models.CheckConstraint(
                condition=Q(comparator=Comparator.BETTER_THAN_LAST_YEAR) | Q(value__isnull=False),
                name="target_has_value",
                violation_error_message="Give the target's value.",
            ),
            models.CheckConstraint(
                condition=~Q(comparator=Comparator.BETWEEN)
                | Q(upper_value__isnull=False, upper_value__gte=F("value")),
                name="between_has_upper_value",
                violation_error_message="Give an upper value that is not below the lower one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.year}: {self.printed or self.value}"
