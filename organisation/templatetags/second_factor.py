"""What the pages of second factors say: keys as people type them, and accounts that have none of their own."""

from django import template
from django.template import Context

from organisation.demonstration import is_shared
from organisation.models import User
from organisation.signing_in import kept

register = template.Library()


@register.filter
def is_shared_account(user: User) -> bool:
    """Whether everybody who tries the demonstration signs in with this account."""
    return is_shared(user)


@register.simple_tag(takes_context=True)
def has_kept_form(context: Context) -> bool:
    """Whether something waits that this person sent when their session was over."""
    request = context["request"]
    return kept.kept_for(request.session, request.user.pk) is not None


@register.filter
def in_fours(key: str) -> str:
    """Groups of four are read across without losing the place.

    >>> in_fours("JBSWY3DPEHPK3PXP")
    'JBSW Y3DP EHPK 3PXP'
    """
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
