"""What holds at every address: the headers, that looking changes nothing, and that texts are shown as texts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from ccg_portal.messages import Messages, OwnCookie
from ccg_portal.tests.test_environment import SERVED
from ccg_portal.tests.test_settings import read
from ccg_portal.tests.walk import Visit, visits  # noqa: F401  # a fixture
from organisation.tests.world import ANONYMOUS

pytestmark = pytest.mark.django_db
SAME_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
}
TRAIL = {"core_event"}
DERIVED = {"assurance_keptpack"}
"""What is worked out from the figures and kept so that the next page need not: no fact, and thrown away freely."""


def policy_of(headers: dict[str, str]) -> dict[str, str]:
    parts = headers.get("Content-Security-Policy", "").split("; ")
    return dict(part.split(" ", 1) for part in parts if " " in part)


def test_nothing_breaks_over_texts_that_are_markup(visits: list[Visit]) -> None:  # noqa: F811
    assert len(visits) > 250
    assert [f"{visit}: {visit.error}" for visit in visits if visit.status >= 500] == []


def test_no_text_becomes_markup(visits: list[Visit]) -> None:  # noqa: F811
    assert [str(visit) for visit in visits if visit.shows_markup] == []


def test_every_page_offers_to_sign_out(visits: list[Visit]) -> None:  # noqa: F811
    """But what is published, which is one page for everybody and knows nobody."""
    pages = [visit for visit in visits if visit.is_page and visit.role != ANONYMOUS]
    pages = [visit for visit in pages if not visit.path.startswith("/published/")]
    assert len(pages) > 150
    assert [str(visit) for visit in pages if not visit.signs_out] == []


def test_every_answer_carries_every_header(visits: list[Visit]) -> None:  # noqa: F811
    wrong = [
        f"{visit}: {name} {visit.headers.get(name)}"
        for visit in visits
        for name, value in SAME_EVERYWHERE.items()
        if visit.headers.get(name) != value
    ]
    assert wrong == []


def test_every_answer_says_what_it_is(visits: list[Visit]) -> None:  # noqa: F811
    """And in which letters, where it is text."""
    wrong = []
    for visit in visits:
        kind, _, rest = visit.headers.get("Content-Type", "").partition(";")
        is_empty = visit.status in (204, 304) or visit.headers.get("Content-Length") == "0"
        if not is_empty and (not kind or (kind.startswith("text/") and "charset=utf-8" not in rest)):
            wrong.append(f"{visit}: {visit.headers.get('Content-Type')}")
    assert wrong == []


def test_other_sites_may_read_what_is_published_alone(visits: list[Visit]) -> None:  # noqa: F811
    opened = {visit.path for visit in visits if "Access-Control-Allow-Origin" in visit.headers}
    assert opened
    assert [path for path in opened if not path.startswith("/published/")] == []
    assert [str(visit) for visit in visits if "Access-Control-Allow-Credentials" in visit.headers] == []


def test_nothing_that_was_sent_is_traced_back() -> None:
    """nginx refuses TRACE itself; without it, no page repeats a header."""
    for path in ("/accounts/login/", "/health/live", "/published/", "/no-such-page/"):
        assert b"heron" not in Client().trace(path, headers={"X-Sent": "heron"}).content


def test_the_policy_is_the_same_everywhere_and_knows_no_exception(visits: list[Visit]) -> None:  # noqa: F811
    assert [str(visit) for visit in visits if policy_of(visit.headers) != POLICY] == []


def test_no_answer_asks_for_what_the_browser_could_offer(visits: list[Visit]) -> None:  # noqa: F811
    for visit in visits:
        for feature in ("camera", "geolocation", "microphone", "payment", "usb"):
            assert f"{feature}=()" in visit.headers.get("Permissions-Policy", ""), visit


def test_what_a_signed_in_person_sees_is_kept_by_nobody(visits: list[Visit]) -> None:  # noqa: F811
    """The public pages alone say otherwise, and they are the same for everybody."""
    kept = [
        f"{visit}: {visit.headers.get('Cache-Control')}"
        for visit in visits
        if visit.headers.get("Cache-Control") != "private, no-store"
        and not visit.path.startswith(("/published/", "/robots.txt"))
    ]
    assert kept == []


def test_what_everybody_may_keep_sets_no_cookie(visits: list[Visit]) -> None:  # noqa: F811
    public = [visit for visit in visits if "public" in visit.headers.get("Cache-Control", "")]
    assert len(public) > 5
    assert [str(visit) for visit in public if "Cookie" in visit.headers.get("Vary", "")] == []
    assert [str(visit) for visit in public if "Set-Cookie" in visit.headers] == []


def test_looking_changes_nothing(visits: list[Visit]) -> None:  # noqa: F811
    """Counted by PostgreSQL: an update that sets what stood there already is found as well. That somebody took a file
    away is noted, and is the one thing that is."""
    wrote = [(visit, visit.wrote - DERIVED - (TRAIL if visit.is_download else set())) for visit in visits]
    assert [f"{visit}: {set(tables)}" for visit, tables in wrote if tables] == []


def test_whatever_somebody_takes_away_is_noted(visits: list[Visit]) -> None:  # noqa: F811
    taken = [visit for visit in visits if visit.is_download and visit.role != ANONYMOUS]
    noted = [visit for visit in taken if not visit.path.startswith("/published/")]
    assert len({visit.path for visit in noted}) > 12
    assert [str(visit) for visit in noted if not visit.wrote >= TRAIL] == []


@pytest.mark.parametrize(
    "path", ["/static/none.css", "/no-such-page/", "/accounts/login/", "/admin/", "/returns"]
)
def test_refusals_redirects_and_what_is_missing_carry_them_as_well(client: Client, path: str) -> None:
    headers = dict(client.get(path).headers)
    assert {name: headers.get(name) for name in SAME_EVERYWHERE} == SAME_EVERYWHERE
    assert policy_of(headers) == POLICY
    assert headers["Cache-Control"] == "private, no-store"


def test_served_no_other_host_can_plant_a_cookie(tmp_path: Path) -> None:
    """`__Host-` asks of a browser what these settings say: secure, for every path, for no domain but this host."""
    kinds = ("SESSION", "CSRF")
    parts = ("NAME", "SECURE", "PATH", "DOMAIN", "SAMESITE")
    names = [f"{kind}_COOKIE_{part}" for kind in kinds for part in parts]
    found = read(
        [*names, "PORTAL_COOKIE_PREFIX", "SESSION_COOKIE_HTTPONLY"], **SERVED, PORTAL_VAR=str(tmp_path)
    )
    for kind in kinds:
        assert str(found[f"{kind}_COOKIE_NAME"]).startswith("__Host-")
        assert [found[f"{kind}_COOKIE_{part}"] for part in parts[1:]] == [True, "/", None, "Lax"]
    assert found["PORTAL_COOKIE_PREFIX"] == "__Host-"
    assert found["SESSION_COOKIE_HTTPONLY"] is True


def test_messages_wait_under_the_same_prefix() -> None:
    """At most three cookies are ever set: who is signed in, the forms' token, and what the next page is to say."""
    assert OwnCookie.cookie_name == f"{settings.PORTAL_COOKIE_PREFIX}messages"
    assert Messages.storage_classes[0] is OwnCookie


def test_served_a_browser_comes_back_by_https_alone(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    said = Client().get("/about/figures/", secure=True).headers["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains"
