"""What is typed in the round: why a gap is accepted, and why a quarter is opened again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assurance.lock_checks import Gap, Reason
from core.forms import PortalForm

CHANGED_MEANWHILE = (
    "This has changed since the page was opened. Check that the reason still holds for what it says now."
)


class LockForm(PortalForm):
    """One reason for each gap, bound to the gap as it was shown; without gaps, only the button."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, quarter: str, gaps: Iterable[Gap], **kwargs: Any
    ) -> None:
        self.gaps = {gap.key: gap for gap in gaps}
        self.shown = {key: str((data or {}).get(shown_name(key), "")) for key in self.gaps}
        # Before the form is made, so that these fields are prepared like those of any other form.
        self.base_fields = {key: reason_for(gap) for key, gap in self.gaps.items()}
        self.base_fields |= {shown_name(key): as_shown(gap) for key, gap in self.gaps.items()}
        super().__init__(self._shown_now(data), **kwargs)
        self.submit = f"Lock {quarter}"

    @property
    def reasons(self) -> dict[str, Reason]:
        """The reason given for each gap, by its key."""
        return {key: Reason(self.cleaned_data[key], self.shown[key]) for key in self.gaps}

    def clean(self) -> dict[str, Any]:
        """A reason for a gap that has changed meanwhile is kept, and asked about: its author saw another."""
        for key, gap in self.gaps.items():
            if key in self.cleaned_data and self.shown[key] != gap.as_shown:
                self.add_error(key, CHANGED_MEANWHILE)
        return self.cleaned_data

    def _shown_now(self, data: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """What was sent, but that a form that comes back shows each gap as it is now."""
        if data is None:
            return None
        return {
            **{key: data[key] for key in data},
            **{shown_name(k): g.as_shown for k, g in self.gaps.items()},
        }


def shown_name(key: str) -> str:
    """The field that says how a gap was shown when its reason was typed."""
    return f"{key}-shown"


def as_shown(gap: Gap) -> forms.CharField:
    return forms.CharField(required=False, initial=gap.as_shown, widget=forms.HiddenInput)


def reason_for(gap: Gap) -> forms.CharField:
    return forms.CharField(
        label=gap.label,
        help_text="Why the quarter is locked all the same. Printed in reports, public ones too: name no person.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": "2"}),
        error_messages={"required": "Say why the quarter is locked all the same."},
    )


class ReopenForm(PortalForm):
    """Why a locked quarter is opened again."""

    submit = "Reopen the quarter"

    reason = forms.CharField(
        label="Why it is reopened",
        help_text=(
            "Printed in the reports of the next version, public ones too, with what was restated: "
            "name no person."
        ),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": "Say why the quarter is reopened."},
    )
