"""What was changed, by whom, when and why."""

import pytest

from core import trail
from core.rag import RAG
from organisation.tests.builders import make_directorate, make_quarter, make_user
from programmes.changes import changes_in
from programmes.models import Milestone, Stage
from programmes.tests.builders import make_milestone, make_project, make_update

pytestmark = pytest.mark.django_db


def test_a_change_names_the_field_the_person_and_the_reason() -> None:
    project = make_project(stage=Stage.REVIEW)
    project.stage = Stage.REDESIGN
    trail.save(project, by=make_user(title="Programme office"), reason="Agreed in June")

    (change,) = changes_in([project.history.all()])

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

    (change,) = changes_in([project.history.all()])

    assert [(field.label, field.before, field.after) for field in change.fields] == [
        ("Led by", "Quality", "Service Delivery")
    ]


def test_what_was_loaded_is_a_start_and_no_change() -> None:
    project = make_project()
    make_milestone(project=project)

    assert changes_in([project.history.all(), Milestone.history.all()]) == ()


def test_what_a_person_records_or_removes_is_said() -> None:
    project, person = make_project(), make_user(title="Contributor")
    milestone = trail.save(
        Milestone(project=project, name="Options", due_on="2014-07-31", provenance="returned"), by=person
    )
    trail.delete(milestone, by=person, reason="Entered twice")

    removed, recorded = changes_in([Milestone.history.all()])

    assert (recorded.what, recorded.by) == ("Milestone “Options” recorded", "Contributor")
    assert (removed.what, removed.why) == ("Milestone “Options” removed", "Entered twice")


def test_saving_without_a_change_is_none() -> None:
    project = make_project()
    project.version += 1
    trail.save(project, by=make_user())

    assert changes_in([project.history.all()]) == ()


def test_several_histories_stand_newest_first_and_are_cut_off() -> None:
    project, person = make_project(), make_user()
    update = make_update(project=project, quarter=make_quarter())
    for narrative in ("One", "Two", "Three"):
        update.narrative = narrative
        trail.save(update, by=person)
    project.owner = "Head of audiology"
    trail.save(project, by=person)

    told = changes_in([update.history.all(), project.history.all()], most=2)

    assert [change.fields[0].after for change in told] == ["Head of audiology", "Three"]


def test_a_choice_is_said_in_its_words() -> None:
    update = make_update(project=make_project(), rag=RAG.GREEN)
    update.rag = RAG.RED
    trail.save(update, by=None)

    (change,) = changes_in([update.history.all()])

    assert (change.by, change.fields[0].before, change.fields[0].after) == ("The portal", "Green", "Red")
