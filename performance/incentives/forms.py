"""What people type about Quality Premium and CQUIN schemes."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from core.editing import VersionedForm
from core.figures import HUNDRED, MeasureKind
from core.forms import FigureField, MoneyField, PortalForm, PortalModelForm, prepare
from performance.models import KPI, IncentiveMeasure, IncentiveScheme, OutcomeAmbition

MOST_POUNDS = Decimal(10) ** 11
"""What the database keeps of an amount: eleven digits of pounds."""

Result = IncentiveMeasure.Result


class Pounds(MoneyField):
    """An amount of nought or more, to the penny."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value < MOST_POUNDS:
            raise ValidationError("Type an amount of £0 or more, below £100,000 million.")


class Percent(FigureField):
    """A share from 0 to 100, as “12.5” or “12.5%”."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=MeasureKind.PERCENTAGE, **options)
        self.widget.attrs["class"] = "nhsuk-input--width-5"

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value <= HUNDRED:
            raise ValidationError("Type a share from 0% to 100%.")
        if value is not None and value != round(value, 2):
            raise ValidationError("Use at most two places after the point.")


def put(form: forms.BaseForm, name: str, field: forms.Field) -> None:
    prepare(field, name)
    form.fields[name] = field


class SchemeForm(VersionedForm, PortalModelForm):
    submit = "Save the scheme"

    class Meta:
        model = IncentiveScheme
        fields = [
            "kind",
            "year",
            "provider",
            "total",
            "total_note",
            "deduction_percent",
            "deduction_reason",
            "source",
            "note",
        ]
        labels = {"source": "Where it is published"}
        help_texts = {
            "total": "Leave it empty while no amount is published. £3.7m is understood.",
            "total_note": "For example: £5 for each registered person.",
            "source": "The document and its date. Leave it empty if it is the team’s own entry.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_figures(self, {"total": Pounds, "deduction_percent": Percent})

    def layout(self) -> Layout:
        return Layout(
            "version",
            Fieldset("Which scheme", "kind", "year", "provider"),
            Fieldset("Money at stake", "total", "total_note"),
            Fieldset("Reduced", "deduction_percent", "deduction_reason"),
            Fieldset("Where it is from", "source", "note"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("deduction_percent") and not cleaned.get("deduction_reason"):
            self.add_error("deduction_reason", "Say why it is reduced.")
        twins = IncentiveScheme.objects.filter(
            kind=cleaned.get("kind"), year=cleaned.get("year"), provider=cleaned.get("provider")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("year", "There already is such a scheme for that year.")
        return cleaned


class MeasureForm(VersionedForm, PortalModelForm):
    """A measure of a scheme, but for its result."""

    submit = "Save the measure"

    class Meta:
        model = IncentiveMeasure
        fields = [
            "name",
            "scope",
            "parent",
            "agreement",
            "agreement_note",
            "weight_percent",
            "amount",
            "kpi",
            "ambition",
            "source",
        ]
        labels = {"source": "Where it is published"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_figures(self, {"weight_percent": Percent, "amount": Pounds})
        others = IncentiveMeasure.objects.filter(scheme=self.instance.scheme_id, parent=None)
        self.fields["parent"].queryset = others.exclude(pk=self.instance.pk)
        self.fields["kpi"].queryset = KPI.objects.order_by("number")
        self.fields["ambition"].queryset = OutcomeAmbition.objects.order_by("number")

    def layout(self) -> Layout:
        return Layout(
            "version",
            Fieldset("The measure", "name", "scope", "parent"),
            Fieldset("How far it is agreed", "agreement", "agreement_note"),
            Fieldset("Money at stake", Row("weight_percent", "amount")),
            Fieldset("What measures it", "kpi", "ambition"),
            "source",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent = cleaned.get("parent")
        if parent and self.instance.pk and self.instance.parts.exists():
            self.add_error("parent", "This measure has parts of its own, so it is no part of another.")
        elif parent and cleaned.get("scope") and parent.scope != cleaned["scope"]:
            self.add_error(
                "scope", f"“{parent}” is {parent.get_scope_display().lower()}, and so are its parts."
            )
        twins = IncentiveMeasure.objects.filter(
            scheme=self.instance.scheme_id,
            parent=parent,
            scope=cleaned.get("scope"),
            name__iexact=cleaned.get("name", ""),
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "The scheme already has that measure.")
        return cleaned


class ResultForm(VersionedForm, PortalForm):
    """What became of a measure, or is expected to, and why."""

    submit = "Save the result"

    result = forms.ChoiceField(label="Result", choices=Result.choices, widget=forms.RadioSelect)
    earned_percent = Percent(
        label="Share of its money that is earned, in %",
        required=False,
        help_text="For a measure that is achieved in part.",
    )
    result_reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The figure that shows it, or what the forecast rests on.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = self.values_of(self.record) | {"version": self.record.version}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        result = cleaned.get("result")
        if result and result != Result.NOT_ASSESSED and not cleaned.get("result_reason"):
            self.add_error("result_reason", "Say what shows it, or what the forecast rests on.")
        is_partly = result in IncentiveMeasure.PARTLY_RESULTS
        if is_partly and "earned_percent" not in self.errors and cleaned.get("earned_percent") is None:
            self.add_error("earned_percent", "Say how much of its money is earned.")
        return cleaned


def in_figures(form: Any, kinds: dict[str, type[FigureField]]) -> None:
    """Money and shares are typed as staff type them; label and hint stay those of the model."""
    for name, kind in kinds.items():
        field = form.fields[name]
        put(form, name, kind(required=False, label=field.label, help_text=field.help_text))
        if form.instance.pk:
            form.initial[name] = getattr(form.instance, name)
