"""What the pages for a new password say of it."""

from django import template

from organisation.signing_in.passwords import HOW_TO_CHOOSE

register = template.Library()


@register.simple_tag
def how_to_choose() -> str:
    """The hint beside the field."""
    return HOW_TO_CHOOSE
