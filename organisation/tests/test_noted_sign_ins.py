"""Signing in, failing to and signing out are noted; what was typed is not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.models import Event, EventKind
from organisation.models import User
from organisation.noted_sign_ins import note_failed
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def person() -> User:
    person = make_user()
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(email: str, password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def noted() -> list[tuple[str, User | None, str]]:
    return [(event.kind, event.actor, event.subject_key) for event in Event.objects.order_by("pk")]


def test_coming_and_going_are_noted(person: User) -> None:
    client = sign_in(person.email, PASSWORD)
    client.post(reverse("account_logout"))
    about = str(person.pk)
    assert noted() == [(EventKind.SIGNED_IN, person, about), (EventKind.SIGNED_OUT, person, about)]


def test_a_wrong_password_is_noted_about_the_account_and_by_nobody(person: User) -> None:
    sign_in(person.email.upper(), "wrong")
    assert noted() == [(EventKind.SIGN_IN_FAILED, None, str(person.pk))]


def test_nobody_fills_the_trail_from_outside(person: User) -> None:
    """Of a flood stand there a few lines, which say how large it was: the first of an hour, and what they grew to."""
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as clock:
        for _ in range(101):
            note_failed("nobody@example.org")
            note_failed(person.email)
        of_nobody = list(
            Event.objects.filter(subject_key="").order_by("pk").values_list("sentence", flat=True)
        )
        clock.shift(timedelta(hours=1))
        note_failed(person.email)
    assert of_nobody == [
        "Sign-in failed: there is no such account",
        "Sign-in failed: there is no such account. 10 failures within the hour, at addresses that nobody has",
        "Sign-in failed: there is no such account. 100 failures within the hour, at addresses that nobody has",
    ]
    theirs = list(Event.objects.of(person).order_by("pk").values_list("sentence", flat=True))
    assert len(theirs) == 10 + 1 + 1
    assert theirs[-2:] == [
        "Sign-in failed: wrong password. 100 failures within the hour, here",
        "Sign-in failed: wrong password",
    ]


def test_an_address_that_nobody_has_is_not_kept() -> None:
    sign_in("somebody.else@example.org", "their other password")
    (event,) = Event.objects.all()
    assert event.kind == EventKind.SIGN_IN_FAILED
    assert "somebody" not in str(vars(event))
    assert "password" not in str(vars(event))
