"""Forms of an outcome ambition's plan and of the team's own forecast. Reported levels are typed in forms.py."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import FigureField, PortalForm, prepare
from organisation.models import FinancialYear
from performance.forms import HIGHEST
from performance.models import AmbitionLevel, OutcomeAmbition

TARGET = AmbitionLevel.Kind.TARGET


class Level(FigureField):
    """A level of 0 or more, with at most eight digits before the point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=MeasureKind.NUMBER, **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value < HIGHEST:
            raise forms.ValidationError("Type a level of 0 or more, with at most eight digits.")


class TrajectoryForm(VersionedForm, PortalForm):
    """An ambition's baseline and the level planned for each year. A year that is left empty has no plan."""

    submit = "Save the trajectory"

    baseline = Level(label="Baseline", required=False)
    baseline_period = forms.CharField(
        label="Year of the baseline",
        required=False,
        max_length=40,
        help_text="As 2013/14. Leave it empty where the document does not say.",
    )
    source = forms.CharField(
        label="Where it is published",
        required=False,
        max_length=250,
        help_text="The document and its date. Leave it empty if it is the CCG’s own plan.",
    )
    reason = forms.CharField(
        label="Why it is changed", max_length=100, help_text="It stands in the history beside your name."
    )

    def __init__(self, *args: Any, years: Iterable[FinancialYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(years)
        for year in self.years:
            field = Level(label=f"Planned for {year.label}", required=False)
            prepare(field, _name(year))
            self.fields[_name(year)] = field
        self.initial = self.values_of(self.record) | {"version": self.record.version}

    def layout(self) -> Layout:
        return Layout(
            "version",
            Fieldset("Where it starts", "baseline", "baseline_period"),
            Fieldset("Where it is to go", *(_name(year) for year in self.years)),
            Fieldset("Where it is from", "source", "reason"),
        )

    def values_of(self, record: Any) -> dict[str, Any]:
        """A history row has no levels: they are kept one year at a time."""
        values = {name: getattr(record, name) for name in ("baseline", "baseline_period", "source")}
        if isinstance(record, OutcomeAmbition):
            planned = dict(record.levels.filter(kind=TARGET).values_list("year_id", "value"))
            values |= {_name(year): planned.get(year.pk) for year in self.years}
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("baseline") is None and "baseline" not in self.errors and any(self.targets().values()):
            self.add_error("baseline", "Type the baseline from which the plan starts.")
        return cleaned

    def targets(self) -> dict[FinancialYear, Decimal | None]:
        """The level typed for each year."""
        return {year: self.cleaned_data.get(_name(year)) for year in self.years}

    def plan(self) -> dict[str, Any]:
        """What to save, in the words of the action; after a conflict, what was chosen."""
        chosen = self.changes()
        return {
            "changes": {name: chosen[name] for name in ("baseline", "baseline_period", "source")},
            "targets": {year: chosen[_name(year)] for year in self.years},
            "reason": chosen["reason"],
        }


def _name(year: FinancialYear) -> str:
    return f"target_{year.start}"


class ForecastForm(VersionedForm, PortalForm):
    """What the team expects of the target year, where the projection does not hold."""

    submit = "Save our forecast"
    asks_every_difference = True

    value = Level(label="Level expected")
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the projection does not know: a service that opens, a change in how it is counted.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record:
            self.initial = self.values_of(self.record) | {"version": self.record.version}

    def values_of(self, record: Any) -> dict[str, Any]:
        return {"value": record.value, "reason": record.reason} if record else {}
