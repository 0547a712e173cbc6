"""What is typed about a quarter's reports: a text, the cover sheet, an audience and its sections."""

from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms

from assurance.cover_sheet import Considered, CoverSheet, Topic
from assurance.models import CoverSheet as CoverSheetRow
from assurance.models import ReportAudience
from assurance.papers.cover_actions import FIELDS
from assurance.papers.suggested import NOT_YET
from core.editing import VersionedForm
from core.forms import PortalForm, PortalModelForm
from core.texts import LONGEST_TEXT
from programmes.models import Part


def long_text(label: str, hint: str = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    """Plain text: a new line begins a new paragraph, and nothing else is read as markup."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": str(rows)}),
    )


class TextForm(VersionedForm, PortalForm):
    """One text of a quarter; emptied, it is printed nowhere."""

    submit = "Save the text"
    asks_every_difference = True

    text = long_text(
        "Text",
        f"Plain text, up to {LONGEST_TEXT:,} characters. Each line is a paragraph. Leave it empty to print none.",
        rows=12,
        required=False,
    )
    part = forms.TypedChoiceField(
        label="Belongs to",
        choices=Part.choices,
        coerce=int,
        initial=Part.PUBLIC,
        help_text="Part 2 never stands in a public report.",
    )
    is_draft = forms.BooleanField(
        label="This is still a draft",
        help_text="Whoever locks the quarter is warned, because it is frozen and printed as it stands then.",
        required=False,
    )


class CoverSheetForm(VersionedForm, PortalForm):
    """The whole cover sheet: what the paper is, and a line for each matter that its author has considered."""

    submit = "Save the cover sheet"

    meeting_on = forms.DateField(label="Date of the meeting", required=False)
    author = forms.CharField(
        label="Author",
        help_text="A role, such as Head of Planning and Assurance.",
        max_length=120,
        required=False,
    )
    sponsor = forms.CharField(
        label="Sponsor", help_text="The director’s role.", max_length=120, required=False
    )
    purpose = long_text("Purpose")
    recommendation = long_text("Recommendation", "What the meeting is asked to do.")
    previous_committees = long_text(
        "Previous committees", "Where it was considered before, when and with what result.", required=False
    )
    initials = forms.CharField(
        label="Initials", help_text="Of whoever confirms the summary.", max_length=10, required=False
    )
    confirmed_role = forms.CharField(label="Their role", max_length=120, required=False)
    confirmed_on = forms.DateField(label="Confirmed on", required=False)

    def __init__(self, *args: Any, ends_on: date, today: date, **kwargs: Any) -> None:
        self.base_fields = {**self.base_fields, **topic_fields()}
        super().__init__(*args, **kwargs)
        self.ends_on, self.today = ends_on, today

    def layout(self) -> Layout:
        considered = [Row(answer_of(topic), comment_of(topic)) for topic in Topic]
        return Layout(
            Fieldset("The paper", *FIELDS[:6]),
            Fieldset("Monitoring and assurance summary: has it been considered?", *considered),
            Fieldset("Confirmation", *FIELDS[6:]),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("initials")) != bool(cleaned.get("confirmed_on")):
            missing = "initials" if cleaned.get("confirmed_on") else "confirmed_on"
            if missing not in self.errors:
                self.add_error(missing, "A confirmation has initials and a date: give both, or neither.")
        self._refuse_impossible_dates(cleaned)
        if cleaned.get("initials"):
            self._ask_for_what_is_not_considered(cleaned)
        return cleaned

    def _refuse_impossible_dates(self, cleaned: dict[str, Any]) -> None:
        """A paper on a quarter is written, confirmed and read once the quarter has ended; nobody confirms ahead."""
        for name in ("meeting_on", "confirmed_on"):
            if cleaned.get(name) and cleaned[name] <= self.ends_on:
                ended = f"the quarter ended on {self.ends_on:%-d %B %Y}"
                self.add_error(name, f"{self.fields[name].label} must be after {ended}.")
        if cleaned.get("confirmed_on") and cleaned["confirmed_on"] > self.today:
            self.add_error("confirmed_on", "Confirmed on must be today or before: nobody confirms ahead.")

    def _ask_for_what_is_not_considered(self, cleaned: dict[str, Any]) -> None:
        """No without a reason, or as it was suggested, is no answer that anybody can stand for."""
        for topic in Topic:
            answer, comment = cleaned.get(answer_of(topic)), cleaned.get(comment_of(topic))
            if answer == Considered.NO and comment in ("", NOT_YET):
                self.add_error(
                    answer_of(topic), "Say whether it has been considered: a sheet is not confirmed before."
                )

    def values_of(self, record: Any) -> dict[str, Any]:
        """A history row does not know the lines of its summary: each line has its own history."""
        values = {name: getattr(record, name) for name in FIELDS}
        if isinstance(record, CoverSheetRow):
            for line in record.answers.all():
                values[answer_of(Topic(line.topic))] = line.answer
                values[comment_of(Topic(line.topic))] = line.comment
        return values

    def changes(self) -> dict[str, Any]:
        flat = super().changes()
        lines = {topic: (flat[answer_of(topic)], flat[comment_of(topic)]) for topic in Topic}
        return {name: flat[name] for name in FIELDS} | {"lines": lines}


def topic_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for topic in Topic:
        fields[answer_of(topic)] = forms.ChoiceField(
            label=topic.label,
            choices=[(each.value, each.label) for each in Considered],
        )
        fields[comment_of(topic)] = forms.CharField(
            label=f"{topic.label}: in what way",
            max_length=300,
            required=False,
            widget=forms.Textarea(attrs={"rows": "2"}),
        )
    return fields


def answer_of(topic: Topic) -> str:
    return f"{topic.name.lower()}_answer"


def comment_of(topic: Topic) -> str:
    return f"{topic.name.lower()}_comment"


def typed_from(sheet: CoverSheet) -> dict[str, Any]:
    """A cover sheet as the values of its form."""
    lines: dict[str, Any] = {}
    for line in sheet.lines:
        lines |= {answer_of(line.topic): line.answer.value, comment_of(line.topic): line.comment}
    return {name: getattr(sheet, name) for name in FIELDS} | lines


class AudienceForm(VersionedForm, PortalModelForm):
    """Whom a report is for; its sections are chosen on a page of their own."""

    submit = "Save the audience"

    class Meta:
        model = ReportAudience
        fields = [
            "name",
            "title",
            "readers",
            "purpose",
            "frequency",
            "detail",
            "directorate",
            "programme",
            "part",
            "position",
            "produced_on_lock",
        ]
        labels = {"position": "Place in the list", "detail": "What is shown"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("directorate") and cleaned.get("programme"):
            self.add_error("programme", "Choose a directorate or a programme, not both.")
        return cleaned
