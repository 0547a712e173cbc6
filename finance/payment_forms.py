"""What the finance team types of one month: invoices paid, and those of them paid within 30 days."""

from collections.abc import Callable
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms

from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import FigureField, PortalModelForm
from core.money import pounds
from finance.forms import HOW_TO_TYPE, PoundsField
from finance.models import PromptPayment

MOST_INVOICES = 2_000_000_000
"""What the database holds of a count."""


class CountField(FigureField):
    """A whole number of invoices."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=MeasureKind.COUNT, **options)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        count = super().to_python(value)
        return None if count is None else int(count)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, int) and value > MOST_INVOICES:
            raise forms.ValidationError("This is more than the portal can hold. Check the noughts.")


class PaymentForm(VersionedForm, PortalModelForm):
    """One month by number and by value."""

    submit = "Save the month"

    paid = CountField(label="Invoices paid", help_text="All valid invoices paid in the month.")
    paid_in_time = CountField(label="Of these, within 30 days")
    paid_value = PoundsField(label="Value of invoices paid (£)", help_text=HOW_TO_TYPE)
    paid_in_time_value = PoundsField(label="Of this, within 30 days (£)")

    class Meta:
        model = PromptPayment
        fields = ["paid", "paid_in_time", "paid_value", "paid_in_time_value"]

    def layout(self) -> Layout:
        return Layout(
            "version",
            Fieldset("By number", Row("paid", "paid_in_time")),
            Fieldset("By value", Row("paid_value", "paid_in_time_value")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._part_within("paid", "paid_in_time", "{:,}".format)
        self._part_within("paid_value", "paid_in_time_value", pounds)
        return cleaned

    def _part_within(self, whole: str, part: str, say: Callable[[Any], str]) -> None:
        all_paid, in_time = self.cleaned_data.get(whole), self.cleaned_data.get(part)
        if all_paid is not None and in_time is not None and in_time > all_paid:
            self.add_error(
                part, f"{say(in_time)} is more than the {say(all_paid)} that were paid. Check both."
            )
        for name, amount in ((whole, all_paid), (part, in_time)):
            if amount is not None and amount < 0:
                self.add_error(name, "This cannot be below nought. Type 0 or more.")
