"""The link that stops reminders: looking changes nothing, a button or a mail program's one click does."""

import pytest
from django.test import Client

from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance.models import RemindersStopped
from performance.reminders import stopping
from performance.tests.people import fields_of, words

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person() -> User:
    return make_user(role=Role.CONTRIBUTOR, email="left@example.org")


@pytest.fixture
def link(person: User) -> str:
    return stopping.stop_url(person).removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def strict() -> Client:
    """Nobody signed in, and form tokens are asked for."""
    return Client(enforce_csrf_checks=True)


def test_opening_the_link_changes_nothing(strict: Client, link: str) -> None:
    for _ in range(2):
        assert strict.get(link).status_code == 200
        assert strict.head(link).status_code == 200
    assert not RemindersStopped.objects.exists()


def test_the_button_stops_them_without_signing_in(strict: Client, person: User, link: str) -> None:
    page = strict.get(link)
    assert "left@example.org" in page.content.decode()

    answer = strict.post(link, {"csrfmiddlewaretoken": fields_of(page)["csrfmiddlewaretoken"]})
    assert (answer.status_code, answer.headers["Location"]) == (302, link)
    assert "Your reminders are stopped" in strict.get(link).content.decode()
    assert RemindersStopped.objects.get().person == person


def test_a_form_of_another_site_stops_nothing(strict: Client, link: str) -> None:
    assert strict.post(link).status_code == 403
    assert strict.post(link, {"List-Unsubscribe": "Perhaps"}).status_code == 403
    assert not RemindersStopped.objects.exists()


def test_a_mail_program_needs_one_click(strict: Client, person: User, link: str) -> None:
    for _ in range(2):
        answer = strict.post(link, ONE_CLICK)
        assert (answer.status_code, answer.cookies) == (200, {})
    assert RemindersStopped.objects.get().person == person
    (line,) = RemindersStopped.history.all()
    assert (line.history_user, line.history_change_reason) == (person, "Stopped by the link in an e-mail")


@pytest.mark.parametrize("token", ["nonsense", "MQ:1xV0do:forged", "MQ"])
def test_a_link_that_was_not_made_here_is_not_found(strict: Client, person: User, token: str) -> None:
    path = f"/reminders/stop/{token}/"
    assert strict.get(path).status_code == 404
    assert strict.post(path, ONE_CLICK).status_code == 404
    assert not RemindersStopped.objects.exists()


def test_one_click_opens_no_other_address(strict: Client) -> None:
    assert strict.post("/returns/2014-15-Q1/quality/submit/", ONE_CLICK).status_code == 403
    assert strict.post("/reminders/stop/", ONE_CLICK).status_code in (403, 404)


def test_the_assurance_team_starts_them_again(client: Client, person: User) -> None:
    make_quarter(slug="2014-15-Q1")
    stopping.stop(person=person)
    client.force_login(make_user(role=Role.ASSURANCE))
    page = words(client.get("/assurance/not-returned/").content.decode())
    assert "left@example.org" in page

    client.post(f"/assurance/not-returned/people/{person.pk}/start-again/")
    client.post(f"/assurance/not-returned/people/{person.pk}/start-again/")
    assert not RemindersStopped.objects.exists()
    assert [line.history_type for line in RemindersStopped.history.all()] == ["-", "+"]
