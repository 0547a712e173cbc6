"""`manage.py backup`: database and files into one folder, checked. The portal may go on meanwhile."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ccg_portal.backup import databases, making
from ccg_portal.backup.manifest import Manifest, Unusable
from core import chain
from core.chain_check import verify
from core.models import LastDone
from tools.steps import of_os


class Command(BaseCommand):
    help = "Back up the database and the files into one folder, and check it. The portal may go on meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--into", type=Path, default=settings.PORTAL_BACKUPS, help="the folder of all backups"
        )
        parser.add_argument(
            "--keep", type=int, default=30, help="older ones than these are deleted; 0 keeps all"
        )

    def handle(self, *, into: Path, keep: int, **options: Any) -> None:
        started = time.monotonic()
        self.look_at_trail()
        try:
            folder, manifest = making.make(
                database=databases.default(), files=settings.PORTAL_FILES, into=into.resolve()
            )
            old = making.forget_old(into, keep=max(keep, 0))
        except Unusable as reason:
            raise CommandError(str(reason)) from None
        except OSError as failure:
            raise CommandError(of_os(failure)) from None
        except DatabaseError as failure:
            raise CommandError(f"The database cannot be read: {failure}") from None
        self.tell(folder, manifest, time.monotonic() - started)
        if old:
            self.stdout.write(f"Deleted {len(old)} older than the newest {keep}.")
        self.note(folder)

    def tell(self, folder: Path, manifest: Manifest, seconds: float) -> None:
        self.stdout.write(f"{folder}\n{summary(manifest)}, {seconds:.1f} s. Read again: as written.")
        if manifest.missing:
            self.stderr.write(
                f"Missing or damaged in the store already: {', '.join(manifest.missing[:5])}"
                f"{' …' if len(manifest.missing) > 5 else ''} ({len(manifest.missing)} in all)."
            )

    def look_at_trail(self) -> None:
        """Each night, so that a break is noticed while the backup before it is still there."""
        try:
            chain.seal()
            verdict = verify()
        except DatabaseError as failure:
            self.stderr.write(f"The trail could not be verified: {failure}")
            return
        if verdict.broken:
            self.stderr.write(f"The trail is broken, and so will that in the backup be. {verdict.broken}")
        else:
            self.stdout.write(f"The trail is whole: {verdict.links:,} rows sealed.")

    def note(self, folder: Path) -> None:
        """So that `/health/ready` knows of it. A backup is none the worse for not being noted."""
        try:
            LastDone.objects.note(LastDone.BACKUP, note=folder.name)
        except DatabaseError as failure:
            self.stderr.write(f"The backup is whole, but could not be noted in the database: {failure}")


def summary(manifest: Manifest) -> str:
    rows, tables = sum(manifest.rows.values()), len(manifest.rows)
    return f"{rows:,} rows in {tables} tables, {len(manifest.files):,} files, {manifest.size / 1_000_000:,.1f} MB"
