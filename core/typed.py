"""What somebody had typed into a form that could not be taken, so that nobody types it twice."""

import re
from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException

LONG_ENOUGH_TO_MISS = 20
"""Characters of a text that nobody wants to type again."""
NEVER_KEPT = re.compile(r"password|csrf|secret|token|credential", re.IGNORECASE)
"""Names of fields that are neither shown again nor kept."""


def typed_pairs(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The form as pairs of name and value, without secrets; none where it cannot be read."""
    try:
        posted = list(request.POST.lists())
    except (OSError, SuspiciousOperation, RawPostDataException, MultiPartParserError):
        return None
    return [(name, text) for name, texts in posted if not NEVER_KEPT.search(name) for text in texts]


def sentences_in(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The texts that are worth copying, each once."""
    worth = (text for _, text in pairs if len(text) >= LONG_ENOUGH_TO_MISS and " " in text.strip())
    return list(dict.fromkeys(worth))
