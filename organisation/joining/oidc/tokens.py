"""The proof that the provider gives: an ID token, believed only when everything about it is as it must be."""

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by the provider's private key. Never “none”, never a secret that both sides know."""
NEEDED = ("iss", "sub", "aud", "exp", "iat", "nonce")
CLOCKS_DIFFER = 60
"""Seconds by which the provider's clock may differ from ours."""


class NotBelieved(Exception):
    """Why a token is not believed: for the log, without anything that stands in it."""


def verified_claims(
    token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """What the token says, when it is signed by one of the keys, for us, now, and in answer to our own question.

    OpenID Connect Core 1.0, 3.1.3.7. The signature is verified although the token came from the provider directly.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token, keys),
            algorithms=list(ALGORITHMS),
            audience=client_id,
            issuer=issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": list(NEEDED)},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as fault:
        raise NotBelieved(type(fault).__name__) from fault
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise NotBelieved("meant for another client as well")
    if not isinstance(claims["nonce"], str) or not hmac.compare_digest(
        claims["nonce"].encode(), nonce.encode()
    ):
        raise NotBelieved("in answer to another question")
    return claims


def _key_of(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that the token names; where it names none, the only one for signatures that there is."""
    named = jwt.get_unverified_header(token).get("kid")
    signing = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if key.public_key_use in ("sig", None)]
    found = [key for key in signing if named is None or key.key_id == named]
    if len(found) != 1:
        raise NotBelieved("signed by a key that the provider does not name")
    return found[0]
