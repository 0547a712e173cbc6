"""The sign-in library's OpenID Connect, made stricter: one provider, from the settings; proof in full; no other doors.

The library does the walk to the provider and back, the state and PKCE. Here are a nonce, the verification of the token
(the library trusts the connection that it came by), and an end to what a link could ask for: further scopes, other
parameters, tying an account to whoever is signed in.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess, ProviderException
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from organisation.joining.oidc.configuration import Configuration
from organisation.joining.oidc.identity import Identity, Unreadable, identity_of, with_more
from organisation.joining.oidc.tokens import NotBelieved, verified_claims
from organisation.models import User

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Door(OpenIDConnectProvider):
    """The provider of the settings. It is made anew for each request, and stands in no table."""

    def __init__(self, request: HttpRequest, config: Configuration) -> None:
        self.config = config
        super().__init__(request, app=_as_library_keeps_it(config))

    @property
    def server_url(self) -> str:
        return f"{self.config.issuer.rstrip('/')}/.well-known/openid-configuration"

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """What is asked for is ours to say, not the link's; what goes into the state is read again on the way back."""
        kwargs = super().get_redirect_from_request_kwargs(request)
        nonce = secrets.token_urlsafe(32)
        return kwargs | {
            "process": AuthProcess.LOGIN,
            "scope": self.get_scope(),
            "auth_params": {"nonce": nonce},
            "nonce": nonce,
        }

    def get_oauth2_adapter(self, request: HttpRequest) -> "Walk":
        return Walk(request, self.config)


class Walk(OpenIDConnectOAuth2Adapter):
    """The walk to the provider and back."""

    def __init__(self, request: HttpRequest, config: Configuration) -> None:
        self.config = config
        self.state: Mapping[str, Any] = {}
        super().__init__(request, config.issuer)

    def get_provider(self) -> Door:
        return Door(self.request, self.config)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself: that it is the one that was named, and speaks https where its name does.

        Raises ProviderException.
        """
        said: dict[str, Any] = super().openid_config
        if said.get("issuer") != self.config.issuer:
            raise ProviderException("its own description names another issuer")
        scheme = urlsplit(self.config.issuer).scheme
        addresses = [said.get(name) for name in ENDPOINTS]
        if not all(isinstance(each, str) and urlsplit(each).scheme == scheme for each in addresses):
            raise ProviderException("its own description lacks an address, or names an unsafe one")
        return said

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("joining:provider_callback"))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **answer: Any
    ) -> SocialLogin:
        """Who it is, when every proof holds. Raises ProviderException, and says of what is wrong no more than which."""
        try:
            claims = self._claims(token, answer["response"].get("id_token"))
            identity = identity_of(claims, self.config)
        except (NotBelieved, Unreadable) as fault:
            raise ProviderException(str(fault)) from fault
        return _login_of(self.get_provider(), identity)

    def _claims(self, token: SocialToken, id_token: Any) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise NotBelieved("no ID token")
        claims = verified_claims(
            id_token,
            keys=self._fetched(self.openid_config["jwks_uri"]),
            issuer=self.config.issuer,
            client_id=self.config.client_id,
            nonce=str(self.state.get("nonce", "")),
        )
        return self._with_more(claims, token.token)

    def _with_more(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """Some providers keep address and groups for a second question. What the token says goes before."""
        wanted = {"email", self.config.claim} - claims.keys()
        if not wanted or "userinfo_endpoint" not in self.openid_config:
            return claims
        more = self._fetched(self.profile_url, {"Authorization": f"Bearer {access_token}"})
        if more.get("sub") != claims["sub"]:
            raise NotBelieved("of somebody else when asked for more")
        return with_more(claims, more)

    def _fetched(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(url, headers=headers)
            answer.raise_for_status()
            said = answer.json()
        if not isinstance(said, dict):
            raise NotBelieved("not in the form that was agreed")
        return said


class WayBack(OAuth2CallbackView):
    """Where the provider sends people back to."""

    adapter: Walk

    def _get_state(self, request: HttpRequest, provider: Door) -> tuple[Any, Any]:
        """The state is taken once, and shown to the walk, for the nonce in it."""
        state, refusal = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, refusal


def _login_of(provider: Door, identity: Identity) -> SocialLogin:
    """As the library carries it on. What the provider says is not kept: an account needs issuer and subject alone."""
    account = SocialAccount(provider=identity.issuer, uid=identity.subject, extra_data={})
    login = SocialLogin(user=User(), account=account, provider=provider)
    login.identity = identity
    return login


def _as_library_keeps_it(config: Configuration) -> SocialApp:
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=config.issuer,
        name=config.name[:40],
        client_id=config.client_id,
        secret=config.client_secret,
        settings={"server_url": config.issuer, "oauth_pkce_enabled": True},
    )
