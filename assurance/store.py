"""Where report files lie: written whole or not at all, and read only as they were written.

On this machine's disk a file is written under another name, forced to the disk and renamed into place; an object
store takes a whole object by itself. Several machines share the folder `PORTAL_FILES` or the object store.
"""

import hashlib
import logging
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
PART = ".part"
"""The ending of a file that is not whole yet."""


class Damaged(Exception):
    """The stored file is missing, or is not the one that was made."""


@dataclass(frozen=True)
class Stored:
    """A file in the store: its name there, its size in bytes and the SHA-256 of its content in hex."""

    name: str
    size: int
    sha256: str


def keep(name: str, content: bytes) -> Stored:
    """Store the content under the name; a reader never sees part of it. Storing the same again changes nothing, and
    what lay there damaged is replaced."""
    stored = Stored(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    path = _local_path(default_storage, name)
    if path:
        _write_atomically(path, content)
    elif not is_whole(stored):
        default_storage.delete(name)
        stored = replace(stored, name=default_storage.save(name, ContentFile(content)))
    return stored


def open_whole(stored: Stored) -> IO[Any]:
    """The file, after its size and SHA-256 have been compared with those that were noted. Raises Damaged."""
    try:
        file = default_storage.open(stored.name, "rb")
    except OSError as error:
        raise Damaged("The file is not in the store.") from error
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    if (size, digest.hexdigest()) != (stored.size, stored.sha256):
        file.close()
        raise Damaged(
            f"The file in the store is not the one that was made ({size:,} bytes, not {stored.size:,})."
        )
    file.seek(0)
    return file


def is_whole(stored: Stored) -> bool:
    """Whether the file lies there as it was made."""
    if not stored.name:
        return False
    try:
        open_whole(stored).close()
    except Damaged:
        return False
    return True


def left_since(folder: str, before: datetime, *, pattern: str = "*") -> list[str]:
    """The names under a folder of files that fit the pattern and were last written before that moment.

    Where the store is no folder there are none: an object is whole or not there, and the store's own rules age it.
    """
    path = _local_path(default_storage, folder)
    found: list[str] = []
    for file in path.rglob(pattern) if path and path.is_dir() else ():
        try:
            if file.is_file() and file.stat().st_mtime < before.timestamp():
                found.append(f"{folder}/{file.relative_to(path).as_posix()}")  # type: ignore[arg-type]
        except FileNotFoundError:  # a part that became whole this moment
            continue
    return sorted(found)


def discard(name: str) -> bool:
    """Delete a file; False, and a line in the log, when the disk does not let us."""
    try:
        default_storage.delete(name)
    except OSError as fault:
        logger.warning("%s could not be deleted: %s", name, fault)
        return False
    return True


def _local_path(storage: Storage, name: str) -> Path | None:
    """The path of a name where the store is a folder, else None."""
    return Path(storage.path(name)) if isinstance(storage, FileSystemStorage) else None


def _write_atomically(path: Path, content: bytes) -> None:
    """Temporary file, to the disk, then renamed: after a crash there is the old file, the new one, or none."""
    _make_folder(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            if settings.FILE_UPLOAD_PERMISSIONS is not None:  # else the web processes might not read it
                os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _to_disk(path.parent)


def _make_folder(folder: Path) -> None:
    """A new folder survives a power cut once the one above it is on the disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _to_disk(folder.parent)


def _to_disk(folder: Path) -> None:
    """The renaming itself survives a power cut once the folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
