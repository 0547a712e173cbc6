"""When something goes wrong: a page of the portal that says so, and nothing of how the portal is made."""

import errno
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from ccg_portal.refusals import is_too_large
from core import outage, views
from core.tests.page import find, find_all, parse, text_of
from organisation.rights import Role
from organisation.tests.builders import PASSWORD, make_directorate, make_quarter, make_user

pytestmark = pytest.mark.django_db
SECRET = "postgres://portal:hunter2@db.internal/portal"
A_BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SIGN_IN = "/accounts/login/"


def said(response: HttpResponseBase) -> str:
    """What the page says between its header and its foot, once it is known to be a page that anybody can read."""
    assert isinstance(response, HttpResponse)
    html = response.content.decode()
    page = parse(html)
    assert html.startswith("<!DOCTYPE html>")
    assert find(page, "html").get("lang") == "en-GB"
    assert text_of(find(page, "title")).endswith("– Assurance portal")
    assert text_of(find(page, "title")).startswith(text_of(find(page, "h1")))
    assert find_all(page, "meta", name="viewport")
    assert find_all(page, "script") == [script for script in find_all(page, "script") if script.get("src")]
    return text_of(find(page, "main"))


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody who is not told of the portal's own exceptions."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def contributor(visitor: Client) -> Client:
    visitor.force_login(make_user(role=Role.CONTRIBUTOR))
    return visitor


def broken_by(error: Exception) -> Any:
    """A page that everybody may open, broken."""
    return mock.patch("core.views.render", side_effect=error)


# Refused --------------------------------------------------------------------------------------------------------------


