"""A person's page offers what would be done, and says why of what would be refused."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from organisation.administration import rules
from organisation.demonstration import STAYS
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR)


@pytest.fixture
def office(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def shared(settings: Settings) -> User:
    """An account of the demonstration, in the demonstration."""
    settings.PORTAL_DEMONSTRATION = True
    person = make_user(role=Role.ASSURANCE)
    User.objects.filter(pk=person.pk).update(is_demonstration=True)
    return person


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def doors_of(office: Client, person: User) -> set[str]:
    """What the page leads to, of what can be done about the person."""
    page = text(office.get(f"/admin/people/{person.pk}/"))
    doors = ("edit", "close", "password", "roles/give", "sessions/end")
    return {door for door in doors if f'"/admin/people/{person.pk}/{door}/"' in page}


def test_of_a_colleague_all_is_offered(office: Client) -> None:
    assert doors_of(office, make_user(role=Role.ASSURANCE)) == {
        "edit",
        "close",
        "password",
        "roles/give",
    }


def test_of_an_account_that_is_shared_nothing_that_would_shut_others_out(
    office: Client, shared: User
) -> None:
    page = text(office.get(f"/admin/people/{shared.pk}/"))

    assert doors_of(office, shared) == {"edit", "roles/give"}
    assert page.count(STAYS) == 1
    assert STAYS in text(office.get(f"/admin/people/{shared.pk}/close/"))


def test_its_address_stays_and_its_name_may_change(office: Client, shared: User) -> None:
    address = f"/admin/people/{shared.pk}/edit/"
    assert STAYS in text(office.get(address))

    sent = {"title": "Planning", "email": "mine@example.org", "reason": "Shorter", "version": "1"}
    assert office.post(address, sent).status_code == 302

    before, shared = shared, User.objects.get(pk=shared.pk)
    assert (shared.title, shared.email) == ("Planning", before.email)


def test_of_oneself_only_what_one_may_do_alone(office: Client, administrator: User) -> None:
    make_user(role=Role.ADMINISTRATOR)
    page = text(office.get(f"/admin/people/{administrator.pk}/"))

    assert doors_of(office, administrator) == {"edit", "password"}
    assert rules.NOT_ONESELF in page
    assert rules.NOT_TO_ONESELF in page


def test_the_last_administrators_role_is_not_offered_to_be_taken(office: Client, administrator: User) -> None:
    held = administrator.role_assignments.get()
    take = f"/admin/people/{administrator.pk}/roles/{held.pk}/take/"
    page = f"/admin/people/{administrator.pk}/"

    alone = text(office.get(page))
    assert rules.THE_LAST in alone
    assert take not in alone
    make_user(role=Role.ADMINISTRATOR)
    assert take in text(office.get(page))
