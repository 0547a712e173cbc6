"""Files are whole or not there, and are given out only as they were written."""

import hashlib
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from pytest_django.fixtures import Settings

from assurance import store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_with_its_size_and_digest(folder: Path) -> None:
    stored = store.keep("reports/q4/a.pdf", b"%PDF whole")

    assert stored == store.Stored("reports/q4/a.pdf", 10, hashlib.sha256(b"%PDF whole").hexdigest())
    with store.open_whole(stored) as file:
        assert file.read() == b"%PDF whole"
    assert files(folder) == ["a.pdf"]


def test_keeping_the_same_again_changes_nothing(folder: Path) -> None:
    assert store.keep("a.pdf", b"same") == store.keep("a.pdf", b"same")
    assert files(folder) == ["a.pdf"]


def test_a_crash_while_writing_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        store.keep("a.pdf", b"half")

    assert files(folder) == []


@pytest.mark.parametrize("content", [b"whol", b"other", b""])
def test_a_file_that_was_changed_or_cut_short_is_not_given_out(folder: Path, content: bytes) -> None:
    stored = store.keep("a.pdf", b"whole")
    (folder / "a.pdf").write_bytes(content)

    with pytest.raises(store.Damaged, match="is not the one that was made"):
        store.open_whole(stored)


def test_a_file_that_is_gone_is_said_to_be_gone(folder: Path) -> None:
    stored = store.keep("a.pdf", b"whole")
    (folder / "a.pdf").unlink()

    with pytest.raises(store.Damaged, match="not in the store"):
        store.open_whole(stored)


def test_a_store_without_folders_takes_whole_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = InMemoryStorage()
    monkeypatch.setattr(store, "default_storage", objects)
    stored = store.keep("reports/a.pdf", b"whole")
    store.keep("reports/a.pdf", b"whole")

    assert objects.listdir("reports") == ([], ["a.pdf"])
    assert store.open_whole(stored).read() == b"whole"


def test_a_damaged_object_is_replaced_by_the_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = InMemoryStorage()
    monkeypatch.setattr(store, "default_storage", objects)
    objects.save("a.pdf", ContentFile(b"who"))

    stored = store.keep("a.pdf", b"whole")

    assert stored.name == "a.pdf"
    with store.open_whole(stored) as file:
        assert file.read() == b"whole"


def test_file_and_folders_are_on_the_disk_before_anybody_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file before its renaming, its folder after it; new folders from the top down."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def note_fsync(handle: int) -> None:
        done.append(Path(f"/proc/self/fd/{handle}").resolve().name)
        fsync(handle)

    def note_rename(path: Path, target: Path) -> Path:
        done.append(f"rename to {target.name}")
        return rename(path, target)

    monkeypatch.setattr(store.os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_rename)
    store.keep("reports/q4/a.pdf", b"whole")

    part = done.pop(2)
    assert part.endswith(store.PART)
    assert done == [folder.name, "reports", "rename to a.pdf", "q4"]
