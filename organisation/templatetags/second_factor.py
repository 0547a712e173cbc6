"""How a key is shown to somebody who types it into an app."""

from django import template

register = template.Library()


@register.filter
def in_fours(key: str) -> str:
    """Groups of four are read across without losing the place.

    >>> in_fours("JBSWY3DPEHPK3PXP")
    'JBSW Y3DP EHPK 3PXP'
    """
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
