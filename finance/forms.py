"""What the finance team types: plans, actuals, forecasts, positions, contributions. Amounts as people write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms.boundfield import BoundField

from core import clock
from core.dates import in_words
from core.earlier import parts_at
from core.editing import VersionedForm
from core.forms import MoneyField, PortalForm, PortalModelForm
from core.money import pounds
from core.periods import FinancialYear as Year
from core.periods import Month
from finance.models import BudgetLine, BudgetMonth, FinancialPosition, PooledFundContribution
from organisation.keeping import offer_those_in_use
from organisation.models import FinancialYear

HOW_TO_TYPE = "For example £1,234.50, 1234.5 or £1.2m."
LARGEST = Decimal(10) ** 11
TOO_LARGE = "This is more than the portal can hold. Check the noughts."


def no_less_than_nought(what: str, amount: Decimal) -> str:
    """What is said of an amount that cannot be negative: “A contribution is not negative. Type £5,000 or 0.”."""
    return f"{what} is not negative. Type {pounds(abs(amount))} or 0."


class PoundsField(MoneyField):
    """An amount in £ to the penny, within what the database holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, Decimal):
            if abs(value) >= LARGEST:
                raise forms.ValidationError(TOO_LARGE, code="too_large")
            if value != value.quantize(Decimal("0.01")):
                raise forms.ValidationError("Type pounds and pence: two figures after the point at most.")


# Budget lines ---------------------------------------------------------------------------------------------------------


