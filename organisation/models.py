"""Who and when: the organisation, its directorates, teams, people and roles, its partners, years and quarters."""

from datetime import date
from functools import cached_property
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core import clock, periods, working_days
from core.histories import HistoricalRecords
from core.models import Provenanced
from organisation.keeping import Kept
from organisation.rights import Permission, Role, holds, scope_of


class Organisation(models.Model):
    """The commissioning organisation itself: one row, so that its successor can take the portal over."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    portal_name = models.CharField("name of this service", max_length=80, default="Assurance portal")
    report_name = models.CharField(
        "name of its quarterly report", max_length=80, default="Quarterly assurance report"
    )
    governing_body_name = models.CharField(max_length=80, default="Governing Body")
    registered_population = models.PositiveIntegerField(help_text="People registered, for figures per head.")
    population_note = models.CharField(max_length=200, help_text="How and when the population was counted.")
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name


class StrategicAim(Kept):
    """What the organisation aims to be; a risk of the Governing Body Assurance Framework threatens one."""

    order = models.PositiveSmallIntegerField(unique=True)
    text = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text


class Directorate(Kept):
    """One of the directorates that report KPIs."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Team(Kept):
    """A team of a directorate; it owns KPIs."""

    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["directorate__order", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["directorate", "name"], name="team_name_once_in_directorate")
        ]

    def __str__(self) -> str:
        return self.name


class Cluster(Kept):
    """A group of localities (west, mid, east)."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Locality(Kept):
    """A geographical group of member practices."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    cluster = models.ForeignKey(
        Cluster,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="localities",
        help_text="Empty where the documents do not say.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "localities"

    def __str__(self) -> str:
        return self.name


class PartnerOrganisation(Kept):
    """A provider, council or other NHS body that the organisation works with."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", "Provider"
        COUNCIL = "council", "Council"
        NHS_BODY = "nhs-body", "NHS body"
        OTHER = "other", "Other"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField("organisation code", max_length=6, blank=True, help_text="For example RDZ.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FrameworkQuerySet(models.QuerySet["AssuranceFramework"]):
    def in_force(self, year: periods.FinancialYear) -> Self:
        """Those by which the organisation is assured in a financial year."""
        return self.filter(first_year__lte=year.start).filter(
            Q(last_year__isnull=True) | Q(last_year__gte=year.start)
        )


class AssuranceFramework(Provenanced):
    """What the organisation must give assurance on to NHS England, in components, for some financial years."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    component_word = models.CharField(
        "word for one of its parts", max_length=20, default="component", help_text="“domain”, “component”."
    )
    first_year = models.PositiveSmallIntegerField(
        "first financial year", help_text="The calendar year in which it starts: 2013 for 2013/14."
    )
    last_year = models.PositiveSmallIntegerField(
        "last financial year", null=True, blank=True, help_text="Empty while another has not replaced it."
    )
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FrameworkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["first_year", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=models.F("first_year")),
                name="framework_ends_after_start",
                violation_error_message="Its last year is before its first.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:framework_detail", args=[self.slug])

    @property
    def years_text(self) -> str:
        """2013/14 to 2014/15; 2015/16; from 2016/17."""
        first = periods.FinancialYear(self.first_year).label
        if self.last_year is None:
            return f"from {first}"
        last = periods.FinancialYear(self.last_year).label
        return first if first == last else f"{first} to {last}"

    def is_in_force(self, year: periods.FinancialYear) -> bool:
        """The rule of `in_force`, for a framework that is already at hand."""
        return self.first_year <= year.start and (self.last_year is None or year.start <= self.last_year)


class FrameworkComponent(Provenanced):
    """One domain or component of an assurance framework."""

    framework = models.ForeignKey(AssuranceFramework, on_delete=models.PROTECT, related_name="components")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    note = models.CharField("what it is about", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="component_once_in_framework")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Evidence(Provenanced):
    """One record serves as evidence for a component. Each kind of record has its own model, with `evidence` on it."""

    component = models.ForeignKey(
        FrameworkComponent, on_delete=models.PROTECT, related_name="%(class)s_links"
    )

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        ordering = ["component"]

    def __str__(self) -> str:
        return f"Evidence for {self.component}"


