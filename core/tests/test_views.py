from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from core import context_processors, views
from core.tests.page import find, find_all, parse, text_of


@pytest.fixture
def request_of_a_visitor(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/risks/")
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("path", ["/about/figures/", "/about/accessibility/"])
    def test_are_open_to_everybody(self, client: Client, path: str) -> None:
        response = client.get(path)
        assert response.status_code == 200
        assert len(find_all(parse(response.content.decode()), "h1")) == 1

    def test_the_rules_name_every_rating_and_origin(self, client: Client) -> None:
        said = text_of(parse(client.get("/about/figures/").content.decode()))
        for words in (
            "Significantly behind target",
            "Slightly behind target",
            "Improved",
            "Not comparable",
            "Illustrative",
        ):
            assert words in said

    def test_health_answers_without_signing_in(self, client: Client) -> None:
        response = client.get("/health/")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        assert "no-store" in response["Cache-Control"]

    def test_health_is_not_changed_by_a_form(self, client: Client) -> None:
        assert client.post("/health/").status_code == 405


@pytest.mark.django_db
class TestErrors:
    @pytest.mark.parametrize(
        ("answer", "status", "says"),
        [
            (lambda request: views.bad_request(request, ValueError()), 400, "Nothing has been changed."),
            (lambda request: views.not_found(request, ValueError()), 404, "nothing at this address for you"),
            (lambda request: views.conflict(request), 409, "Nothing has been overwritten"),
            (
                lambda request: views.conflict(request, "The quarter was locked at 16:00.", "/returns/"),
                409,
                "locked at 16:00",
            ),
            (
                lambda request: views.unavailable(request, "The queue does not answer."),
                503,
                "The queue does not answer.",
            ),
            (lambda request: views.csrf_failure(request), 403, "To keep what you typed"),
        ],
    )
    def test_say_what_happened(
        self,
        request_of_a_visitor: HttpRequest,
        answer: Callable[[HttpRequest], HttpResponse],
        status: int,
        says: str,
    ) -> None:
        response = answer(request_of_a_visitor)
        assert response.status_code == status
        assert says in text_of(find(parse(response.content.decode()), "main"))

    def test_a_refusal_gives_its_sentence(self, request_of_a_visitor: HttpRequest) -> None:
        response = views.forbidden(
            request_of_a_visitor, PermissionDenied("Your account may not lock a quarter.")
        )
        assert response.status_code == 403
        assert "Your account may not lock a quarter." in text_of(parse(response.content.decode()))

    def test_a_refusal_keeps_what_is_not_a_sentence_to_itself(
        self, request_of_a_visitor: HttpRequest
    ) -> None:
        response = views.forbidden(request_of_a_visitor, PermissionDenied("obj#42"))
        assert "obj#42" not in response.content.decode()

    def test_who_asks_too_soon_is_told_when(self, request_of_a_visitor: HttpRequest) -> None:
        assert views.unavailable(request_of_a_visitor)["Retry-After"] == "60"

    def test_a_conflict_leads_back(self, request_of_a_visitor: HttpRequest) -> None:
        page = parse(views.conflict(request_of_a_visitor, back="/risks/r-001/").content.decode())
        assert find(page, "a", href="/risks/r-001/") is not None


def test_when_all_is_broken_the_page_needs_nothing(rf: RequestFactory) -> None:
    """No database in this test: a query would fail it."""
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something went wrong" in text_of(find(parse(response.content.decode()), "h1"))


@pytest.mark.django_db
class TestPortal:
    def test_the_organisation_is_asked_for_once_and_only_when_printed(self, rf: RequestFactory) -> None:
        portal = context_processors.portal(rf.get("/"))["portal"]
        with CaptureQueriesContext(connection) as queries:
            assert portal.today.isoformat() == "2014-07-08"
            assert len(queries) == 0
            assert (portal.name, portal.organisation_name) == ("Assurance portal", "")
            assert len(queries) == 1

    def test_the_accounts_are_shown_in_the_demonstration_only(self, client: Client, settings: object) -> None:
        assert "dorset-demo" not in client.get("/accounts/login/").content.decode()
        settings.PORTAL_DEMONSTRATION = True  # type: ignore[attr-defined]
        said = text_of(parse(client.get("/accounts/login/").content.decode()))
        assert "dorset-demo" in said
        assert "governing.body@dorset.example" in said
