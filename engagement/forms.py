"""What the engagement team types: activities, feedback, answers to the standards, closing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from core import clock
from core.earlier import parts_at
from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import FigureField, PortalForm, PortalModelForm
from engagement.models import EngagementActivity, EngagementStandard, Feedback, StandardAnswer
from organisation.keeping import offer_those_in_use

NAMES_A_YEAR = re.compile(r"\b[0-9]{4}/[0-9]{2}\b")
MOST_PEOPLE = 10_000_000
NO_NAMES = "In their own words where you can. Do not name anybody."

State = EngagementActivity.State
Answer = StandardAnswer.Answer


def not_in_the_future(day: date | None) -> None:
    if day and day > clock.today():
        raise ValidationError("This day is still to come.", code="future")


class PeopleField(FigureField):
    """A number of people as staff type it: 1,240."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=MeasureKind.COUNT, **options)

    def to_python(self, value: Any) -> int | None:
        count = value if isinstance(value, int) else super().to_python(value)
        if count is None or isinstance(count, int):
            return count
        if count != count.to_integral_value() or count > MOST_PEOPLE:
            raise ValidationError("Type a whole number of people, like 1,240.", code="invalid")
        return int(count)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value


# Activities -----------------------------------------------------------------------------------------------------------


class ActivityForm(VersionedForm, PortalModelForm):
    """What was, or is to be, done; with whom; and what people can change by taking part."""

    submit = "Save the activity"

    state = forms.ChoiceField(
        label="State",
        choices=[(State.PLANNED.value, State.PLANNED.label), (State.UNDER_WAY.value, State.UNDER_WAY.label)],
        widget=forms.RadioSelect,
        help_text="It is closed on its own page, once people have been told what came of it.",
    )

    reached = PeopleField(label="People reached or asked", required=False)
    took_part = PeopleField(
        label="People who took part", required=False, help_text="Fewer than 5 is never shown as a number."
    )

    class Meta:
        model = EngagementActivity
        fields = [
            "title",
            "kind",
            "state",
            "starts_on",
            "ends_on",
            "date_text",
            "place",
            "purpose",
            "can_change",
            "cannot_change",
            "directorate",
            "programme",
            "project",
            "audiences",
            "partners",
            "localities",
            "methods",
            "reached",
            "took_part",
            "reach_text",
            "what_was_said",
        ]
        widgets = {
            "audiences": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
            "localities": forms.CheckboxSelectMultiple,
        }
        labels = {"can_change": "What can change", "cannot_change": "What cannot change, and why"}
        help_texts = {
            "ends_on": "Where it takes longer than a day.",
            "date_text": "Only where the day is not known. Name the financial year: Summer 2015 (2015/16).",
            "can_change": "What people can influence by taking part.",
            "methods": "For example survey, workshop, stall at a meeting people already hold.",
            "reach_text": "Where numbers do not say it. No counts below 5.",
            "what_was_said": "A summary. No names.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_those_in_use(self)

    def layout(self) -> Layout:
        return Layout(
            "version",
            "title",
            "kind",
            "state",
            Fieldset("When and where", "starts_on", "ends_on", "date_text", "place"),
            Fieldset("Purpose and scope", "purpose", "can_change", "cannot_change"),
            Fieldset("What it belongs to", "directorate", "programme", "project"),
            Fieldset("With whom and how", "audiences", "partners", "localities", "methods"),
            Fieldset("Reach, and what was said", "reached", "took_part", "reach_text", "what_was_said"),
        )

    def values_of(self, record: Any) -> dict[str, Any]:
        """A row of the history has no lists: they are asked about where they differ."""
        values = super().values_of(record)
        if isinstance(record, EngagementActivity):
            return values | {
                name: list(getattr(record, name).all()) for name in ("audiences", "partners", "localities")
            }
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_when(cleaned)
        reached, took_part = cleaned.get("reached"), cleaned.get("took_part")
        if None not in (reached, took_part) and took_part > reached and not cleaned.get("reach_text"):
            self.add_error(
                "took_part", "More people took part than were reached. Check both, or say how in the reach."
            )
        return cleaned

    def _check_when(self, cleaned: dict[str, Any]) -> None:
        starts_on, ends_on, stated = (cleaned.get(name) for name in ("starts_on", "ends_on", "date_text"))
        if not starts_on and "starts_on" not in self.errors:
            if ends_on:
                self.add_error("starts_on", "Give the first day, too.")
            elif not stated:
                self.add_error("starts_on", "Give the first day or, if it is not known, say when in words.")
            elif not NAMES_A_YEAR.search(stated):
                self.add_error(
                    "date_text", "Name the financial year, like 2015/16, so that it is counted there."
                )
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day is before the first.")
        if starts_on and starts_on > clock.today() and cleaned.get("state") == State.UNDER_WAY:
            self.add_error("state", "It has not begun: it is planned.")


class CloseForm(VersionedForm, PortalForm):
    """Closing with feedback, or with the reason why nothing changed."""

    submit = "Close the activity"

    closed_on = forms.DateField(label="Closed on", validators=[not_in_the_future])
    no_change_reason = forms.CharField(
        label="Why nothing changed",
        required=False,
        widget=forms.Textarea,
        help_text="Needed where there is no feedback. People who took part can read it.",
    )


class ReopenForm(VersionedForm, PortalForm):
    submit = "Reopen the activity"

    reason = forms.CharField(label="Why it is reopened", widget=forms.Textarea, max_length=88)


# Feedback -------------------------------------------------------------------------------------------------------------


class FeedbackForm(VersionedForm, PortalModelForm):
    """You said, we did; or why nothing changed."""

    submit = "Save the feedback"

    class Meta:
        model = Feedback
        fields = ["said", "did", "no_change_reason", "given_on"]
        labels = {"said": "You said", "did": "We did", "no_change_reason": "Why nothing changed"}
        help_texts = {
            "said": NO_NAMES,
            "did": "What changed because of it.",
            "no_change_reason": "Where nothing could change.",
            "given_on": "The day on which people were told.",
        }

    def clean_given_on(self) -> date | None:
        given_on: date | None = self.cleaned_data["given_on"]
        not_in_the_future(given_on)
        return given_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("did") and not cleaned.get("no_change_reason"):
            self.add_error("did", "Say what was done, or below why nothing changed.")
        return cleaned


# Standards ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StandardFields:
    """One standard with the inputs for its answer."""

    standard: EngagementStandard
    answer: BoundField
    explanation: BoundField


class StandardsForm(VersionedForm, PortalForm):
    """One activity held against every standard."""

    submit = "Save the answers"

    def __init__(self, *args: Any, record: EngagementActivity, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.standards = list(EngagementStandard.objects.all())
        values = self.values_of(record)
        for standard in self.standards:
            answer, explanation = f"answer_{standard.number}", f"explanation_{standard.number}"
            self.fields[answer] = forms.ChoiceField(
                label=f"{standard.name}: answer",
                choices=Answer.choices,
                widget=forms.RadioSelect,
                initial=values[answer],
                error_messages={"required": f"{standard.name}: choose an answer."},
            )
            self.fields[explanation] = forms.CharField(
                label=f"{standard.name}: how, or why not",
                required=False,
                widget=forms.Textarea(attrs={"rows": "2"}),
                initial=values[explanation],
            )

    @property
    def rows(self) -> Iterator[StandardFields]:
        for standard in self.standards:
            yield StandardFields(
                standard, self[f"answer_{standard.number}"], self[f"explanation_{standard.number}"]
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for standard in self.standards:
            answer, explanation = f"answer_{standard.number}", f"explanation_{standard.number}"
            if cleaned.get(answer) == Answer.NOT_MET and not cleaned.get(explanation):
                self.add_error(explanation, f"{standard.name}: say why it was not met.")
        return cleaned

    def values_of(self, record: Any) -> dict[str, Any]:
        """The answers of an activity as they stand or, of a row of its history, as they stood."""
        if isinstance(record, EngagementActivity):
            answers = list(StandardAnswer.objects.filter(activity=record))
        else:
            history = StandardAnswer.history.filter(activity_id=record.id)
            answers = parts_at(record.version, history)
        held = {answer.standard_id: answer for answer in answers}
        values: dict[str, Any] = {}
        for standard in self.standards:
            found = held.get(standard.pk)
            values[f"answer_{standard.number}"] = found.answer if found else Answer.NOT_ANSWERED.value
            values[f"explanation_{standard.number}"] = found.explanation if found else ""
        return values
