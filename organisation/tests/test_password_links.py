"""A link for a new password: asked for alike by everybody, written by a worker, sent again where it did not go."""

import re
from collections.abc import Callable
from threading import Barrier
from typing import Any
from unittest import mock

import pytest
from celery.exceptions import Retry
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.letters import Delivery, Outcome
from core.tests.at_once import both_at_once
from organisation.attempts import LimitedAttempts
from organisation.models import User
from organisation.signing_in import password_links
from organisation.tasks import send_password_link
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/password/reset/"


@pytest.fixture
def person() -> User:
    return make_user(email="nina@x.example")


def test_the_page_does_the_same_for_an_address_that_nobody_has(client: Client, person: User) -> None:
    """It rings, and writes to nobody itself: neither its answer nor its time tells who has an account."""
    with mock.patch.object(send_password_link, "delay") as ring:
        answers = [client.post(ADDRESS, {"email": email}) for email in ("Nina@x.example", "nobody@x.example")]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, f"{ADDRESS}done/")
    }
    assert [call.args for call in ring.call_args_list] == [(person.pk,), (password_links.NOBODY,)]
    assert mail.outbox == []


def test_without_a_queue_it_goes_at_once(client: Client, person: User) -> None:
    with mock.patch.object(send_password_link, "delay", side_effect=OSError("the queue is away")):
        assert client.post(ADDRESS, {"email": person.email}).status_code == 302
        assert client.post(ADDRESS, {"email": "nobody@x.example"}).status_code == 302
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.parametrize(
    ("outcome", "retries", "is_tried_again"),
    [
        (Outcome.LATER, 0, True),
        (Outcome.LATER, 4, False),
        (Outcome.REFUSED, 0, False),
        (Outcome.SENT, 0, False),
    ],
)
def test_it_is_sent_again_where_it_is_certain_that_it_did_not_go(
    person: User, outcome: Outcome, retries: int, is_tried_again: bool
) -> None:
    with (
        mock.patch.object(password_links, "deliver", return_value=Delivery(outcome)),
        mock.patch.object(send_password_link, "retry", return_value=Retry()) as again,
    ):
        send_password_link.apply([person.pk], retries=retries)
    assert again.called == is_tried_again


def test_a_worker_writes_to_nobody_whose_account_was_closed_meanwhile(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    send_password_link.apply([person.pk], throw=True)
    send_password_link.apply([password_links.NOBODY], throw=True)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_once_one_sets_the_password(person: User) -> None:
    """Both have been shown the form, and both are past the judgement of the link when they meet."""
    link = re.search(
        r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", password_links.letter_to(person).text
    )
    assert link
    judged, set_password = Barrier(2), LimitedAttempts.set_password

    def meet(adapter: LimitedAttempts, *judgement: Any) -> None:
        judged.wait(60)
        set_password(adapter, *judgement)

    def come(password: str) -> Callable[[], str]:
        def send() -> str:
            client = Client()
            form = client.get(link[1], follow=True).redirect_chain[-1][0]
            answer = client.post(form, {"password1": password, "password2": password})
            return answer.headers.get("Location", "") or answer.content.decode()

        return send

    with mock.patch.object(LimitedAttempts, "set_password", meet):
        one, other = sorted(
            both_at_once(come("a long way to the sea"), come("a short way to the hills")), key=len
        )
    assert one == reverse("account_reset_password_from_key_done")
    assert "The link no longer works" in other
