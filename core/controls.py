"""What one field of a form looks like on the page: its parts, their ids, and the words beside them.

The crispy template pack and the error summary both read it, so that a message, the field it stands at and the link
that leads there cannot disagree. Django's own `aria-describedby`, `rows`, `cols` and placeholders are dropped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField, BoundWidget

CLASSES = {
    "textarea": "nhsuk-textarea",
    "select": "nhsuk-select",
    "file": "nhsuk-file-upload__input",
    "checkbox": "nhsuk-checkboxes__input",
}


@dataclass(frozen=True)
class Choice:
    """One radio button or checkbox of a group."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    disabled: bool


@dataclass(frozen=True)
class DatePart:
    """Day, month or year of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int
    autocomplete: str
    has_error: bool
    disabled: bool


@dataclass(frozen=True)
class Control:
    """A field as the pack draws it. `kind` names the template; `target` is where a link to it leads, if anywhere."""

    kind: str
    id: str
    name: str
    label: str
    hint: str
    errors: tuple[str, ...]
    described_by: str
    target: str
    html: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple[DatePart, ...] = ()
    is_optional: bool = False

    @property
    def template(self) -> str:
        name = self.kind if self.kind in ("checkbox", "checkboxes", "radios", "date") else "single"
        return f"nhsuk/controls/{name}.html"

    @property
    def hint_id(self) -> str:
        return f"{self.id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.id}-error"


@dataclass(frozen=True)
class Entry:
    """One line of the error summary: what is wrong, and where it is put right."""

    text: str
    href: str = ""


def control(bound: BoundField, *, label: str | None = None, hint: str | None = None) -> Control:
    """A bound field as the pack draws it; its label and its hint can be replaced."""
    kind = kind_of(bound)
    field_id = bound.auto_id or bound.html_name
    errors = tuple(str(message) for message in bound.errors)
    hint_text = str(bound.help_text) if hint is None else hint
    described_by = "" if kind == "hidden" else _described_by(field_id, hint_text, errors)
    choices, parts = tuple(_choices(bound, kind)), tuple(_date_parts(bound, kind))
    return Control(
        kind=kind,
        id=field_id,
        name=bound.html_name,
        label=str(bound.label) if label is None else label,
        hint=hint_text,
        errors=errors,
        described_by=described_by,
        target="" if kind == "hidden" else _target(field_id, choices, parts),
        html="" if choices or parts else _html(bound, _attributes(bound, kind, described_by)),
        choices=choices,
        parts=parts,
        is_optional=not bound.field.required and kind not in ("checkbox", "checkboxes", "hidden"),
    )


def kind_of(bound: BoundField) -> str:
    """Which of the pack's controls draws the field."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if hasattr(widget, "date_parts"):
        return "date"
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    )
    return next((kind for widget_class, kind in kinds if isinstance(widget, widget_class)), "input")


def summary_of(*sources: Any) -> list[Entry]:
    """The lines of the error summary for forms, lists of forms, formsets or ready entries, in the order given."""
    return [entry for source in sources for entry in _entries(source)]


def _entries(source: Any) -> Iterator[Entry]:
    if isinstance(source, Entry):
        yield source
    elif isinstance(source, forms.BaseForm):
        yield from _entries_of_form(source)
    elif isinstance(source, forms.BaseFormSet):
        yield from (Entry(str(message)) for message in source.non_form_errors())
        yield from summary_of(*source.forms)
    elif isinstance(source, Iterable) and not isinstance(source, str):
        yield from summary_of(*source)


def _entries_of_form(form: forms.BaseForm) -> Iterator[Entry]:
    """What concerns the form as a whole first, then its fields in their order."""
    if not form.is_bound:
        return
    yield from (Entry(str(message)) for message in form.errors.get(NON_FIELD_ERRORS, ()))
    for name in form.fields:
        if form.errors.get(name):
            drawn = control(form[name])
            href = f"#{drawn.target}" if drawn.target else ""
            yield from (Entry(_naming(drawn.label, message), href) for message in drawn.errors)


def _naming(label: str, message: str) -> str:
    """A line of the summary names its field, where the message does not already.

    One word of a message is no name: “Type a whole number, like 12.” is not about the field “Number”. Of a label such
    as “Cause: because of …” the first part is its name.
    """
    said, name = message.lower(), label.lower()
    is_named = f"“{name}”" in said or said.startswith(name) or (" " in name and name in said)
    return message if is_named else f"{label.partition(':')[0]}: {message}"


def _described_by(field_id: str, hint: str, errors: tuple[str, ...]) -> str:
    """The ids of the hint and of the error message, of those that there are."""
    return " ".join([f"{field_id}-hint"] * bool(hint) + [f"{field_id}-error"] * bool(errors))


def _target(field_id: str, choices: tuple[Choice, ...], parts: tuple[DatePart, ...]) -> str:
    """The first input that the person has to correct."""
    if parts:
        return next((part.id for part in parts if part.has_error), parts[0].id)
    return choices[0].id if choices else field_id


def _attributes(bound: BoundField, kind: str, described_by: str) -> dict[str, Any]:
    """Attributes for Django's widget: the package's classes, our description, and none of Django's own sizes."""
    widget = bound.field.widget
    classes = [CLASSES.get(kind, "nhsuk-input"), widget.attrs.get("class", "")]
    if bound.errors and kind != "checkbox":
        classes.append(f"{CLASSES.get(kind, 'nhsuk-input')}--error")
    attributes: dict[str, Any] = {
        "class": " ".join(filter(None, classes)),
        "aria-describedby": described_by or False,
        "required": False,
        "placeholder": False,
    }
    if kind == "textarea":
        rows = widget.attrs.get("rows")
        attributes |= {"cols": False, "rows": 4 if rows in (None, "10") else rows}
    return attributes


def _html(bound: BoundField, attributes: dict[str, Any]) -> str:
    """The widget with our attributes alone: Django would describe it by the id of a help text that we do not draw."""
    widget = bound.field.widget
    own_id = {"id": bound.auto_id} if bound.auto_id and "id" not in widget.attrs else {}
    description = {"aria-describedby": attributes["aria-describedby"]}
    drawn_with = {**own_id, **bound.build_widget_attrs(attributes), **description}
    html: str = widget.render(bound.html_name, bound.value(), drawn_with, bound.form.renderer)
    return html


def _choices(bound: BoundField, kind: str) -> Iterator[Choice]:
    if kind not in ("radios", "checkboxes"):
        return
    for option in bound.subwidgets:
        if option.data["value"] not in ("", None):
            yield _choice(option)


def _choice(option: BoundWidget) -> Choice:
    return Choice(
        id=option.id_for_label,
        name=option.data["name"],
        value=str(option.data["value"]),
        label=str(option.choice_label),
        checked=bool(option.data["selected"]),
        disabled=bool(option.data["attrs"].get("disabled")),
    )


def _date_parts(bound: BoundField, kind: str) -> Iterator[DatePart]:
    if kind != "date":
        return
    widget = bound.field.widget
    typed = widget.typed(bound.value())
    wrong = {part for error in bound.errors.as_data() for part in (error.params or {}).get("parts", ())}
    for part in widget.date_parts:
        yield DatePart(
            id=f"{bound.auto_id}-{part.name}",
            name=f"{bound.html_name}_{part.name}",
            label=part.label,
            value=typed[part.name],
            width=part.width,
            autocomplete=f"{widget.autocomplete}-{part.name}" if widget.autocomplete else "off",
            has_error=bool(bound.errors) and (part.name in wrong or not wrong),
            disabled=bound.field.disabled,
        )
