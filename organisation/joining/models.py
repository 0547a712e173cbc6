"""Invitations: somebody is asked by e-mail to join, with the roles that they will hold."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.histories import HistoricalRecords
from organisation.rights import Role

WORKS_FOR = timedelta(days=7)
"""How long the link of an invitation works."""


class InvitationState(models.TextChoices):
    OPEN = "open", "Not taken up yet"
    ACCEPTED = "accepted", "Taken up"
    WITHDRAWN = "withdrawn", "Withdrawn"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither taken up nor withdrawn; the link of some may be too old."""
        return self.filter(state=InvitationState.OPEN)

    def working_at(self, moment: datetime) -> Self:
        """Those whose link works at that moment."""
        return self.open().filter(expires_at__gt=moment)

    def closed(self) -> Self:
        """Taken up or withdrawn."""
        return self.exclude(state=InvitationState.OPEN)

    def to_address(self, email: str) -> Self:
        return self.filter(email=email.strip().lower())

    def with_roles(self) -> Self:
        return self.prefetch_related("roles__directorate")


class Invitation(models.Model):
    """One person is asked to join. The link in the e-mail works once, for seven days; here stands its hash alone."""

    email = models.EmailField("e-mail address")
    title = models.CharField("role title", max_length=120)
    state = models.CharField(max_length=9, choices=InvitationState, default=InvitationState.OPEN)
    link_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the link holds.")
    expires_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField("last sent", null=True, blank=True)
    failure = models.CharField(
        max_length=300, blank=True, help_text="Why the last e-mail did not go, in the mail server's words."
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
        help_text="Who took it up.",
    )
    closed_at = models.DateTimeField("taken up or withdrawn", null=True, blank=True)

    # What goes when the person is forgotten, in the history as well, which seals it for that reason not.
    ERASABLE = ("email", "title")

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["link_hash"])

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(state="open"),
                name="invited_once_at_a_time",
                violation_error_message="This address is invited already.",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", person__isnull=False)
                | (~Q(state="accepted") & Q(person__isnull=True)),
                name="invitation_taken_up_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("joining:invitation_list")

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN

    @property
    def works(self) -> bool:
        """Whether its link lets somebody in now."""
        return self.is_open and self.expires_at > clock.now()


class InvitedRole(models.Model):
    """A role that the invited person will hold; contributor, approver and director hold it for one directorate."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    directorate = models.ForeignKey(
        "organisation.Directorate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["invitation", "role", "directorate"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "role", "directorate"], name="invited_role_once_there"
            ),
            models.UniqueConstraint(
                fields=["invitation", "role"],
                condition=Q(directorate__isnull=True),
                name="invited_role_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.of_a_directorate(), directorate__isnull=False)
                | (~Q(role__in=Role.of_a_directorate()) & Q(directorate__isnull=True)),
                name="invited_directorate_roles_name_one",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_role_display()}, {self.directorate}" if self.directorate else self.get_role_display()
        )
