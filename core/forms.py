"""The base of every form: what people type in, clear refusals out. How it looks is the crispy pack's affair."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import pretty_name
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.figures import MeasureKind, format_value
from core.parsing import FigureError, parse_figure
from core.texts import LONGEST_TEXT, length_of, too_long

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DASHES = BLANK_CHOICE_DASH[0][1]
"""What Django shows for no choice."""
EARLIEST, LATEST = 1948, 2100
"""Years that a date of the health service can have."""


# Dates ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One of the three inputs of a date."""

    name: str
    label: str
    width: int


class DateInputsWidget(forms.Widget):
    """Day, month and year as three text inputs, which the pack draws; nobody hunts through a calendar for 1948."""

    date_parts = (Part("day", "Day", 2), Part("month", "Month", 2), Part("year", "Year", 4))
    use_fieldset = True
    template_name = "nhsuk/date_inputs.html"

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        super().__init__(attrs)
        self.autocomplete = autocomplete

    def typed(self, value: Any) -> dict[str, str]:
        """The three texts to show: as typed when there are any, else those of the date."""
        if isinstance(value, Mapping):
            return {part.name: str(value.get(part.name) or "") for part in self.date_parts}
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return dict.fromkeys((part.name for part in self.date_parts), "")

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The three inputs alone, for a filter's line; a form's page draws them through the pack."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = self.typed(value)
        field_id = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"]["parts"] = [
            {
                "id": f"{field_id}-{part.name}",
                "name": f"{name}_{part.name}",
                "label": part.label,
                "value": typed[part.name],
                "width": part.width,
            }
            for part in self.date_parts
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part.name: str(data.get(f"{name}_{part.name}", "")).strip() for part in self.date_parts}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part.name}" not in data for part in self.date_parts)

    def id_for_label(self, id_: str) -> str:
        return ""


class DateInputs(forms.Field):
    """A date typed in three parts. Months are understood as numbers or names; anything else is refused in words."""

    widget = DateInputsWidget

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed = {name: text for name, text in value.items() if text}
        if not typed:
            return None
        self._refuse_missing(typed)
        numbers = {
            "day": _number(typed["day"]),
            "month": _month(typed["month"]),
            "year": _number(typed["year"]),
        }
        self._refuse_impossible(numbers)
        try:
            return date(numbers["year"] or 0, numbers["month"] or 0, numbers["day"] or 0)
        except ValueError:
            raise self._refusal("must be a real date", "day") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True

    def _refuse_missing(self, typed: Mapping[str, str]) -> None:
        missing = [part.name for part in DateInputsWidget.date_parts if part.name not in typed]
        if missing:
            raise self._refusal(f"must include a {' and a '.join(missing)}", *missing)

    def _refuse_impossible(self, numbers: Mapping[str, int | None]) -> None:
        day, month, year = numbers["day"], numbers["month"], numbers["year"]
        wrong = [
            name
            for name, number, low, high in (
                ("day", day, 1, 31),
                ("month", month, 1, 12),
                ("year", year, EARLIEST, LATEST),
            )
            if number is None or not low <= number <= high
        ]
        if wrong == ["year"]:
            raise self._refusal(f"must have a year of four figures, from {EARLIEST} to {LATEST}", "year")
        if wrong:
            raise self._refusal("must be a real date, like 31 7 2014", *wrong)

    def _refusal(self, message: str, *parts: str) -> forms.ValidationError:
        return forms.ValidationError(
            f"{self.label or 'The date'} {message}.", code="invalid", params={"parts": parts}
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _month(text: str) -> int | None:
    """7, 07, July or Jul."""
    word = text.lower().rstrip(".")
    if len(word) >= 3:
        return next((number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)), None)
    return _number(text)


# Figures --------------------------------------------------------------------------------------------------------------


