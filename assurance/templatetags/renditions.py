"""Tags of a report that is read on the screen."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join

from assurance.renditions.links import Histories
from assurance.renditions.screen import for_screen
from assurance.report_contents import ReportContents
from assurance.sentences import Part, Sentence
from core import periods
from core.templatetags.portal import Drawing, drawn
from performance.pages import PeriodFigure, ScorecardRow

register = template.Library()
NOT_THERE = "–"


@register.simple_tag
def sections_on_screen(report: ReportContents, history: Histories | None = None) -> Drawing:
    """The report's sections as the PDF has them, fit for a screen; their figures lead to their history."""
    values = {"report": report, "history": history, "on_screen": True}
    return Drawing(for_screen(drawn("report/_sections.html", **values).html))


@register.simple_tag
def history_url(history: Histories | None, kpi: str, figure: PeriodFigure) -> str:
    """Where a figure leads to; empty on paper, and for readers without an account."""
    return history.url_of(kpi, figure) if history else ""


@register.simple_tag
def figure_history(
    history: Histories | None, rows: Iterable[ScorecardRow], kpi: str, quarter: str = ""
) -> str:
    """The same of a KPI that is named without its figure, in its latest quarter or the one given; empty where the
    report does not print that figure."""
    for row in rows if history else ():
        for figure in row.figures:
            if history and row.slug == kpi and _is_of(figure, row, quarter):
                return history.url_of(kpi, figure)
    return ""


def _is_of(figure: PeriodFigure, row: ScorecardRow, quarter: str) -> bool:
    return (
        figure is row.latest if not quarter else periods.Quarter.containing(figure.starts_on).slug == quarter
    )


@register.simple_tag
def record_history(history: Histories | None, kind: str, *key: object) -> str:
    """Where the figures of a record lead to; empty on paper, and for readers without an account."""
    return f"{history.records}{kind}/{''.join(map(str, key))}/" if history and kind else ""


@register.simple_tag
def told(url: str, text: Any) -> str:
    """A figure that leads to its history, where there is one."""
    if not url or text in ("", NOT_THERE):
        return conditional_escape(text)
    return format_html('<a href="{}">{}<span class="nhsuk-u-visually-hidden">, history</span></a>', url, text)


@register.simple_tag
def counted(history: Histories | None, count: int, kind: str, *key: object) -> str:
    """A count that leads to what it counts; none leads nowhere, nor does one of things that the report does not name,
    without a `kind`."""
    if not history or not count or not kind:
        return conditional_escape(count)
    url = record_history(history, kind, *key)
    return format_html(
        '<a href="{}">{}<span class="nhsuk-u-visually-hidden">, each of them</span></a>', url, count
    )


@register.simple_tag
def led(history: Histories | None, said: str) -> str:
    """A sentence, whose figures lead to their history, or to each thing that they count; on paper, its words."""
    if not history or not isinstance(said, Sentence):
        return conditional_escape(said)
    return format_html_join("", "{}", ((_part(history.led(part), part),) for part in said.parts))


def _part(url: str, part: Part) -> str:
    if not url:
        return conditional_escape(part.text)
    more = "each of them" if part.is_count else "history"
    return format_html(
        '<a href="{}">{}<span class="nhsuk-u-visually-hidden">, {}</span></a>', url, part.text, more
    )


@register.simple_tag
def how_to_read() -> Drawing:
    """The key to marks and words, as the PDF's page of contents has it."""
    return Drawing(for_screen(drawn("report/_how_to_read.html").html))


@register.simple_tag
def record_url(history: Histories | None, page: str, *key: str) -> str:
    """The page of a project, risk or activity with its own history; empty where `history` is."""
    return reverse(page, args=key) if history else ""


@register.simple_tag
def year_url(history: Histories | None, page: str, year: str) -> str:
    """A page of finance for a year (“2013/14”), each line of which has its history; empty where `history` is."""
    return f"{reverse(page)}?year={year.replace('/', '-')}" if history else ""
