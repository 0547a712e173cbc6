"""A period's figure in a cell, and how it breaks where the cell is narrow."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.templatetags.portal import provenance
from performance.pages import FigureState, PeriodFigure

register = template.Library()

PART = '<span class="num">{}</span> '
SECOND = '{}<span class="small num block">{}</span>'
QUIET = '<span class="quiet">{}</span>'
WITHOUT_FIGURE = {FigureState.NOT_DUE: "not due", FigureState.MISSING: "not returned"}


@register.simple_tag
def figure_cell(cell: PeriodFigure, marked: bool = False) -> SafeString | str:
    """A figure, or why there is none. `marked`: one mark says already where all figures are from."""
    if not cell.text:
        words = WITHOUT_FIGURE.get(cell.state)
        return format_html(QUIET, words) if words else ""
    drawn = format_html_join("", PART, ((part,) for part in in_parts(cell.text)))
    if cell.second:
        drawn = format_html(SECOND, drawn, cell.second)
    return drawn if marked else format_html("{} {}", drawn, provenance(cell.provenance))


def in_parts(text: str) -> list[str]:
    """The parts of a figure that stay whole, so that it breaks between them: 16,465 of 18,708 | (88%)."""
    counts, bracket, share = text.partition(" (")
    return [counts, f"({share}"] if bracket else [counts]
