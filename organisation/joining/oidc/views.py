"""Out to the sign-in provider, and back."""

import logging

from allauth.socialaccount.providers.base import ProviderException
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from organisation import limits
from organisation.joining.oidc.configuration import Configuration
from organisation.joining.oidc.provider import Walk, WayBack

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_POST
def provider_start(request: HttpRequest) -> HttpResponse:
    """To the provider: by a page that goes on by itself, since a form of the portal may lead nowhere else (CSP)."""
    config = _configured()
    if not limits.consume(request, "provider_start"):
        return render(request, "429.html", status=429)
    try:
        there = Walk(request, config).get_provider().redirect_from_request(request)
    except (RequestException, ProviderException, ValueError) as fault:
        logger.warning("The sign-in provider does not answer as it should: %s", type(fault).__name__)
        return render(request, "organisation/provider_away.html", {"name": config.name}, status=503)
    address = there.headers["Location"]
    page = render(request, "organisation/provider_start.html", {"name": config.name, "address": address})
    page.headers["Refresh"] = f"0; url={address}"
    return page


@login_not_required
@never_cache
@require_GET
def provider_callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider, with a code that is good for one proof of who it is."""
    answer: HttpResponse = WayBack.adapter_view(Walk(request, _configured()))(request)
    return answer


def _configured() -> Configuration:
    config: Configuration | None = settings.PORTAL_OIDC
    if config is None:
        raise Http404("The portal has no sign-in provider.")
    return config


@require_GET
def no_password(request: HttpRequest) -> HttpResponse:
    """Where the page for changing a password sends people who have none here, because they come by the provider."""
    return render(request, "organisation/no_password.html", {"provider": settings.PORTAL_OIDC})
