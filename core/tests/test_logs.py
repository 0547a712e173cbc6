"""What a line of the log holds, and what it never does."""

import json
import logging
import re
import sys
import time
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from core import logs, views


@pytest.fixture(autouse=True)
def nobodys() -> Iterator[None]:
    yield
    logs.lay_down()


def a_record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("assurance.jobs", logging.WARNING, "jobs.py", 1, message, arguments, None)
    record.__dict__.update(extra)
    return record


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("User contributor.quality@dorset.example is locked", "User [e-mail address] is locked"),
        ("sent to o'neill+kpi@nhs.example.uk.", "sent to [e-mail address]."),
        ("redis://:s3cret-word@queue:6379/0 down", "redis://:[hidden]@queue:6379/0 down"),
        ("postgres://portal:pa55word@db/portal", "postgres://portal:[hidden]@db/portal"),
        (
            "Not Found: /accounts/password/reset/key/1a-c0ffee-77/",
            "Not Found: /accounts/password/reset/key/[hidden]",
        ),
        ("Not Found: /reminders/stop/MTox:abc/", "Not Found: /reminders/stop/[hidden]"),
        ('{"password": "correct horse"}', '{"password": [hidden] horse"}'),
        ("Authorization: Bearer abc.def", "Authorization: [hidden]"),
        ("api_key=abc&next=1", "api_key=[hidden]&next=1"),
        (
            "DETAIL:  Key (email, name)=(a, Jo (Board)) already exists.",
            "DETAIL:  Key (email, name)=([hidden]) already exists.",
        ),
        (
            "Key (lower(email::text))=(jo) already exists.",
            "Key (lower(email::text))=([hidden]) already exists.",
        ),
        ("DETAIL:  Failing row contains (7, Jo Smith, null).", "DETAIL:  Failing row contains ([hidden])."),
        # What is no secret stays as it is.
        ("Forbidden (CSRF token missing.): /returns/", "Forbidden (CSRF token missing.): /returns/"),
        ("celery@worker ready.", "celery@worker ready."),
        ("http://127.0.0.1:8000/risks/?page=2", "http://127.0.0.1:8000/risks/?page=2"),
    ],
)
def test_secrets_and_addresses_are_hidden(written: str, kept: str) -> None:
    assert logs.without_secrets(written) == kept


