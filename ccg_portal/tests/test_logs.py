"""The real log of a request and of the task that it asked for, as they are collected from a served portal."""

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from gunicorn.config import Config

from assurance.models import ReportState
from assurance.tests.builders import make_report
from ccg_portal.environment import choice
from ccg_portal.gunicorn_log import Logger
from core import logs
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_user

HEARD_WITHIN = 60  # seconds, on a machine that is busy with other tests


def lines_of(log: Path, request_id: str) -> list[dict[str, Any]]:
    """The lines of one request. (When it starts, a worker also prints its settings.)"""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("request_id") == request_id]


@pytest.mark.worker
def test_a_workers_lines_are_found_by_the_id_of_the_request_that_asked(
    client: Client, start_worker: Callable[..., Any], tmp_path: Path
) -> None:
    # Given a worker that writes JSON and whose mail server is away, and a report that failed
    start_worker(PORTAL_LOG="json", EMAIL_HOST="127.0.0.1", EMAIL_PORT="9")
    make_organisation()
    report = make_report(state=ReportState.FAILED, failure="The disk was full.")
    client.force_login(make_user(role=Role.ASSURANCE, email="jo.smith@example.nhs.uk"))
    # When somebody has it tried again
    response = client.post(f"/reports/{report.pk}/retry/", {"name": "Jo Smith"})
    assert response.status_code == 302, response.content
    # Then the worker's lines about it carry the id that the browser was given
    log, deadline = tmp_path / "worker.log", time.monotonic() + HEARD_WITHIN
    while not any("succeeded" in line["message"] for line in lines_of(log, response["X-Request-ID"])):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    found = lines_of(log, response["X-Request-ID"])
    assert {line["task"] for line in found} == {"assurance.tasks.render_report"}
    assert all({"time", "level", "logger", "message"} <= set(line) for line in found)
    # And nothing in the whole log is a secret or says who it was
    said = log.read_text()
    for secret in (
        settings.SECRET_KEY,
        "jo.smith",
        "Jo Smith",
        client.cookies[settings.SESSION_COOKIE_NAME].value,
    ):
        assert secret not in said
    password = urlsplit(settings.CELERY_BROKER_URL).password
    assert not password or password not in said


@pytest.mark.parametrize(("form", "written_by"), [("json", logs.Json), ("plain", logs.Plain)])
def test_the_web_servers_own_lines_look_like_the_portals(
    form: str, written_by: type[logging.Formatter]
) -> None:
    with override_settings(PORTAL_LOG=form):
        handlers = Logger(Config()).error_log.handlers
    assert {type(handler.formatter) for handler in handlers} == {written_by}


def test_the_form_of_the_log_is_one_of_two() -> None:
    assert choice({}, "PORTAL_LOG", ("plain", "json"), "plain") == "plain"
    assert choice({"PORTAL_LOG": " JSON "}, "PORTAL_LOG", ("plain", "json"), "plain") == "json"
    with pytest.raises(ImproperlyConfigured, match="PORTAL_LOG is 'xml'; it can be plain or json"):
        choice({"PORTAL_LOG": "xml"}, "PORTAL_LOG", ("plain", "json"), "plain")
