"""Amounts and variances in the columns of the finance tables."""

from decimal import Decimal

from django import template

from finance import variance
from finance.units import Unit
from finance.units import in_unit as written

register = template.Library()


@register.filter
def in_unit(amount: Decimal | None, unit: Unit | str) -> str:
    """934,483 in a table of £000."""
    return "" if amount is None else written(amount, Unit(unit))


@register.filter
def variance_in(amount: Decimal | None, unit: Unit | str) -> str:
    """1,200 or, when adverse, (1,200): its word stands beside it."""
    return "" if amount is None else variance.bracketed(amount, lambda size: written(size, Unit(unit)))


@register.filter
def variance_word(amount: Decimal | None) -> str:
    """“favourable”, “adverse” or “on plan”."""
    return "" if amount is None else variance.word(amount)


@register.filter
def people(count: int) -> str:
    """749,179."""
    return f"{count:,}"
