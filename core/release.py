"""Which release answers: what a page that is kept somewhere was drawn by."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

NOT_DRAWING = {"tests", "migrations", "__pycache__"}


@cache
def mark() -> str:
    """One word for the templates, the code and the static files: the same on every machine, another after every change.

    They do not change while a process runs (docs/serving.md), so they are read once, in a fraction of a second.
    """
    digest = sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for path in _sources():
        digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    """The templates, and the code of the portal's own rooms."""
    for folder in settings.TEMPLATES[0]["DIRS"]:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
    rooms = sorted(Path(room.path) for room in apps.get_app_configs())
    for room in rooms:
        if room.parent == settings.BASE_DIR:
            yield from sorted(path for path in room.rglob("*.py") if not NOT_DRAWING & set(path.parts))