def test_a_name_that_is_not_the_portals_own_is_refused(visitor: Client) -> None:
    answer = visitor.get(SIGN_IN, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Nothing has been changed." in said(answer)
    assert "elsewhere.example" not in answer.content.decode()


def test_a_form_of_too_many_answers_is_told_so(visitor: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    answer = visitor.post(SIGN_IN, {f"field{number}": "1" for number in range(10)})
    assert answer.status_code == 413
    assert "Nothing has been saved." in said(answer)


def test_a_text_beyond_what_is_read_is_told_so(visitor: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = visitor.post(SIGN_IN, {"login": "x" * 2_000})
    assert answer.status_code == 413
    assert "at most 5 MB" in said(answer)


def test_a_file_far_beyond_the_limit_is_refused_before_it_is_read(contributor: Client) -> None:
    """By what the request says of itself: nothing is written to the disk of the server first."""
    body = mock.Mock(read=mock.Mock(side_effect=AssertionError("It was read.")))
    answer = contributor.generic("POST", "/returns/", CONTENT_LENGTH="2000000000", **{"wsgi.input": body})
    assert answer.status_code == 413
    assert "too large" in said(answer)
    assert not body.read.called


@pytest.mark.parametrize(
    ("length", "refused"),
    [("", False), ("0", False), ("5000000", False), ("12621440", False), ("12621441", True), ("many", False)],
)
def test_what_is_refused_unread_is_twice_the_largest_file_and_a_form(
    rf: RequestFactory, length: str, refused: bool
) -> None:
    assert is_too_large(rf.post("/", CONTENT_LENGTH=length)) is refused


def test_what_the_account_may_not_is_said_in_words(contributor: Client) -> None:
    answer = contributor.get("/assurance/")
    assert answer.status_code == 403
    assert "Your account may not see who has returned, and lock a quarter." in said(answer)


def test_who_is_refused_leaves_a_line_and_no_traceback(
    contributor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """To refuse is no fault of the portal's; Django would tell the way to it through its code."""
    assert contributor.get("/assurance/").status_code == 403
    (line,) = (record for record in caplog.records if record.name == "django.request")
    assert line.getMessage().startswith("Forbidden")
    assert line.exc_info is None


def test_a_form_without_its_token_is_refused_and_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a@b.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert "To keep what you typed" in said(answer)
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/no-such-page/", "/performance/kpis/no-such-kpi/", "/reports/no-such-report/"]
)
def test_what_is_not_there_says_no_more_than_that(contributor: Client, path: str) -> None:
    answer = contributor.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address for you." in said(answer)
    for word in ("Traceback", "matches the given query", "URLconf", "No KPI"):
        assert word not in answer.content.decode()


def test_an_address_of_a_form_that_is_opened_says_so_to_a_browser(contributor: Client) -> None:
    answer = contributor.post("/about/figures/", headers=A_BROWSER)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert "Nothing has been changed." in said(answer)
    assert contributor.post("/about/figures/").content == b""


def test_a_locked_return_says_so_and_nothing_is_written(contributor: Client) -> None:
    make_quarter(slug="2013-14-Q4", state="reported")
    make_directorate()
    answer = contributor.post("/returns/2013-14-Q4/quality/submit/", follow=True)
    assert "locked" in said(answer)


# Kept -----------------------------------------------------------------------------------------------------------------


TYPED = "Two posts were vacant <b>all</b> spring, and both are filled."


@pytest.mark.parametrize("error", [RuntimeError("broken"), OperationalError("gone")])
def test_what_was_typed_comes_back_with_the_error(visitor: Client, error: Exception) -> None:
    sent = {"commentary": TYPED, "figure": "12", "password": "a long way to the sea"}
    with mock.patch("allauth.account.views.LoginView.post", side_effect=error):
        answer = visitor.post(SIGN_IN, sent, headers={"origin": "http://testserver", "host": "testserver"})
    assert answer.status_code >= 500
    assert TYPED in said(answer)
    assert "<b>" not in answer.content.decode()
    assert "a long way" not in answer.content.decode()


def test_what_was_typed_comes_back_when_the_form_was_open_too_long() -> None:
    sent = {"commentary": TYPED}
    here = {"origin": "http://testserver", "host": "testserver"}
    assert TYPED in said(Client(enforce_csrf_checks=True).post(SIGN_IN, sent, headers=here))


def test_nobody_elses_site_puts_words_on_a_page_of_the_portal() -> None:
    there = {"origin": "https://elsewhere.example", "host": "testserver"}
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"commentary": TYPED}, headers=there)
    assert answer.status_code == 403
    assert "vacant" not in answer.content.decode()


# Limited --------------------------------------------------------------------------------------------------------------


def test_too_many_attempts_are_told_so(visitor: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/h/ip"}
    visitor.post(SIGN_IN, {"login": "a@b.example", "password": "wrong"})
    answer = visitor.post(SIGN_IN, {"login": "a@b.example", "password": "wrong"})
    assert answer.status_code == 429
    assert "Too many attempts" in said(answer)


def test_people_sign_in_while_the_queue_is_down(visitor: Client, settings: Settings) -> None:
    """The limits are counted in the database, so that they hold, and let people in, without Redis."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    person = make_user()
    answer = visitor.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302


# Broken ---------------------------------------------------------------------------------------------------------------


def test_a_mistake_of_the_portal_says_nothing_of_what_it_is(visitor: Client) -> None:
    with broken_by(RuntimeError(SECRET)):
        answer = visitor.get("/about/figures/")
    assert answer.status_code == 500
    assert "Something went wrong" in said(answer)
    assert "hunter2" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_database_that_does_not_answer_is_said_to_be_away_without_a_question_to_it(visitor: Client) -> None:
    with broken_by(OperationalError(SECRET)), CaptureQueriesContext(connection) as queries:
        answer = visitor.get("/about/figures/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "database does not answer" in said(answer)
    assert "hunter2" not in answer.content.decode()
    assert len(queries) == 0


def test_a_database_that_crashes_under_a_question_is_away_as_well(visitor: Client) -> None:
    """psycopg2 says no more than that it is an error of the database."""
    with broken_by(DatabaseError("server closed the connection unexpectedly")):
        assert "database does not answer" in said(visitor.get("/about/figures/"))


def test_an_error_in_what_was_asked_of_the_database_is_a_mistake_of_the_portal(visitor: Client) -> None:
    with broken_by(ProgrammingError("no such column")):
        assert visitor.get("/about/figures/").status_code == 500


def test_a_full_disk_is_said_to_be_full(visitor: Client) -> None:
    with broken_by(OSError(errno.ENOSPC, "No space left on device")):
        answer = visitor.get("/about/figures/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "no room left" in said(answer)


@pytest.mark.parametrize(
    ("is_begun", "words"),
    [
        pytest.param(False, "what you just sent has not been saved", id="before the page's own code"),
        pytest.param(True, "may or may not have been saved", id="the answer was lost, perhaps not the save"),
    ],
)
def test_nobody_is_told_that_nothing_was_saved_unless_it_is_certain(
    rf: RequestFactory, is_begun: bool, words: str
) -> None:
    request = rf.post("/returns/", {"commentary": TYPED})
    if is_begun:
        outage.note_begun(request)
    try:
        raise OperationalError(SECRET)
    except OperationalError:
        answer = views.server_error(request)
    assert words in said(answer)


@pytest.mark.parametrize("path", ["/", "/returns/", "/published/", SIGN_IN, "/no-such-page/"])
def test_without_a_database_every_page_says_so(contributor: Client, path: str) -> None:
    """Wherever in the request it is first asked for: for the session, the page, or the name in the header."""

    def nothing(*_: object) -> None:
        raise OperationalError(SECRET)

    with connection.execute_wrapper(nothing):
        answer = contributor.get(path)
    assert answer.status_code == 503
    assert "database does not answer" in said(answer)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("view", ["unavailable", "conflict"])
def test_what_is_unavailable_or_was_changed_meanwhile_is_a_page_as_well(
    rf: RequestFactory, view: str
) -> None:
    answered: Callable[[HttpRequest], HttpResponse] = getattr(views, view)
    assert said(answered(rf.get("/")))
