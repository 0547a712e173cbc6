"""What changes no record is kept as an event: once, for good, and without anybody's name in its words."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core import clock, logs, trail
from core.events import AppendOnly
from core.models import Event, EventKind, LastDone

pytestmark = pytest.mark.django_db


def make_person() -> Any:
    return get_user_model().objects.create_user("quality@dorset.example", title="Contributor, Quality")


def test_an_event_says_who_did_what_about_which_record() -> None:
    person, backup = make_person(), LastDone.objects.create(what="backup", at=clock.wall_now())
    logs.request_id.set("3f2a0000")
    trail.note(EventKind.DOWNLOADED, "Taken as CSV", by=person, subject=backup, path="/there/")
    event = Event.objects.of(backup).get()
    assert (event.kind, event.actor, event.sentence) == ("downloaded", person, "Taken as CSV")
    assert (event.subject_name, event.path, event.request_id) == (str(backup), "/there/", "3f2a0000")


def test_what_a_person_is_called_is_not_kept() -> None:
    person = make_person()
    event = trail.note(EventKind.SIGNED_IN, "Signed in", by=person, subject=person)
    assert event.subject_name == ""
    assert list(Event.objects.of(person)) == [event]


def test_an_event_is_never_changed_or_deleted() -> None:
    event = trail.note(EventKind.LOCKED, "Locked", by=None)
    event.sentence = "Nothing of the kind"
    for change in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(sentence=""),
        lambda: Event.objects.bulk_update([event], ["sentence"]),
    ):
        with pytest.raises(AppendOnly):
            change()
    assert Event.objects.get().sentence == "Locked"


@pytest.mark.parametrize(
    ("method", "is_known", "noted"), [("get", True, 1), ("head", True, 0), ("get", False, 0)]
)
def test_a_file_is_noted_when_somebody_who_is_known_takes_it(method: str, is_known: bool, noted: int) -> None:
    request = getattr(RequestFactory(), method)("/list/")
    request.user = make_person() if is_known else AnonymousUser()
    trail.note_taken(request, "2 rows as CSV", kind=EventKind.EXPORTED, name="Risks")
    assert Event.objects.count() == noted


def test_the_last_sign_in_is_no_change_of_a_person() -> None:
    person = make_person()
    before = person.history.count()
    person.save(update_fields=["last_login"])
    assert person.history.count() == before
    person.title = "Another"
    trail.save(person, by=None, reason="A long reason " * 20)
    assert person.history.order_by("history_id").last().history_change_reason == "A long reason " * 20
