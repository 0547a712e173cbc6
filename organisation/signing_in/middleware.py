"""Two doors that every request of a signed-in person passes: its time limits, and the second factor of their role."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.typed import typed_pairs
from organisation.models import User
from organisation.rights import Role
from organisation.signing_in import kept, limits, stamps
from organisation.signing_in.second_factor import WANTED, lacks_second_factor

NOT_SAVED = "unsaved"
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def wants_page(request: HttpRequest) -> bool:
    """Whether a person waits for a page, and not a script for data."""
    return not request.headers.get("Accept", "").startswith("application/json")


class TimeLimits:
    """Nobody is signed in beyond the limits, whatever asks who is: `request.user` itself says so.

    It stands between Django's own middleware of who is signed in and the one that closes every page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Asked for lazily: a public page that never asks reads no session and sets no cookie.
        request.user = SimpleLazyObject(lambda: within_limits(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *rest: Any) -> HttpResponse | None:
        """After the check of the form's token, and before the page."""
        if not getattr(view, "login_required", True):
            return None
        if request.user.is_authenticated:
            if limits.is_activity(request.method or "", request.headers):
                stamps.note_activity(request.session)
            kept.forget_once_sent(request)
            request.time_left = stamps.what_is_left(request.session)  # type: ignore[attr-defined]
            return None
        return sign_in_again(request) if wants_page(request) else None


def within_limits(request: HttpRequest) -> User | AnonymousUser:
    """Who is signed in; nobody, once the session is over.

    A page then throws all of it away. What a script asks does not: the page that is asked for next is to say why, and
    a form that comes next is to be kept for its person.
    """
    person = get_user(request)
    why = stamps.why_ended(request.session) if person.is_authenticated else None
    if why is None:
        return person  # type: ignore[return-value]
    request.ended = (why, person.pk)  # type: ignore[attr-defined]
    if wants_page(request):
        request.session.flush()
    return AnonymousUser()


def sign_in_again(request: HttpRequest) -> HttpResponse | None:
    """To the sign-in page, which says why, and back; with a form that was sent, to where it waits.

    Who had signed out has no session in which it could wait: that it was not saved is all that can be said.
    """
    why, person_id = getattr(request, "ended", (None, None))
    if why is None:
        return _to_sign_in(kept.page_of(request), NOT_SAVED) if _brings_a_form(request) else None
    back = request.get_full_path()
    if request.method == "POST":
        back = reverse("signing_in:kept_form") if kept.keep(request, person_id=person_id) else "/"
    return _to_sign_in(back, why.value)


def _brings_a_form(request: HttpRequest) -> bool:
    """Whether somebody typed what was sent; a lone button brings nothing that could be missed."""
    return request.method == "POST" and any(text.strip() for _, text in typed_pairs(request) or ())


def _to_sign_in(back: str, why: str) -> HttpResponse:
    asked = urlencode({"next": back, "ended": why}, safe="/")
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{asked}")


OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "signing_in:again",
        "signing_in:qr_code",
        "signing_in:set_up",
        "signing_in:stay",
        "signing_in:time_left",
    }
)
"""All that somebody reaches whose role asks for a second factor, until they have one; and what is open to everybody."""
FIRST = "Set up your second factor first: your role asks for one."


def refuse_unknown_roles(asked: tuple[str, ...]) -> None:
    """A role that is misspelt would let its people in without a second factor: then nothing starts."""
    unknown = sorted(set(asked) - set(Role.values))
    if unknown:
        raise ImproperlyConfigured(
            f"PORTAL_SECOND_FACTOR_ROLES names {', '.join(unknown)}; roles are {', '.join(Role.values)}."
        )


class SecondFactor:
    """Closed by default: an address that is not listed above is not reached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        refuse_unknown_roles(settings.PORTAL_SECOND_FACTOR_ROLES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *rest: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not isinstance(request.user, User):
            return None
        match = request.resolver_match
        if match and match.view_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        if not lacks_second_factor(request, request.user):
            return None
        if not wants_page(request):
            return JsonResponse({"error": FIRST}, status=403)
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(FIRST)
        request.session[WANTED] = request.get_full_path()
        return HttpResponseRedirect(reverse("signing_in:set_up"))
