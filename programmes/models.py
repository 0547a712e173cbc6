"""What we promised: programmes, priority projects with their milestones, and the risks to them."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse

from core.histories import HistoricalRecords
from core.models import Provenanced
from core.rag import RAG
from organisation.models import (
    Directorate,
    Evidence,
    FrameworkComponent,
    PartnerOrganisation,
    Quarter,
    StrategicAim,
    User,
)
from organisation.rights import Permission


class Part(models.IntegerChoices):
    """Part 1 of a governing body's meeting is held in public, Part 2 is not."""

    PUBLIC = 1, "Part 1: public"
    PRIVATE = 2, "Part 2: private"


class Programme(Provenanced):
    """A transformation programme, a clinical working group or a clinical commissioning programme."""

    class Kind(models.TextChoices):
        TRANSFORMATION = "transformation", "Transformation programme"
        WORKING_GROUP = "cwg", "Clinical working group"
        COMMISSIONING = "ccp", "Clinical commissioning programme"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    other_names = models.CharField("also called", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    summary = models.TextField("what it is for", blank=True)
    owner = models.CharField("senior responsible owner (role)", max_length=120, blank=True)
    partners = models.ManyToManyField(PartnerOrganisation, blank=True, related_name="programmes")
    partners_note = models.CharField("other partners, as stated", max_length=400, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "order", "name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="programme_name_once_in_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:programme_detail", args=[self.slug])


class ProgrammeLine(Provenanced):
    """One stated outcome, priority or workstream of a programme."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome", "Outcome sought"
        PRIORITY = "priority", "Priority"
        WORKSTREAM = "workstream", "Workstream"
        GOVERNANCE = "governance", "Governance"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "kind", "order"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "order"], name="programme_line_once")
        ]

    def __str__(self) -> str:
        return self.text


class ProgrammePhase(Provenanced):
    """One phase of a programme's timeframe, with the period as the plan states it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    order = models.PositiveSmallIntegerField()
    period = models.CharField("period, as stated", max_length=60)
    starts_on = models.DateField("starts", null=True, blank=True)
    ends_on = models.DateField("ends", null=True, blank=True)
    text = models.CharField("what happens in it", max_length=300)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "order"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "order"], name="programme_phase_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_start",
                violation_error_message="The phase ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.text}"


class Stage(models.TextChoices):
    """The commissioning cycle, in order."""

    NEEDS = "1-needs", "Health needs assessment"
    PRIORITISATION = "2-prioritisation", "Prioritisation and work plan"
    REVIEW = "3-review", "Current service review"
    REDESIGN = "4-redesign", "Service redesign and planning"
    PROCUREMENT = "5-procurement", "Securing the services (procurement)"
    MOBILISATION = "6-mobilisation", "Contracting and mobilisation"
    PERFORMANCE = "7-performance", "Managing performance and demand"
    OUTCOMES = "8-outcomes", "Managing quality and outcomes"


class ProjectQuerySet(models.QuerySet["PriorityProject"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        """The programme office edits all; a directorate those it leads."""
        ids = user.directorate_ids_for(Permission.EDIT_PROJECTS)
        return self if ids is None else self.filter(directorate_id__in=ids)

    def open_in(self, quarter: Quarter | None) -> Self:
        """Projects begun by the quarter's end and not closed before it began; without a quarter, those not closed."""
        still_open = Q(closed_on__isnull=True)
        if quarter is None:
            return self.filter(still_open)
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=quarter.ends_on)
        return self.filter(begun, still_open | Q(closed_on__gte=quarter.starts_on))

    def with_ratings(self, quarter: Quarter | None) -> Self:
        """Each with its update of the quarter (`now_…`) and its delivery RAG of the quarter before (`rag_before`)."""
        updates = ProjectUpdate.objects.filter(project=OuterRef("pk"))
        before = (
            updates.filter(quarter__starts_on=quarter.period.previous.starts_on)
            if quarter
            else updates.none()
        )
        reached = updates.exclude(stage="").order_by("-quarter__starts_on")
        if quarter:
            reached = reached.filter(quarter__starts_on__lte=quarter.starts_on)
        return self.alias(
            now=FilteredRelation("updates", condition=Q(updates__quarter=quarter.pk if quarter else 0))
        ).annotate(
            now_rag=F("now__rag"),
            now_stage=F("now__stage"),
            stage_by_then=Subquery(reached.values("stage")[:1]),
            now_narrative=F("now__narrative"),
            now_provenance=F("now__provenance"),
            rag_before=Subquery(before.values("rag")[:1]),
        )


class PriorityProject(Provenanced):
    """A numbered promise of the delivery plan."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.TextField("name, as published")
    short_name = models.CharField("short name for boards", max_length=90)
    slug = models.SlugField(max_length=100, unique=True)
    working_group = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="projects",
        limit_choices_to={"kind": Programme.Kind.WORKING_GROUP},
        verbose_name="clinical working group",
    )
    commissioning_programme = models.ForeignKey(
        Programme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commissioned_projects",
        limit_choices_to={"kind": Programme.Kind.COMMISSIONING},
        verbose_name="clinical commissioning programme",
    )
    commissioning_note = models.CharField("how certain the programme is", max_length=300, blank=True)
    directorate = models.ForeignKey(
        Directorate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name="led by",
    )
    owner = models.CharField("owner (role)", max_length=120, blank=True)
    stage = models.CharField("stage of the commissioning cycle", max_length=16, choices=Stage, blank=True)
    starts_on = models.DateField("start", null=True, blank=True)
    ends_on = models.DateField("planned end", null=True, blank=True)
    closed_on = models.DateField("closed", null=True, blank=True)
    note = models.TextField(blank=True)
    components = models.ManyToManyField(
        FrameworkComponent, through="ProjectEvidence", blank=True, related_name="projects"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message="The planned end is before the start.",
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("programmes:project_detail", args=[self.slug])

    def is_editable_by(self, user: User) -> bool:
        """The rule of `editable_by`, for a project that is already at hand."""
        ids = user.directorate_ids_for(Permission.EDIT_PROJECTS)
        return ids is None or self.directorate_id in ids


class Strand(models.TextChoices):
    """What a priority project can support delivery of."""

    NATIONAL = "national", "National"
    CSR = "csr", "Clinical Services Review"
    BETTER_TOGETHER = "better-together", "Better Together"
    SYSTEMS_RESILIENCE = "systems-resilience", "Systems Resilience"
    PRIMARY_CARE = "primary-care", "Primary Care"
    HEALTH_AND_WELLBEING = "health-and-wellbeing", "Health and Wellbeing Board"


class ProjectSupport(Provenanced):
    """Whether a project supports delivery of a strand: yes, no, or not recorded, which is not “no”."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_RECORDED = "not-recorded", "Not recorded"

    project = models.ForeignKey(PriorityProject, on_delete=models.PROTECT, related_name="supports")
    strand = models.CharField(max_length=20, choices=Strand)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NOT_RECORDED)
    note = models.CharField("what the document suggests", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "strand"]
        constraints = [models.UniqueConstraint(fields=["project", "strand"], name="support_answered_once")]

    def __str__(self) -> str:
        return f"{self.get_strand_display()}: {self.get_answer_display()}"


class Milestone(Provenanced):
    """A dated step of a project."""

    project = models.ForeignKey(PriorityProject, on_delete=models.PROTECT, related_name="milestones")
    name = models.CharField(max_length=200)
    due_on = models.DateField("due")
    forecast_on = models.DateField("now expected", null=True, blank=True)
    completed_on = models.DateField("completed", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="milestone_name_once_in_project",
                violation_error_message="This project already has a milestone of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProjectUpdate(Provenanced):
    """A project's delivery RAG and narrative for one quarter."""

    project = models.ForeignKey(PriorityProject, on_delete=models.PROTECT, related_name="updates")
    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="project_updates")
    rag = models.CharField("delivery RAG", max_length=5, choices=RAG.choices)
    stage = models.CharField("stage of the commissioning cycle", max_length=16, choices=Stage, blank=True)
    narrative = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "quarter"]
        constraints = [models.UniqueConstraint(fields=["project", "quarter"], name="one_update_a_quarter")]

    def __str__(self) -> str:
        return f"{self.project}, {self.quarter}: {self.get_rag_display()}"


