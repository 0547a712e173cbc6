"""The governing body's cover sheet of a quarter's report, with its monitoring and assurance summary."""

from django.db import models
from django.db.models import Q

from assurance.cover_sheet import Considered, Topic
from core.histories import HistoricalRecords
from core.models import Provenanced
from core.texts import LONGEST_TEXT
from organisation.models import Quarter


class CoverSheet(Provenanced):
    """What the paper is, who brings it, and what the meeting is asked to do. Roles are named, not people.

    The last quarter of a year has a second one, for the annual report.
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="cover_sheets")
    spans_year = models.BooleanField("for the year", default=False)
    meeting_on = models.DateField("date of the meeting", null=True, blank=True)
    author = models.CharField("author (role)", max_length=120, blank=True)
    sponsor = models.CharField("sponsor (role)", max_length=120, blank=True)
    purpose = models.TextField(max_length=LONGEST_TEXT)
    recommendation = models.TextField(max_length=LONGEST_TEXT)
    previous_committees = models.TextField(blank=True, max_length=LONGEST_TEXT)
    initials = models.CharField(max_length=10, blank=True)
    confirmed_role = models.CharField("role of whoever confirms", max_length=120, blank=True)
    confirmed_on = models.DateField("confirmed on", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(initials="", confirmed_on__isnull=True)
                | (~Q(initials="") & Q(confirmed_on__isnull=False)),
                name="cover_sheet_confirmed_with_initials_and_date",
                violation_error_message="A confirmation has initials and a date.",
            ),
            models.UniqueConstraint(fields=["quarter", "spans_year"], name="cover_sheet_once_in_quarter"),
        ]

    def __str__(self) -> str:
        return f"Cover sheet, {self.quarter.year if self.spans_year else self.quarter}"


class CoverAnswer(models.Model):
    """One line of the monitoring and assurance summary."""

    sheet = models.ForeignKey(CoverSheet, on_delete=models.PROTECT, related_name="answers")
    topic = models.CharField(max_length=24, choices=[(each.value, each.label) for each in Topic])
    answer = models.CharField(max_length=16, choices=[(each.value, each.label) for each in Considered])
    comment = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "topic"], name="cover_answer_once")]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.get_topic_display()}"
