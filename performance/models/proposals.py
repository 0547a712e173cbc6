"""What a directorate asks of its KPIs: a new one, a change of one, or that one is retired."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from core.histories import HistoricalRecords
from organisation.models import Directorate, User
from organisation.rights import Permission
from performance.models.kpis import KPI


class ProposalKind(models.TextChoices):
    NEW = "new", "A new KPI"
    CHANGE = "change", "A change"
    RETIRE = "retire", "Retirement"


class ProposalState(models.TextChoices):
    """Where a proposal stands. An open one is answered by the assurance team, or withdrawn by its directorate."""

    OPEN = "open", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ProposalQuerySet(models.QuerySet["KPIProposal"]):
    def visible_to(self, user: User) -> Self:
        """The assurance team reads every proposal, a directorate its own."""
        if user.may(Permission.MANAGE_KPIS):
            return self
        return self.of_own(user)

    def of_own(self, user: User) -> Self:
        ids = user.directorate_ids_for(Permission.PROPOSE_KPIS)
        return self if ids is None else self.filter(directorate_id__in=ids)

    def open(self) -> Self:
        return self.filter(state=ProposalState.OPEN)


class KPIProposal(models.Model):
    """A definition that a directorate asks for, and what the assurance team answered.

    `asked` holds the fields of the definition's form as they were typed: all of them for a new KPI, those changed for
    a change, none for a retirement. `kpi_version` is the version of the KPI that the directorate saw.
    """

    kind = models.CharField(max_length=6, choices=ProposalKind)
    kpi = models.ForeignKey(KPI, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="kpi_proposals")
    title = models.CharField("short name of the KPI", max_length=90)
    asked = models.JSONField(default=dict, blank=True)
    holds_from = models.DateField(
        "first day of the quarter from which it should hold",
        help_text="Of a retirement: the first quarter without it.",
    )
    reason = models.TextField("why")
    kpi_version = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=9, choices=ProposalState, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProposalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ProposalKind.NEW) | Q(kpi__isnull=False), name="proposal_names_its_kpi"
            ),
            models.UniqueConstraint(
                fields=["kpi"],
                condition=Q(state=ProposalState.OPEN, kpi__isnull=False),
                name="one_open_proposal_a_kpi",
            ),
            models.UniqueConstraint(
                "directorate",
                Lower("title"),
                condition=Q(state=ProposalState.OPEN, kind=ProposalKind.NEW),
                name="one_open_proposal_a_new_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("performance:proposal_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.OPEN