class FinancialYearQuerySet(models.QuerySet["FinancialYear"]):
    def of(self, year: periods.FinancialYear) -> "FinancialYear":
        """The row of a financial year; raises DoesNotExist."""
        return self.get(start=year.start)


class FinancialYear(models.Model):
    """1 April to 31 March, known by the calendar year in which it starts."""

    start = models.PositiveSmallIntegerField(
        unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )

    objects = FinancialYearQuerySet.as_manager()

    class Meta:
        ordering = ["start"]

    def __str__(self) -> str:
        return self.period.label

    @property
    def period(self) -> periods.FinancialYear:
        return periods.FinancialYear(self.start)

    @property
    def label(self) -> str:
        return self.period.label

    @property
    def slug(self) -> str:
        return self.period.slug


class QuarterState(models.TextChoices):
    """Where a quarter stands in the round."""

    UPCOMING = "upcoming", "Not open yet"
    OPEN = "open", "Open for returns"
    LOCKED = "locked", "Locked"
    REPORTED = "reported", "Locked and reported"


class QuarterQuerySet(models.QuerySet["Quarter"]):
    def of(self, quarter: periods.Quarter) -> "Quarter":
        """The row of a quarter; raises DoesNotExist."""
        return self.get(starts_on=quarter.starts_on)

    def written(self, slug: str) -> Self:
        """The quarter written so in addresses and forms, such as 2013-14-Q4; none for what is no quarter."""
        try:
            return self.filter(starts_on=periods.Quarter.from_slug(slug).starts_on)
        except ValueError:
            return self.none()

    def containing(self, day: date) -> Self:
        """The quarter in which a day lies, or none."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def open(self) -> Self:
        return self.filter(state=QuarterState.OPEN)

    def closed(self) -> Self:
        """Locked or reported: nothing in it changes any more."""
        return self.filter(state__in=[QuarterState.LOCKED, QuarterState.REPORTED])

    def begun_by(self, today: date) -> Self:
        return self.filter(starts_on__lte=today)

    def visible_to(self, user: "User") -> Self:
        """Staff see every quarter that has begun; others those that are locked."""
        begun = self.begun_by(clock.today())
        return begun if holds(user, Permission.VIEW_OPEN_QUARTERS) else begun.closed()

    def latest_reported(self) -> "Quarter | None":
        return self.filter(state=QuarterState.REPORTED).order_by("-starts_on").first()


class Quarter(models.Model):
    """One quarter of a financial year and where it stands in the round."""

    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="quarters")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField(unique=True)
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=QuarterState, default=QuarterState.UPCOMING)
    due_on = models.DateField(help_text="Returns are due ten working days after the quarter's end.")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey("User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lock_note = models.TextField(
        blank=True, help_text="What was missing when it was locked, and why that was accepted."
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    reopen_note = models.TextField(
        blank=True, help_text="Why it was opened again, the last time that it was."
    )

    objects = QuarterQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="quarter_once_in_year"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="quarter_number_1_to_4"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="quarter_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.period.label

    @classmethod
    def from_period(cls, quarter: periods.Quarter, year: FinancialYear, state: str) -> "Quarter":
        """An unsaved row for a quarter, with its due date."""
        return cls(
            year=year,
            number=quarter.number,
            starts_on=quarter.starts_on,
            ends_on=quarter.ends_on,
            state=state,
            due_on=working_days.return_due_on(quarter),
        )

    @property
    def period(self) -> periods.Quarter:
        return periods.Quarter.containing(self.starts_on)

    @property
    def label(self) -> str:
        return self.period.label

    @property
    def slug(self) -> str:
        return self.period.slug

    @property
    def is_open(self) -> bool:
        return self.state == QuarterState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state in (QuarterState.LOCKED, QuarterState.REPORTED)


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        user: User = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> "User":
        """The first person of a new portal: an administrator, by the same role as every later one and no flag.

        Their password is judged like everybody's: `createsuperuser` asks nobody with `--noinput`, and would let
        whoever sits before it pass over the answer.
        """
        if password is not None:
            validate_password(password, self.model(email=self.normalize_email(email).lower(), **extra))
        user = self.create_user(email, password, **extra)
        RoleAssignment.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by e-mail address. What they may do follows from their role assignments."""

    email = models.EmailField("e-mail address", unique=True)
    title = models.CharField(
        "role title", max_length=120, help_text="Shown instead of a name: “Contributor, Quality”."
    )
    is_active = models.BooleanField("may sign in", default=True)
    is_demonstration = models.BooleanField(
        "demonstration account",
        default=False,
        help_text="Refused wherever the demonstration is not switched on.",
    )
    left_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day on which a leaver left, as an administrator said.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    sessions_ended = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often all sessions were ended at once. A session of an earlier count is none any more.",
    )

    # What is forgotten when the account is pseudonymised, in the history as well, which seals it for that reason not.
    ERASABLE = ("email", "title")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["title"]

    objects: ClassVar[UserManager] = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login", "sessions_ended"])

    class Meta:
        ordering = ["title", "email"]
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.title or self.email

    def get_full_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's tie between a session and the password, with one strand more (signing_in.actions.end_sessions)."""
        tied = f"{self.password} {self.sessions_ended}"
        return salted_hmac("organisation.User.session", tied, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def assignments(self) -> tuple["RoleAssignment", ...]:
        """The roles this person holds: one query, kept for the request."""
        # Sorted here: the order of lists would join the person, whom we are.
        held = self.role_assignments.select_related("directorate").order_by()
        return tuple(sorted(held, key=lambda assignment: assignment.role))

    def may(self, permission: Permission, directorate: "Directorate | None" = None) -> bool:
        """Whether this person holds the permission, for that directorate if one is named."""
        return holds(self, permission, directorate)

    def directorate_ids_for(self, permission: Permission) -> set[int] | None:
        """The directorates for which this person holds the permission; None means all of them."""
        return scope_of(self, permission)


class RoleOrigin(models.TextChoices):
    """Where a role comes from: what a sign-in gave, a later sign-in takes away again; what people gave, they take."""

    HAND = "hand", "given by hand"
    SIGN_IN = "sign-in", "given by the sign-in provider"


class RoleAssignment(models.Model):
    """A person holds a role; contributor, approver and director hold it for one directorate."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="role_assignments", verbose_name="person"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    directorate = models.ForeignKey(
        Directorate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="role_assignments",
        help_text="For contributors, approvers and directors.",
    )
    origin = models.CharField(
        "where it is from", max_length=8, choices=RoleOrigin, default=RoleOrigin.HAND, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "directorate"],
                name="role_held_once_there",
                violation_error_message="This person already holds that role there.",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(directorate__isnull=True),
                name="role_held_once",
                violation_error_message="This person already holds that role.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.of_a_directorate(), directorate__isnull=False)
                | (~Q(role__in=Role.of_a_directorate()) & Q(directorate__isnull=True)),
                name="directorate_roles_name_one",
                violation_error_message=(
                    "A contributor, approver or director needs a directorate; other roles have none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_role_display()}, {self.directorate}" if self.directorate else self.get_role_display()
        )


class DataQualityNote(Provenanced):
    """Something in the figures that does not add up or is not clear, said and never silently corrected."""

    class Area(models.TextChoices):
        PERFORMANCE = "performance", "Performance"
        PROGRAMMES = "programmes", "Programmes and risks"
        FINANCE = "finance", "Finance"
        ENGAGEMENT = "engagement", "Engagement"

    key = models.SlugField(
        max_length=120, unique=True, help_text="Names the note, so that it is loaded once."
    )
    area = models.CharField(max_length=12, choices=Area.choices)
    about = models.CharField(max_length=200, help_text="The KPI, line or record it is about.")
    path = models.CharField("address of that record's page", max_length=200, blank=True)
    year = models.ForeignKey(FinancialYear, on_delete=models.PROTECT, related_name="data_quality_notes")
    quarter = models.ForeignKey(
        Quarter,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="data_quality_notes",
        help_text="Empty where it concerns the whole year.",
    )
    text = models.TextField()
    resolved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["area", "key"]

    def __str__(self) -> str:
        return f"{self.about}: {self.text}"

    def get_absolute_url(self) -> str:
        return self.path or reverse("assurance:dashboard")


# Models of the parts that have a package of their own: Django looks for them here.
from organisation.joining.models import Invitation, InvitationState, InvitedRole  # noqa: E402, F401
from organisation.tallies import Tally  # noqa: E402, F401
