"""The drill: a portal is backed up, lost, restored by the commands that an administrator types, and compared.

On both databases, as another process sees them; timed, so that a restore that has become slow is noticed.
"""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

from assurance import store
from assurance.models import ReportState
from assurance.tests.builders import make_report
from ccg_portal import embedded
from core.models import LastDone
from organisation.models import User
from organisation.tests.builders import make_organisation

PROJECT: Path = settings.BASE_DIR
RESTORED_WITHIN = 120  # seconds, of a small portal, on a machine that is busy with other tests
REPORT = "reports/2013-14-Q4/drill.pdf"
CONTENT = b"%PDF-1.7 the report of the drill"

# A whole small portal on SQLite, with its tables made from the models, as in all tests.
SETTINGS = """
from ccg_portal.settings import *
MIGRATION_MODULES = {app.rpartition(".")[2]: None for app in INSTALLED_APPS}
"""
FILL_AND_BACK_UP = """
import sys
from pathlib import Path
import django; django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("createcachetable")
from ccg_portal.tests.test_restore_drill import fill
fill()
call_command("backup", into=Path(sys.argv[1]))
"""


def fill() -> None:
    """An organisation, a person and a ready report with its file."""
    make_organisation()
    stored = store.keep(REPORT, CONTENT)
    make_report(state=ReportState.READY, file=stored.name, size=stored.size, sha256=stored.sha256)
    User.objects.create_user("jo.smith@example.nhs.uk", title="Board member")


def run(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def said(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def backed_up(into: Path, environment: dict[str, str], *command: str) -> Path:
    """Make one by a command; gives its folder."""
    output = said(run(environment, *command))
    assert "Read again: as written." in output
    [folder] = into.iterdir()
    assert str(folder) in output
    return folder


def restored(environment: dict[str, str], folder: Path, *options: str) -> str:
    started = time.monotonic()
    output = said(run(environment, "manage.py", "restore", str(folder), *options))
    assert time.monotonic() - started < RESTORED_WITHIN
    assert re.search(
        r"Restored as it stood at \S+: [\d,]+ rows in \d+ tables, [\d,]+ files, [\d.]+ MB, [\d.]+ s\.", output
    )
    assert "Every count of rows and every file agrees with the backup." in output
    assert "Its trail is whole." in output
    return output


def refused(environment: dict[str, str], folder: Path, *options: str) -> str:
    done = run(environment, "manage.py", "restore", str(folder), *options)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_an_embedded_portal_comes_back(tmp_path: Path) -> None:
    # Given a portal with a person, a report and its file
    (tmp_path / "portal_of_the_drill.py").write_text(SETTINGS)
    ours = ("PORTAL_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    bare |= {"DJANGO_SETTINGS_MODULE": "portal_of_the_drill", "PYTHONPATH": f"{tmp_path}:{PROJECT}"}
    old, new = (bare | {"PORTAL_VAR": str(tmp_path / name)} for name in ("old", "new"))
    # When it is backed up and restored elsewhere
    folder = backed_up(tmp_path / "backups", old, "-c", FILL_AND_BACK_UP, str(tmp_path / "backups"))
    restored(new, folder)
    # Then the person and the file are there
    with closing(sqlite3.connect(tmp_path / "new" / "portal.sqlite3")) as database:
        assert database.execute("SELECT title FROM organisation_user").fetchall() == [("Board member",)]
    assert (tmp_path / "new" / "files" / REPORT).read_bytes() == CONTENT
    # And it is not overwritten while it runs, even when told
    with embedded.only_one(tmp_path / "new"):
        assert "already runs on" in refused(new, folder, "--replace")


@pytest.fixture
def lost_database() -> Iterator[str]:
    """The address of a new, empty database: the machine's old one has burnt."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"drill_{os.getpid()}"
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield url._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def test_a_served_portal_comes_back(
    process_environment: dict[str, str], lost_database: str, tmp_path: Path
) -> None:
    # Given a portal with a person, a report and its file
    fill()
    # When it is backed up, noted as such, and restored into a new database and a new folder
    into = tmp_path / "backups"
    folder = backed_up(into, process_environment, "manage.py", "backup", "--into", str(into))
    assert LastDone.objects.get(pk=LastDone.BACKUP).note == folder.name
    new = process_environment | {"DATABASE_URL": lost_database, "PORTAL_FILES": str(tmp_path / "files")}
    restored(new, folder)
    # Then the person and the file are there, and nobody's session
    with closing(psycopg2.connect(lost_database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT title FROM organisation_user")
        assert cursor.fetchall() == [("Board member",)]
        assert (tmp_path / "files" / REPORT).read_bytes() == CONTENT
        # And while somebody is connected it is not overwritten, even when told
        assert "The database is in use (1 other sessions): stop the portal first" in refused(
            new, folder, "--replace"
        )
    # And with nobody there it is, when told
    restored(new, folder, "--replace")
