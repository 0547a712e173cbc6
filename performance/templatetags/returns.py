"""The fields of a return's rows. A grid has hundreds of a few kinds, so each kind is written once, here, as text.

Every field carries its error: the message stands above it and is tied to it by `aria-describedby`.
"""

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import add

from django import template
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from performance.pages import FigureState, PeriodFigure
from performance.return_fields import Box, Line
from performance.return_forms import OWN_RATINGS, RowForm
from performance.return_texts import DATE_KEYS
from performance.returns import ReturnRow

register = template.Library()

ERROR = '<p class="nhsuk-error-message" id="{}"><span class="nhsuk-u-visually-hidden">Error: </span>{}</p>{}'
TIED = ' aria-describedby="{0}-error" aria-invalid="true"'
AREA = '<textarea class="nhsuk-textarea" id="{0}" name="{0}" rows="{1}">{2}</textarea>'
AREA_WRONG = AREA.replace('textarea"', f'textarea nhsuk-textarea--error"{TIED}', 1)
BOX = '<input class="nhsuk-input" id="{0}" name="{0}" type="text" autocomplete="off" value="{1}">'
BOX_WRONG = (
    '<input class="nhsuk-input nhsuk-input--error" id="{0}" name="{0}" type="text" autocomplete="off"'
    f' value="{{1}}"{TIED}>'
)
FIGURE = '<input class="{1}" id="{0}" name="{0}" type="text" autocomplete="off" value="{2}" data-figure>'
FIGURE_WRONG = (
    '<input class="{1} nhsuk-input--error" id="{0}" name="{0}" type="text" autocomplete="off" value="{2}" data-figure'
    ' aria-describedby="{3}" aria-invalid="true">'
)
LABEL = '<label for="{}">{}<span class="nhsuk-u-visually-hidden"> {}</span></label>'
LABEL_ON_PHONES = (
    '<label class="wide-hide" for="{}">{}<span class="nhsuk-u-visually-hidden"> {}</span></label>'
)
LABEL_READ_OUT = '<label class="nhsuk-u-visually-hidden" for="{}">{}</label>'
LINE = '<div class="fig__line">{}</div>'
TICK = '<div class="nc"><input type="checkbox" id="{0}" name="{0}"{1}><label for="{0}">Not collected</label></div>'
DATE_PART = (
    '<div><label for="{0}">{1}</label><input class="{2}" id="{0}" name="{0}" type="text" inputmode="numeric"'
    ' autocomplete="off" value="{3}"{4}></div>'
)
CHOICES = (
    '<select class="nhsuk-select" id="{0}" name="{0}"><option value="">Agree with it</option>{1}</select>'
)
PAST = '<dl class="past">{}</dl>'
PAST_LONG = '<dl class="past past--money">{}</dl>'
PAST_FIGURE = "<div><dt>{}</dt><dd>{}</dd></div>"
PAST_PAIR = "<div><dt>{}</dt><dd>{}<br>{}</dd></div>"
PAST_NOT_COLLECTED = '<div><dt>{}</dt><dd><abbr title="not collected">*</abbr></dd></div>'
LONGEST_KEPT = 300
"""Characters: labels, figures and roles are shorter, and what somebody types may be of any length."""
NO_FIGURE = '<span class="quiet">–<span class="nhsuk-u-visually-hidden"> no figure</span></span>'
PAST_NONE = f"<div><dt>{{}}</dt><dd>{NO_FIGURE}</dd></div>"


@register.simple_tag
def field_name(form: RowForm, key: str) -> str:
    """The name of a row's field."""
    return form.name(key)


@register.simple_tag
def past_figures(row: ReturnRow) -> SafeString:
    """The row's last four quarters."""
    drawn = _joined(_past(figure, text) for figure, text in row.past_texts)
    return format_html(PAST_LONG if row.has_long_past else PAST, drawn)


@register.simple_tag
def text_area(form: RowForm, key: str, rows: int = 2) -> SafeString:
    """A field of several lines."""
    text, area = form.texts[key], AREA_WRONG if key in form.errors else AREA
    drawn = (
        format_html(area, form.name(key), rows, text) if text else _drawn(area, form.name(key), f"{rows}", "")
    )
    return _below_its_error(form, key, drawn)


@register.simple_tag
def text_box(form: RowForm, key: str) -> SafeString:
    """A field of one line."""
    drawn = _drawn(BOX_WRONG if key in form.errors else BOX, form.name(key), form.texts[key])
    return _below_its_error(form, key, drawn)


