"""The settings as another process sees them: what they refuse, and what they make safe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ccg_portal.tests.test_environment import SERVED

PROJECT: Path = settings.BASE_DIR
OURS = ("PORTAL_", "EMAIL_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_")


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py` in an environment that has only what is given here."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=bare | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(names: list[str], **environment: str) -> dict[str, object]:
    """Settings as they are in that environment."""
    code = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}, default=str))
"""
    done = manage("shell", "--no-imports", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return loaded


def test_a_refusal_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = manage("check", PORTAL_VAR=str(tmp_path), PORTAL_TODAY="yesterday")
    assert done.returncode == 1
    assert "PORTAL_TODAY is 'yesterday'; it must be a date such as 2014-07-08." in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_is_never_served(tmp_path: Path) -> None:
    done = manage("check", PORTAL_VAR=str(tmp_path), **SERVED, PORTAL_DEBUG="1")
    assert done.returncode == 1
    assert "never when served" in done.stderr
    assert "Traceback" not in done.stderr


def test_served_settings_pass_djangos_own_deployment_check(tmp_path: Path) -> None:
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        **SERVED | {"PORTAL_VAR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_served_everything_is_https_and_signing_in_is_strict(tmp_path: Path) -> None:
    names = [
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "PORTAL_SECOND_FACTOR_ROLES",
        "PORTAL_IDLE_SECONDS",
        "PORTAL_SIGNED_IN_SECONDS",
    ]
    found = read([*names, "ALLOWED_HOSTS", "CELERY_BROKER_URL"], **SERVED, PORTAL_VAR=str(tmp_path))
    assert found == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "PORTAL_SECOND_FACTOR_ROLES": ["assurance", "finance", "administrator"],
        "PORTAL_IDLE_SECONDS": 15 * 60,
        "PORTAL_SIGNED_IN_SECONDS": 12 * 60 * 60,
        "ALLOWED_HOSTS": ["portal.example.nhs.uk"],
        "CELERY_BROKER_URL": "rediss://portal:word@queue/0",
    }


def test_served_sessions_and_messages_of_the_queue_are_json(tmp_path: Path) -> None:
    names = ["SESSION_SERIALIZER", "CELERY_TASK_SERIALIZER", "CELERY_ACCEPT_CONTENT"]
    assert read(names, **SERVED, PORTAL_VAR=str(tmp_path)) == {
        "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_ACCEPT_CONTENT": ["json"],
    }


def test_the_log_is_written_to_standard_error_alone(tmp_path: Path) -> None:
    found = read(["LOGGING"], **SERVED, PORTAL_VAR=str(tmp_path))["LOGGING"]
    handlers = found["handlers"]  # type: ignore[index]
    assert handlers == {"console": {"class": "logging.StreamHandler", "formatter": "line"}}


def test_served_connections_are_kept_checked_and_limited(tmp_path: Path) -> None:
    found = read(["DATABASES"], **SERVED, PORTAL_VAR=str(tmp_path))["DATABASES"]
    database = found["default"]  # type: ignore[index]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        assert limit in database["OPTIONS"]["options"]
    for silence in ("connect_timeout", "tcp_user_timeout", "keepalives_idle"):
        assert database["OPTIONS"][silence]


def test_embedded_all_that_is_written_lies_in_one_folder(tmp_path: Path) -> None:
    names = [
        "PORTAL_FILES",
        "STATIC_ROOT",
        "MEDIA_ROOT",
        "CELERY_BEAT_SCHEDULE_FILENAME",
        "DATABASES",
        "DEBUG",
    ]
    found = read(names, PORTAL_VAR=str(tmp_path))
    databases = found.pop("DATABASES")
    assert found.pop("DEBUG") is False
    written = [*found.values(), databases["default"]["NAME"]]  # type: ignore[index]
    assert [path for path in written if not str(path).startswith(str(tmp_path))] == []
    assert (tmp_path / "secret-key").is_file()


def test_mail_is_printed_until_there_is_a_mail_server(tmp_path: Path) -> None:
    var = str(tmp_path)
    assert "console" in str(read(["EMAIL_BACKEND"], PORTAL_VAR=var)["EMAIL_BACKEND"])
    with_server = read(["EMAIL_BACKEND", "EMAIL_USE_TLS"], PORTAL_VAR=var, EMAIL_HOST="mail.example")
    assert "smtp" in str(with_server["EMAIL_BACKEND"])
    assert with_server["EMAIL_USE_TLS"] is True


def test_a_served_portal_prints_no_mail(tmp_path: Path) -> None:
    """Links that let people in would stand in the log of the machine."""
    without = {name: value for name, value in SERVED.items() if not name.startswith("EMAIL_")}
    found = read(["EMAIL_BACKEND"], PORTAL_VAR=str(tmp_path), **without)
    assert found["EMAIL_BACKEND"] == "core.no_mail_server.EmailBackend"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/health/", "/no-such-page/", "/static/none.css"])
def test_every_answer_carries_the_policy(client: Client, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives.pop("default-src") == "'none'"
    assert directives.pop("frame-ancestors") == "'none'"
    assert directives.pop("base-uri") == "'none'"
    assert set(directives.values()) == {"'self'"}
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_pages_are_closed_unless_they_say_otherwise(client: Client) -> None:
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]
