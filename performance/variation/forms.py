"""Forms of the decisions about a KPI's limits: each asks why."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from core.forms import PortalForm
from performance.spc import FEWEST_BASELINE

WHY = "It stands under the chart and in the history beside your name."


class DecisionForm(PortalForm):
    """A decision that is shown with its effect before it is made; `confirmed` comes from that page."""

    submit = "Show what it changes"

    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=500, help_text=WHY
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data.get("confirmed"))

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Names and values of what was typed, for the page that asks once more."""
        return [(name, self.data.get(name, "")) for name in self.fields if name != "confirmed"]


class RebaseForm(DecisionForm):
    """From which period limits start afresh: one of the series, but its first."""

    starts_on = forms.TypedChoiceField(
        label="From which period",
        coerce=date.fromisoformat,
        help_text="Only when the cause of the change is understood, and the change has lasted.",
    )
    field_order = ["starts_on", "reason"]

    def __init__(self, *args: Any, periods: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].choices = [("", "Choose a period"), *periods]


class BaselineForm(DecisionForm):
    """From how many points of each stretch its limits are made."""

    points = forms.IntegerField(
        label="Points",
        min_value=FEWEST_BASELINE,
        help_text=f"The first so many of each stretch make its limits: {FEWEST_BASELINE} or more.",
    )
    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ["points", "reason"]

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        if points > self.most:
            raise forms.ValidationError(
                f"There are {self.most} points: choose {FEWEST_BASELINE} to {self.most}."
            )
        return points


class WithdrawForm(PortalForm):
    """Why a decision is taken back."""

    submit = "Take it back"

    reason = forms.CharField(
        label="Why it is taken back", widget=forms.Textarea(attrs={"rows": 3}), max_length=500, help_text=WHY
    )
