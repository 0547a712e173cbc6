"""The log: which request or task a line belongs to, and what is never in it (docs/decisions/logs.md).

A request has an id from the moment it comes in. The id goes with whatever the request asks of the queue, so that the
worker's lines can be found by it, and back to the browser in `X-Request-ID`, so that somebody can quote it.

No line holds a password, a key, a link that lets somebody in, an e-mail address or the contents of a row: whatever
writes to the log, `without_secrets` reads it last.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from copy import copy
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

requests = logging.getLogger("portal.requests")

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is answered; in a worker, of the request that asked for the task, else the task's own."""
task_name: ContextVar[str] = ContextVar("task_name", default="")

HEADER = "X-Request-ID"
FIT = re.compile(r"[A-Za-z0-9-]{8,64}")
"""What a proxy's id may look like: it goes into the log as it is."""

# What is never written -----------------------------------------------------------------------------------

HIDDEN = "[hidden]"
SHORTEST_SECRET = 8
"""A shorter one would be found in ordinary words."""
# Looked for where a word begins, or a long text without any would take minutes.
ADDRESS = (re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail address]")
PATTERNS = (
    ADDRESS,
    # Whoever has these links is let in, or stops somebody's e-mails.
    (re.compile(r"(/password/reset/key/|/reminders/stop/|/invitations?/)[^\s\"'?<>]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(://[^/\s:@]*:)[^@\s/]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(
            r"(?i)((?:password|passwd|secret|token|api_?key|authorization|cookie|sessionid)[\"']?\s*[=:]\s*)"
            r"(?:Bearer |Basic )?[\"']?[^\s\"',;&}]+"
        ),
        rf"\1{HIDDEN}",
    ),
    # PostgreSQL names the row that it refuses.
    (re.compile(r"(Key \([^=]{1,200}\)=)\(.*\)"), rf"\1({HIDDEN})"),
    (re.compile(r"(Failing row contains )\(.*\)"), rf"\1({HIDDEN})"),
)


def without_secrets(text: str) -> str:
    """The text without what a log must not hold."""
    known = _known_secrets()
    if known:
        text = known.sub(HIDDEN, text)
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def without_addresses(text: str) -> str:
    """The text without e-mail addresses, as it may be kept beside a letter.

    >>> without_addresses("550 <jane.smith@nhs.example>: unknown")
    '550 <[e-mail address]>: unknown'
    """
    pattern, instead = ADDRESS
    return pattern.sub(instead, text)


@cache
def _known_secrets() -> re.Pattern[str] | None:
    """The portal's own secrets, letter by letter, wherever they turn up."""
    found = {
        settings.SECRET_KEY,
        *settings.SECRET_KEY_FALLBACKS,
        settings.EMAIL_HOST_PASSWORD,
        settings.PORTAL_HEALTH_TOKEN,
        settings.PORTAL_OIDC.client_secret if settings.PORTAL_OIDC else "",
        *_passwords_of(settings.CELERY_BROKER_URL),
        *_passwords_of(settings.DATABASE_URL),
        *(str(database.get("PASSWORD") or "") for database in settings.DATABASES.values()),
    }
    # The longest first, or the end of one that begins like another would be left.
    long_enough = sorted((each for each in found if len(each) >= SHORTEST_SECRET), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, long_enough))) if long_enough else None


def _passwords_of(address: str) -> set[str]:
    """As it stands in the address, where signs may be encoded, and as it is sent to the server."""
    password = urlsplit(address).password or ""
    return {password, unquote(password)}


# How a line looks -----------------------------------------------------------------------------------------

FIELDS = (
    "time",
    "level",
    "logger",
    "message",
    "request_id",
    "task",
    "method",
    "route",
    "status",
    "milliseconds",
    "exc_info",
    "stack_info",
)
"""What a JSON line may hold: libraries hang whole requests and the arguments of tasks on theirs."""


def by_route(record: logging.LogRecord) -> logging.LogRecord:
    """Django names the address of a request that it refuses as it was typed: its route stands there instead."""
    request, given = getattr(record, "request", None), record.args
    if not (isinstance(request, HttpRequest) and isinstance(given, tuple)):
        return record
    changed = copy(record)
    changed.args = tuple(
        route_of(request) if isinstance(each, str) and each.startswith("/") else each for each in given
    )
    return changed


class Refusals(logging.Filter):
    """To refuse a request is no fault: the line that says so does not tell the way to it through Django's code."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            record.exc_info = None
        return True


def route_of(request: HttpRequest) -> str:
    """The address as the portal knows it, without what stands in it."""
    return request.resolver_match.route if request.resolver_match else "no address of the portal"


class Plain(logging.Formatter):
    """For a person who looks on: one line, and whose it is at its end."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name it has in the library)
        line, whose = super().formatMessage(record), request_id.get()
        return f"{line} [{whose}]" if whose else line

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(by_route(record)))


class Json(JsonFormatter):
    """For whatever collects logs: one object a line, the time in UTC."""

    def __init__(self) -> None:
        renamed = {"levelname": "level", "name": "logger"}
        super().__init__(["levelname", "name", "message"], rename_fields=renamed, timestamp="time")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(by_route(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        log_data |= {"request_id": request_id.get(), "task": task_name.get()}
        kept = {name: log_data[name] for name in FIELDS if log_data.get(name) not in (None, "")}
        return {
            name: without_secrets(value) if isinstance(value, str) else value for name, value in kept.items()
        }


def formatter() -> logging.Formatter:
    """The one that the settings ask for: for a log that is not Django's, such as the web server's."""
    return Json() if settings.PORTAL_LOG == "json" else Plain()


# Whose a line is ------------------------------------------------------------------------------------------


class RequestLog:
    """Middleware, the first of all: gives each request its id, and notes how it ended.

    The address is noted as its route (`performance/kpis/<slug:slug>/`), never as it was typed: addresses and what
    follows the “?” can hold names and keys. Who asked is not noted: what people change, the trail tells.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mine, started = id_of(request), time.perf_counter()
        # It stays until this thread's next request: Django writes of a page not found after all middleware.
        request_id.set(mine)
        response = self.get_response(request)
        response[HEADER] = mine
        _note(request, response.status_code, time.perf_counter() - started)
        return response


def id_of(request: HttpRequest) -> str:
    """The proxy's, where the settings name its header and it looks like one; else a new one."""
    header = settings.PORTAL_REQUEST_ID_HEADER
    given = request.headers.get(header, "") if header else ""
    return given if FIT.fullmatch(given) else uuid.uuid4().hex


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    if status < 400 and request.path_info.startswith((settings.STATIC_URL, "/health/")):
        return
    route, milliseconds = route_of(request), round(seconds * 1000)
    requests.info(
        "%s %s %d in %d ms",
        request.method,
        route,
        status,
        milliseconds,
        extra={"method": request.method, "route": route, "status": status, "milliseconds": milliseconds},
    )


def send_along(headers: dict[str, Any]) -> None:
    """The id of the request goes with the task that it asks for."""
    if request_id.get():
        headers["request_id"] = request_id.get()


def take_up(name: str, task_id: str, sent: str | None) -> None:
    """A worker begins a task: its lines are those of the request that asked, or of the task itself."""
    task_name.set(name)
    request_id.set(sent if sent and FIT.fullmatch(sent) else task_id)


def lay_down() -> None:
    """The task is over."""
    task_name.set("")
    request_id.set("")
