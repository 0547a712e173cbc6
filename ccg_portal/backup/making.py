"""Making a backup: written under another name, read again, and only then called a backup."""

import re
import shutil
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from assurance import store
from assurance.models import PublishedFile, Report, ReportState
from ccg_portal.backup import manifest as manifests
from ccg_portal.backup.databases import Database
from ccg_portal.backup.manifest import File, Manifest, Unusable
from core import clock

NAME = re.compile(r"portal-\d{8}T\d{6}Z")


def make(*, database: Database, files: Path, into: Path) -> tuple[Path, Manifest]:
    """Back up database and files into a new folder.

    The database first: what its rows name lies in the store already, and is never changed there.
    """
    now = clock.wall_now().astimezone(UTC)
    folder = into / f"portal-{now:%Y%m%dT%H%M%SZ}"
    part = into / f".{folder.name}.part"
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.exists() or part.exists():
        raise Unusable(f"{folder} is being made already.")
    part.mkdir(mode=0o700)
    try:
        rows = database.dump(part / database.file_name)
        named = list(named_files())
        copied = tuple(copy_files(files, part / manifests.FILES))
        manifest = Manifest(
            made_at=now.isoformat(timespec="seconds"),
            engine=database.engine,
            database=manifests.described(part / database.file_name),
            rows=rows,
            files=copied,
            missing=tuple(
                sorted({file.name for file in named} - {file.name for file in set(named) & set(copied)})
            ),
        )
        manifests.check(manifest, part)
        manifests.write(manifest, part)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder, manifest


def copy_files(store_folder: Path, target: Path) -> Iterable[File]:
    """Everything in the store that is whole. What is cleared away this moment was named by no row."""
    for path in sorted(store_folder.rglob("*")) if store_folder.is_dir() else ():
        if not path.is_file() or path.suffix == store.PART:
            continue
        name = path.relative_to(store_folder).as_posix()
        try:
            yield manifests.copy(path, target / name, name)
        except FileNotFoundError:
            continue


def named_files() -> Iterable[File]:
    """The files that rows of the database name: ready reports, and the data of what is published."""
    ready = Report.objects.filter(state=ReportState.READY)
    for rows in (ready, PublishedFile.objects.all()):
        yield from (
            File(name, size or 0, sha256) for name, size, sha256 in rows.values_list("file", "size", "sha256")
        )


def forget_old(into: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest; nothing that is not a backup of ours is touched. Gives what went."""
    ours = sorted(
        path for path in into.iterdir() if NAME.fullmatch(path.name) and (path / manifests.NAME).is_file()
    )
    old = ours[:-keep] if keep else []
    for folder in old:
        shutil.rmtree(folder)
    return old
