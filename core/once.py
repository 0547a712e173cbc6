"""A page that is sent twice, as by a double click, does what it does once; the second is led to where the first was.

Every page that is opened holds a form token of its own. So one that comes again with the same answers is the same
page; who opens it anew, or changes an answer and sends it again, means something else. What came of a page stands in
the cache, a table of the same database: written in one transaction with the change, it is there where the change is.
"""

from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from core.refusals import Refused

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
KEPT_FOR = 60 * 60
UNDER_WAY = "You sent this a moment ago, and it is still being saved. See whether it is there before you send it again."
Outcome = tuple[str, str]
"""What the person reads, and where they are led."""


def outcome_of(request: HttpRequest) -> Outcome | None:
    """What came of this very page when it was sent before; None where it was not, or is only being opened."""
    found = cache.get(_key(request)) if _is_known(request) else None
    return (found[0], found[1]) if found else None


def once(request: HttpRequest, do: Callable[[], Outcome]) -> Outcome:
    """Do it, unless this page did it. A second sending waits for the first, and does it where that was refused.

    Raises Refused where the first takes longer than the database lets anybody wait.
    """
    if not _is_known(request):
        return do()
    key = _key(request)
    with transaction.atomic():
        if cache.add(key, None, KEPT_FOR):
            outcome = do()
            cache.set(key, outcome, KEPT_FOR)
            return outcome
    if outcome := outcome_of(request):
        return outcome
    raise Refused(UNDER_WAY)


def _is_known(request: HttpRequest) -> bool:
    return request.method == "POST" and TOKEN in request.POST


def _key(request: HttpRequest) -> str:
    said = f"{request.user.pk} {request.get_full_path()} {request.POST.urlencode()}"
    return f"sent-{sha256(said.encode()).hexdigest()}"