@pytest.mark.parametrize("piece", ["a", "a@", "://a:", "password=", "Key (", "a."])
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    started = time.thread_time()  # of computing, however busy the machine is
    logs.without_secrets(piece * (100_000 // len(piece)))
    assert time.thread_time() - started < 1


def test_the_portals_own_secrets_are_hidden_wherever_they_turn_up() -> None:
    logs._known_secrets.cache_clear()
    with override_settings(SECRET_KEY="key-of-this-test", EMAIL_HOST_PASSWORD="short"):
        assert logs.without_secrets("tried key-of-this-test, and short") == "tried [hidden], and short"
    logs._known_secrets.cache_clear()


@pytest.mark.parametrize(
    ("setting", "value", "secret"),
    [
        ("SECRET_KEY_FALLBACKS", ["the-key-of-last-year", "short"], "the-key-of-last-year"),
        (
            "SECRET_KEY_FALLBACKS",
            ["the-key-of-last-year", "the-key-of-last-year-but-one"],
            "the-key-of-last-year-but-one",
        ),
        ("SECRET_KEY_FALLBACKS", ["(what+[began?.*"], "(what+[began?.*"),
        ("CELERY_BROKER_URL", "redis://portal:heron%2Fgravel%40@queue/0", "heron%2Fgravel%40"),
        ("CELERY_BROKER_URL", "redis://portal:heron%2Fgravel%40@queue/0", "heron/gravel@"),
        ("DATABASE_URL", "postgres://portal:stone%23water@db/portal", "stone%23water"),
        ("DATABASE_URL", "postgres://portal:stone%23water@db/portal", "stone#water"),
    ],
)
def test_older_keys_and_passwords_of_addresses_are_hidden_as_well(
    setting: str, value: object, secret: str
) -> None:
    """A password stands encoded in an address, and plain in what a driver says of it."""
    logs._known_secrets.cache_clear()
    with override_settings(**{setting: value}):
        assert logs.without_secrets(f"boom {secret}") == "boom [hidden]"
    logs._known_secrets.cache_clear()


def test_a_json_line_holds_its_fields_and_nothing_that_others_hang_on_it() -> None:
    logs.request_id.set("0123456789abcdef")
    line = logs.Json().format(
        a_record(
            "Letter to %s: %d", "a@b.example", 3, request=HttpRequest(), data={"args": ["x"]}, status=200
        )
    )
    found = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", found.pop("time"))
    assert found == {
        "level": "WARNING",
        "logger": "assurance.jobs",
        "message": "Letter to [e-mail address]: 3",
        "request_id": "0123456789abcdef",
        "status": 200,
    }


def test_nobody_writes_a_line_of_their_own() -> None:
    typed = 'x\n{"level": "INFO", "message": "Signed in"}\r\u2028%s'
    line = logs.Json().format(a_record("Refused: %s", typed))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == f"Refused: {typed}"
    assert json.loads(line)["level"] == "WARNING"


@pytest.mark.parametrize("formatter", [logs.Plain(), logs.Json()])
def test_a_traceback_is_cleaned_as_well(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("no account for jo@example.nhs.uk")
    except ValueError:
        record = a_record("It failed", exc_info=sys.exc_info())
    line = formatter.format(record)
    assert "ValueError: no account for [e-mail address]" in line
    assert "Traceback" in line


def test_a_plain_line_says_whose_it_is_at_its_end() -> None:
    assert logs.Plain().format(a_record("Done")).endswith("WARNING assurance.jobs: Done")
    logs.request_id.set("0123456789abcdef")
    assert logs.Plain().format(a_record("Done")).endswith("Done [0123456789abcdef]")


# Whose a line is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "sent", "is_taken"),
    [
        ("", "from-the-visitor", False),
        ("X-Request-ID", "from-the-proxy", True),
        ("X-Request-ID", "short", False),
        ("X-Request-ID", "with spaces and\nlines", False),
        ("X-Request-ID", "x" * 65, False),
        ("X-Correlation-ID", "under-another-name", False),
    ],
)
def test_an_id_is_the_proxys_only_where_the_settings_say_so(header: str, sent: str, is_taken: bool) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": sent})
    with override_settings(PORTAL_REQUEST_ID_HEADER=header):
        found = logs.id_of(request)
    assert (found == sent) is is_taken
    assert is_taken or re.fullmatch("[0-9a-f]{32}", found)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "portal.requests")
    caplog.handler.setFormatter(logs.Json())
    return caplog


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_its_route_and_gets_its_id_back(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    response = client.get("/about/figures/?q=jo@example.nhs.uk")
    found = [json.loads(line) for line in lines.text.splitlines()]
    assert [(each["route"], each["method"], each["status"]) for each in found] == [
        ("about/figures/", "GET", 200)
    ]
    assert found[0]["request_id"] == response["X-Request-ID"]
    assert "example" not in lines.text
    assert client.get("/about/figures/")["X-Request-ID"] != response["X-Request-ID"]


def test_who_meets_a_fault_is_given_the_id_to_quote(rf: RequestFactory) -> None:
    logs.request_id.set("0123456789abcdef")
    assert "give them this reference: 0123456789abcdef." in views.server_error(rf.get("/")).content.decode()


@pytest.mark.django_db
def test_an_address_that_is_none_is_not_repeated(client: Client, lines: pytest.LogCaptureFixture) -> None:
    assert client.get("/Jo-Smith/").status_code == 404
    mine = [record.getMessage() for record in lines.records if record.name == "portal.requests"]
    assert [said.split(" in ")[0] for said in mine] == ["GET no address of the portal 404"]
    assert '"message": "Not Found: no address of the portal"' in lines.text
    assert "Smith" not in lines.text
    django_said = next(record for record in lines.records if record.name == "django.request")
    assert "Not Found: no address of the portal" in logs.Plain().format(django_said)


@pytest.mark.django_db
def test_health_is_asked_for_too_often_to_be_noted(client: Client, lines: pytest.LogCaptureFixture) -> None:
    client.get("/health/live")
    assert [record for record in lines.records if record.name == "portal.requests"] == []


def test_a_task_has_the_id_of_the_request_that_asked_or_its_own() -> None:
    headers: dict[str, str] = {}
    logs.send_along(headers)
    assert headers == {}
    logs.request_id.set("0123456789abcdef")
    logs.send_along(headers)
    assert headers == {"request_id": "0123456789abcdef"}
    logs.take_up("core.tasks.tick", "task-0001", headers["request_id"])
    assert (logs.request_id.get(), logs.task_name.get()) == ("0123456789abcdef", "core.tasks.tick")
    for sent in (None, "not an id"):
        logs.take_up("core.tasks.tick", "task-0001", sent)
        assert logs.request_id.get() == "task-0001"
