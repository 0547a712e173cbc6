"""The sign-in provider as the environment names it: all that is needed, or nothing, or a refusal to start."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

from ccg_portal import environment
from organisation.joining.oidc.configuration import (
    Configuration,
    Misconfigured,
    check_issuer,
    roles_from_json,
)

T = TypeVar("T")

NEEDED = {
    "PORTAL_OIDC_ISSUER": "the provider's issuer, letter by letter",
    "PORTAL_OIDC_CLIENT_ID": "the portal's name there",
    "PORTAL_OIDC_CLIENT_SECRET": "the portal's secret there",
    "PORTAL_OIDC_NAME": "what people call it, such as NHSmail",
}


def read(given: Mapping[str, str]) -> Configuration | None:
    """The provider, or None where the environment names none. Raises ImproperlyConfigured with what is wrong."""
    named = {name: given.get(name, "").strip() for name in NEEDED}
    if not any(given.get(name, "").strip() for name in given if name.startswith("PORTAL_OIDC_")):
        return None
    missing = [f"{name} ({NEEDED[name]})" for name, text in named.items() if not text]
    if missing:
        raise ImproperlyConfigured(f"To sign in with a provider, set {'; '.join(missing)} as well.")
    served = environment.flag(given, "PORTAL_SERVED")
    return Configuration(
        issuer=_checked(
            "PORTAL_OIDC_ISSUER", lambda: check_issuer(named["PORTAL_OIDC_ISSUER"], served=served)
        ),
        client_id=named["PORTAL_OIDC_CLIENT_ID"],
        client_secret=named["PORTAL_OIDC_CLIENT_SECRET"],
        name=named["PORTAL_OIDC_NAME"],
        claim=given.get("PORTAL_OIDC_CLAIM", "").strip() or "roles",
        roles=_checked("PORTAL_OIDC_ROLES", lambda: roles_from_json(given.get("PORTAL_OIDC_ROLES", ""))),
        creates=environment.flag(given, "PORTAL_OIDC_CREATE"),
        trusted_domains=tuple(
            each.lower().lstrip("@") for each in environment.words(given, "PORTAL_OIDC_DOMAINS")
        ),
        counts_second_factor=environment.flag(given, "PORTAL_OIDC_SECOND_FACTOR"),
    )


def _checked(name: str, reading: Callable[[], T]) -> T:
    try:
        return reading()
    except Misconfigured as fault:
        raise ImproperlyConfigured(f"{name} {fault}.") from None
