"""What is typed in the round: why a gap is accepted, and why a quarter is opened again."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assurance.lock_checks import Gap
from core.forms import PortalForm


class LockForm(PortalForm):
    """One reason for each gap; without gaps, only the button."""

    def __init__(self, *args: Any, quarter: str, gaps: Iterable[Gap], **kwargs: Any) -> None:
        # Before the form is made, so that these fields are prepared like those of any other form.
        self.base_fields = {gap.key: reason_for(gap) for gap in gaps}
        super().__init__(*args, **kwargs)
        self.submit = f"Lock {quarter}"

    @property
    def reasons(self) -> dict[str, str]:
        """The reason given for each gap, by its key."""
        return dict(self.cleaned_data)


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
