"""Pages of signing in beside those that the sign-in library brings: sessions, time limits, the kept form."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.views import PasswordResetFromKeyView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organisation import devices
from organisation.attempts import SetMeanwhile
from organisation.demonstration import STAYS, is_shared
from organisation.signing_in import actions, kept, stamps
from organisation.signing_in.mfa import SecondFactorAdapter
from organisation.signing_in.recent import recently_signed_in
from organisation.signing_in.second_factor import lacks_second_factor, needs_second_factor, onwards
from organisation.signing_in.sessions_page import own_sessions, session_rows

# Second factor ----------------------------------------------------------------------------------------------


@require_GET
def set_up(request: HttpRequest) -> HttpResponse:
    """Where somebody is led whose role asks for a second factor: why, and which there are."""
    lacks = lacks_second_factor(request, request.user)  # type: ignore[arg-type]
    if needs_second_factor(request.user) and not lacks:  # type: ignore[arg-type]
        return redirect("mfa_index")
    return render(request, "mfa/set_up.html", {"is_needed": lacks})


@require_GET
@recently_signed_in
def qr_code(request: HttpRequest) -> HttpResponse:
    """The key that is being set up as a picture: its own address, because no page may hold pictures as data."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404("Nothing is being set up.")
    adapter = SecondFactorAdapter()
    picture = adapter.qr_code(adapter.build_totp_url(request.user, secret))  # type: ignore[arg-type]
    return HttpResponse(picture, content_type="image/svg+xml")


@require_http_methods(["GET", "POST"])
@recently_signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, until their owner says that they are kept; sent, it says so, and they are shown no more.

    The library takes them for seen with the first answer, though that may never arrive.
    """
    with transaction.atomic():  # nobody uses one while they are marked
        own = Authenticator.objects.select_for_update().filter(user=request.user)  # type: ignore[misc]
        codes = RecoveryCodes(get_object_or_404(own, type=Authenticator.Type.RECOVERY_CODES))
        if request.method == "POST":
            codes.mark_as_viewed()
            return redirect(onwards(request))
    left = codes.get_unused_codes()
    context = {"codes": [] if codes.did_view else left, "left": len(left)}
    return render(request, "mfa/recovery_codes/index.html", context | {"total": len(codes.generate_codes())})


@require_GET
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The library's address of the codes as a file: they belong on paper, not on the computer that signs in."""
    return redirect("mfa_view_recovery_codes")


class PasswordByLink(PasswordResetFromKeyView):
    """Where the link of an e-mail leads. The browser is known from then on: no stranger's failures keep it out."""

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            response = super().form_valid(form)
        except SetMeanwhile:
            return self.render_to_response(self.get_context_data(token_fail=True))
        devices.remember(self.request, response, self.reset_user.email)
        return response


# Sessions ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def session_list(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in; sent, it ends all sessions but this one."""
    person = request.user
    if request.method == "POST" and is_shared(person):  # type: ignore[arg-type]
        raise PermissionDenied(STAYS)
    if request.method == "POST":
        ended = actions.end_sessions(person=person, keep=request)  # type: ignore[arg-type]
        messages.success(
            request, "You are signed out everywhere else." if ended else "You were signed in here only."
        )
        return redirect("usersessions_list")
    rows = session_rows(person, request.session.session_key)  # type: ignore[arg-type]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the person's own sessions; another's is not found."""
    own = own_sessions(request.user, request.session.session_key)  # type: ignore[arg-type]
    session = get_object_or_404(own, pk=pk)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    actions.end_session(session=session)
    messages.success(request, "That browser is signed out.")
    return redirect("usersessions_list")


# Time limits ------------------------------------------------------------------------------------------------


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """“Stay signed in”, or somebody is typing: that it was asked counts as activity."""
    return _time_left(request)


@require_GET
def time_left(request: HttpRequest) -> JsonResponse:
    """Asked by the page's script before it warns, as another tab may have been active; counts as nothing."""
    return _time_left(request)


def _time_left(request: HttpRequest) -> JsonResponse:
    left = stamps.what_is_left(request.session)
    return JsonResponse({"seconds": left.seconds, "can_be_more": left.can_be_more})


# The kept form, and proving who it is -------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def kept_form(request: HttpRequest) -> HttpResponse:
    """What was sent after the session had ended: to be sent on, or (sent here) thrown away."""
    form = kept.kept_for(request.session, request.user.pk)  # type: ignore[arg-type]
    if request.method == "POST":
        kept.forget(request.session)
        messages.success(request, "What you had typed is thrown away.")
        return redirect(form.page if form else "/")
    return render(request, "account/kept_form.html", {"kept": form})


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """For people without a password or factor of the portal's own: they sign in again with their organisation."""
    back = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    if get_account_adapter().get_reauthentication_methods(request.user):
        raise Http404("You can prove it with your password or your second factor.")
    if request.method != "POST":
        return render(request, "account/again.html", {"next": back})
    waiting = request.session.get(kept.KEPT)
    logout(request, show_message=False)
    if waiting:
        request.session[kept.KEPT] = waiting
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")
