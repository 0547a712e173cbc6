"""What a backup says of itself, and whether that is true."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
NAME = "manifest.json"
FILES = "files"
CHUNK = 1024 * 1024


class Unusable(Exception):
    """Why a backup cannot be made or restored, in a sentence."""


@dataclass(frozen=True)
class File:
    """A file by its name in the store, its size in bytes and its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything that a restored portal is compared with."""

    made_at: str
    """ISO 8601, UTC."""
    engine: str
    """Django's word: postgresql or sqlite."""
    database: File
    rows: Mapping[str, int]
    """Of every table."""
    files: tuple[File, ...]
    missing: tuple[str, ...] = ()
    """Files that the database names and that were not whole when the backup was made."""

    @property
    def size(self) -> int:
        return self.database.size + sum(file.size for file in self.files)


def write(manifest: Manifest, folder: Path) -> None:
    """Last of all: a folder without it is no backup."""
    with (folder / NAME).open("w") as file:
        json.dump({"format": FORMAT, **asdict(manifest)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """What the folder says of itself. Raises Unusable."""
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_text())
        if found.pop("format") != FORMAT:
            raise Unusable(f"{folder} was written by another version of the portal, in another form.")
        return Manifest(
            **found
            | {
                "database": File(**found["database"]),
                "files": tuple(File(**each) for each in found["files"]),
                "missing": tuple(found["missing"]),
            }
        )
    except FileNotFoundError:
        raise Unusable(f"{folder} is no backup: it has no {NAME}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(f"The {NAME} of {folder} cannot be read.") from None


def check(manifest: Manifest, folder: Path) -> None:
    """Every file as it was written. Raises Unusable, and names the first few that are not."""
    there = [(folder / manifest.database.name, manifest.database)]
    there += [(path_of(folder / FILES, file.name), file) for file in manifest.files]
    wrong = [file.name for path, file in there if not is_whole(path, file)]
    if wrong:
        named = ", ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        raise Unusable(f"{folder} is damaged: {named} missing or not as written.")


def is_whole(path: Path, file: File) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256


def path_of(folder: Path, name: str) -> Path:
    """Where a file of that name lies. A manifest somebody has tampered with writes nowhere else."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Unusable(f"The backup names a file outside its folder: {name}.")
    return path


def copy(source: Path, target: Path, name: str) -> File:
    """Copy a file, to the disk, whole or not at all; gives what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    digest, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as content, part.open("wb") as written:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                size += written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return File(name, size, digest.hexdigest())


def described(path: Path) -> File:
    """A file that is there already."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return File(path.name, path.stat().st_size, digest)
