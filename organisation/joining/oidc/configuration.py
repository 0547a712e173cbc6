"""What the portal is told about the sign-in provider: plain values, read from the environment when it starts."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from organisation.rights import Role

LONGEST_ISSUER = 200
"""Characters; it stands in the row that ties a person to the provider."""
SLUG = re.compile(r"[-a-z0-9_]+")
EXAMPLE = '{"CCG-Quality": ["contributor:quality"], "CCG-Assurance": ["assurance"]}'


class Misconfigured(ValueError):
    """What is wrong with what the portal was told, in a sentence for whoever set it up."""


@dataclass(frozen=True)
class MappedRole:
    """A role that a value of the claim stands for; with the directorate's slug for the roles of a directorate."""

    role: Role
    directorate: str = ""

    def __str__(self) -> str:
        return f"{self.role.value}:{self.directorate}" if self.directorate else self.role.value


@dataclass(frozen=True)
class Configuration:
    """One provider. `roles` says which values of the claim stand for which roles.

    `creates` lets people in whom the portal does not know, where a value of theirs stands for a role.
    `trusted_domains` are those whose addresses are believed although the provider does not say that it has verified
    them. `counts_second_factor`: a second factor asked for there is one here.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    claim: str = "roles"
    roles: Mapping[str, tuple[MappedRole, ...]] = field(default_factory=dict)
    creates: bool = False
    trusted_domains: Sequence[str] = ()
    counts_second_factor: bool = False

    def roles_for(self, values: Sequence[str]) -> tuple[MappedRole, ...]:
        """What the values of somebody's claim stand for, each role once; values that are not named stand for none."""
        return tuple(dict.fromkeys(role for value in values for role in self.roles.get(value, ())))


def check_issuer(issuer: str, *, served: bool) -> str:
    """The issuer as the provider writes it, letter by letter. Raises Misconfigured."""
    address = urlsplit(issuer)
    here = address.hostname in ("127.0.0.1", "localhost", "::1")
    if address.scheme != "https" and not (address.scheme == "http" and here and not served):
        raise Misconfigured(
            "must be an https address, such as https://login.microsoftonline.com/<tenant>/v2.0"
        )
    if not address.hostname or address.query or address.fragment or len(issuer) > LONGEST_ISSUER:
        raise Misconfigured(f"must be an address of at most {LONGEST_ISSUER} characters, without “?” or “#”")
    if re.search(r"/(common|organizations|consumers)(/|$)", address.path):
        raise Misconfigured("names a door that every organisation shares; name your own tenant, by its id")
    return issuer


def roles_from_json(text: str) -> dict[str, tuple[MappedRole, ...]]:
    """Which values stand for which roles, as written in the environment. Raises Misconfigured, naming the place."""
    if not text.strip():
        return {}
    try:
        mapping = json.loads(text, object_pairs_hook=_no_value_twice)
    except json.JSONDecodeError as error:
        raise Misconfigured(
            f"is not JSON ({error.msg}, character {error.pos + 1}); write it like {EXAMPLE}"
        ) from None
    if not isinstance(mapping, dict):
        raise Misconfigured(f"must be an object; write it like {EXAMPLE}")
    return {value: _roles_of(value, written) for value, written in mapping.items()}


def _no_value_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = [value for value, _ in pairs]
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise Misconfigured(f"names “{twice[0]}” twice")
    return dict(pairs)


def _roles_of(value: str, written: Any) -> tuple[MappedRole, ...]:
    if not value.strip():
        raise Misconfigured("has an empty value")
    if not isinstance(written, list) or not written or not all(isinstance(word, str) for word in written):
        raise Misconfigured(f'must give a list of roles for “{value}”, such as ["assurance"]')
    return tuple(_role_of(value, word) for word in written)


def _role_of(value: str, word: str) -> MappedRole:
    """assurance, or contributor:quality."""
    name, _, directorate = word.partition(":")
    if name not in Role:
        raise Misconfigured(f"gives “{value}” the role “{name}”; there are {', '.join(Role.values)}")
    role = Role(name)
    if role in Role.of_a_directorate() and not SLUG.fullmatch(directorate):
        raise Misconfigured(f"must name a directorate for “{value}”, such as {name}:quality")
    if role not in Role.of_a_directorate() and (directorate or word.endswith(":")):
        raise Misconfigured(f"gives “{value}” the role {name} in a directorate; that role has none")
    return MappedRole(role, directorate)
