"""What somebody is to be here: a role, and the directorate that it is held for, where it is held for one."""

from collections.abc import Iterable
from dataclasses import dataclass

from core import trail
from core.models import EventKind
from core.refusals import Refused
from organisation.models import Directorate, RoleAssignment, RoleOrigin, User
from organisation.rights import Role

NO_ADMINISTRATOR = "You are no administrator any more: nothing was changed."


@dataclass(frozen=True)
class HeldRole:
    """A role and its directorate; the latter for contributors, approvers and directors, and for nobody else."""

    role: Role
    directorate: Directorate | None = None

    def __post_init__(self) -> None:
        if (self.role in Role.of_a_directorate()) != (self.directorate is not None):
            raise ValueError(f"{self.role.label} needs a directorate, or has none.")

    def __str__(self) -> str:
        return f"{self.role.label}, {self.directorate}" if self.directorate else self.role.label

    @property
    def key(self) -> tuple[str, int | None]:
        """The same for the same role at the same place."""
        return self.role.value, self.directorate.pk if self.directorate else None


def check_still_administers(by: User) -> None:
    """Whether somebody who gives roles away may still do so. Raises Refused.

    It holds their role until the change is stored: who takes it away at the same moment waits, and then ends what was
    given; or comes first, and nothing is given.
    """
    held = RoleAssignment.objects.select_for_update().filter(user_id=by.pk, role=Role.ADMINISTRATOR)
    if not list(held):
        raise Refused(NO_ADMINISTRATOR)


def give(
    *, person: User, roles: Iterable[HeldRole], by: User | None, reason: str, origin: RoleOrigin
) -> list[RoleAssignment]:
    """Give a person the roles that they do not hold yet, and return those given. Call it inside a transaction."""
    held = {(each.role, each.directorate_id) for each in person.role_assignments.all()}
    given = []
    for role in roles:
        if role.key not in held:
            held.add(role.key)
            assignment = RoleAssignment(
                user=person, role=role.role, directorate=role.directorate, origin=origin
            )
            given.append(trail.save(assignment, by=by, reason=reason))
            trail.note(EventKind.ROLES_CHANGED, f"Role given: {role}", by=by, subject=person)
    person.__dict__.pop("assignments", None)  # what the person was known to hold is read anew
    return given
