"""What the sign-in page says of the sign-in provider."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext

register = template.Library()


@register.inclusion_tag("organisation/_provider_sign_in.html", takes_context=True)
def provider_sign_in(context: RequestContext) -> dict[str, Any]:
    """The button “Sign in with NHSmail”; nothing where the portal has no provider."""
    return {
        "provider": settings.PORTAL_OIDC,
        "redirect_field": context.get("redirect_field"),
        "csrf_token": context.get("csrf_token"),
    }
