"""Texts written for a quarter's reports: a foreword, key messages, and each directorate's commentary."""

from typing import Self

from django.db import models
from django.db.models import Q

from assurance.models.audiences import ReportAudience
from assurance.text_blocks import TextKind
from core.histories import HistoricalRecords
from core.models import Provenanced
from core.texts import LONGEST_TEXT
from organisation.models import Directorate, Quarter, User
from organisation.rights import Permission
from programmes.models import Part


class QuarterTextQuerySet(models.QuerySet["QuarterText"]):
    def editable_by(self, user: User) -> Self:
        """The assurance team writes all of them; a directorate its own commentary."""
        ids = user.directorate_ids_for(Permission.WRITE_TEXTS)
        return self if ids is None else self.filter(directorate_id__in=ids)


class QuarterText(Provenanced):
    """One plain text for one quarter. It goes into the snapshot when the quarter is locked, and not after."""

    class Kind(models.TextChoices):
        FOREWORD = TextKind.FOREWORD.value, "Foreword"
        MESSAGES = TextKind.MESSAGES.value, "Key messages"
        COMMENTARY = TextKind.COMMENTARY.value, "Commentary"

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=12, choices=Kind)
    directorate = models.ForeignKey(
        Directorate, null=True, blank=True, on_delete=models.PROTECT, related_name="texts"
    )
    audience = models.ForeignKey(
        ReportAudience, null=True, blank=True, on_delete=models.PROTECT, related_name="texts"
    )
    text = models.TextField(blank=True, max_length=LONGEST_TEXT)
    part = models.PositiveSmallIntegerField("belongs to", choices=Part, default=Part.PUBLIC)
    spans_year = models.BooleanField(
        "for the year",
        default=False,
        help_text="It stands in the report of the year that ends with the quarter.",
    )
    is_draft = models.BooleanField(
        "still a draft",
        default=False,
        help_text="Whoever locks the quarter is warned, as it is frozen with it.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = QuarterTextQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["quarter", "kind", "directorate__order", "audience__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="commentary", directorate__isnull=False)
                | (~Q(kind="commentary") & Q(directorate=None)),
                name="commentary_is_of_directorate",
            ),
            models.CheckConstraint(
                condition=Q(audience=None) | Q(kind="key-messages"), name="only_messages_are_for_an_audience"
            ),
            models.UniqueConstraint(
                fields=["quarter", "kind", "spans_year"],
                condition=Q(directorate=None, audience=None),
                name="quarter_text_once",
            ),
            models.UniqueConstraint(
                fields=["quarter", "directorate", "spans_year"],
                condition=Q(directorate__isnull=False),
                name="commentary_once_in_quarter",
            ),
            models.UniqueConstraint(
                fields=["quarter", "audience"],
                condition=Q(audience__isnull=False),
                name="audience_messages_once_in_quarter",
            ),
        ]

    def __str__(self) -> str:
        about = self.directorate or self.audience
        period = self.quarter.year if self.spans_year else self.quarter
        return f"{self.get_kind_display()}{f', {about}' if about else ''}, {period}"
