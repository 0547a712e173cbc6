"""Tags that only the printed report uses."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assurance.report_contents import ReportContents
from assurance.templatetags.renditions import told
from core.money import MILLION, grouped, round_half_up, thousands
from finance.variance import variance_text

register = template.Library()
NO_BREAK = "\N{NO-BREAK SPACE}"


@register.simple_tag
def bar_cell(bars: Mapping[str, Any], *key: Any, leads: str = "") -> SafeString:
    """A table cell with a bar to scale and its percentage, which leads to its history where there is one; an empty cell
    where there is nothing to scale."""
    return share_cell(bars.get("".join(str(part) for part in key)), leads)


@register.simple_tag
def share_cell(bar: Any, leads: str = "") -> SafeString:
    """The same for a bar at hand."""
    css, text = (f"bar b{bar.steps}", f"{bar.percent}%") if bar else ("blank", "")
    return format_html('<td class="{}">{}</td>', css, told(leads, text))


@register.simple_tag
def marks(numbers: Mapping[str, tuple[int, ...]], *key: Any) -> str:
    """The numbers of the data-quality notes about something, raised, each leading to its note."""
    found = numbers.get("".join(str(part) for part in key), ())
    if not found:
        return ""
    links = format_html_join(", ", '<a href="#note-{}">{}</a>', ((number, number) for number in found))
    return format_html("<sup>{}</sup>", links)


@register.simple_tag
def share_of(part: Decimal, whole: Decimal) -> str:
    """A part as a percentage of its whole to two places; nothing where there is no whole."""
    return f"{round_half_up(part * 100 / whole, 2)}%" if whole else ""


@register.filter
def in_brief(contents: ReportContents) -> str:
    """Whom the report is for, and which sections it prints."""
    return contents.audience.in_brief_of(contents.order)


@register.filter
def number(value: Any) -> str:
    """A number with its thousands grouped, without idle noughts."""
    return grouped(Decimal(value)) if value is not None else ""


@register.filter
def in_millions(value: Decimal | None) -> str:
    """For columns headed £m: £513,000,000 is 513."""
    return grouped(round_half_up(value / MILLION, 0)) if value is not None else ""


@register.filter
def variance_in_thousands(value: Decimal | None) -> str:
    """For columns headed £000: “(999) adverse”, “120 favourable”, “on plan”."""
    return variance_text(value, thousands)


@register.filter
def short_day(value: date | datetime | None) -> str:
    """14 Jul 2014: in the narrow columns of a table, where it stays on one line; nothing where no date is given, or no
    record could have one."""
    if not value:
        return ""
    on = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{on.day}{NO_BREAK}{on:%b}{NO_BREAK}{on:%Y}"
