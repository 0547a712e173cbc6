"""Who the provider says somebody is: pure readings of its claims, distrustful of each.

**An address is not an identity.** What ties a person to an account is the issuer with the subject, which the provider
never gives to anybody else. An e-mail address only finds the account the first time, and only where the provider
says that it has verified it: some let their users, or the administrator of any other tenant, write whatever address
they like into a profile, and whoever believes it hands over the account of its owner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from organisation.joining.oidc.configuration import Configuration

SECOND_FACTOR = "mfa"
"""In `amr` (RFC 8176): more than one factor was asked for."""
LONGEST_SUBJECT = 191
"""Characters that the row has room for; OpenID Connect allows 255, and nobody is known to use them."""

Claims = Mapping[str, Any]


class Unreadable(ValueError):
    """The provider says less than is needed, or says it in a way that cannot be trusted."""


@dataclass(frozen=True)
class Identity:
    """A person as the provider knows them. `email` is empty unless it is verified."""

    issuer: str
    subject: str
    email: str = ""
    values: tuple[str, ...] = ()
    second_factor: bool = False


def identity_of(claims: Claims, config: Configuration) -> Identity:
    """Read the claims of a token that has been verified. Raises Unreadable."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Unreadable("no subject")
    return Identity(
        issuer=config.issuer,
        subject=subject,
        email=verified_email(claims, config.trusted_domains),
        values=values_of(claims, config.claim),
        second_factor=config.counts_second_factor and SECOND_FACTOR in _words(claims.get("amr")),
    )


def with_more(claims: Claims, more: Claims) -> dict[str, Any]:
    """What the token says, and what it leaves out from the provider's second answer.

    An address and whether it is verified belong together: neither vouches for the address of the other. How somebody
    signed in the token alone says.
    """
    of_address = ("email", "email_verified")
    source = claims if "email" in claims else more
    beside = {name: said for name, said in more.items() if name != "amr"}
    rest = {name: said for name, said in (beside | dict(claims)).items() if name not in of_address}
    return rest | {name: source[name] for name in of_address if name in source}


def verified_email(claims: Claims, trusted_domains: Sequence[str]) -> str:
    """The e-mail address in small letters where it may be believed, else nothing.

    Believed is what the provider says it has verified. Where it says nothing of that, addresses of the domains that
    the settings trust are; where it says that it has not, none is. Nor is one with letters beyond ASCII: a database may
    take “ı” for “i”, and so one person's address for another's.
    """
    email, said = claims.get("email"), claims.get("email_verified")
    if not isinstance(email, str) or email.count("@") != 1 or not email.isascii():
        return ""
    email = email.strip().lower()
    if said is None:
        return email if email.partition("@")[2] in trusted_domains else ""
    return email if said is True or said == "true" else ""


def values_of(claims: Claims, claim: str) -> tuple[str, ...]:
    """The groups or roles that the provider says somebody has; none where the claim is gone.

    Entra leaves the claim out where somebody has too many groups, and says where to ask for them: that is not the
    same as having none, and must not take anybody's roles away. Raises Unreadable.
    """
    elsewhere = claims.get("_claim_names")
    if claim not in claims and (
        claims.get("hasgroups") or (isinstance(elsewhere, Mapping) and claim in elsewhere)
    ):
        raise Unreadable("too many groups for the token: have the provider send application roles instead")
    return _words(claims.get(claim))


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list):
        return tuple(word for word in value if isinstance(word, str) and word)
    return ()
