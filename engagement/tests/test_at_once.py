"""Two people at one activity, or at one project's steps, at the same moment."""

from datetime import date
from typing import Any

import pytest

from core.refusals import Refused
from core.tests.at_once import both_at_once
from core.versions import Stale
from engagement import actions
from engagement.models import EngagementActivity, Feedback, ProjectRecord, Step
from engagement.tests.builders import make_activity, make_feedback
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user
from programmes.tests.builders import make_project

pytestmark = pytest.mark.django_db(transaction=True)
State = EngagementActivity.State


@pytest.fixture
def people() -> tuple[User, User]:
    return make_user(role=Role.ENGAGEMENT), make_user(role=Role.ENGAGEMENT)


def test_a_closed_activity_keeps_one_feedback_of_two_that_are_removed(people: tuple[User, User]) -> None:
    activity = make_activity(state=State.CLOSED, closed_on=date(2014, 7, 1))
    both = [make_feedback(activity=activity) for _ in people]

    outcomes = both_at_once(
        *(
            lambda one=one, by=by: actions.remove_feedback(feedback=one, by=by, expected_version=1)
            for one, by in zip(both, people, strict=True)
        )
    )

    assert outcomes.count(Refused) == 1
    assert activity.feedback.count() == 1


def test_an_activity_is_not_closed_while_its_only_feedback_is_removed(people: tuple[User, User]) -> None:
    activity = make_activity(state=State.UNDER_WAY)
    feedback = make_feedback(activity=activity)
    closing = {"closed_on": date(2014, 7, 1), "no_change_reason": ""}

    outcomes = both_at_once(
        lambda: actions.close_activity(activity=activity, changes=closing, by=people[0], expected_version=1),
        lambda: actions.remove_feedback(feedback=feedback, by=people[1], expected_version=1),
    )

    activity.refresh_from_db()
    assert outcomes.count(Refused) == 1
    assert (activity.state == State.CLOSED) == Feedback.objects.exists()


def test_two_activities_of_one_name_both_find_an_address(people: tuple[User, User]) -> None:
    changes = {"title": "The Big Ask", "kind": EngagementActivity.Kind.EVENT, "purpose": "To hear"}

    both_at_once(*(lambda by=by: actions.create_activity(changes=changes, by=by) for by in people))

    assert sorted(each.slug for each in EngagementActivity.objects.all()) == ["the-big-ask", "the-big-ask-2"]


def test_of_two_who_record_the_first_steps_the_second_is_shown_both(people: tuple[User, User]) -> None:
    project = make_project()
    steps: dict[str, Any] = {"changes_services": True}
    for number in range(1, len(Step) + 1):
        steps |= {f"state_{number}": "done", f"done_on_{number}": date(2014, 5, 1), f"note_{number}": "Heard"}

    outcomes = both_at_once(
        *(
            lambda by=by: actions.record_steps(project=project, changes=steps, by=by, expected_version=0)
            for by in people
        )
    )

    assert outcomes.count(Stale) == 1
    assert ProjectRecord.objects.count() == 1
