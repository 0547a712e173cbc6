"""The seven-step record of a project: recorded, refused, and shown in both versions."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement.models import ProjectRecord, ProjectStep
from engagement.tests.reading import body, page
from programmes.tests.builders import make_project

pytestmark = pytest.mark.django_db


def steps(version: int = 0, **changes: str) -> dict[str, str]:
    empty = {f"state_{n}": "not-recorded" for n in range(1, 8)} | {f"note_{n}": "" for n in range(1, 8)}
    return {"version": str(version), "changes_services": "yes"} | empty | changes


def test_the_seven_steps_of_a_project_are_recorded(team: Client, member: Client) -> None:
    project = make_project(short_name="Cardiology review")
    url = reverse("engagement:project_steps_edit", args=[project.slug])
    done = {"state_1": "done", "done_on_1_day": "3", "done_on_1_month": "6", "done_on_1_year": "2014"}

    response = team.post(url, steps(**done, state_7="not-needed", note_7="No group is affected."))

    text = page(member, "project_steps", project.slug)
    assert response.status_code == 302
    assert "The project changes services. 2 of 7 steps are done or not needed." in text
    assert "3 June 2014" in text
    assert ProjectStep.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state_2": "not-needed"}, "Representation: say why it is not needed."),
        (
            {"done_on_3_day": "3", "done_on_3_month": "6", "done_on_3_year": "2014"},
            "Gathering insight: a step with a day is done.",
        ),
        (
            {"state_1": "done", "done_on_1_day": "9", "done_on_1_month": "7", "done_on_1_year": "2014"},
            "This day is still to come.",
        ),
        ({"changes_services": ""}, "Choose an answer"),
    ],
)
def test_a_step_that_does_not_add_up_is_refused(team: Client, changes: dict[str, str], sentence: str) -> None:
    url = reverse("engagement:project_steps_edit", args=[make_project().slug])

    response = team.post(url, steps(note_5="Kept as typed.", **changes))

    assert response.status_code == 422
    assert sentence in body(response)
    assert "Kept as typed." in body(response)
    assert not ProjectRecord.objects.exists()


def test_two_people_at_the_steps_see_both(team: Client, colleague: Client) -> None:
    url = reverse("engagement:project_steps_edit", args=[make_project().slug])
    colleague.post(url, steps(state_1="planned", note_1="In May."))

    response = team.post(url, steps(state_1="done", note_1="In June."))

    assert response.status_code == 409
    assert "In May." in body(response)
    assert "In June." in body(response)
    assert ProjectStep.objects.get().note == "In May."


def test_the_list_of_projects_says_how_far_each_record_is(team: Client) -> None:
    project = make_project(short_name="Cardiology review")
    ProjectRecord.objects.create(project=project, changes_services="yes")

    assert "Cardiology review" in page(team, "project_list")
