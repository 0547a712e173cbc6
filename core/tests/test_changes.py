"""What was changed, by whom, when and why, told of the one record that core knows: a person."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from core import trail
from core.changes import changes_in

pytestmark = pytest.mark.django_db


def make_person(title: str = "Contributor", **values: Any) -> Any:
    return get_user_model().objects.create_user(f"{title}@dorset.example".lower(), title=title, **values)


@pytest.fixture
def administrator() -> Any:
    return make_person("Administrator")


def changed(person: Any, by: Any, reason: str = "", **values: Any) -> Any:
    for name, value in values.items():
        setattr(person, name, value)
    return trail.save(person, by=by, reason=reason)


def test_a_change_names_the_field_the_person_and_the_reason(administrator: Any) -> None:
    person = changed(make_person(), administrator, "A new post", title="Approver")

    (change,) = changes_in([person.history.all()])

    assert (change.by, change.what, change.why) == ("Administrator", "Person “Approver”", "A new post")
    assert [(field.label, field.before, field.after) for field in change.fields] == [
        ("Role title", "Contributor", "Approver")
    ]


def test_on_its_own_page_a_record_is_not_named(administrator: Any) -> None:
    person, other = (changed(make_person(title), administrator, is_active=False) for title in ("A", "B"))

    told = changes_in([person.history.all(), other.history.all()], page_of=person)

    assert {change.what for change in told} == {"Person", "Person “B”"}


def test_what_was_loaded_is_a_start_and_no_change() -> None:
    assert changes_in([make_person().history.all()]) == ()


def test_saving_without_a_change_is_none(administrator: Any) -> None:
    person = changed(make_person(), administrator)

    assert changes_in([person.history.all()]) == ()


def test_what_a_person_records_or_removes_is_said(administrator: Any) -> None:
    people = get_user_model()
    person = trail.save(people(email="new@dorset.example", title="New"), by=administrator)
    trail.delete(person, by=administrator, reason="Entered twice")

    removed, recorded = changes_in([people.history.filter(email="new@dorset.example")])

    assert (recorded.what, recorded.by) == ("Person “New” recorded", "Administrator")
    assert (removed.what, removed.why) == ("Person “New” removed", "Entered twice")


def test_what_nobody_did_was_done_by_the_portal() -> None:
    person = changed(make_person(), None, title="Approver")

    assert [change.by for change in changes_in([person.history.all()])] == ["The portal"]


def test_several_histories_stand_newest_first_and_are_cut_off(administrator: Any) -> None:
    first, second = make_person("First"), make_person("Second")
    for title in ("One", "Two", "Three"):
        changed(first, administrator, title=title)
    changed(second, administrator, title="Last")

    told = changes_in([first.history.all(), second.history.all()], most=2)

    assert [change.fields[0].after for change in told] == ["Last", "Three"]