@register.simple_tag
def definition(form: RowForm) -> SafeString:
    """What the row's KPI is, on demand."""
    kpi = form.row.kpi
    return _definition(
        name=kpi.name,
        definition=kpi.definition,
        collection=kpi.collection,
        known_issues=kpi.known_issues,
        adds_up=form.adds_up,
        numerator=kpi.numerator,
        denominator=kpi.denominator,
        owner=kpi.owner_title,
        source=kpi.source,
    )


@lru_cache(maxsize=512, typed=True)
def _definition(**told: str) -> SafeString:
    """It is the same until somebody defines the KPI otherwise."""
    return render_to_string("performance/_return_definition.html", told)


@register.simple_tag
def figure_lines(form: RowForm) -> SafeString:
    """The figure: one input, n of d, a pair, or a line for each month."""
    return _joined(_line(line) for line in form.figure.lines)


@register.simple_tag
def not_collected(form: RowForm) -> SafeString:
    """The box to tick where there is no figure to give."""
    name, is_wrong = form.name("nc"), "nc" in form.errors
    attributes = {"checked": bool(form.texts["nc"])}
    if is_wrong:
        attributes |= {"aria-describedby": f"{name}-error", "aria-invalid": "true"}
    return _below_its_error(form, "nc", _drawn(TICK, name, flatatt(attributes)))


@register.simple_tag
def own_rating(form: RowForm) -> SafeString:
    """The choice of a rating other than the rule's."""
    return _drawn(CHOICES, form.name("rag"), _ratings(form.texts["rag"]))


@register.simple_tag
def recovery_date(form: RowForm) -> SafeString:
    """The date in three parts; what is wrong with it is said of all of them."""
    is_wrong = "day" in form.errors
    css = "nhsuk-input nhsuk-input--error" if is_wrong else "nhsuk-input"
    invalid = flatatt({"aria-invalid": "true" if is_wrong else None})
    parts = _joined(
        _drawn(
            DATE_PART,
            form.name(key),
            key.capitalize(),
            f"{css} kpi-exc__year" if key == "year" else css,
            form.texts[key],
            invalid,
        )
        for key in DATE_KEYS
    )
    return _below_its_error(form, "day", format_html('<div class="kpi-exc__date">{}</div>', parts))


@lru_cache
def _ratings(chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, flatatt({"selected": value == chosen}), label) for value, label in OWN_RATINGS),
    )


def _past(figure: PeriodFigure, text: str) -> SafeString:
    if figure.state == FigureState.NOT_COLLECTED:
        return _drawn(PAST_NOT_COLLECTED, figure.label)
    if figure.second:
        return _drawn(PAST_PAIR, figure.label, text, figure.second)
    return _drawn(PAST_FIGURE, figure.label, text) if text else _drawn(PAST_NONE, figure.label)


def _line(line: Line) -> SafeString:
    css = "nhsuk-input fig__n" if line.is_shared else "nhsuk-input"
    fields = _joined(
        part for place, box in enumerate(line.boxes) for part in (_label(line, box, place), _figure(box, css))
    )
    drawn = format_html(LINE, fields)
    return format_html(ERROR, line.error_id, line.error, drawn) if line.error else drawn


def _label(line: Line, box: Box, place: int) -> SafeString:
    """What stands before an input, and goes on in words that are only read out."""
    if box.joint:
        return _drawn(LABEL, box.id, box.joint, box.label)
    if place:
        return _drawn(LABEL_READ_OUT, box.id, box.label)
    return _drawn(LABEL_ON_PHONES if line.is_only else LABEL, box.id, line.label, box.label)


def _figure(box: Box, css: str) -> SafeString:
    if box.is_wrong:
        return format_html(FIGURE_WRONG, box.id, css, box.text, box.described_by)
    return format_html(FIGURE, box.id, css, box.text) if box.text else _drawn(FIGURE, box.id, css, "")


def _below_its_error(form: RowForm, key: str, drawn: SafeString) -> SafeString:
    message = form.errors.get(key)
    return format_html(ERROR, f"{form.name(key)}-error", message, drawn) if message else drawn


def _drawn(template: str, *texts: str) -> SafeString:
    """What is the same whoever looks at the return, such as labels and past figures, is drawn once and kept."""
    is_short = all(len(text) <= LONGEST_KEPT for text in texts)
    return _kept(template, *texts) if is_short else format_html(template, *texts)


@lru_cache(maxsize=8_192, typed=True)
def _kept(template: str, *texts: str) -> SafeString:
    """By type as well: a text that is safe and one of the same letters that is not are two texts."""
    return format_html(template, *texts)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    """One or more of them; safe as long as every part is."""
    return reduce(add, parts)
