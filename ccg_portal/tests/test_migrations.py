"""The migrations, from nothing to now, on PostgreSQL. (Other tests make their tables from the models, which
is faster; the embedded portal's test migrates SQLite.)"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

PROJECT: Path = settings.BASE_DIR


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a new database beside the tests' own."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"migrations_{os.getpid()}"
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield url._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def manage(database_url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tables(database_url: str) -> set[str]:
    connection = psycopg2.connect(database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {row[0] for row in cursor.fetchall()}
    connection.close()
    return found


def test_from_nothing_to_now(empty_database: str) -> None:
    manage(empty_database, "migrate", "--verbosity=0")
    manage(empty_database, "createcachetable")
    made = tables(empty_database)
    assert {"organisation_user", "performance_kpivalue", "assurance_report", "portal_cache"} <= made
