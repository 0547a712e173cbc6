"""What it costs: budget lines with plan, actual and forecast; running costs; pooled funds; the year's position."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.histories import HistoricalRecords
from core.models import Provenanced
from organisation.models import FinancialYear, PartnerOrganisation, User
from organisation.rights import Permission
from programmes.models import Programme

POUNDS = {"max_digits": 16, "decimal_places": 2}


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        return self if user.may(Permission.EDIT_FINANCE) else self.none()


class BudgetLine(Provenanced):
    """One heading of the budget in one financial year. £, to the penny."""

    class Kind(models.TextChoices):
        SPEND = "spend", "Spend"
        SURPLUS = "surplus", "Surplus"

    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="budget_lines")
    heading = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.SPEND)
    order = models.PositiveSmallIntegerField(default=0)
    annual_plan = models.DecimalField("plan for the year (£)", **POUNDS)
    forecast_outturn = models.DecimalField("forecast outturn (£)", null=True, blank=True, **POUNDS)
    forecast_reason = models.TextField("why the forecast differs from the plan", blank=True)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="budget_lines"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BudgetLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["year", "order", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "slug"],
                name="budget_heading_once_a_year",
                violation_error_message="That heading is already in this year's budget.",
            ),
            models.CheckConstraint(
                condition=Q(forecast_outturn__isnull=True)
                | Q(forecast_outturn=F("annual_plan"))
                | ~Q(forecast_reason=""),
                name="forecast_off_plan_says_why",
                violation_error_message="Say why the forecast differs from the plan.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="spend")
                | (Q(annual_plan__gte=0) & (Q(forecast_outturn__isnull=True) | Q(forecast_outturn__gte=0))),
                name="spending_not_negative",
                violation_error_message="A heading of spending is not negative. Type 0 or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("finance:budget_line_detail", args=[self.year.slug, self.slug])


class BudgetMonth(Provenanced):
    """Plan and actual of one budget line for one month, in £."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="months")
    starts_on = models.DateField("month")
    plan = models.DecimalField("plan (£)", **POUNDS)
    actual = models.DecimalField("actual (£)", null=True, blank=True, **POUNDS)
    version = models.PositiveIntegerField("version of the line it was saved with", default=0, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["line", "starts_on"]
        constraints = [models.UniqueConstraint(fields=["line", "starts_on"], name="one_budget_row_a_month")]

    def __str__(self) -> str:
        return f"{self.line} {self.starts_on:%B %Y}"


class FinancialPosition(Provenanced):
    """The year's resource limit and net operating costs, for programme spend or running costs, in £."""

    class Part(models.TextChoices):
        PROGRAMME = "programme", "Programme"
        RUNNING_COSTS = "running-costs", "Running costs"

    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="positions")
    part = models.CharField(max_length=13, choices=Part.choices)
    resource_limit = models.DecimalField("revenue resource limit (£)", **POUNDS)
    net_operating_costs = models.DecimalField("net operating costs (£)", **POUNDS)
    surplus_target = models.DecimalField("surplus target (£)", null=True, blank=True, **POUNDS)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["year", "part"]
        constraints = [models.UniqueConstraint(fields=["year", "part"], name="one_position_a_part")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}, {self.year}"


class RunningCostLine(Provenanced):
    """One line of the published running costs table: £, £ per head and share of the total, as printed.

    Directorates and sections carry the subtotal that the document prints, which can differ by £1 from the sum of
    their parts. The running cost saving is a positive line that makes the total; it is never a cost.
    """

    class Kind(models.TextChoices):
        LEAF = "leaf", "Team or item"
        SUBTOTAL = "subtotal", "Subtotal, as printed"
        SAVING = "saving", "Saving, not a cost"
        TOTAL = "total", "Total, as printed"

    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="running_cost_lines")
    order = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=120)
    amount = models.DecimalField("amount (£)", **POUNDS)
    amount_printed = models.CharField(max_length=20)
    per_head = models.DecimalField("£ per head, as printed", max_digits=8, decimal_places=2)
    per_head_printed = models.CharField(max_length=20)
    share_percent = models.DecimalField("share, as printed (%)", max_digits=6, decimal_places=2)
    share_printed = models.CharField(max_length=20)
    certainty = models.CharField("how certain the label is", max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["year", "order"]
        constraints = [models.UniqueConstraint(fields=["year", "order"], name="running_cost_line_once")]

    def __str__(self) -> str:
        return f"{self.label}, {self.year}"


class PooledFundQuerySet(models.QuerySet["PooledFund"]):
    def with_contributions(self) -> Self:
        """Each fund with its contributions, their partners and years: two queries."""
        contributions = PooledFundContribution.objects.select_related("partner", "year")
        return self.prefetch_related(models.Prefetch("contributions", contributions))


class PooledFund(Provenanced):
    """A fund to which several partners contribute, such as the Better Care Fund."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="pooled_funds"
    )
    condition = models.TextField("what funding depends on", blank=True)
    note = models.TextField(blank=True)

    objects = PooledFundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PooledFundContribution(Provenanced):
    """What one partner puts into a pooled fund in one financial year, in £."""

    fund = models.ForeignKey(PooledFund, on_delete=models.PROTECT, related_name="contributions")
    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="contributions")
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="contributions")
    amount = models.DecimalField("amount (£)", **POUNDS)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["fund", "partner", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "partner", "year"],
                name="one_contribution_a_year",
                violation_error_message="This partner already has a contribution for that year.",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contribution_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} to {self.fund}, {self.year}"


class PromptPayment(Provenanced):
    """The invoices paid in one month, and those of them paid within 30 days, by number and by value (£).

    Better Payment Practice Code: 95 % of invoices within 30 days of receipt of goods or a valid invoice, whichever
    is later, by number and by value. Quarters and years pool their months; percentages are never averaged.
    """

    starts_on = models.DateField("month", unique=True)
    paid = models.PositiveIntegerField("invoices paid")
    paid_in_time = models.PositiveIntegerField("of these, within 30 days")
    paid_value = models.DecimalField("value of invoices paid (£)", **POUNDS)
    paid_in_time_value = models.DecimalField("of this, within 30 days (£)", **POUNDS)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on"]
        verbose_name = "prompt payment"
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_in_time__lte=F("paid")),
                name="paid_in_time_within_paid",
                violation_error_message="No more invoices can be paid in time than were paid.",
            ),
            models.CheckConstraint(
                condition=Q(paid_in_time_value__lte=F("paid_value"), paid_in_time_value__gte=0),
                name="value_in_time_within_value",
                violation_error_message="No more can be paid in time than was paid.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prompt payment, {self.starts_on:%B %Y}"
