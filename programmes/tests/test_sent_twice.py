"""A risk that is sent twice, as by a double click without scripts, is recorded once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core import once
from core.refusals import Refused
from core.tests.at_once import both_at_once
from organisation.models import Directorate, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_user
from programmes.models import Risk
from programmes.tests.pages import form_values

ADDRESS = "/risks/new/"
SCORES = {f"{kind}{part}": "3" for kind in ("inherent_", "", "target_") for part in ("likelihood", "impact")}
WORDS = {"title": "No room", "cause": "Works", "event": "Rooms close", "effect": "Waits", "owner": "Head"}


@pytest.fixture
def quality() -> Directorate:
    return make_directorate(name="Quality")


@pytest.fixture
def person(quality: Directorate) -> User:
    return make_user(role=Role.CONTRIBUTOR, directorate=quality)


def opened_by(person: User) -> tuple[Client, dict[str, Any]]:
    """The page, as it is opened and filled in."""
    client = Client()
    client.force_login(person)
    page = client.get(ADDRESS)
    token = page.context["csrf_token"]
    return client, form_values(page) | SCORES | WORDS | {"csrfmiddlewaretoken": str(token)}


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_second_is_led_to_the_record_of_the_first(self, person: User) -> None:
        client, typed = opened_by(person)

        first, second = client.post(ADDRESS, typed), client.post(ADDRESS, typed, follow=True)

        assert Risk.objects.count() == 1
        assert second.redirect_chain == [(first.headers["Location"], 302)]
        assert "R-001 recorded." in second.content.decode()

    def test_another_answer_is_another_risk(self, person: User) -> None:
        """Somebody went back to the page, to record the next one from it."""
        client, typed = opened_by(person)

        for title in ("No room", "No nurses"):
            client.post(ADDRESS, typed | {"title": title})

        assert Risk.objects.count() == 2

    def test_so_is_the_same_on_a_page_that_was_opened_anew(self, person: User) -> None:
        for _ in range(2):
            client, typed = opened_by(person)
            client.post(ADDRESS, typed)

        assert Risk.objects.count() == 2

    def test_what_was_refused_can_be_sent_again(self, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        client, typed = opened_by(person)
        with monkeypatch.context() as patched:
            patched.setattr("programmes.risk_views.actions.record_risk", refuse)
            assert client.post(ADDRESS, typed).status_code == 409

        assert client.post(ADDRESS, typed).status_code == 302
        assert Risk.objects.count() == 1

    def test_who_waits_too_long_for_the_first_is_told(
        self, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, typed = opened_by(person)
        monkeypatch.setattr(once.cache, "add", lambda *key: False)

        answer = client.post(ADDRESS, typed)

        assert (answer.status_code, Risk.objects.count()) == (409, 0)
        assert once.UNDER_WAY in answer.content.decode()

    def test_nobody_is_led_to_what_another_sent(self, person: User, quality: Directorate) -> None:
        client, typed = opened_by(person)
        client.post(ADDRESS, typed)

        other, _ = opened_by(make_user(role=Role.CONTRIBUTOR, directorate=quality))
        other.post(ADDRESS, typed)

        assert Risk.objects.count() == 2


def refuse(**asked: object) -> None:
    raise Refused("Not today.")


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_for_a_first_that_is_not_done_yet(person: User) -> None:
    client, typed = opened_by(person)

    def send() -> Callable[[], str]:
        again = Client()
        again.cookies = client.cookies.copy()
        return lambda: again.post(ADDRESS, typed).headers["Location"]

    assert both_at_once(send(), send(), send()) == ["/risks/R-001/"] * 3
    assert Risk.objects.count() == 1
