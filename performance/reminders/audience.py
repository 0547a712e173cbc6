"""Who is reminded of a return: those with whom it lies, who can be written to and have not asked to be left alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from organisation.models import RoleAssignment, User
from organisation.rights import Role
from performance.models.returns import ReturnState
from performance.reminders.stages import GOES_TO, Stage

WITH_THE_CONTRIBUTOR = (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS)
UNFINISHED = (*WITH_THE_CONTRIBUTOR, ReturnState.SUBMITTED)


def has_to_act(role: Role, state: ReturnState) -> bool:
    """Whether a return still waits for, or worries, a person of that role.

    A contributor is done with submitting it; approver and director see it through to the sign-off.
    """
    return state in (WITH_THE_CONTRIBUTOR if role == Role.CONTRIBUTOR else UNFINISHED)


@dataclass(frozen=True)
class People:
    """The people of the directorates, by directorate and role; `stopped` get no reminders."""

    held: Mapping[tuple[int, Role], tuple[User, ...]]
    stopped: frozenset[int]

    def of(self, directorate_id: int, role: Role) -> tuple[User, ...]:
        return self.held.get((directorate_id, role), ())

    def reminded_of(self, directorate_id: int, stage: Stage, state: ReturnState) -> dict[User, Role]:
        """Who gets the reminder of that stage, each in the first role in which they can act."""
        found: dict[User, Role] = {}
        for role in GOES_TO[stage]:
            if has_to_act(role, state):
                for person in self.of(directorate_id, role):
                    if person.pk not in self.stopped:
                        found.setdefault(person, role)
        return found


def read_people(directorates: Iterable[int] | None = None) -> People:
    """Everybody who may still sign in and files, signs off or directs: one query."""
    held = RoleAssignment.objects.filter(role__in=Role.of_a_directorate(), user__is_active=True)
    if directorates is not None:
        held = held.filter(directorate__in=directorates)
    found: defaultdict[tuple[int, Role], list[User]] = defaultdict(list)
    stopped: set[int] = set()
    for each in held.select_related("user__reminders_stopped").order_by("user__title", "user__email"):
        found[each.directorate_id, Role(each.role)].append(each.user)
        if hasattr(each.user, "reminders_stopped"):
            stopped.add(each.user_id)
    return People({key: tuple(people) for key, people in found.items()}, frozenset(stopped))
