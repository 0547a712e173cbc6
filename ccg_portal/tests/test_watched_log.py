"""The watch over the log of the whole run hears what is written, and knows what must not be."""

import logging
from pathlib import Path

import pytest
from django.core import signing
from django.test import Client

from ccg_portal.tests.watched_log import Known, Watch, leaks
from core.logs import Json
from organisation.tests.builders import make_user
from programmes.tests.builders import make_risk

KNOWN = Known(
    secrets={"a-long-enough-passphrase"},
    tokens={"abcdefghij0123456789abcdefghij01"},
    people={"Jo Smith"},
    stories={("agency", "nurses", "left", "before", "the")},
)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Letter to jo@example.nhs.uk", ["an e-mail address"]),
        ("tried a-long-enough-passphrase!", ["a secret"]),
        ("cookie abcdefghij0123456789abcdefghij01;", ["a token"]),
        ("asked for by Jo Smith", ["a person"]),
        ("Row: Agency nurses left, before the winter", ["somebody's text"]),
        # What a log is for.
        ("GET performance/kpis/<slug:slug>/ 200 in 41 ms 0123456789abcdef0123456789abcdef", []),
        ("Task assurance.tasks.render_report[5d0e4c0a-3cbb-4a0e-8f0e-5d1f0e4c0a11] succeeded", []),
        ("celery@worker ready.", []),
        ("Agency nurses are named in a category of spend", []),
    ],
)
def test_what_a_line_must_not_hold(line: str, what: list[str]) -> None:
    assert leaks(line, KNOWN) == what


@pytest.mark.django_db
def test_what_tests_come_upon_is_noted(watch: Watch, client: Client) -> None:
    user = make_user(email="watched@example.org", title="Watched contributor")
    make_risk(cause="Nobody of the watched team has time for it.")
    client.force_login(user)
    assert client.session.session_key in watch.known.tokens
    assert signing.dumps("stop").rsplit(":", 1)[1] in watch.known.tokens
    assert "Watched contributor" in watch.known.people
    assert "watched@example.org" in watch.known.secrets
    user.check_password("what-somebody-typed")
    assert "what-somebody-typed" in watch.known.secrets
    assert ("nobody", "of", "the", "watched", "team") in watch.known.stories


@pytest.mark.django_db
def test_the_watch_hears_requests_tasks_and_what_django_says(watch: Watch, client: Client) -> None:
    watch.seen.clear()  # or a line is left out that differs from an earlier one in its numbers alone
    client.get("/accounts/login/")
    client.get("/no-such-page-of-the-watch/")
    logging.getLogger("assurance.jobs").info("Report %s is watched.", 7)
    said = "\n".join(watch.lines)
    assert "GET accounts/login/ 200" in said
    assert "no address of the portal 404" in said
    assert "Report 7 is watched." in said


def test_a_line_that_tells_too_much_is_shown_with_what_it_tells(tmp_path: Path) -> None:
    watching = Watch(Json())
    watching.known = KNOWN
    log = tmp_path / "worker.log"
    log.write_text("Ready.\nDone for Jo Smith\n")
    watching.read(log)
    watching.read(tmp_path / "no.log")
    watching.handle(
        logging.LogRecord("jobs", logging.INFO, "jobs.py", 1, "Written to %s", ("Jo Smith",), None)
    )
    assert watching.verdict() == ["a person: Done for Jo Smith", "a person: INFO jobs Written to Jo Smith"]
