"""What is done about a KPI and where it is going: actions with an owner and a date, and forecasts of the year's end."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.histories import HistoricalRecords
from core.models import Provenanced
from organisation.models import FinancialYear, Quarter, User
from organisation.rights import Permission
from performance.models.kpis import KPI


class KPIActionQuerySet(models.QuerySet["KPIAction"]):
    def visible_to(self, user: User) -> Self:
        """Staff see every action; others those that arose in a quarter that is locked."""
        if user.may(Permission.VIEW_OPEN_QUARTERS):
            return self
        return (
            self.filter(arose_in__in=Quarter.objects.closed()) if user.may(Permission.VIEW) else self.none()
        )

    def editable_by(self, user: User) -> Self:
        """The actions on KPIs of a person's own directorates."""
        ids = user.directorate_ids_for(Permission.FOLLOW_UP)
        return self if ids is None else self.filter(kpi__team__directorate_id__in=ids)

    def open_on(self, day: date) -> Self:
        """Begun by the day, and not closed by it."""
        return self.filter(opened_on__lte=day).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class KPIAction(Provenanced):
    """Something that somebody will do about a KPI by a day: open until it is closed with its outcome."""

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="actions")
    arose_in = models.ForeignKey(
        Quarter, on_delete=models.PROTECT, related_name="kpi_actions", verbose_name="quarter it arose in"
    )
    text = models.TextField("what will be done", max_length=1000)
    owner = models.CharField("owner (role)", max_length=120)
    opened_on = models.DateField("opened on")
    due_on = models.DateField("due by")
    closed_on = models.DateField("closed on", null=True, blank=True)
    outcome = models.TextField("what came of it", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = KPIActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "KPI action"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""),
                name="closed_action_has_outcome",
                violation_error_message="Say what came of it.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="action_closes_after_opening",
                violation_error_message="An action is not closed before it was opened.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.text}"

    def get_absolute_url(self) -> str:
        return f"{reverse('performance:kpi_detail', args=[self.kpi.slug])}#actions"


class YearEndForecastQuerySet(models.QuerySet["YearEndForecast"]):
    def visible_to(self, user: User) -> Self:
        """Staff see every forecast; others those that were made in a quarter that is locked."""
        if user.may(Permission.VIEW_OPEN_QUARTERS):
            return self
        return self.filter(made_in__in=Quarter.objects.closed()) if user.may(Permission.VIEW) else self.none()


class YearEndForecast(Provenanced):
    """Where the directorate expects a KPI to end the year, in place of the plain projection, and why.

    The value is of the assessed measure and on its scale (per cent for n of d).
    """

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="year_end_forecasts")
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="kpi_forecasts")
    value = models.DecimalField("forecast for the year", max_digits=19, decimal_places=4)
    reason = models.TextField("why it will end there", max_length=1000)
    made_in = models.ForeignKey(
        Quarter, on_delete=models.PROTECT, related_name="+", verbose_name="quarter it was made in"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = YearEndForecastQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kpi", "year"]
        verbose_name = "year-end forecast"
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "year"],
                name="one_forecast_a_year",
                violation_error_message="There already is a forecast for that year.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="forecast_says_why",
                violation_error_message="Say why it will end there.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}, forecast for {self.year}"

    def get_absolute_url(self) -> str:
        return f"{reverse('performance:kpi_detail', args=[self.kpi.slug])}#year-end"
