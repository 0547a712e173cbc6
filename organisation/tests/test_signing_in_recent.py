"""Who is asked again that it is them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import resolve

from core import clock
from organisation.rights import Role
from organisation.signing_in.kept import keep, kept_for
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
        client.post("/accounts/reauthenticate/", {"password": "wrong-words-4711"})
        assert not is_recent(asked_by(client))
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert is_recent(asked_by(client))


def test_nobody_signed_in_is_never_recent(client: Client) -> None:
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    assert not is_recent(request)


def test_a_form_is_kept_until_they_have_proved_it(client: Client) -> None:
    client.force_login(make_user())
    with time_machine.travel(clock.wall_now() + timedelta(minutes=6)):
        request = asked_by(client)
        request.method, request.POST = "POST", QueryDict("reason=Left+on+Friday&password=secret")
        answer = page(request, "open")
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=/accounts/kept-form/"
    kept = kept_for(request.session, request.user.pk)
    assert kept is not None
    assert kept.pairs == [("reason", "Left on Friday")], "and no password"


def test_an_organisation_s_code_is_kept_and_one_of_a_second_factor_is_not(client: Client) -> None:
    """Sent on without its code, a partner would have none."""
    person = make_user(role=Role.ADMINISTRATOR)
    client.force_login(person)
    with time_machine.travel(clock.wall_now() + timedelta(minutes=6)):
        client.post("/admin/partners/add/", {"name": "Dorset County Hospital", "code": "RBD"})
        kept = kept_for(client.session, person.pk)
        assert kept is not None
        assert ("code", "RBD") in kept.pairs
        request = RequestFactory().post("/accounts/second-factor/reauthenticate/", {"code": "1", "next": "/"})
        request.resolver_match, request.session = resolve(request.path), client.session
        assert not keep(request, person_id=person.pk)


@pytest.fixture
def without_password(client: Client) -> Iterator[Client]:
    """Somebody who signs in with their organisation, ten minutes after they did."""
    person = make_user()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    with time_machine.travel(clock.wall_now() + timedelta(minutes=10)):
        yield client


def test_whoever_has_no_password_here_signs_in_again_there(without_password: Client) -> None:
    """The library would never ask them, and open all to whoever finds their screen."""
    answer = without_password.get("/accounts/second-factor/totp/activate/")
    assert answer.headers["Location"] == "/accounts/again/?next=/accounts/second-factor/totp/activate/"
    assert "Sign in again" in without_password.get(answer.headers["Location"]).content.decode()
    answer = without_password.post("/accounts/again/", {"next": "/finance/"})
    assert answer.headers["Location"] == "/accounts/login/?next=%2Ffinance%2F"
    assert without_password.get("/accounts/sessions/").status_code == 302


def test_signing_in_again_leads_to_no_other_host(without_password: Client) -> None:
    answer = without_password.post("/accounts/again/", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/accounts/login/?next=%2F"
