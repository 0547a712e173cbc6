"""KPIs and what they should reach."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from core import periods
from core.figures import MeasureKind, Polarity
from core.histories import HistoricalRecords
from core.models import Provenanced
from organisation.models import Directorate, FinancialYear, FrameworkComponent, StrategicAim, Team, User
from organisation.rights import Permission
from performance.rag import Basis, Comparator
from performance.rollup import RollUp
from programmes.models import PriorityProject, Programme

FIGURE = {"max_digits": 19, "decimal_places": 4, "null": True, "blank": True}
"""A column that holds a figure: in the measure's unit, empty where there is none."""


class Frequency(models.TextChoices):
    """How often a KPI is reported."""

    MONTHLY = "monthly", "Monthly"
    QUARTERLY = "quarterly", "Quarterly"
    ANNUALLY = "annually", "Annually"


class ReviewEvery(models.TextChoices):
    """How often the definition of a KPI is looked at again."""

    YEAR = "year", "Every year"
    HALF_YEAR = "half-year", "Every six months"
    TWO_YEARS = "two-years", "Every two years"
    ON_CHANGE = "on-change", "When the national definition changes"


class Definition(models.Model):
    """What is counted, how it is rated and where it is reported: the part of a KPI that is dated.

    A KPI holds its newest definition; what it meant before is kept in `EarlierDefinition`.
    """

    class Assessed(models.TextChoices):
        FIRST = "first", "The first measure"
        SECOND = "second", "The second measure"

    name = models.CharField("name, as published", max_length=250)
    short_name = models.CharField("short name for boards", max_length=90)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="%(class)ss")
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
    polarity = models.CharField("which way is better", max_length=8, choices=Polarity.choices)
    frequency = models.CharField("how often it is reported", max_length=9, choices=Frequency)
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
    definition = models.TextField("what is counted", blank=True)
    numerator = models.TextField("numerator: what counts as n", blank=True)
    denominator = models.TextField("denominator: out of what, d", blank=True)
    data_source = models.TextField("source of the data", blank=True)
    collection = models.TextField("how it is collected", blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


DATED_FIELDS: tuple[str, ...] = tuple(field.name for field in Definition._meta.local_fields)
"""What an earlier definition keeps. Owners, links and remarks are not dated: they hold as soon as they are saved."""


class KPIQuerySet(models.QuerySet["KPI"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        """The KPIs whose figures a person may enter: those of their directorates."""
        ids = user.directorate_ids_for(Permission.FILE_RETURNS)
        return self if ids is None else self.filter(team__directorate_id__in=ids)

    def with_people(self) -> Self:
        """Each with its team and directorate, its owner and deputy: no more queries."""
        return self.select_related("team__directorate", "owner", "deputy")

    def with_open_actions(self, day: date) -> Self:
        """Each with its `open_actions`, by due date: one more query."""
        actions = self.model._meta.get_field("actions").related_model
        still_open = actions.objects.open_on(day).order_by("due_on", "pk")
        return self.prefetch_related(models.Prefetch("actions", still_open, to_attr="open_actions"))

    def followed_up_by(self, user: User) -> Self:
        """The KPIs whose actions and forecasts a person may keep: those of their directorates."""
        ids = user.directorate_ids_for(Permission.FOLLOW_UP)
        return self if ids is None else self.filter(team__directorate_id__in=ids)

    def manageable_by(self, user: User) -> Self:
        """The KPIs whose definition and targets a person may change."""
        return self if user.may(Permission.MANAGE_KPIS) else self.none()

    def proposable_by(self, user: User) -> Self:
        """The KPIs of which a person may propose a change: those of their directorates."""
        ids = user.directorate_ids_for(Permission.PROPOSE_KPIS)
        return self if ids is None else self.filter(team__directorate_id__in=ids)

    def of_directorate(self, directorate: Directorate) -> Self:
        return self.filter(team__directorate=directorate)

    def reported_in(self, quarter: periods.Quarter) -> Self:
        """In use at any time in the quarter."""
        return self.in_use_between(quarter.starts_on, quarter.ends_on)

    def in_use_between(self, first: date, last: date) -> Self:
        """In use at any time from one day to another: begun by the last, not retired before the first.

        One that was brought back after a while is not in use in between: a definition of that time says so.
        """
        resting = EarlierDefinition.objects.filter(kpi=OuterRef("pk"), until__gt=last, retired_on__lt=first)
        return self.filter(
            ~Exists(resting), Q(retired_on__isnull=True) | Q(retired_on__gte=first), active_from__lte=last
        )


class KPI(Definition, Provenanced):
    """An indicator that a team reports: one measure, or a pair (“17 challenges, £1,059,768”).

    Its definition here is the newest; `EarlierDefinition` keeps what held before, and `KPIRecord.kpi_at` reads both.
    """

    number = models.PositiveSmallIntegerField(
        "number in the schedule",
        unique=True,
        error_messages={"unique": "Another KPI has this number."},
    )
    slug = models.SlugField(max_length=100, unique=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_kpis", verbose_name="owner"
    )
    owner_role = models.CharField(
        "owner, as published",
        max_length=120,
        blank=True,
        help_text="The role that a document names, where nobody holds it here.",
    )
    deputy = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deputised_kpis",
        verbose_name="deputy",
    )
    rationale = models.TextField("why it is measured", blank=True)
    known_issues = models.TextField("known data issues", blank=True)
    review_every = models.CharField(
        "how often the definition is reviewed", max_length=10, choices=ReviewEvery, blank=True
    )
    programmes = models.ManyToManyField(Programme, blank=True, related_name="kpis")
    projects = models.ManyToManyField(
        PriorityProject, blank=True, related_name="kpis", verbose_name="priority projects"
    )
    strategic_aims = models.ManyToManyField(StrategicAim, blank=True, related_name="kpis")
    ambitions = models.ManyToManyField(
        "performance.OutcomeAmbition", blank=True, related_name="kpis", verbose_name="outcome ambitions"
    )
    linked_to = models.TextField(
        "what it is linked to, in words",
        blank=True,
        editable=False,
        help_text="So that the trail can tell it.",
    )
    published_by = models.CharField(
        "published nationally by",
        max_length=120,
        blank=True,
        help_text="The body that publishes its figures, such as NHS England: what it publishes is no secret here.",
    )
    derived_from = models.CharField(
        "proposed from",
        max_length=30,
        blank=True,
        help_text="The portal's own records that propose the figure.",
    )
    active_from = models.DateField()
    version = models.PositiveIntegerField(default=1, editable=False)

    components = models.ManyToManyField(
        FrameworkComponent, through="KPIEvidence", blank=True, related_name="kpis"
    )

    objects = KPIQuerySet.as_manager()
    history = HistoricalRecords()

    LINKS: ClassVar[tuple[str, ...]] = ("programmes", "projects", "strategic_aims", "ambitions")
    """What it is part of, or speaks of. `linked_to` repeats it in words, so that its history is one of words."""

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

    @property
    def owner_title(self) -> str:
        """The owner as the pages name them: by the title of the account, or by the role that a document names."""
        return str(self.owner) if self.owner else self.owner_role

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None

    def is_due_in(self, quarter: periods.Quarter) -> bool:
        """An annual KPI is due with the fourth quarter only; all others with every quarter."""
        return self.frequency != Frequency.ANNUALLY or quarter.number == 4

    def was_in_use(self, quarter: periods.Quarter) -> bool:
        """Begun by the quarter's end, not retired before its start."""
        is_retired = self.retired_on is not None and self.retired_on < quarter.starts_on
        return self.active_from <= quarter.ends_on and not is_retired

    def as_defined_by(self, earlier: Definition) -> "KPI":
        """This KPI, unsaved, with a definition that held earlier."""
        then = copy(self)
        for field in DATED_FIELDS:
            setattr(then, field, getattr(earlier, field))
        return then


class EarlierDefinition(Definition):
    """What a KPI meant before its definition was changed, up to the quarter from which the next one holds."""

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="earlier_definitions")
    until = models.DateField("first day of the quarter from which the next definition holds")

    history = HistoricalRecords()

    class Meta:
        ordering = ["kpi", "until"]
        constraints = [
            models.UniqueConstraint(fields=["kpi", "until"], name="one_earlier_definition_a_change")
        ]

    def __str__(self) -> str:
        return f"{self.short_name}, until {self.until}"


class Target(Provenanced):
    """What a KPI should reach in one financial year, and whether that binds each period, the total or the year.

    A target that changes within the year is a second one that holds from a later quarter. `no_target` is the decision
    that there is none, which is more than that nobody has looked.
    """

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="targets")
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="targets")
    from_quarter = models.PositiveSmallIntegerField("quarter of the year from which it holds", default=1)
    no_target = models.BooleanField("no target", default=False)
    comparator = models.CharField(max_length=24, choices=Comparator.choices, blank=True)
    value = models.DecimalField(**FIGURE)
    upper_value = models.DecimalField("upper value, for between", **FIGURE)
    basis = models.CharField(max_length=13, choices=Basis.choices, default=Basis.EACH_PERIOD)
    profile = models.JSONField(
        "total expected by the end of each month, April to March",
        default=list,
        blank=True,
        help_text="Twelve decimals as text; empty: even parts.",
    )
    printed = models.CharField("as published", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["kpi", "year", "from_quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "year", "from_quarter"],
                name="one_target_a_quarter",
                violation_error_message="There already is a target from that quarter.",
            ),
            models.CheckConstraint(
                condition=Q(from_quarter__gte=1, from_quarter__lte=4), name="target_from_quarter_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(no_target=True)
                | Q(comparator=Comparator.BETTER_THAN_LAST_YEAR)
                | (Q(value__isnull=False) & ~Q(comparator="")),
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

    @property
    def by_quarter(self) -> tuple[Decimal, ...]:
        """The total expected by the end of each quarter; nothing where it is due in even parts."""
        return tuple(Decimal(self.profile[month - 1]) for month in (3, 6, 9, 12)) if self.profile else ()

    @property
    def by_month(self) -> tuple[Decimal, ...]:
        """The total expected by the end of each month, April to March."""
        return tuple(Decimal(text) for text in self.profile)
