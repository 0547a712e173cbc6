"""Who is asked again that it is them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from core import clock
from organisation.signing_in.recent import is_recent, recently_signed_in
from organisation.tests.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@recently_signed_in
def page(request: HttpRequest, word: str) -> HttpResponse:
    """A page of the kind that is guarded."""
    return HttpResponse(word)


def asked_by(client: Client) -> HttpRequest:
    """A request in the client's session."""
    request = RequestFactory().get("/")
    request.session, request.user = client.session, make_user()
    request.user = type(request.user).objects.get(pk=client.session["_auth_user_id"])
    return request


def test_whoever_just_signed_in_is_not_asked(client: Client) -> None:
    client.force_login(make_user())
    assert page(asked_by(client), "open").content == b"open"


def test_after_five_minutes_they_are(client: Client) -> None:
    client.force_login(make_user())
    with time_machine.travel(clock.wall_now() + timedelta(minutes=5, seconds=1)):
        answer = page(asked_by(client), "open")
        assert answer.headers["Location"] == "/accounts/reauthenticate/?next=/"
        client.post("/accounts/reauthenticate/", {"password": "not the one"})
        assert not is_recent(asked_by(client))
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert is_recent(asked_by(client))


def test_nobody_signed_in_is_never_recent(client: Client) -> None:
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    assert not is_recent(request)
