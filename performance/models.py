"""How it is going: KPIs, their targets and values, returns, and the outcome ambitions."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core import clock, periods
from core.figures import Figure, MeasureKind, Polarity
from core.models import Provenanced
from core.rag import RAG
from organisation.models import Directorate, FinancialYear, Quarter, Team, User
from organisation.rights import Permission
from performance.rag import Basis, Comparator
from performance.rollup import RollUp

FIGURE = {"max_digits": 19, "decimal_places": 4, "null": True, "blank": True}


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


class KPIValueQuerySet(models.QuerySet["KPIValue"]):
    def known_by(self, today: date) -> Self:
        """Figures of periods that have ended: nothing is shown of a period after today."""
        return self.filter(ends_on__lt=today)

    def visible_to(self, user: User) -> Self:
        """Staff see every figure of an ended period; others those of quarters that are locked."""
        known = self.known_by(clock.today())
        if user.may(Permission.VIEW_OPEN_QUARTERS):
            return known
        locked = Quarter.objects.closed().filter(
            starts_on__lte=models.OuterRef("starts_on"), ends_on__gte=models.OuterRef("ends_on")
        )
        return known.filter(models.Exists(locked))

    def quarterly(self) -> Self:
        return self.filter(period_kind=periods.PeriodKind.QUARTER)

    def monthly(self) -> Self:
        return self.filter(period_kind=periods.PeriodKind.MONTH)

    def for_quarter(self, quarter: periods.Quarter) -> Self:
        """The row of the quarter itself."""
        return self.quarterly().filter(starts_on=quarter.starts_on)

    def months_of(self, quarter: periods.Quarter) -> Self:
        return self.monthly().filter(starts_on__gte=quarter.starts_on, ends_on__lte=quarter.ends_on)


class KPIValue(Provenanced):
    """The figure of one KPI for one period, or the statement that it was not collected.

    No row: not yet returned. `not_collected`: said so, with a reason. A figure of 0 is a figure. The row of a
    quarter also carries the commentary, the self-assessed RAG and the version that guards it (with its months)
    against two people saving at once.
    """

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="values")
    period_kind = models.CharField(max_length=7, choices=periods.PeriodKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(help_text="In the measure's unit; percent for n of d.", **FIGURE)
    numerator = models.DecimalField(**FIGURE)
    denominator = models.DecimalField(**FIGURE)
    second_value = models.DecimalField(**FIGURE)
    second_numerator = models.DecimalField(**FIGURE)
    second_denominator = models.DecimalField(**FIGURE)
    not_collected = models.BooleanField(default=False)
    not_collected_reason = models.CharField(max_length=300, blank=True)
    is_complete = models.BooleanField(
        default=True, help_text="False while months that make this quarter are still missing."
    )
    printed = models.CharField("as published", max_length=60, blank=True)
    commentary = models.TextField(blank=True)
    self_assessed = models.CharField(
        "self-assessed RAG",
        max_length=5,
        choices=RAG.choices,
        blank=True,
        help_text="Empty: not recorded, or agrees with the rule.",
    )
    self_assessed_reason = models.TextField("why it is rated otherwise", blank=True)
    sent_back_comment = models.TextField(blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = KPIValueQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kpi", "starts_on"]
        verbose_name = "KPI value"
        constraints = [
            models.UniqueConstraint(fields=["kpi", "period_kind", "starts_on"], name="one_value_a_period"),
            models.CheckConstraint(
                condition=Q(not_collected=False)
                | Q(
                    value__isnull=True,
                    numerator__isnull=True,
                    denominator__isnull=True,
                    second_value__isnull=True,
                ),
                name="not_collected_has_no_figure",
                violation_error_message="A figure that was not collected cannot have a value.",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="value_ends_after_start"),
        ]
        indexes = [models.Index(fields=["period_kind", "starts_on"], name="value_by_period")]

    def __str__(self) -> str:
        return f"{self.kpi} {self.period}"

    @property
    def period(self) -> periods.Month | periods.Quarter | periods.FinancialYear:
        return periods.period_for(periods.PeriodKind(self.period_kind), self.starts_on)

    @property
    def figure(self) -> Figure:
        """The first measure's figure."""
        return Figure(MeasureKind(self.kpi.measure), self.value, self.numerator, self.denominator)

    @property
    def second_figure(self) -> Figure | None:
        """The second measure's figure, of a pair."""
        if not self.kpi.second_measure:
            return None
        return Figure(
            MeasureKind(self.kpi.second_measure),
            self.second_value,
            self.second_numerator,
            self.second_denominator,
        )

    @property
    def has_figure(self) -> bool:
        return self.value is not None or self.numerator is not None or self.second_value is not None


class ExceptionNote(Provenanced):
    """Why a KPI is off track and what is done about it, in a fixed frame, for one quarter."""

    value = models.OneToOneField(KPIValue, on_delete=models.CASCADE, related_name="exception")
    issue = models.TextField()
    cause = models.TextField(blank=True)
    action = models.TextField(blank=True)
    owner = models.CharField("owner (role)", max_length=120, blank=True)
    recovery_on = models.DateField("expected recovery date", null=True, blank=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.value}: {self.issue}"


class ReturnState(models.TextChoices):
    """Where a directorate's return stands. Locked follows from the quarter."""

    NOT_STARTED = "not-started", "Not started"
    IN_PROGRESS = "in-progress", "In progress"
    SUBMITTED = "submitted", "Submitted"
    SIGNED_OFF = "signed-off", "Signed off"
    LOCKED = "locked", "Locked"


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: User) -> Self:
        ids = user.directorate_ids_for(Permission.VIEW_RETURNS)
        return self if ids is None else self.filter(directorate_id__in=ids)

    def of(self, quarter: periods.Quarter, directorate_slug: str) -> Self:
        return self.filter(quarter__starts_on=quarter.starts_on, directorate__slug=directorate_slug)


class Return(models.Model):
    """One directorate's KPIs for one quarter, on their way from draft to signed off."""

    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="returns")
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=11, choices=ReturnState, default=ReturnState.NOT_STARTED)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    provenance_note = models.CharField(
        max_length=200, blank=True, help_text="For returns that the demonstration invents."
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReturnQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["quarter", "directorate"]
        constraints = [
            models.UniqueConstraint(fields=["directorate", "quarter"], name="one_return_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.directorate} return, {self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("performance:return_detail", args=[self.quarter.slug, self.directorate.slug])


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

    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.short_name}"

    @property
    def has_trajectory(self) -> bool:
        return self.baseline is not None


class AmbitionLevel(Provenanced):
    """A planned or reported level of an ambition for one financial year."""

    class Kind(models.TextChoices):
        TARGET = "target", "Target"
        ACTUAL = "actual", "Reported"

    ambition = models.ForeignKey(OutcomeAmbition, on_delete=models.CASCADE, related_name="levels")
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

    class Meta:
        ordering = ["row"]

    def __str__(self) -> str:
        return f"{self.short_name}, {self.area}: {self.level}"
