"""How often something may be tried, and by whom it is counted (docs/decisions/rate-limits.md).

The counting is allauth's: moments kept in the cache, which stands in the database, so that all processes count
together. Whose address a request comes from is its judgement, too: the last address of `X-Forwarded-For` that a
proxy of ours set, else the one of the connection; of IPv6 the network of 64 bits, because one household has so many.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

APP = "portal"


def consume(request: HttpRequest, action: str, *, key: str | None = None) -> ratelimit.RateLimitUsage | None:
    """Count one more try of an action of `PORTAL_RATE_LIMITS`; None when there were too many. Can be rolled back."""
    return ratelimit.consume(
        request, app=APP, action=action, key=key, config=settings.PORTAL_RATE_LIMITS, limit_get=True
    )


def is_free(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Whether one more try is free, without counting it."""
    usage = ratelimit.consume(
        request,
        app=APP,
        action=action,
        key=key,
        config=settings.PORTAL_RATE_LIMITS,
        limit_get=True,
        dry_run=True,
    )
    return usage is not None


def clear(request: HttpRequest, action: str, *, key: str | None = None) -> None:
    ratelimit.clear(request, app=APP, action=action, key=key, config=settings.PORTAL_RATE_LIMITS)


def network_of(request: HttpRequest) -> str:
    """The address that a request comes from, as limits count it."""
    return ratelimit.get_ip(request)
