"""`manage.py restore FOLDER`: a backup put back into an empty portal, or with --replace in the place of this one."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from ccg_portal import embedded, health
from ccg_portal.backup import databases, restoring
from ccg_portal.backup.manifest import Manifest, Unusable
from ccg_portal.management.commands.backup import summary
from core.chain_check import verify
from core.health import Status, judge_migrations
from tools.steps import of_os


class Command(BaseCommand):
    help = "Restore a backup into an empty portal, and compare what is there with what was backed up."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that manage.py backup has made")
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of the data that is there"
        )

    def handle(self, *, folder: Path, replace: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            with nobody_else():
                manifest = restoring.restore(
                    folder=folder.resolve(),
                    database=databases.default(),
                    files=settings.PORTAL_FILES,
                    replace=replace,
                )
        except (Unusable, embedded.Unready) as reason:
            raise CommandError(str(reason)) from None
        except OSError as failure:
            raise CommandError(of_os(failure)) from None
        except DatabaseError as failure:
            raise CommandError(f"The database cannot be used: {failure}") from None
        self.stdout.write(
            f"Restored as it stood at {manifest.made_at}: {summary(manifest)}, {time.monotonic() - started:.1f} s.\n"
            "Every count of rows and every file agrees with the backup. Everybody has to sign in again."
        )
        self.say_what_is_left(manifest)

    def say_what_is_left(self, manifest: Manifest) -> None:
        if manifest.missing:
            self.stderr.write(f"Missing already when it was made: {', '.join(manifest.missing[:5])}.")
        if is_older(manifest):
            self.stdout.write(
                "The backup is older than this release. Before you start it: manage.py migrate, manage.py verify_trail"
            )
        elif broken := verify().broken:
            raise CommandError(f"It is restored, but the trail in it is broken. {broken}")
        else:
            self.stdout.write("Its trail is whole.")
        if connection.vendor == "postgresql":
            self.stdout.write(
                "Rights are not in a backup: manage.py secure_trail --role, where the portal has its own."
            )


def is_older(manifest: Manifest) -> bool:
    """Whether migrations of this release are not in it."""
    if "django_migrations" not in manifest.rows:
        return False
    applied = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    return judge_migrations(set(health.on_disk()), applied).status != Status.OK


@contextmanager
def nobody_else() -> Iterator[None]:
    """The embedded portal must not run meanwhile; of a served one, the database knows."""
    if connection.vendor != "sqlite":
        yield
        return
    with embedded.only_one(settings.PORTAL_VAR):
        yield