SCORE = [MinValueValidator(1), MaxValueValidator(5)]


class RiskQuerySet(models.QuerySet["Risk"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Permission.VIEW) else self.none()

    def editable_by(self, user: User) -> Self:
        """The assurance team and programme office edit all; a directorate its own."""
        ids = user.directorate_ids_for(Permission.EDIT_RISKS)
        return self if ids is None else self.filter(directorate_id__in=ids)

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def opened_by(self, day: date) -> Self:
        return self.filter(opened_on__lte=day)

    def with_scores_of(self, on: date, since: date) -> Self:
        """Each with its score as it stood on one day (`likelihood_on`, `impact_on`) and on a day before (`…_since`)."""
        scores = RiskScore.objects.filter(risk=OuterRef("pk")).order_by("-scored_on", "-pk")
        return self.annotate(
            likelihood_on=Subquery(scores.filter(scored_on__lte=on).values("likelihood")[:1]),
            impact_on=Subquery(scores.filter(scored_on__lte=on).values("impact")[:1]),
            likelihood_since=Subquery(scores.filter(scored_on__lte=since).values("likelihood")[:1]),
            impact_since=Subquery(scores.filter(scored_on__lte=since).values("impact")[:1]),
        )


class Risk(Provenanced):
    """A risk of the corporate register: cause, event, effect, scored likelihood 1-5 by impact 1-5."""

    reference = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=160)
    cause = models.TextField()
    event = models.TextField()
    effect = models.TextField()
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="risks")
    owner = models.CharField("owner (role)", max_length=120)
    project = models.ForeignKey(
        PriorityProject, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    strategic_aim = models.ForeignKey(
        StrategicAim,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="risks",
        help_text="A risk that threatens a strategic aim stands on the Governing Body Assurance Framework.",
    )
    inherent_likelihood = models.PositiveSmallIntegerField(validators=SCORE)
    inherent_impact = models.PositiveSmallIntegerField(validators=SCORE)
    likelihood = models.PositiveSmallIntegerField("current likelihood", validators=SCORE)
    impact = models.PositiveSmallIntegerField("current impact", validators=SCORE)
    target_likelihood = models.PositiveSmallIntegerField(validators=SCORE)
    target_impact = models.PositiveSmallIntegerField(validators=SCORE)
    controls = models.TextField("controls in place", blank=True)
    assurances = models.TextField("assurances that they work", blank=True)
    gaps = models.TextField("gaps in controls or assurance", blank=True)
    part = models.PositiveSmallIntegerField(
        "spoken of in",
        choices=Part,
        default=Part.PUBLIC,
        help_text="Part 2 never stands in a public report. Staff and the governing body see it all the same.",
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.TextField(blank=True)
    components = models.ManyToManyField(
        FrameworkComponent, through="RiskEvidence", blank=True, related_name="risks"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RiskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    inherent_likelihood__range=(1, 5),
                    inherent_impact__range=(1, 5),
                    likelihood__range=(1, 5),
                    impact__range=(1, 5),
                    target_likelihood__range=(1, 5),
                    target_impact__range=(1, 5),
                ),
                name="risk_scores_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="risk_closes_after_opening",
                violation_error_message="A risk cannot be closed before it was opened.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:risk_detail", args=[self.reference])

    def is_editable_by(self, user: User) -> bool:
        """The rule of `editable_by`, for a risk that is already at hand."""
        ids = user.directorate_ids_for(Permission.EDIT_RISKS)
        return ids is None or self.directorate_id in ids

    @property
    def score(self) -> int:
        """Current likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact


class RiskScore(Provenanced):
    """A dated score of a risk and why it was given: the register's history."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scores")
    scored_on = models.DateField()
    likelihood = models.PositiveSmallIntegerField(validators=SCORE)
    impact = models.PositiveSmallIntegerField(validators=SCORE)
    reason = models.TextField()
    scored_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["scored_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_score_history_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.risk.reference} {self.likelihood} × {self.impact} on {self.scored_on}"

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


class RiskAction(Provenanced):
    """What is being done about a risk, by whom and by when."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField("action")
    owner = models.CharField("owner (role)", max_length=120)
    due_on = models.DateField("due")
    done_on = models.DateField("done", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class ProjectEvidence(Evidence):
    """A project serves as evidence for a component of an assurance framework."""

    project = models.ForeignKey(PriorityProject, on_delete=models.PROTECT, related_name="evidence")

    class Meta(Evidence.Meta):
        constraints = [models.UniqueConstraint(fields=["project", "component"], name="project_evidence_once")]


class RiskEvidence(Evidence):
    """A risk serves as evidence for a component: that it is known, scored and acted on."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="evidence")

    class Meta(Evidence.Meta):
        constraints = [models.UniqueConstraint(fields=["risk", "component"], name="risk_evidence_once")]
