"""What an administrator may not do, each rule with the sentence that is read where it is refused.

One's own account is governed by others: nobody gives themselves a role, and nobody closes their own account. The
portal always keeps somebody who can administer it. The rest is within the office, and stands in the trail
(docs/decisions/administration.md).
"""

from collections.abc import Collection
from datetime import date

from core.refusals import Refused
from organisation.demonstration import STAYS
from organisation.rights import Role

NOT_TO_ONESELF = "Nobody gives themselves a role. Ask another administrator."
NOT_ONESELF = "Nobody closes their own account. Ask another administrator."
THE_LAST = "This is the last administrator. Make somebody else one first."
NOT_TIED = "This account is not tied to the sign-in provider."
NO_WAY_IN = (
    "Without it no administrator could sign in. Make somebody else one first, who has a password here."
)
CLOSED = "This account is closed. Open it again first."
OPEN = "This account is open already."
HELD = "They hold that role already."
FORGOTTEN = "This person is forgotten for good. Invite them as somebody new."
NOT_YET = "This day is still to come. Close the account on the day they leave."
RETIRED = "It is retired already."
IN_USE = "It is in use already."


def check_gives_role(*, to_oneself: bool, is_open: bool, is_held: bool) -> None:
    """Whether a role may be given: to somebody else, whose account is open, and who does not hold it."""
    if to_oneself:
        raise Refused(NOT_TO_ONESELF)
    if not is_open:
        raise Refused(CLOSED)
    if is_held:
        raise Refused(HELD, "role")


def check_takes_role(*, role: str, other_administrators: int) -> None:
    """Whether a role may be taken away: any, as long as an administrator is left."""
    if role == Role.ADMINISTRATOR and not other_administrators:
        raise Refused(THE_LAST)


def check_closes(*, oneself: bool, is_open: bool, roles: Collection[str], other_administrators: int) -> None:
    """Whether an account may be closed: another's, that is open, and not the last administrator's."""
    if not is_open:
        raise Refused("This account is closed already.")
    if oneself:
        raise Refused(NOT_ONESELF)
    if Role.ADMINISTRATOR in roles and not other_administrators:
        raise Refused(THE_LAST)


def check_unties(
    *, is_tied: bool, is_administrator: bool, stays_one: bool, other_administrators: int
) -> None:
    """Whether the tie to the sign-in provider may be ended: as long as an administrator is left who can sign in."""
    if not is_tied:
        raise Refused(NOT_TIED)
    if is_administrator and not stays_one and not other_administrators:
        raise Refused(NO_WAY_IN)


def check_shared(*, is_shared: bool) -> None:
    """Whether an account is somebody's own: of one that is shared nothing is changed that would shut others out."""
    if is_shared:
        raise Refused(STAYS)


def check_left_on(left_on: date, today: date) -> None:
    """An account is closed at once: the day of leaving is today or earlier."""
    if left_on > today:
        raise Refused(NOT_YET, "left_on")


def check_reopens(*, is_open: bool, is_forgotten: bool) -> None:
    """Whether an account may be opened again: a closed one, whose owner is still known."""
    if is_open:
        raise Refused(OPEN)
    check_known(is_forgotten=is_forgotten)


def check_known(*, is_forgotten: bool) -> None:
    """Whether a name or an address may be changed: that of a forgotten person stays as it is."""
    if is_forgotten:
        raise Refused(FORGOTTEN)


def check_open(*, is_open: bool) -> None:
    if not is_open:
        raise Refused(CLOSED)


def in_words(counts: Collection[tuple[int, str]]) -> str:
    """“3 KPIs in use, 1 open risk and 2 teams”, of what there is any of."""
    parts = [f"{count:,} {one(word) if count == 1 else word}" for count, word in counts if count]
    return " and ".join([part for part in (", ".join(parts[:-1]), *parts[-1:]) if part])


def one(words: str) -> str:
    """A plural's singular, by its first word that ends in “s”: open risks, KPIs in use, engagement activities."""
    split = words.split()
    plural = next((word for word in split if word.endswith("s")), "")
    single = f"{plural[:-3]}y" if plural.endswith("ies") else plural[:-1]
    return " ".join(single if word == plural else word for word in split)


def check_retires(*, is_retired: bool, in_use: Collection[tuple[int, str]]) -> None:
    """Whether something may be retired: nothing that goes on needs it."""
    if is_retired:
        raise Refused(RETIRED)
    if words := in_words(in_use):
        raise Refused(f"It is still needed: {words}. Move or end what is named here first.")


def check_removes(hanging: Collection[tuple[int, str]]) -> None:
    """Whether something may be deleted: only what nothing ever pointed to, entered by mistake."""
    if words := in_words(hanging):
        raise Refused(f"It cannot be removed, because something hangs on it: {words}.")


def check_restores(*, is_retired: bool) -> None:
    if not is_retired:
        raise Refused(IN_USE)
