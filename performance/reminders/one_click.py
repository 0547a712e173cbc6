"""The one click that a mail program makes for its reader (RFC 8058): answered before cookies have any meaning."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from performance.reminders import stopping

PREFIX = "/reminders/stop/"
SAYS = ("List-Unsubscribe", "One-Click")


class OneClickStop:
    """Middleware. A mail program has neither session nor form token, only the signed link of the e-mail.

    It stands before sessions and the check of form tokens: no cookie is read here, so none can be misused, and
    the token in the link is all that counts (docs/decisions/reminders.md). Everything else passes through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = token_of(request)
        if token is None:
            return self.get_response(request)
        person = stopping.person_of(token)
        if person is None:
            return HttpResponse("This link was not made here.", status=404, content_type="text/plain")
        stopping.stop(person=person)
        return HttpResponse("Stopped.", content_type="text/plain")


def token_of(request: HttpRequest) -> str | None:
    """The token of a one-click request; None for any other, such as the button on the page of the link."""
    if request.method != "POST" or not request.path_info.startswith(PREFIX):
        return None
    name, value = SAYS
    if request.POST.get(name) != value:
        return None
    try:
        return str(resolve(request.path_info).kwargs["token"])
    except (Resolver404, KeyError):
        return None
