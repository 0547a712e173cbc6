"""What was returned of a KPI for one period, and why it is off track."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core import clock, periods
from core.figures import Figure, MeasureKind
from core.histories import HistoricalRecords
from core.models import Provenanced
from core.provenance import Provenance
from core.rag import RAG
from organisation.models import Quarter, User
from organisation.rights import Permission
from performance.models.kpis import FIGURE, KPI

PUBLIC = (Provenance.PUBLISHED, Provenance.IMPORTED)
"""Where figures of a nationally published KPI come from, when they are not a directorate's own."""
MONTHS_OF_A_QUARTER = 3


class KPIValueQuerySet(models.QuerySet["KPIValue"]):
    def known_by(self, today: date) -> Self:
        """Figures of periods that have ended: nothing is shown of a period after today."""
        return self.filter(ends_on__lt=today)

    def visible_to(self, user: User, of: KPI | None = None) -> Self:
        """Staff see every figure of an ended period; others those of quarters that are locked.

        Of a KPI whose figures a national body publishes, everybody sees what came from there; never what was returned.
        `of` asks for the figures of one KPI alone; whether a body publishes those is known then, and not asked again.
        """
        known = self.known_by(clock.today())
        if of is not None:
            known = known.filter(kpi=of)
        if user.may(Permission.VIEW_OPEN_QUARTERS):
            return known
        locked = Quarter.objects.closed().filter(
            starts_on__lte=models.OuterRef("starts_on"), ends_on__gte=models.OuterRef("ends_on")
        )
        if of is not None and not of.published_by:
            return known.filter(models.Exists(locked))
        return known.filter(models.Exists(locked) | (~Q(kpi__published_by="") & _came_from_publisher()))

    def not_open_again(self) -> Self:
        """Without those of quarters that were locked and are being corrected, for what is read by everybody."""
        open_again = (
            Quarter.objects.open()
            .exclude(reopen_note="")
            .filter(starts_on__lte=models.OuterRef("starts_on"), ends_on__gte=models.OuterRef("ends_on"))
        )
        return self.filter(~models.Exists(open_again))

    def quarterly(self) -> Self:
        return self.filter(period_kind=periods.PeriodKind.QUARTER)

    def monthly(self) -> Self:
        return self.filter(period_kind=periods.PeriodKind.MONTH)

    def for_quarter(self, quarter: periods.Quarter) -> Self:
        """The row of the quarter itself."""
        return self.quarterly().filter(starts_on=quarter.starts_on)

    def within(self, quarter: periods.Quarter) -> Self:
        """The row of the quarter itself, and those of its months."""
        return self.filter(starts_on__gte=quarter.starts_on, ends_on__lte=quarter.ends_on)

    def months_of(self, quarter: periods.Quarter) -> Self:
        return self.monthly().within(quarter)

    def with_months_counted(self) -> Self:
        """Each quarter that is not whole with how many of its months have a figure, and how many were not collected.

        In the same query, and looked for beside such quarters alone. Who has read the months counts them by
        `KPIValue.count_months`.
        """
        return self.annotate(**_counts_of_months())


@cache
def _counts_of_months() -> dict[str, models.Case]:
    """Made once: Django takes longer to put this together than a page takes to draw some rows."""
    of_it = models.OuterRef
    months = KPIValue.objects.monthly().filter(
        kpi=of_it("kpi"), starts_on__gte=of_it("starts_on"), ends_on__lte=of_it("ends_on")
    )
    first = Q(value__isnull=False) | Q(numerator__isnull=False)
    second = Q(second_value__isnull=False) | Q(second_numerator__isnull=False)
    return {
        "months_present": _if_in_part(months.filter(first, second | Q(kpi__second_measure=""))),
        "months_not_collected": _if_in_part(months.filter(not_collected=True)),
    }


def _if_in_part(months: KPIValueQuerySet) -> models.Case:
    """How many months these are, of a quarter that is not whole; of any other, 0 without looking."""
    counted = months.order_by().values("kpi").annotate(number=models.Count("pk")).values("number")
    in_part = models.When(is_complete=False, then=Coalesce(models.Subquery(counted), 0))
    return models.Case(in_part, default=0, output_field=models.IntegerField())


def _came_from_publisher() -> Q:
    """What a national body published, and the sum of months of which all are from there.

    A proposal that was accepted in a return is derived, too, but it is the directorate's own; and so is what a return
    says beside a figure, whatever file the figure came from later.
    """
    months = KPIValue.objects.monthly().filter(
        kpi=models.OuterRef("kpi"),
        starts_on__gte=models.OuterRef("starts_on"),
        ends_on__lte=models.OuterRef("ends_on"),
    )
    is_their_sum = (
        Q(provenance=Provenance.DERIVED, period_kind=periods.PeriodKind.QUARTER)
        & models.Exists(months)
        & ~models.Exists(months.exclude(provenance__in=PUBLIC))
    )
    says_more = ~Q(commentary="") | models.Exists(ExceptionNote.objects.filter(value=models.OuterRef("pk")))
    is_bare = Q(recorded_by__isnull=True) | (Q(self_assessed="") & ~says_more)
    return (Q(provenance__in=PUBLIC) | is_their_sum) & is_bare


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
        default=True,
        help_text="False where a month that makes this quarter is missing, or was not collected.",
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

    months_present = 0
    """Of a quarter that is not whole, read `with_months_counted`: its months that have a figure."""
    months_not_collected = 0

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

    def count_months(self, months: Iterable["KPIValue"], *, is_pair: bool) -> None:
        """The same as `with_months_counted`, of a quarter whose months have been read; `is_pair` where the KPI has a
        second measure."""
        if self.is_complete:
            return
        kept = list(months)
        self.months_present = sum(month.has_whole_figure(is_pair=is_pair) for month in kept)
        self.months_not_collected = sum(month.not_collected for month in kept)

    def has_whole_figure(self, *, is_pair: bool) -> bool:
        """Whether a month has all that its KPI measures."""
        first = self.value is not None or self.numerator is not None
        second = self.second_value is not None or self.second_numerator is not None
        return first and (second or not is_pair)

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to say: not collected, a whole figure, or each month answered, if only as “*”."""
        if self.not_collected or not self.has_figure:
            return self.not_collected
        return self.is_complete or self.months_present + self.months_not_collected == MONTHS_OF_A_QUARTER

    @property
    def months_text(self) -> str:
        """What a quarter in part was made from, “2 of 3 months”; nothing where none of its months is kept."""
        return f"{self.months_present} of {MONTHS_OF_A_QUARTER} months" if self.months_present else ""


class ExceptionNote(Provenanced):
    """Why a KPI is off track and what is done about it, in a fixed frame, for one quarter."""

    value = models.OneToOneField(KPIValue, on_delete=models.PROTECT, related_name="exception")
    issue = models.TextField()
    cause = models.TextField(blank=True)
    action = models.TextField(blank=True)
    owner = models.CharField("owner (role)", max_length=120, blank=True)
    recovery_on = models.DateField("expected recovery date", null=True, blank=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.value}: {self.issue}"