class FigureField(forms.CharField):
    """A figure as staff type it (1,059,768; £1.06m; 95%), kept as a decimal. What is not understood is refused."""

    def __init__(self, *, kind: MeasureKind = MeasureKind.NUMBER, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        self.widget.attrs.setdefault("inputmode", "text" if kind == MeasureKind.MONEY else "decimal")
        self.widget.attrs.setdefault("class", "nhsuk-input--width-10")

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            reading = parse_figure(str(value), self.kind)
        except FigureError as error:
            raise forms.ValidationError(error.alone, code="invalid") from error
        if reading.not_collected:
            raise forms.ValidationError("Type a figure.", code="invalid")
        return reading.figure.value if reading.figure else None

    def prepare_value(self, value: Any) -> Any:
        """A stored figure is shown as it is read, which is also how it may be typed."""
        return format_value(value, self.kind) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


class MoneyField(FigureField):
    """Pounds: 1,234.50, £1.06m and £2.5k are all understood."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kind=MeasureKind.MONEY, **options)


# Forms ----------------------------------------------------------------------------------------------------------------


class Button(Submit):
    """A button of the pack; `css_class="nhsuk-button--secondary"` for the lesser of two."""

    field_classes = ""


class PortalFormMixin:
    """What every form has: the pack's helper with one button, plain-English messages, text inputs for numbers.

    A form sets `submit` to the words of its button and, where it wants groups, `layout()`. A page draws it with
    `{% crispy form %}`; `base.html` draws the error summary of the form named `form`.
    """

    submit = "Save"
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in list(self.fields.items()):
            self.fields[name] = in_parts(field)
            prepare(self.fields[name], name)

    def layout(self) -> Layout:
        """The fields in the order to draw them; crispy's Fieldset groups them under a legend."""
        return Layout(*self.fields)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = self.layout()
        helper.render_hidden_fields = True
        helper.attrs = {"novalidate": ""}
        if self.submit:
            helper.add_input(Button("save", self.submit))
        return helper


class PortalForm(PortalFormMixin, forms.Form):
    """A form of the portal."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form of the portal over a model."""


def in_parts(field: forms.Field) -> forms.Field:
    """A date is typed in three parts, whether the form or its model declares it; other fields stay as they are."""
    if type(field) is not forms.DateField:
        return field
    return DateInputs(
        required=field.required,
        label=field.label,
        initial=field.initial,
        help_text=field.help_text,
        validators=field.validators,
        disabled=field.disabled,
    )


def prepare(field: forms.Field, name: str) -> None:
    """Messages in the portal's words, lists that name their blank, texts of a length, inputs in place of spinners."""
    _name_the_blank(field)
    _hold_length(field)
    label = str(field.label or pretty_name(name))
    for code, message in _messages(field, label).items():
        if field.error_messages.get(code) == _default_message(field, code):
            field.error_messages[code] = message
    if isinstance(field.widget, forms.NumberInput):
        attributes = {k: v for k, v in field.widget.attrs.items() if k not in ("min", "max", "step")}
        mode = {"inputmode": "numeric" if _is_whole(field) else "decimal", "class": "nhsuk-input--width-5"}
        field.widget = forms.TextInput(mode | attributes)


def _name_the_blank(field: forms.Field) -> None:
    """Where Django shows a row of dashes, the list says what it means to leave it: nothing chosen yet, or none."""
    word = "Choose" if field.required else "None"
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = word if field.empty_label == DASHES else field.empty_label
    elif isinstance(field, forms.ChoiceField):
        choices = list(field.choices)
        if ("", DASHES) in choices:
            field.choices = [("", word) if choice == ("", DASHES) else choice for choice in choices]


@dataclass(frozen=True)
class NoLonger:
    """Refuses a text of more characters than this, in words that give both lengths."""

    longest: int

    def __call__(self, text: Any) -> None:
        if isinstance(text, str) and length_of(text) > self.longest:
            raise forms.ValidationError(too_long(length_of(text), self.longest), code="too_long")


def _hold_length(field: forms.Field) -> None:
    """No text is without end: one of several lines has 2,000 characters unless its form says otherwise.

    The browser is not told: it would cut what is pasted without a word, where the portal shows it all and says why.
    """
    if not isinstance(field, forms.CharField):
        return
    is_long = isinstance(field.widget, forms.Textarea)
    field.widget.attrs.pop("maxlength", None)
    longest = field.max_length or (LONGEST_TEXT if is_long else None)
    if longest:
        others = [each for each in field.validators if not isinstance(each, MaxLengthValidator | NoLonger)]
        field.validators = [*others, NoLonger(longest)]


def _is_whole(field: forms.Field) -> bool:
    """Django's decimal fields are integer fields, too."""
    return isinstance(field, forms.IntegerField) and not isinstance(
        field, forms.DecimalField | forms.FloatField
    )


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    """What is said when an answer is missing or will not do."""
    asks = {
        forms.BooleanField: f"Tick “{label}”.",
        forms.ChoiceField: f"Choose an answer for “{label}”.",
        forms.ModelChoiceField: f"Choose an answer for “{label}”.",
        forms.FileField: f"Choose a file for “{label}”.",
    }
    ask = next((words for kind, words in asks.items() if isinstance(field, kind)), f"Fill in “{label}”.")
    number = "a whole number, like 12" if _is_whole(field) else "a number, like 12.5"
    invalid = {"invalid": f"Type {number}."} if isinstance(field, forms.IntegerField) else {}
    return {
        "required": ask,
        "invalid_choice": "Choose one of the answers listed.",
        "max_value": "Type %(limit_value)s or less.",
        "min_value": "Type %(limit_value)s or more.",
        **invalid,
    }


def _default_message(field: forms.Field, code: str) -> object:
    """Django's own message for the code, None where it has none; an author's own message is left alone."""
    for ancestor in type(field).__mro__:
        messages = ancestor.__dict__.get("default_error_messages", {})
        if code in messages:
            return messages[code]
    return None
