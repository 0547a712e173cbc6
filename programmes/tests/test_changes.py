"""The history of changes as the page of a project tells it."""

import pytest

from core import trail
from core.rag import RAG
from organisation.tests.builders import make_directorate, make_quarter, make_user
from programmes.models import Stage
from programmes.project_page import project_changes
from programmes.tests.builders import make_milestone, make_project, make_update

pytestmark = pytest.mark.django_db


def test_a_choice_is_said_in_its_words() -> None:
    project = make_project(stage=Stage.REVIEW)
    project.stage = Stage.REDESIGN
    trail.save(project, by=make_user(title="Programme office"), reason="Agreed in June")

    (change,) = project_changes(project)

    assert (change.by, change.what, change.why) == ("Programme office", "Priority project", "Agreed in June")
    (field,) = change.fields
    assert (field.label, field.before, field.after) == (
        "Stage of the commissioning cycle",
        "Current service review",
        "Service redesign and planning",
    )


def test_a_record_that_is_pointed_to_is_named() -> None:
    project = make_project(directorate=make_directorate(name="Quality"))
    project.directorate = make_directorate(name="Service Delivery")
    trail.save(project, by=make_user())

    (change,) = project_changes(project)

    assert [(field.label, field.before, field.after) for field in change.fields] == [
        ("Led by", "Quality", "Service Delivery")
    ]


def test_parts_of_the_project_are_named_and_the_project_is_not() -> None:
    project, person = make_project(), make_user()
    milestone = make_milestone(project=project, name="Options")
    milestone.note = "Heard in June."
    trail.save(milestone, by=person)
    project.owner = "Head of audiology"
    trail.save(project, by=person)

    assert [change.what for change in project_changes(project)] == [
        "Priority project",
        "Milestone “Options”",
    ]


def test_what_the_portal_keeps_for_itself_is_no_change() -> None:
    project = make_project()
    project.version += 1
    trail.save(project, by=make_user())

    assert project_changes(project) == ()


def test_an_update_that_nobody_made_was_made_by_the_portal() -> None:
    update = make_update(project=make_project(), quarter=make_quarter(), rag=RAG.GREEN)
    update.rag = RAG.RED
    trail.save(update, by=None)

    (change,) = project_changes(update.project)

    assert (change.by, change.fields[0].before, change.fields[0].after) == ("The portal", "Green", "Red")