class LineForm(VersionedForm, PortalModelForm):
    """One heading: its plan for the year, and what is now expected."""

    submit = "Save the heading"

    annual_plan = PoundsField(label="Plan for the year (£)", help_text=HOW_TO_TYPE)
    forecast_outturn = PoundsField(
        label="Forecast outturn (£)",
        required=False,
        help_text="What is now expected by 31 March. Leave it empty where nothing is forecast yet.",
    )

    class Meta:
        model = BudgetLine
        fields = ["heading", "kind", "annual_plan", "forecast_outturn", "forecast_reason", "programme"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "kind": "A planned surplus is a line of the budget, but is never counted as spending.",
            "forecast_reason": "The governing body reads it beside the variance.",
        }

    def layout(self) -> Layout:
        years = ["year"] if "year" in self.fields else []
        spread = ["spread"] if "spread" in self.fields else []
        return Layout(
            "version",
            *years,
            "heading",
            "kind",
            "programme",
            Fieldset("Plan", "annual_plan", *spread),
            Fieldset("Forecast", "forecast_outturn", "forecast_reason"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plan, forecast = cleaned.get("annual_plan"), cleaned.get("forecast_outturn")
        differs = plan is not None and forecast is not None and plan != forecast
        if differs and not cleaned.get("forecast_reason"):
            self.add_error("forecast_reason", "Say why the forecast differs from the plan.")
        if cleaned.get("kind", self.instance.kind) == BudgetLine.Kind.SPEND:
            self._refuse_negative("annual_plan", "A plan to spend", plan)
            self._refuse_negative("forecast_outturn", "A forecast of spending", forecast)
        self._refuse_twin(cleaned.get("heading"), cleaned.get("year") or getattr(self.record, "year", None))
        return cleaned

    def _refuse_negative(self, name: str, what: str, amount: Decimal | None) -> None:
        """Only a surplus may be below nought, as a planned deficit."""
        if amount is not None and amount < 0:
            self.add_error(name, no_less_than_nought(what, amount))

    def _refuse_twin(self, heading: str | None, year: FinancialYear | None) -> None:
        if not heading or year is None:
            return
        twins = BudgetLine.objects.filter(year=year, heading__iexact=heading).exclude(pk=self.instance.pk)
        if twins.exists():
            self.add_error("heading", f"{year} already has a heading of that name.")


class NewLineForm(LineForm):
    """The same with the year it belongs to, and a profile to start from."""

    submit = "Record the heading"

    year = forms.ModelChoiceField(
        label="Financial year", queryset=FinancialYear.objects.order_by("-start"), empty_label=None
    )
    spread = forms.BooleanField(
        label="Spread the plan evenly over twelve months",
        required=False,
        initial=True,
        help_text="The months can be changed afterwards.",
    )

    class Meta(LineForm.Meta):
        fields = ["year", *LineForm.Meta.fields]


@dataclass(frozen=True)
class MonthFields:
    """One row of the months' grid. The actual of a month that has not ended cannot be typed yet."""

    label: str
    plan: BoundField
    actual: BoundField
    has_ended: bool


class MonthsForm(VersionedForm, PortalForm):
    """Plan and actual of the twelve months of one heading."""

    submit = "Save the months"

    def __init__(self, *args: Any, record: BudgetLine, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.year: Year = record.year.period
        values = self.values_of(record)
        for month in self.year.months:
            self._add(f"plan_{month.slug}", f"{month.label}, plan", values, required=True)
            self._add(f"actual_{month.slug}", f"{month.label}, actual", values, required=False)

    def _add(self, name: str, label: str, values: dict[str, Any], *, required: bool) -> None:
        field = PoundsField(label=label, required=required, initial=values.get(name))
        field.error_messages["required"] = f"{label}: type an amount; 0 where nothing is planned."
        self.fields[name] = field

    @property
    def rows(self) -> Iterator[MonthFields]:
        for month in self.year.months:
            yield MonthFields(
                label=month.label,
                plan=self[f"plan_{month.slug}"],
                actual=self[f"actual_{month.slug}"],
                has_ended=self._has_ended(month),
            )

    def _has_ended(self, month: Month) -> bool:
        return month.ends_on < clock.today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for month in self.year.months:
            self._refuse_negative_plan(f"plan_{month.slug}", cleaned)
            name = f"actual_{month.slug}"
            if cleaned.get(name) is not None and not self._has_ended(month):
                self.add_error(
                    name, f"{month.label} ends on {in_words(month.ends_on)}. Its actual comes after that day."
                )
        return cleaned

    def _refuse_negative_plan(self, name: str, cleaned: dict[str, Any]) -> None:
        """A month's plan to spend is 0 at least. Its actual may be negative: a credit can be more than was spent."""
        plan = cleaned.get(name)
        if plan is not None and plan < 0 and self.record.kind == BudgetLine.Kind.SPEND:
            self.add_error(name, no_less_than_nought("A plan to spend", plan))

    def values_of(self, record: Any) -> dict[str, Any]:
        """The months of a line as they stand or, of a row of its history, as they stood."""
        if isinstance(record, BudgetLine):
            months = list(BudgetMonth.objects.filter(line=record))
        else:
            history = BudgetMonth.history.filter(line_id=record.id)
            months = parts_at(record.version, history)
        found = {Month.starting(month.starts_on).slug: month for month in months}
        return {
            f"{what}_{month.slug}": getattr(found.get(month.slug), what, None)
            for month in self.record.year.period.months
            for what in ("plan", "actual")
        }


# Position and pooled funds --------------------------------------------------------------------------------------------


class PositionForm(VersionedForm, PortalModelForm):
    """How one part of a year ended."""

    submit = "Save the position"

    resource_limit = PoundsField(label="Revenue resource limit (£)", help_text=HOW_TO_TYPE)
    net_operating_costs = PoundsField(label="Net operating costs (£)")
    surplus_target = PoundsField(
        label="Surplus target (£)",
        required=False,
        help_text="Leave it empty where none was set for this part.",
    )

    class Meta:
        model = FinancialPosition
        fields = ["resource_limit", "net_operating_costs", "surplus_target", "note"]

    def clean_resource_limit(self) -> Decimal:
        return self._not_negative("resource_limit", "A limit")

    def clean_net_operating_costs(self) -> Decimal:
        return self._not_negative("net_operating_costs", "The cost of a year")

    def _not_negative(self, name: str, what: str) -> Decimal:
        """The surplus target alone may be below nought, as a planned deficit."""
        amount: Decimal = self.cleaned_data[name]
        if amount < 0:
            raise forms.ValidationError(no_less_than_nought(what, amount))
        return amount


class ContributionForm(VersionedForm, PortalModelForm):
    """What one partner puts into a pooled fund in one year."""

    submit = "Save the contribution"

    amount = PoundsField(label="Amount (£)", help_text=HOW_TO_TYPE)

    class Meta:
        model = PooledFundContribution
        fields = ["partner", "year", "amount"]
        error_messages = {"year": {"required": "Choose a financial year."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_those_in_use(self)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount < 0:
            raise forms.ValidationError(no_less_than_nought("A contribution", amount))
        return amount

    def clean(self) -> dict[str, Any]:
        """Once for each partner and year of the fund."""
        cleaned = super().clean()
        twins = PooledFundContribution.objects.filter(
            fund=self.instance.fund_id, partner=cleaned.get("partner"), year=cleaned.get("year")
        ).exclude(pk=self.instance.pk)
        if cleaned.get("partner") and cleaned.get("year") and twins.exists():
            self.add_error(
                "partner", "This partner already has a contribution for that year. Change that one."
            )
        return cleaned
