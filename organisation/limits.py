"""How often something may be tried, and by whom it is counted (docs/decisions/rate-limits.md).

The limits stand in the settings, in the words of the sign-in library: "5/5m/key" is five in five minutes for one key,
"ip" all that come from one address. Where a request comes from is the library's judgement, too: the last address of
`X-Forwarded-For` that a proxy of ours set, else that of the connection; of IPv6 the network of 64 bits, because one
household has so many addresses.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

from core import clock
from organisation import tallies
from organisation.tallies import Row


def rows_of(request: HttpRequest, action: str, key: str = "") -> list[Row]:
    """What one try of an action of `PORTAL_RATE_LIMITS` is counted in: one row for each of its spans of time."""
    return list(_rows(request, action, key))


def _rows(request: HttpRequest, action: str, key: str) -> Iterator[Row]:
    for rate in ratelimit.parse_rates(settings.PORTAL_RATE_LIMITS[action]):
        whose = network_of(request) if rate.per == "ip" else key
        yield _row(f"{action} {rate} {whose}", rate.amount, int(rate.duration))


def _row(what: str, most: int, span: int) -> Row:
    """The row of the span of time in which we are."""
    number = int(clock.wall_now().timestamp() // span)
    digest = hashlib.sha256(f"{what} {number}".encode()).hexdigest()
    return Row(digest, most, datetime.fromtimestamp((number + 1) * span, UTC))


def times_within(span: int, what: str) -> int:
    """Count something that is not refused, however often it comes: how many times it was within this span (seconds)."""
    return tallies.count(_row(what, 0, span))


def consume(request: HttpRequest, action: str, key: str = "") -> bool:
    """Count one more try; False when there were too many."""
    return tallies.add(rows_of(request, action, key))


def network_of(request: HttpRequest) -> str:
    """The address that a request comes from, as limits count it."""
    return ratelimit.get_ip(request)
