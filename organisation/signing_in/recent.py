"""Who is asked again that it is them before a page that an unattended screen must not open.

    @require(Permission.ADMINISTER)
    @recently_signed_in
    def person_close(request: HttpRequest, pk: int) -> HttpResponse: ...

`recently_signed_in(view)` stands below `@require`, so that those without the right are refused and not asked. It lets
whoever signed in, or proved again that it is them, within the last five minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`,
seconds) through to the view; others are sent to prove it, and come back to the address that they asked for. A form
that is sent is kept meanwhile and shown again before it is sent on.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from organisation.signing_in import kept, stamps

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def recently_signed_in(view: View[P]) -> View[P]:
    """Open a view only to a person who proved within the last minutes that it is them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_recent(request):
            return ask_again(request)
        return view(request, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks who it is, and back; by way of the form that was sent, if one was.

    Somebody who has neither a password nor a second factor here signs in again with their organisation.
    """
    back = request.get_full_path()
    if request.method == "POST":
        is_kept = kept.keep(request, person_id=request.user.pk)  # type: ignore[arg-type]
        back = reverse("signing_in:kept_form") if is_kept else "/"
    ways = get_adapter().get_reauthentication_methods(request.user)
    url = ways[0]["url"] if ways else reverse("signing_in:again")
    return HttpResponseRedirect(f"{url}?{urlencode({'next': back}, safe='/')}")


def is_recent(request: HttpRequest) -> bool:
    """Whether the person signed in, or proved again that it is them, within the time that the settings give."""
    if not request.user.is_authenticated:
        return False
    return stamps.seconds_now() - proved_at(request) < app_settings.REAUTHENTICATION_TIMEOUT


def proved_at(request: HttpRequest) -> float:
    """When they last did, in seconds."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    again = [float(record["at"]) for record in records if record.get("reauthenticated")]
    return max(stamps.signed_in_at(request.session), *again, 0.0)
