"""Restoring a backup: everything is checked before anything is changed, and again when it is there."""

from pathlib import Path

from ccg_portal.backup import databases
from ccg_portal.backup import manifest as manifests
from ccg_portal.backup.databases import Database
from ccg_portal.backup.manifest import Manifest, Unusable

SAY_SO = "To put the backup in its place, say --replace (REPLACE=1 with make)."


def restore(*, folder: Path, database: Database, files: Path, replace: bool) -> Manifest:
    """Put database and files back. Raises Unusable: before the database is touched, then nothing is changed."""
    manifest = manifests.read(folder)
    if manifest.engine != database.engine:
        raise Unusable(
            f"The backup is of a portal on {manifest.engine}, and this one stands on {database.engine}: they differ."
        )
    manifests.check(manifest, folder)
    if not replace:
        refuse_to_overwrite(manifest, database, files)
    # The files first: with the database, their names come to be known.
    put_back_files(manifest, folder, files)
    database.restore(folder / manifest.database.name, manifest.rows)
    compare(manifest, database, files)
    return manifest


def refuse_to_overwrite(manifest: Manifest, database: Database, files: Path) -> None:
    """A portal that holds data is overwritten by somebody who says so, and not by a wrong address."""
    try:
        rows = database.rows()
    except Unusable as reason:
        raise Unusable(f"{reason} {SAY_SO}") from None
    if databases.holds_data(rows):
        raise Unusable(f"This portal holds data. {SAY_SO}")
    others = [
        file.name
        for file in manifest.files
        if (path := manifests.path_of(files, file.name)).exists() and not manifests.is_whole(path, file)
    ]
    if others:
        raise Unusable(
            f"{files} holds another file under the name {others[0]}. To overwrite it, say --replace."
        )


def put_back_files(manifest: Manifest, folder: Path, files: Path) -> None:
    """Each under its name. One that is there already stays; one that the backup does not know is left alone."""
    for file in manifest.files:
        target = manifests.path_of(files, file.name)
        if not manifests.is_whole(target, file):
            manifests.copy(manifests.path_of(folder / manifests.FILES, file.name), target, file.name)


def compare(manifest: Manifest, database: Database, files: Path) -> None:
    """What is there now, row by row of numbers and byte by byte of files."""
    wrong = databases.differing(manifest.rows, database.rows())
    wrong += [file.name for file in manifest.files if not manifests.is_whole(files / file.name, file)]
    if wrong:
        raise Unusable(f"What was restored is not what was backed up: {', '.join(wrong[:3])}.")
