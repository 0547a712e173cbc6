"""The hooks of the sign-in library: who comes in by the provider, and what people read who do not."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.refusals import Refused
from organisation.joining.oidc import actions
from organisation.joining.oidc.provider import Door
from organisation.models import RoleOrigin, User
from organisation.noted_sign_ins import note_failed
from organisation.signing_in.second_factor import BY_PROVIDER

logger = logging.getLogger(__name__)

AT_ONCE = "You signed in twice at the same moment. Sign in once more."


class ProviderSignIn(DefaultSocialAccountAdapter):
    """One provider, of the settings; accounts are tied and made by our own rules (actions.admit)."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """No provider stands in a table, where somebody could add one."""
        config = settings.PORTAL_OIDC
        return [Door(request, config).app] if config else []

    def get_requests_session(self) -> Any:
        """What the provider answers is taken from the address that was asked, and from no other."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """After the library has looked for who is tied to this issuer and subject, and before anybody is signed in."""
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            sociallogin.user = actions.admit(sociallogin.identity, settings.PORTAL_OIDC, known=known)
        except (Refused, IntegrityError) as refusal:
            why = str(refusal) if isinstance(refusal, Refused) else AT_ONCE
            note_failed(
                known.email if known else sociallogin.identity.email, "refused after the sign-in provider"
            )
            raise ImmediateHttpResponse(refused(request, why, status=403)) from refusal

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Whatever goes wrong on the walk: one page, and the log says which. What was sent is not written down."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(render(request, "socialaccount/login_cancelled.html"))
        logger.warning("A sign-in by the provider failed: %s", _which(exception))
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=401))


def _which(exception: Exception | None) -> str:
    """Our own words for what is not believed; of others the kind alone, since they quote answers."""
    if exception is None:
        return "it answered with an error, or to a question that this browser has not asked"
    ours = type(exception).__name__ == "ProviderException"
    return str(exception) if ours else type(exception).__name__


def refused(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """The page for whoever proved who they are there, and does not come in here."""
    return render(request, "organisation/provider_refused.html", {"why": why}, status=status)


class BesideProvider(DefaultAccountAdapter):
    """What the provider means for every way of signing in."""

    def pre_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **options: Any
    ) -> HttpResponse | None:
        """Notes whether the provider asked for a second factor: at each sign-in anew, so that no other way inherits it.

        Whoever has roles from the provider comes in by it alone. A password would keep those roles alive after the
        provider has taken them away, or the person has left.
        """
        login = (signal_kwargs or {}).get("sociallogin")
        request.session[BY_PROVIDER] = bool(login and login.identity.second_factor)
        if login is None and settings.PORTAL_OIDC and has_roles_by_provider(user):
            note_failed(user.email, "not by the sign-in provider")
            return refused(
                request, f"Sign in with {settings.PORTAL_OIDC.name}: your roles come from there.", status=403
            )
        response: HttpResponse | None = super().pre_login(
            request, user, signal_kwargs=signal_kwargs, **options
        )
        return response


def has_roles_by_provider(person: User) -> bool:
    tied = SocialAccount.objects.filter(user=person, provider=settings.PORTAL_OIDC.issuer)
    return tied.exists() and person.role_assignments.filter(origin=RoleOrigin.SIGN_IN).exists()
