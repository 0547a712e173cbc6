"""Who is sent a link when a report is ready or published: the lists of the committees, and the letters to them."""

from datetime import datetime
from email.utils import parseaddr
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from assurance.models.audiences import ReportAudience
from assurance.models.notices import NoticeState, Posted
from assurance.models.publications import Publication, PublicationState
from assurance.models.reports import Report, ReportState
from core.histories import HistoricalRecords


class Committee(models.Model):
    """A list of addresses that is sent a link to each report of one audience.

    `addresses` has one reader a line, as “Lay member <name@example.org>” or the e-mail address alone.
    """

    class Occasion(models.TextChoices):
        PUBLISHED = "published", "When it is published: a link that needs no account"
        READY = "ready", "When it is ready: a link that needs an account here"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    audience = models.ForeignKey(
        ReportAudience,
        verbose_name="whose reports",
        on_delete=models.PROTECT,
        related_name="committees",
    )
    occasion = models.CharField("when", max_length=9, choices=Occasion, default=Occasion.PUBLISHED)
    write_to = models.EmailField(
        "whom to write to",
        help_text="Printed under each e-mail: who takes an address off the list.",
    )
    addresses = models.TextField("who is written to", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:committee_edit", args=[self.slug])

    @property
    def emails(self) -> list[str]:
        """The addresses alone, each once."""
        lines = (parseaddr(line)[1] for line in self.addresses.splitlines())
        return list(dict.fromkeys(email for email in lines if email))


class CommitteeLetterQuerySet(models.QuerySet["CommitteeLetter"]):
    def to_send(self, now: datetime) -> Self:
        """Those whose time has come, as long as what they speak of is still there to be read."""
        in_time = Q(try_again_at=None) | Q(try_again_at__lte=now)
        readable = Q(publication=None, report__state=ReportState.READY) | Q(
            publication__state=PublicationState.PUBLISHED
        )
        return self.filter(in_time, readable, state=NoticeState.WAITING)

    def without_object(self) -> Self:
        """Those that wait to speak of what was replaced, or withdrawn for good. What only one person has withdrawn may
        come back, and the letter with it."""
        gone = Q(publication__state=PublicationState.REPLACED) | Q(
            publication__state=PublicationState.WITHDRAWN, publication__confirmed_at__isnull=False
        )
        return self.filter(gone, state=NoticeState.WAITING)


class CommitteeLetter(Posted):
    """That one address is told once of one report: of its being ready, or of its publication.

    The address is kept as it was, so that the row still says who was written to after the list has changed.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="letters")
    email = models.EmailField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="committee_letters")
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )

    objects = CommitteeLetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "email", "report"],
                condition=Q(publication=None),
                name="one_letter_a_ready_report",
            ),
            models.UniqueConstraint(
                fields=["committee", "email", "publication"], name="one_letter_a_publication"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.email}: {self.publication or self.report}"
