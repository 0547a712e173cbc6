"""Pages of invitations: those of an administrator, and the one that the link in the e-mail opens."""

from typing import cast

from allauth.account.internal import flows
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.refusals import Refused
from organisation import limits
from organisation.joining import actions
from organisation.joining.forms import InvitationForm, PasswordForm
from organisation.joining.models import Invitation
from organisation.joining.pages import invitation_list_page
from organisation.models import User
from organisation.rights import Permission, require
from organisation.signing_in.recent import recently_signed_in

SENT_OFTEN = "This invitation was sent several times within the hour. Wait before you send it again."
NOT_UNDERSTOOD = 422
GONE = 410


@require_GET
@require(Permission.ADMINISTER)
@recently_signed_in
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Who is invited and has not come yet, and who was lately."""
    return render(request, "organisation/invitation_list.html", {"page": invitation_list_page()})


@require_http_methods(["GET", "POST"])
@require(Permission.ADMINISTER)
@recently_signed_in
def invitation_create(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            invitation = actions.invite(
                email=asked["email"], name=asked["name"], roles=asked["held"], by=_person(request)
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            _say_what_became_of(request, invitation)
            return redirect("joining:invitation_list")
    status = NOT_UNDERSTOOD if request.method == "POST" else 200
    return render(request, "organisation/invitation_create.html", {"form": form}, status=status)


@require_POST
@require(Permission.ADMINISTER)
@recently_signed_in
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the e-mail again, with a new link."""
    invitation = get_object_or_404(Invitation, pk=pk)
    if not limits.consume(request, "invitation_resend", str(pk)):
        messages.error(request, SENT_OFTEN)
        return redirect("joining:invitation_list")
    try:
        _say_what_became_of(request, actions.resend(invitation=invitation, by=_person(request)))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("joining:invitation_list")


@require_POST
@require(Permission.ADMINISTER)
@recently_signed_in
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation that has not been taken up."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        actions.withdraw(invitation=invitation, by=_person(request))
        messages.success(
            request, f"The invitation to {invitation.email} is withdrawn: its link works no more."
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("joining:invitation_list")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads: whoever has it chooses a password, and is signed in. Opening it changes
    nothing, because mail scanners open links."""
    invitation = (
        Invitation.objects.filter(link_hash=actions.hash_of(token)).select_related("invited_by").first()
    )
    if invitation is None:
        return _unknown_link(request)
    if not invitation.works:
        return render(request, "organisation/invitation_over.html", {"invitation": invitation}, status=GONE)
    if request.user.is_authenticated:
        return render(request, "organisation/invitation_signed_in.html", status=409)
    form = PasswordForm(request.POST or None, person=User(email=invitation.email, title=invitation.title))
    if request.method == "POST" and form.is_valid():
        return _joined(request, invitation, form.cleaned_data["password1"])
    roles = invitation.roles.select_related("directorate")
    status = NOT_UNDERSTOOD if request.method == "POST" else 200
    context = {"form": form, "invitation": invitation, "roles": roles}
    return render(request, "organisation/invitation_accept.html", context, status=status)


def _joined(request: HttpRequest, invitation: Invitation, password: str) -> HttpResponse:
    """The account is made, and the person signed in by the usual way, so that all that follows a sign-in follows."""
    try:
        person = actions.accept(invitation=invitation, password=password)
    except (
        Refused,
        IntegrityError,
    ):  # taken up, withdrawn, or the account made by somebody else at this very moment
        invitation.refresh_from_db()
        return render(request, "organisation/invitation_over.html", {"invitation": invitation}, status=GONE)
    messages.success(request, "Welcome. Your account is ready.")
    return flows.login.perform_password_login(
        request, {"email": person.email}, Login(user=person, email=person.email)
    )


def _unknown_link(request: HttpRequest) -> HttpResponse:
    """Guessing is hopeless and still limited; links that are good are never counted."""
    if not limits.consume(request, "invitation_link"):
        return render(request, "429.html", status=429)
    return render(request, "organisation/invitation_unknown.html", status=404)


def _say_what_became_of(request: HttpRequest, invitation: Invitation) -> None:
    if invitation.failure:
        messages.error(
            request,
            f"The invitation is stored, but its e-mail to {invitation.email} did not go: {invitation.failure} "
            "Send it again when that is put right.",
        )
    else:
        messages.success(request, f"The invitation is on its way to {invitation.email}.")


def _person(request: HttpRequest) -> User:
    """Who is signed in; the pages that ask are closed to others."""
    return cast(User, request.user)
