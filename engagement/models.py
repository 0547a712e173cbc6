"""Who we heard: activities, audiences, standards, feedback, and the seven-step record of a project."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.histories import HistoricalRecords
from core.models import Provenanced
from core.periods import FinancialYear
from organisation.models import Directorate, Locality, PartnerOrganisation, User
from organisation.rights import Permission
from programmes.models import PriorityProject, Programme


class Audience(models.Model):
    """A group that affects, or can be affected by, what the organisation does."""

    name = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class EngagementPrinciple(Provenanced):
    """One of the principles of engagement, in our own short words."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=250)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class EngagementStandard(Provenanced):
    """One of the standards that every activity is held against."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    question = models.CharField("what is asked of an activity", max_length=250)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["EngagementActivity"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        return self if user.may(Permission.EDIT_ENGAGEMENT) else self.none()

    def begun_by(self, today: date) -> Self:
        """Begun by this day; where no day is known, it has begun unless it is only planned."""
        undated = Q(starts_on__isnull=True) & ~Q(state=EngagementActivity.State.PLANNED)
        return self.filter(undated | Q(starts_on__lte=today))

    def held_in(self, first: date, last: date) -> Self:
        """With a day from one day to another; an activity without a day is in none."""
        last_day = Coalesce("ends_on", "starts_on")
        return self.alias(last_day=last_day).filter(starts_on__lte=last, last_day__gte=first)

    def of_year(self, year: FinancialYear) -> Self:
        """With a day in the financial year; one whose day is not known belongs to the year that its words name."""
        last_day = Coalesce("ends_on", "starts_on")
        dated = Q(starts_on__lte=year.ends_on, last_day__gte=year.starts_on)
        stated = Q(starts_on__isnull=True, date_text__contains=year.label)
        return self.alias(last_day=last_day).filter(dated | stated)

    def with_parts(self, *, feedback_by: date | None = None) -> Self:
        """With all that a row of a list says: four queries. Feedback given after `feedback_by` is left out."""
        feedback = Feedback.objects.all()
        if feedback_by:
            feedback = feedback.filter(Q(given_on__isnull=True) | Q(given_on__lte=feedback_by))
        return self.select_related("directorate", "project", "programme").prefetch_related(
            "audiences", "standard_answers", models.Prefetch("feedback", feedback)
        )


class EngagementActivity(Provenanced):
    """An event, survey, focus group, consultation or meeting attended."""

    class Kind(models.TextChoices):
        EVENT = "event", "Event"
        CONFERENCE = "conference", "Conference"
        SURVEY = "survey", "Survey"
        FOCUS_GROUP = "focus-group", "Focus group"
        CONSULTATION = "consultation", "Consultation"
        MEETING = "meeting", "Meeting attended"
        CAMPAIGN = "campaign", "Campaign"
        PROGRAMME = "programme", "Programme of engagement"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under-way", "Under way"
        CLOSED = "closed", "Closed"

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    date_text = models.CharField("when, as stated", max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True)
    purpose = models.TextField()
    can_change = models.TextField("what can change", blank=True)
    cannot_change = models.TextField("what cannot change, and why", blank=True)
    directorate = models.ForeignKey(
        Directorate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="engagement_activities",
        verbose_name="led by",
    )
    project = models.ForeignKey(
        PriorityProject, null=True, blank=True, on_delete=models.PROTECT, related_name="engagement_activities"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="engagement_activities"
    )
    localities = models.ManyToManyField(Locality, blank=True, related_name="engagement_activities")
    partners = models.ManyToManyField(PartnerOrganisation, blank=True, related_name="engagement_activities")
    audiences = models.ManyToManyField(Audience, blank=True, related_name="activities")
    methods = models.CharField(max_length=300, blank=True)
    reached = models.PositiveIntegerField("people reached or asked", null=True, blank=True)
    took_part = models.PositiveIntegerField("people who took part", null=True, blank=True)
    reach_text = models.CharField("reach, as stated", max_length=200, blank=True)
    what_was_said = models.TextField(blank=True)
    no_change_reason = models.TextField("why nothing changed", blank=True)
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActivityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "title"]
        verbose_name_plural = "engagement activities"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(took_part__isnull=True)
                | Q(reached__isnull=True)
                | Q(took_part__lte=F("reached"))
                | ~Q(reach_text=""),
                name="took_part_within_reached",
                violation_error_message="More people took part than were reached. Check both, or say how in the reach.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("engagement:activity_detail", args=[self.slug])


class Feedback(Provenanced):
    """“You said, we did”: one thing people said, and what changed, or why nothing did."""

    activity = models.ForeignKey(EngagementActivity, on_delete=models.PROTECT, related_name="feedback")
    said = models.TextField("you said")
    did = models.TextField("we did", blank=True)
    no_change_reason = models.TextField("why nothing changed", blank=True)
    given_on = models.DateField("feedback given on", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["activity", "pk"]
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=~Q(did="") | ~Q(no_change_reason=""),
                name="feedback_says_what_changed_or_why_not",
                violation_error_message="Say what was done, or why nothing changed.",
            )
        ]

    def __str__(self) -> str:
        return self.said

    def get_absolute_url(self) -> str:
        return f"{self.activity.get_absolute_url()}#feedback"


class StandardAnswer(Provenanced):
    """How one activity met one engagement standard, or why it did not."""

    class Answer(models.TextChoices):
        MET = "met", "Met"
        NOT_MET = "not-met", "Not met"
        NOT_ANSWERED = "not-answered", "Not answered"

    activity = models.ForeignKey(
        EngagementActivity, on_delete=models.PROTECT, related_name="standard_answers"
    )
    standard = models.ForeignKey(EngagementStandard, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NOT_ANSWERED)
    explanation = models.TextField("how, or why not", blank=True)
    version = models.PositiveIntegerField(
        "version of the activity it was saved with", default=0, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["activity", "standard"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "standard"], name="standard_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.standard}: {self.get_answer_display()}"


class Step(models.TextChoices):
    """The seven steps of engagement when services are reviewed, designed or planned."""

    AUDIENCE = "1-audience-analysis", "Audience analysis"
    REPRESENTATION = "2-representation", "Representation"
    INSIGHT = "3-gathering-insight", "Gathering insight"
    VIEWS = "4-seeking-local-views", "Seeking local views"
    COMMUNICATION = "5-communication-planning", "Communication planning"
    PROPOSALS = "6-proposed-changes", "Engagement on proposed changes"
    EQUALITY = "7-equality-impact", "Equality impact assessment"


class ProjectRecord(models.Model):
    """Whether a project changes services, and so needs the seven-step record; guards that record's version."""

    class ChangesServices(models.TextChoices):
        NOT_RECORDED = "not-recorded", "Not recorded"
        YES = "yes", "Yes, so the seven steps are recorded"
        NO = "no", "No"

    project = models.OneToOneField(
        PriorityProject, on_delete=models.PROTECT, related_name="engagement_record"
    )
    changes_services = models.CharField(
        "does the project change services?",
        max_length=12,
        choices=ChangesServices.choices,
        default=ChangesServices.NOT_RECORDED,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project"]

    def __str__(self) -> str:
        return f"Seven-step record of {self.project}"


class ProjectStep(Provenanced):
    """One step of the seven-step record of a project that changes services."""

    class State(models.TextChoices):
        NOT_RECORDED = "not-recorded", "Not recorded"
        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        NOT_NEEDED = "not-needed", "Not needed"

    project = models.ForeignKey(PriorityProject, on_delete=models.PROTECT, related_name="engagement_steps")
    step = models.CharField(max_length=24, choices=Step)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_RECORDED)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField("what was done, or why it is not needed", blank=True)
    version = models.PositiveIntegerField(
        "version of the record it was saved with", default=0, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "step"]
        constraints = [models.UniqueConstraint(fields=["project", "step"], name="one_record_a_step")]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_step_display()}"
