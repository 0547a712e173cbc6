"""What a directorate types to follow up a KPI: what will be done by whom and when, and where the year will end."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from core import clock
from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import FigureField, PortalForm, PortalModelForm
from performance.models import KPIAction

LONGEST = 1_000
ALREADY_OPEN = (
    "This action is open already, with the same words and day. Change that one, or say what differs."
)


class NewActionForm(PortalModelForm):
    """Something to be done about a KPI. Only the forms that change a record carry its version."""

    submit = "Open the action"

    class Meta:
        model = KPIAction
        fields = ["text", "owner", "due_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": "One thing, and when it counts as done: “Both inspector posts filled”.",
            "owner": "The role that sees to it, such as Head of quality.",
        }

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < clock.today():
            raise forms.ValidationError("Give a day from today on. What is overdue already needs a new date.")
        return due_on


class ActionForm(VersionedForm, PortalModelForm):
    """The same action, changed or closed."""

    submit = "Save the action"

    class Meta:
        model = KPIAction
        fields = ["text", "owner", "due_on", "closed_on", "outcome"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "closed_on": "The day on which it was done, or given up. Empty while it is open.",
            "outcome": "What was done and what changed; or why it was given up.",
        }

    def layout(self) -> Layout:
        return Layout(
            "version", "text", "owner", "due_on", Fieldset("When it is finished", "closed_on", "outcome")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("closed_on") and not cleaned.get("outcome"):
            self.add_error("outcome", "Say what came of it, or leave the day empty.")
        if cleaned.get("outcome") and not cleaned.get("closed_on") and "closed_on" not in self.errors:
            self.add_error("closed_on", "Give the day on which it was finished, or leave the outcome empty.")
        return cleaned


class ForecastForm(VersionedForm, PortalForm):
    """The directorate's own forecast of a year's end. `kind` is that of the measure that the target is about."""

    submit = "Save the forecast"

    def __init__(self, *args: Any, kind: MeasureKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = MeasureKind.PERCENTAGE if kind == MeasureKind.RATIO else kind
        value = FigureField(kind=asked, label="Figure for the whole year", initial=self._held("value"))
        value.error_messages["required"] = "Type the figure that you expect for the whole year."
        reason = forms.CharField(
            label="Why will it end there?",
            help_text="It is printed beside the plain projection.",
            max_length=LONGEST,
            initial=self._held("reason"),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        reason.error_messages["required"] = "Say why it will end there and not where the projection says."
        self.fields = {"value": value, "reason": reason, "version": self.fields["version"]}

    def _held(self, name: str) -> Any:
        return getattr(self.record, name) if self.record else None
