"""Tags that only the printed report uses."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.money import grouped

register = template.Library()


@register.simple_tag
def bar_cell(bars: dict[str, Any], *key: Any) -> SafeString:
    """A table cell with a bar to scale and its percentage; an empty cell where there is nothing to scale."""
    bar = bars.get("".join(str(part) for part in key))
    if bar is None:
        return format_html("<td></td>")
    return format_html('<td class="bar b{}">{}%</td>', bar.mm, bar.percent)


@register.filter
def number(value: Any) -> str:
    """A number with its thousands grouped, without idle noughts."""
    return grouped(Decimal(value)) if value is not None else ""
