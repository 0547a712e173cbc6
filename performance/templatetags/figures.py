"""How figures break in narrow cells."""

from django import template

register = template.Library()


@register.filter
def in_parts(text: str) -> list[str]:
    """The parts of a figure that stay whole, so that it breaks between them: 16,465 of 18,708 | (88%)."""
    counts, bracket, share = text.partition(" (")
    return [counts, f"({share}"] if bracket else [counts]
