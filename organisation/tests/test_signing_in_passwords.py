"""What a new password must not be."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from organisation import demonstration
from organisation.models import User
from organisation.signing_in.passwords import own_characters
from organisation.tests.builders import make_organisation

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


def test_the_password_of_the_demonstration_is_nobodys_own() -> None:
    """Its accounts have it from the loading of the data, and are refused outside the demonstration."""
    assert refusals(demonstration.PASSWORD)


def test_what_is_left_of_a_password_without_names() -> None:
    assert own_characters("Assurance-Portal 2014!", ["assurance", "portal"]) == ""
    assert own_characters("Dorset heron 1066", ["dorset"]) == "heron1066"
