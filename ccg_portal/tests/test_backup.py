"""Backups: what they hold, what is noticed about a damaged one, and what is never overwritten."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from assurance.models import ReportState
from assurance.tests.builders import make_report
from ccg_portal.backup import databases, making, restoring
from ccg_portal.backup import manifest as manifests
from ccg_portal.backup.databases import SQLite
from ccg_portal.backup.manifest import File, Manifest, Unusable
from organisation.tallies import Tally

TABLES = """
CREATE TABLE organisation_user (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE assurance_report (id INTEGER PRIMARY KEY, asked_by INTEGER REFERENCES organisation_user (id));
CREATE TABLE django_session (session_key TEXT);
CREATE TABLE organisation_tally (key TEXT);
INSERT INTO organisation_user VALUES (1, 'a'), (2, 'b');
INSERT INTO assurance_report VALUES (1, 2);
INSERT INTO django_session VALUES ('key-that-lets-in');
INSERT INTO organisation_tally VALUES ('who-failed-to-sign-in');
"""
KEPT = {"assurance_report": 1, "organisation_user": 2}
WITHOUT_WHAT_LETS_IN = {"django_session": 0, "organisation_tally": 0}
A_ROW_OF_NOBODY = "INSERT INTO assurance_report VALUES (2, 99)"


def make_database(path: Path, script: str = TABLES) -> SQLite:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.executescript(script)
    return SQLite(path)


@pytest.fixture
def database(tmp_path: Path) -> SQLite:
    return make_database(tmp_path / "portal.sqlite3")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "reports" / "2013-14-Q4").mkdir(parents=True)
    (folder / "reports" / "2013-14-Q4" / "a.pdf").write_bytes(b"%PDF-1.7 report")
    (folder / "reports" / ".b.pdf.part").write_bytes(b"half")
    return folder


@pytest.fixture
def backup(db: None, database: SQLite, files: Path, tmp_path: Path) -> Path:
    folder, _ = making.make(database=database, files=files, into=tmp_path / "backups")
    return folder


# Making ---------------------------------------------------------------------------------------------------


def test_a_backup_holds_the_database_and_whole_files_and_lets_nobody_in(backup: Path) -> None:
    manifest = manifests.read(backup)
    assert dict(manifest.rows) == {**WITHOUT_WHAT_LETS_IN, **KEPT}
    assert [(file.name, file.size) for file in manifest.files] == [("reports/2013-14-Q4/a.pdf", 15)]
    written = (backup / "database.sqlite3").read_bytes()
    assert b"key-that-lets-in" not in written
    assert b"who-failed-to-sign-in" not in written
    assert backup.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in backup.iterdir()) == ["database.sqlite3", "files", "manifest.json"]


def test_people_may_go_on_writing_while_it_is_made(database: SQLite, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database.path)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        somebody.execute("INSERT INTO organisation_user VALUES (3, 'c')")
        assert database.dump(tmp_path / "copy")["organisation_user"] == 2
        somebody.commit()
    assert database.rows()["organisation_user"] == 3


@pytest.mark.django_db
def test_a_file_that_is_lost_already_is_said_and_no_reason_to_have_no_backup(
    database: SQLite, files: Path, tmp_path: Path
) -> None:
    make_report(state=ReportState.READY, file="reports/gone.pdf")
    _, manifest = making.make(database=database, files=files, into=tmp_path / "backups")
    assert manifest.missing == ("reports/gone.pdf",)


@pytest.mark.django_db
def test_what_fails_leaves_nothing_that_looks_like_a_backup(files: Path, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="There is no database yet"):
        making.make(database=SQLite(tmp_path / "none"), files=files, into=tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_database_whose_rows_refer_to_nothing_is_not_taken_for_whole(tmp_path: Path) -> None:
    broken = make_database(tmp_path / "broken", f"{TABLES};{A_ROW_OF_NOBODY}")
    with pytest.raises(Unusable, match="rows refer to rows that are gone"):
        broken.dump(tmp_path / "copy")


def test_the_oldest_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    days = [f"portal-2014070{day}T020000Z" for day in (1, 2, 3)]
    for name in [*days, "portal-of-somebody"]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    (tmp_path / "portal-20140601T020000Z").mkdir()  # not a whole one
    assert making.forget_old(tmp_path, keep=0) == []
    assert [path.name for path in making.forget_old(tmp_path, keep=2)] == days[:1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "portal-20140601T020000Z",
        *days[1:],
        "portal-of-somebody",
    ]


# Restoring ------------------------------------------------------------------------------------------------


def test_it_comes_back_whole_into_an_empty_portal(backup: Path, tmp_path: Path) -> None:
    empty, folder = SQLite(tmp_path / "new" / "portal.sqlite3"), tmp_path / "new" / "files"
    restoring.restore(folder=backup, database=empty, files=folder, replace=False)
    assert empty.rows() == {**WITHOUT_WHAT_LETS_IN, **KEPT}
    assert (folder / "reports" / "2013-14-Q4" / "a.pdf").read_bytes() == b"%PDF-1.7 report"


def test_a_portal_with_data_is_overwritten_only_when_told_and_its_file_is_kept(
    backup: Path, database: SQLite, files: Path
) -> None:
    with closing(sqlite3.connect(database.path)) as somebody, somebody:
        somebody.execute("INSERT INTO organisation_user VALUES (3, 'c')")
    with pytest.raises(Unusable, match="This portal holds data"):
        restoring.restore(folder=backup, database=database, files=files, replace=False)
    assert database.rows()["organisation_user"] == 3
    restoring.restore(folder=backup, database=database, files=files, replace=True)
    assert database.rows()["organisation_user"] == 2
    assert SQLite(database.path.with_name("portal.sqlite3.replaced")).rows()["organisation_user"] == 3


def test_a_broken_database_can_be_replaced(backup: Path, database: SQLite, files: Path) -> None:
    database.path.write_bytes(b"torn" * 1000)
    with pytest.raises(Unusable, match="cannot be used as a database"):
        restoring.restore(folder=backup, database=database, files=files, replace=False)
    restoring.restore(folder=backup, database=database, files=files, replace=True)
    assert database.rows()["organisation_user"] == 2
    assert database.path.with_name("portal.sqlite3.broken").read_bytes() == b"torn" * 1000


def test_what_a_lost_database_has_left_beside_it_is_not_played_into_the_new_one(
    backup: Path, files: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.sqlite3-wal").write_bytes(b"pages of another database")
    restoring.restore(folder=backup, database=SQLite(tmp_path / "new.sqlite3"), files=files, replace=False)
    assert not (tmp_path / "new.sqlite3-wal").exists()


def test_another_file_under_the_same_name_is_not_overwritten_unseen(
    backup: Path, files: Path, tmp_path: Path
) -> None:
    (files / "reports" / "2013-14-Q4" / "a.pdf").write_bytes(b"another report!")
    empty = SQLite(tmp_path / "new.sqlite3")
    with pytest.raises(Unusable, match="holds another file under the name"):
        restoring.restore(folder=backup, database=empty, files=files, replace=False)
    assert not empty.path.exists()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            lambda folder: (folder / "files/reports/2013-14-Q4/a.pdf").write_bytes(b"%PDF-1.7 rep0rt"),
            "a.pdf missing",
        ),
        (
            lambda folder: (folder / "files/reports/2013-14-Q4/a.pdf").unlink(),
            "a.pdf missing or not as written",
        ),
        (lambda folder: (folder / "database.sqlite3").write_bytes(b""), "database.sqlite3 missing or not"),
        (lambda folder: (folder / "manifest.json").unlink(), "is no backup: it has no manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "manifest.json of .* cannot be read"),
        (lambda folder: tamper(folder, format=2), "by another version of the portal"),
        (lambda folder: tamper(folder, engine="postgresql"), "of a portal on postgresql, and this one"),
        (
            lambda folder: tamper(folder, files=[File("../../etc/cron.d/x", 1, "").__dict__]),
            "outside its folder",
        ),
        (lambda folder: tamper(folder, rows={"organisation_user": 5}), r"organisation_user \(2, not 5\)"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_changed(
    damage: object, sentence: str, backup: Path, tmp_path: Path
) -> None:
    damage(backup)  # type: ignore[operator]
    empty = SQLite(tmp_path / "new" / "portal.sqlite3")
    with pytest.raises(Unusable, match=sentence):
        restoring.restore(folder=backup, database=empty, files=tmp_path / "new" / "files", replace=True)
    assert not empty.path.exists()
    assert not (tmp_path / "etc").exists()


def tamper(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_every_table_that_a_backup_leaves_empty_is_one_of_the_portals(db: None) -> None:
    """By its name now: a table of another name would be kept, with all that it says of who signed in."""
    assert set(databases.NOT_KEPT) - {settings.CACHES["default"]["LOCATION"]} == {
        model._meta.db_table for model in (Session, UserSession, Tally)
    }


# What is compared -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "is_held"),
    [
        ({}, False),
        ({"django_migrations": 60, "auth_permission": 300, "django_session": 4, "core_lastdone": 1}, False),
        ({"organisation_user": 0}, False),
        ({"organisation_user": 1}, True),
    ],
)
def test_what_counts_as_data(rows: Mapping[str, int], is_held: bool) -> None:
    assert databases.holds_data(rows) is is_held


def test_tables_that_differ_are_named_with_both_numbers() -> None:
    assert databases.differing({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 0, "d": 9}) == [
        "b (0, not 2)",
        "c (no table, not 3)",
    ]


def test_a_database_of_another_release_is_not_mixed_with_an_old_one() -> None:
    with pytest.raises(Unusable, match=r"does not know \(core_new\)"):
        databases._refuse_unknown({"core_new", "core_old"}, {"core_old", "core_older"})


def test_a_manifest_reads_as_it_was_written(tmp_path: Path) -> None:
    manifest = Manifest(
        "2014-07-08T02:15:00+00:00", "sqlite", File("d", 1, "a"), {"t": 1}, (File("f", 2, "b"),), ("g",)
    )
    manifests.write(manifest, tmp_path)
    assert manifests.read(tmp_path) == manifest
    assert manifest.size == 3
