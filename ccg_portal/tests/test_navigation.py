"""The way to each section: of those that a person may see, with a mark at the one where they are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from ccg_portal.navigation import Section, current_of, navigation
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user


def shown_to(user: User | AnonymousUser, path: str = "/") -> tuple[Section, ...]:
    request = RequestFactory().get(path)
    request.user = user
    return tuple(navigation(request)["navigation"])  # type: ignore[call-overload]


@pytest.mark.django_db
def test_each_is_led_where_they_may_go() -> None:
    everybodys = ["Dashboard", "Performance", "Programmes", "Risks", "Finance", "Engagement", "Reports"]
    assert [each.word for each in shown_to(make_user(role=Role.GOVERNING_BODY))] == everybodys
    assert {each.word for each in shown_to(make_user(role=Role.ASSURANCE))} == {
        *everybodys,
        "Returns",
        "Assurance",
    }
    assert "Administration" in {each.word for each in shown_to(make_user(role=Role.ADMINISTRATOR))}
    assert shown_to(make_user()) == ()
    assert shown_to(AnonymousUser()) == ()


@pytest.mark.parametrize(
    ("url", "path", "current"),
    [
        ("/risks/", "/risks/", "page"),
        ("/risks/", "/risks/R-001/", "true"),
        ("/risks/", "/finance/", ""),
        ("/", "/", "page"),
        ("/", "/risks/", ""),
    ],
)
def test_a_link_knows_whether_this_is_its_section(url: str, path: str, current: str) -> None:
    assert current_of(url, path) == current
