"""Signing in, signing out, and a forgotten password, through the pages themselves."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from core import clock
from organisation.models import User
from organisation.tests.builders import make_user
from organisation.tests.builders_signing_in import letters_at_once

EMAIL, PASSWORD, NEW_PASSWORD = "nina@dorset.example", "a long way to the sea", "and a longer way back again"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    person = make_user(email=EMAIL)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


def is_signed_in(client: Client) -> bool:
    return get_user(client).is_authenticated  # type: ignore[arg-type]


def test_a_person_signs_in_and_out(client: Client, person: User) -> None:
    assert sign_in(client, EMAIL.upper()) == 302
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_asking_for_the_sign_out_page_signs_nobody_out(client: Client, person: User) -> None:
    """A picture in a message could ask for it."""
    sign_in(client)
    client.get("/accounts/logout/")
    assert is_signed_in(client)


def test_the_page_that_was_asked_for_comes_after_signing_in(client: Client, person: User) -> None:
    answer = client.get("/risks/")
    assert answer.headers["Location"] == "/accounts/login/?next=/risks/"
    answer = client.post(
        "/accounts/login/?next=/risks/", {"login": EMAIL, "password": PASSWORD, "next": "/risks/"}
    )
    assert answer.headers["Location"] == "/risks/"


def test_nobody_is_sent_to_another_host(client: Client, person: User) -> None:
    answer = client.post(
        "/accounts/login/", {"login": EMAIL, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client, person: User) -> None:
    errors = []
    for email in (EMAIL, "nobody@dorset.example"):
        answer = client.post("/accounts/login/", {"login": email, "password": "wrong"})
        assert answer.status_code == 200
        errors.append(answer.context["form"].errors.as_json())
    assert errors[0] == errors[1]
    assert not is_signed_in(client)


def test_guessing_ends_after_five_times(client: Client, person: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}  # allauth's own
    for _ in range(5):
        sign_in(client, password="wrong")
    answer = client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert answer.status_code == 200, "the right password does not help now"
    assert "Too many" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_demonstration_account_needs_the_demonstration(
    client: Client, person: User, settings: Settings
) -> None:
    User.objects.filter(pk=person.pk).update(is_demonstration=True)
    sign_in(client)
    assert not is_signed_in(client)
    settings.PORTAL_DEMONSTRATION = True
    sign_in(client)
    assert is_signed_in(client)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: Client, person: User) -> None:
    with letters_at_once():
        answer = client.post("/accounts/password/reset/", {"email": EMAIL})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    [message] = mail.outbox
    assert message.to == [EMAIL]
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", message.body)
    assert link, message.body
    form_page = client.get(link[1], follow=True).redirect_chain[-1][0]
    answer = client.post(form_page, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert answer.status_code == 302
    assert sign_in(Client(), password=PASSWORD) == 200
    assert sign_in(Client(), password=NEW_PASSWORD) == 302
    assert "token_fail" in Client().get(link[1], follow=True).context


def test_the_link_is_too_old_after_a_day(client: Client, person: User) -> None:
    with letters_at_once():
        client.post("/accounts/password/reset/", {"email": EMAIL})
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    with time_machine.travel(clock.wall_now() + timedelta(hours=25)):
        assert "token_fail" in client.get(link[1], follow=True).context


def test_an_address_without_an_account_is_answered_alike_and_written_to_by_nobody(client: Client) -> None:
    with letters_at_once():
        answer = client.post("/accounts/password/reset/", {"email": "nobody@dorset.example"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox == []


def test_a_password_is_changed_by_who_knows_the_old_one(client: Client, person: User) -> None:
    sign_in(client)
    change = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/accounts/password/change/", change).status_code == 200
    assert client.post("/accounts/password/change/", change | {"oldpassword": PASSWORD}).status_code == 302
    assert sign_in(Client(), password=NEW_PASSWORD) == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", "nina@dorset.example"])
def test_a_weak_password_is_refused(client: Client, person: User, weak: str) -> None:
    sign_in(client)
    change = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    answer = client.post("/accounts/password/change/", change)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_nobody_makes_an_account_of_their_own(client: Client) -> None:
    fields = {"email": "new@dorset.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = client.post("/accounts/signup/", fields)
    assert "Accounts are made for you" in answer.content.decode()
    assert not User.objects.filter(email="new@dorset.example").exists()


@pytest.mark.parametrize("address", ["email/", "confirm-email/", "password/set/", "login/code/confirm/"])
def test_addresses_of_accounts_are_for_administrators(client: Client, person: User, address: str) -> None:
    sign_in(client)
    assert client.get(f"/accounts/{address}").status_code == 404
