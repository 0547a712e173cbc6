"""What people type about one target: how it binds, its value, and a profile by month where there is one."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms

from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import FigureField, PortalForm, prepare
from organisation.models import Quarter
from performance.assessment import assessed_kind
from performance.definition.forms import reason_field
from performance.definition.profile import MONTHS, Spread, UnequalProfile, check, stored, to_date
from performance.definition.targets import target_faults
from performance.models import KPI, Frequency, Target
from performance.rag import Basis, Comparator

NO_TARGET = "none"
EACH_PERIOD = {
    Frequency.MONTHLY: "Each quarter: what its months make is held against it, no month by itself",
    Frequency.QUARTERLY: "Each quarter: its figure is held against it",
    Frequency.ANNUALLY: "Each year: its figure is held against it",
}
COMPARATORS = (*Comparator.choices, (NO_TARGET, "No target: it is reported as context"))


def bases_for(kpi: KPI) -> list[tuple[str, str]]:
    """What can be held against a target of this KPI, in its own periods."""
    return [
        (Basis.EACH_PERIOD, EACH_PERIOD[Frequency(kpi.frequency)]),
        (Basis.RUNNING_TOTAL, "Running total: the year so far is held against what is due by now"),
        (Basis.YEAR_END, "Year end only"),
    ]


def target_kind(kpi: KPI) -> MeasureKind:
    """The kind in which a target is typed: that of n of d is a percentage."""
    kind = assessed_kind(kpi)
    return MeasureKind.PERCENTAGE if kind == MeasureKind.RATIO else kind


class NeededSometimes(FigureField):
    """A figure that other answers ask for. It is not marked optional, and the form says when it is missing."""

    def validate(self, value: Any) -> None:
        return None


class TargetForm(VersionedForm, PortalForm):
    """A target from a quarter to the end of its year."""

    submit = "Save the target"

    comparator = forms.ChoiceField(
        label="The figure should be", choices=COMPARATORS, widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(
        label="What is held against it",
        choices=Basis.choices,
        widget=forms.RadioSelect,
        initial=Basis.EACH_PERIOD,
    )
    spread = forms.ChoiceField(
        label="How is a running total expected to grow?",
        choices=Spread.choices,
        widget=forms.RadioSelect,
        initial=Spread.EVEN,
    )
    source = forms.CharField(
        label="Where it is from",
        max_length=250,
        required=False,
        help_text="The plan or contract that states it.",
    )
    reason = reason_field("Why?", required=False)

    def __init__(self, *args: Any, kpi: KPI, quarter: Quarter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kpi, self.quarter = kpi, quarter
        kind = target_kind(kpi)
        self.fields["basis"].choices = bases_for(kpi)
        self._add("value", NeededSometimes(kind=kind, label="Target"))
        self._add(
            "upper_value",
            NeededSometimes(kind=kind, label="Upper value, for between"),
        )
        for name, month in zip(month_names(), quarter.year.period.months, strict=True):
            field = NeededSometimes(kind=kind, label=month.label)
            field.widget.attrs["class"] = "nhsuk-input--width-5"
            self._add(name, field)

    def _add(self, name: str, field: forms.Field) -> None:
        prepare(field, name)
        self.fields[name] = field

    def layout(self) -> Layout:
        months = month_names()
        return Layout(
            "version",
            "comparator",
            Row("value", "upper_value"),
            "basis",
            Fieldset(
                "Profile of a running total",
                "spread",
                Row(*months, css_class="profile-months"),
            ),
            Fieldset("Where from, and why", "source", "reason"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        cleaned["profile"] = self._profile(cleaned)
        terms = terms_of(cleaned)
        for name, sentence in target_faults(terms, assessed_kind(self.kpi)):
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def _profile(self, cleaned: dict[str, Any]) -> list[str]:
        """The twelve months as they are stored; an error stands at the first month that is missing, or at March."""
        spread = Spread(cleaned["spread"])
        if spread == Spread.EVEN or cleaned["comparator"] == NO_TARGET:
            return []
        typed = [cleaned.get(name) for name in month_names()]
        for name, value in zip(month_names(), typed, strict=True):
            if value is None:
                self.add_error(
                    name, f"Type a figure for {self.fields[name].label}: a profile needs all twelve."
                )
        if None in typed or cleaned.get("value") is None:
            return []
        months: list[Decimal] = [value for value in typed if value is not None]
        try:
            check(months, spread, cleaned["value"], target_kind(self.kpi))
        except UnequalProfile as error:
            self.add_error(month_names()[-1], str(error))
        return stored(to_date(months, spread))

    def changes(self) -> dict[str, Any]:
        """The target as one: its parts only make sense together."""
        return terms_of(self.cleaned_data) | {"reason": self.cleaned_data["reason"]}


def month_names() -> list[str]:
    return [f"month_{number}" for number in range(1, MONTHS + 1)]


def terms_of(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    no_target = cleaned["comparator"] == NO_TARGET
    return {
        "no_target": no_target,
        "comparator": "" if no_target else cleaned["comparator"],
        "value": cleaned.get("value"),
        "upper_value": cleaned.get("upper_value"),
        "basis": cleaned["basis"],
        "profile": cleaned.get("profile", []),
        "source": cleaned.get("source", ""),
    }


def values_of(target: Target) -> dict[str, Any]:
    """The fields of the form, from a target or its history row."""
    totals = [Decimal(text) for text in target.profile] or [None] * MONTHS
    return {
        "comparator": NO_TARGET if target.no_target else target.comparator,
        "value": target.value,
        "upper_value": target.upper_value,
        "basis": target.basis,
        "spread": Spread.TO_DATE if target.profile else Spread.EVEN,
        "source": target.source,
        **dict(zip(month_names(), totals, strict=True)),
    }
