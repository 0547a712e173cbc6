"""What people decided about the limits of a KPI's process: where they start afresh, and which points make them.

Limits are never recalculated by themselves: each decision has an author, a day and a reason, and is withdrawn with one.
"""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.dates import in_words
from core.histories import HistoricalRecords
from core.models import Provenanced
from organisation.models import User
from performance.models.kpis import KPI
from performance.spc import FEWEST_BASELINE


class DecisionQuerySet(models.QuerySet["LimitDecision"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_on__isnull=True)

    def standing_on(self, day: date) -> Self:
        """Decided by the day, and not withdrawn by it."""
        return self.filter(set_on__lte=day).filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))


class LimitDecision(Provenanced):
    """Who decided it, when and why, and what became of it."""

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="%(class)ss")
    reason = models.TextField("why", max_length=500)
    set_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_on = models.DateField("decided on")
    withdrawn_reason = models.TextField("why it was withdrawn", max_length=500, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField("withdrawn on", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="withdrawn_%(class)s_has_reason",
                violation_error_message="Say why it is withdrawn.",
            )
        ]

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_on is None


class Rebase(LimitDecision):
    """From this period on, mean and limits are worked out afresh."""

    starts_on = models.DateField("first day of the period from which limits start afresh")

    history = HistoricalRecords()

    class Meta(LimitDecision.Meta):
        ordering = ["kpi", "starts_on", "pk"]
        constraints = [
            *LimitDecision.Meta.constraints,
            models.UniqueConstraint(
                fields=["kpi", "starts_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_standing_rebase_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: limits start afresh on {in_words(self.starts_on)}"


class Baseline(LimitDecision):
    """Only the first so many points of each stretch make its mean and limits; without one, all of them do."""

    points = models.PositiveSmallIntegerField(validators=[MinValueValidator(FEWEST_BASELINE)])

    history = HistoricalRecords()

    class Meta(LimitDecision.Meta):
        ordering = ["kpi", "pk"]
        constraints = [
            *LimitDecision.Meta.constraints,
            models.UniqueConstraint(
                fields=["kpi"], condition=Q(withdrawn_on__isnull=True), name="one_standing_baseline"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=FEWEST_BASELINE),
                name="baseline_of_twelve_or_more",
                violation_error_message=f"A baseline needs {FEWEST_BASELINE} points or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: limits from the first {self.points} points"
