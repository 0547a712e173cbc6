"""Who is sent a link when a report is ready or published: the lists of the committees, and the letters to them."""

from datetime import datetime
from email.utils import parseaddr
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.urls import reverse

from assurance.models.audiences import ReportAudience
from assurance.models.notices import NoticeState, Posted
from assurance.models.publications import PUBLIC, Publication, PublicationState
from assurance.models.reports import Report, ReportState
from core.histories import HistoricalRecords
from core.letters import MAY_HAVE_ARRIVED


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


class LetterKind(models.TextChoices):
    """What a letter to a committee tells of."""

    READY = "ready", "Ready"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
    PUT_BACK = "put-back", "Put back"


class CommitteeLetterQuerySet(models.QuerySet["CommitteeLetter"]):
    def to_send(self, now: datetime) -> Self:
        """Those whose time has come, as long as what they say is still so."""
        in_time = Q(try_again_at=None) | Q(try_again_at__lte=now)
        true = (
            Q(kind=LetterKind.READY, report__state=ReportState.READY)
            | Q(kind=LetterKind.PUBLISHED, publication__state=PublicationState.PUBLISHED)
            | Q(
                kind=LetterKind.WITHDRAWN,
                publication__state=PublicationState.WITHDRAWN,
                withdrawn_at=F("publication__ended_at"),
            )
            | Q(kind=LetterKind.PUT_BACK, publication__state__in=PUBLIC)
        )
        return self.filter(in_time, true, state=NoticeState.WAITING)

    def without_object(self) -> Self:
        """Those that wait to speak of what was replaced, or withdrawn for good: what only one person has withdrawn may
        come back, and the letter with it. And those that wait to speak of a withdrawal that was taken back, or of a
        return that did not last."""
        withdrawn = Q(publication__state=PublicationState.WITHDRAWN)
        gone = (
            Q(kind=LetterKind.PUBLISHED, publication__state=PublicationState.REPLACED)
            | withdrawn & Q(kind=LetterKind.PUBLISHED, publication__confirmed_at__isnull=False)
            | withdrawn & Q(kind=LetterKind.WITHDRAWN, publication__ended_at__gt=F("withdrawn_at"))
            | Q(kind=LetterKind.WITHDRAWN, publication__state__in=PUBLIC)
            | withdrawn & Q(kind=LetterKind.PUT_BACK)
        )
        return self.filter(gone, state=NoticeState.WAITING)

    def owed_a_withdrawal(self) -> Self:
        """Those that told of what is withdrawn now, and after which no letter to that address says so yet: `gone` is
        the publication, withdrawn at `gone_at`.

        A letter that a report is ready leads to the same report inside. Whatever was published of it last is then
        meant: what was published anew since is not gone.
        """
        of_report = Publication.objects.filter(report=OuterRef("report"), published_at__isnull=False)
        last = Subquery(of_report.order_by("-pk").values("pk")[:1])
        of_it = Case(
            When(kind=LetterKind.PUBLISHED, then=F("publication")),
            When(kind=LetterKind.READY, then=last),
            output_field=models.BigIntegerField(),
        )
        gone = Publication.objects.filter(pk=OuterRef("gone"), state=PublicationState.WITHDRAWN)
        told = CommitteeLetter.objects.filter(
            kind=LetterKind.WITHDRAWN,
            email=OuterRef("email"),
            publication=OuterRef("gone"),
            withdrawn_at=OuterRef("gone_at"),
        )
        found = self._arrived().annotate(gone=of_it).annotate(gone_at=Subquery(gone.values("ended_at")))
        return found.filter(~Exists(told), gone_at__isnull=False)

    def owed_a_return(self) -> Self:
        """Those that told of a withdrawal which was taken back, and after which no letter says so yet."""
        told = self._to_the_same(kind=LetterKind.PUT_BACK, withdrawn_at=OuterRef("withdrawn_at"))
        back = Q(kind=LetterKind.WITHDRAWN, publication__state__in=PUBLIC)
        return self._arrived().filter(back, ~Exists(told))

    def _arrived(self) -> Self:
        """Also what the mail server may have taken before it fell silent: who may have been told is told the rest."""
        perhaps = Q(state=NoticeState.NOT_SENT, failure__endswith=MAY_HAVE_ARRIVED)
        return self.filter(Q(state=NoticeState.SENT) | perhaps)

    @staticmethod
    def _to_the_same(**fields: object) -> "CommitteeLetterQuerySet":
        same = {name: OuterRef(name) for name in ("committee", "email", "publication")}
        return CommitteeLetter.objects.filter(**same, **fields)


class CommitteeLetter(Posted):
    """That one address is told once of one thing: that a report is ready or published, or that what it was told of is
    withdrawn, or put back after all.

    The address is kept as it was, so that the row still says who was written to after the list has changed; who is
    taken off the list is still told of the withdrawal of what this address was sent, be it the public link or the one
    inside; on two lists, once. `withdrawn_at` says which withdrawal the letter speaks of, as a report that was put back
    can be withdrawn again.
    """

    kind = models.CharField(max_length=9, choices=LetterKind)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="letters")
    email = models.EmailField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="committee_letters")
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    withdrawn_at = models.DateTimeField("of the withdrawal at", null=True, blank=True)

    objects = CommitteeLetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "email", "report"],
                condition=Q(kind="ready"),
                name="one_letter_a_ready_report",
            ),
            models.UniqueConstraint(
                fields=["committee", "email", "publication"],
                condition=Q(kind="published"),
                name="one_letter_a_publication",
            ),
            models.UniqueConstraint(
                fields=["committee", "email", "publication", "kind", "withdrawn_at"],
                name="one_letter_a_withdrawal",
            ),
            models.CheckConstraint(
                condition=Q(kind="ready", publication=None, withdrawn_at=None)
                | Q(kind="published", publication__isnull=False, withdrawn_at=None)
                | Q(
                    kind__in=["withdrawn", "put-back"],
                    publication__isnull=False,
                    withdrawn_at__isnull=False,
                ),
                name="letter_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.email}: {self.publication or self.report}"
