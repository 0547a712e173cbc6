"""The accounts of the demonstration: role titles as names, no real person. Refused outside the demonstration."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from organisation.rights import Role

if TYPE_CHECKING:
    from organisation.models import User

PASSWORD = "dorset-demo"  # noqa: S105 (printed on the sign-in page of the demonstration)
DOMAIN = "dorset.example"
STAYS = (
    "Everybody who tries the demonstration signs in with this account, so its address, its password, its second "
    "factors and its sessions stay as they are, and it is not closed. Invite somebody, and try it with theirs."
)


@dataclass(frozen=True)
class Account:
    """One demonstration account: how to sign in, and as what."""

    email: str
    title: str
    role: Role
    directorate_slug: str = ""


def is_shared(person: "User") -> bool:
    """Whether everybody who tries the demonstration signs in with this account: then nobody may shut the others out."""
    return person.is_demonstration and settings.PORTAL_DEMONSTRATION


def _of_directorate(slug: str, name: str) -> list[Account]:
    return [
        Account(f"contributor.{slug}@{DOMAIN}", f"Contributor, {name}", Role.CONTRIBUTOR, slug),
        Account(f"approver.{slug}@{DOMAIN}", f"Deputy director, {name}", Role.APPROVER, slug),
        Account(f"director.{slug}@{DOMAIN}", f"Director, {name}", Role.DIRECTOR, slug),
    ]


ACCOUNTS: tuple[Account, ...] = (
    *_of_directorate("quality", "Quality"),
    *_of_directorate("finance-and-performance", "Finance and Performance"),
    *_of_directorate("service-delivery", "Service Delivery"),
    *_of_directorate("engagement-and-development", "Engagement and Development"),
    Account(f"assurance@{DOMAIN}", "Planning and assurance team", Role.ASSURANCE),
    Account(f"finance@{DOMAIN}", "Finance team", Role.FINANCE),
    Account(f"engagement@{DOMAIN}", "Engagement team", Role.ENGAGEMENT),
    Account(f"programmes@{DOMAIN}", "Programme office", Role.PROGRAMMES),
    Account(f"governing.body@{DOMAIN}", "Governing body member", Role.GOVERNING_BODY),
    Account(f"administrator@{DOMAIN}", "Portal administrator", Role.ADMINISTRATOR),
)
