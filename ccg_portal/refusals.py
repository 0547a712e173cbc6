"""Refusals that Django answers with an empty page or not at all, in the portal's words."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from core import outage, views


class RefusalsInWords:
    """Middleware, the innermost but for the history's, so that its pages know who is signed in.

    An address with a NUL in it names nothing: PostgreSQL refuses to look for such a text, with an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:
            raise Http404
        if is_too_large(request):
            return views.too_large(request)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and "text/html" in request.headers.get("Accept", ""):
            return views.not_allowed(request, response.headers["Allow"])
        return response

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """The last one before the page itself: who is signed in is known, and was let through."""
        outage.note_begun(request)


def is_too_large(request: HttpRequest) -> bool:
    """Whether it says of itself that it is twice the largest file, and a form besides: no byte of that is read.

    Between once and twice the limit the form itself says so, beside the field for the file.
    """
    said = request.headers.get("content-length") or "0"
    most = 2 * settings.PORTAL_UPLOAD_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return said.isdecimal() and int(said) > most
