"""Forms of the outcome ambitions. Those of a return are in return_forms.py."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from core.figures import MeasureKind
from core.forms import FigureField, PortalForm
from organisation.models import FinancialYear
from performance.ambitions import figure_text
from performance.models import AmbitionLevel, OutcomeAmbition

HIGHEST = Decimal(10) ** 8
"""What the database keeps of a level: eight digits before the point."""


class AmbitionLevelForm(PortalForm):
    """The level that a publication gives for a year that has ended; for one on record, its correction and why."""

    submit = "Save the reported level"

    year = forms.ModelChoiceField(FinancialYear.objects.none(), label="Financial year", empty_label=None)
    value = FigureField(label="Reported level", kind=MeasureKind.NUMBER)
    source = forms.CharField(
        label="Where it is published", max_length=250, help_text="The document or data set, and its date."
    )
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=100,
        help_text="It stands in the history beside your name.",
    )
    shown = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ambition: OutcomeAmbition, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ambition = ambition
        ended = [year.pk for year in FinancialYear.objects.all() if year.period.ends_on < today]
        self.fields["year"].queryset = FinancialYear.objects.filter(pk__in=ended).order_by("-start")
        self.fields["value"].help_text = ambition.unit
        if self.is_correction:
            self.fields["year"].widget = forms.HiddenInput()
        else:
            del self.fields["reason"]

    @property
    def correcting(self) -> FinancialYear | None:
        """The year whose level on record is corrected."""
        asked = str(self["year"].value())
        return next((year for year in self.fields["year"].queryset if str(year.pk) == asked), None)

    @property
    def has_years(self) -> bool:
        """Whether any financial year has ended, of which a level could be reported."""
        return self.fields["year"].queryset.exists()

    @property
    def is_correction(self) -> bool:
        """Whether the person was shown a level on record."""
        return bool(self["shown"].value())

    def clean_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        if not 0 <= value < HIGHEST:
            raise forms.ValidationError("Type a level of 0 or more, with at most eight digits.")
        return value

    def clean_year(self) -> FinancialYear:
        """A level on record is corrected where it is shown, never replaced by chance."""
        year: FinancialYear = self.cleaned_data["year"]
        level = None if self.is_correction else self.on_record(year)
        if level:
            raise forms.ValidationError(
                f"{figure_text(level.value)} is on record for {year.label}. Follow “Correct” beside it."
            )
        return year

    def on_record(self, year: FinancialYear) -> AmbitionLevel | None:
        return AmbitionLevel.objects.filter(
            ambition=self.ambition, year=year, kind=AmbitionLevel.Kind.ACTUAL
        ).first()
