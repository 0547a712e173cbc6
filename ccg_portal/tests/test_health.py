"""What `/health/` says to a load balancer, to a monitor and to everybody else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from assurance.models import ReportState
from assurance.tests.builders import make_report
from ccg_portal import health
from core import clock
from core.models import LastDone
from core.tasks import seal_trail, tick

TOKEN = "only-for-this-test-0123456789"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def a_portal_that_is_well(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        PORTAL_HEALTH_TOKEN=TOKEN,
        PORTAL_FILES=tmp_path,
        PORTAL_VAR=tmp_path,
        PORTAL_DISK_MB=1,
        PORTAL_BACKUP_HOURS=26,
    ):
        yield


@pytest.fixture
def done(db: None) -> None:
    tick()
    seal_trail()
    LastDone.objects.note(LastDone.BACKUP)


def checks(client: Client) -> dict[str, tuple[str, str]]:
    """Each look's status and words."""
    answer = client.get("/health/ready", headers=SHOWN).json()
    return {each["name"]: (each["status"], each["words"]) for each in answer["checks"]}


@pytest.mark.usefixtures("done")
def test_well(client: Client) -> None:
    for path in ("/health/", "/health/live", "/health/ready", "/health/ready?strict=1"):
        response = client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"}), path
        assert "no-store" in response["Cache-Control"]
    assert client.head("/health/ready").status_code == 200
    assert {status for status, _ in checks(client).values()} == {"ok"}


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}])
def test_details_are_for_those_who_show_the_token(client: Client, shown: dict[str, str]) -> None:
    assert client.get("/health/ready", headers=shown).json() == {"status": "ok"}
    with override_settings(PORTAL_HEALTH_TOKEN=""):
        assert client.get("/health/ready", headers=shown).json() == {"status": "ok"}


@pytest.mark.usefixtures("done")
def test_it_is_cheap(client: Client) -> None:
    client.get("/health/ready")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/health/ready")
    assert len(asked) <= 5
    with CaptureQueriesContext(connection) as asked:
        client.get("/health/live")
    assert len(asked) == 0


@pytest.mark.usefixtures("done")
def test_what_needs_attention_still_serves_and_a_strict_monitor_hears_it(client: Client) -> None:
    LastDone.objects.filter(pk=LastDone.SCHEDULE).update(at=clock.wall_now() - timedelta(minutes=10))
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "attention"})
    assert client.get("/health/ready?strict=1").status_code == 503
    assert checks(client)["schedule"] == ("attention", "It last ticked 10 minutes ago.")


@pytest.mark.usefixtures("done")
def test_each_look_sees_its_own(client: Client) -> None:
    # Given a report that has waited for an hour, an old backup, and a full disk
    make_report(state=ReportState.QUEUED, requested_at=clock.now() - timedelta(hours=1))
    LastDone.objects.filter(pk=LastDone.BACKUP).update(at=clock.wall_now() - timedelta(days=3))
    # When the monitor asks
    with override_settings(PORTAL_DISK_MB=10**9):
        found = checks(client)
    # Then each is named with what is the matter
    assert found["queue"] == ("attention", "The oldest report has waited for 1 hour.")
    assert found["backup"] == ("attention", "The last one was made 3 days ago.")
    assert found["disk"][0] == "attention"
    assert (found["database"][0], found["migrations"][0], found["schedule"][0]) == ("ok", "ok", "ok")


@pytest.mark.usefixtures("done")
def test_tables_older_than_the_program_do_not_serve(client: Client) -> None:
    recorder = mock.Mock(**{"migration_qs.values_list.return_value": []})
    with (
        mock.patch.object(health, "on_disk", return_value=frozenset({("core", "0001_initial")})),
        mock.patch.object(health, "MigrationRecorder", return_value=recorder),
    ):
        assert client.get("/health/ready").status_code == 503
        assert checks(client)["migrations"] == ("not ok", "1 not applied: run manage.py migrate.")


def broken(*_: Any, **__: Any) -> None:
    raise OperationalError('connection to server at "db.example" failed: password of portal')


@pytest.mark.django_db
def test_without_a_database_it_says_so_and_no_more(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.object(connection, "cursor", broken):
        assert client.get("/health/live").status_code == 200
        response = client.get("/health/ready", headers=SHOWN)
    assert response.status_code == 503
    assert response.json()["status"] == "not ok"
    assert [each["name"] for each in response.json()["checks"]] == ["database", "disk"]
    for said in (response.content.decode(), caplog.text):
        assert "OperationalError" in said
        assert "password" not in said
        assert "Traceback" not in said


@pytest.mark.usefixtures("done")
def test_a_look_that_fails_is_a_finding(client: Client) -> None:
    with mock.patch.object(health, "_free", side_effect=OSError("no such disk")):
        response = client.get("/health/ready", headers=SHOWN)
    assert (response.status_code, response.json()["status"]) == (200, "attention")


@pytest.mark.django_db
def test_a_tick_is_one_row_however_often() -> None:
    tick()
    first = LastDone.objects.get().at
    tick()
    assert LastDone.objects.get().at >= first


def test_all_migrations_of_the_release_are_known() -> None:
    """As a real portal sees them: tests do without migrations."""
    health.on_disk.cache_clear()
    with override_settings(MIGRATION_MODULES={}):
        assert ("auth", "0001_initial") in health.on_disk()
    health.on_disk.cache_clear()
