"""The served settings, but for what cannot be waited for: a sweep comes every two seconds and not every minute.

Static files are left to the proxy that is not there. CHAOS_SCHEMA=models lays the tables out from the models, sooner
than by migrations.
"""

import os
from typing import Any

from ccg_portal.settings import *  # noqa: F403
from ccg_portal.settings import CELERY_BEAT_SCHEDULE, STORAGES
from chaos import TICK

SOONER = ("tick", "sweep-reports")

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": TICK} if name in SOONER else entry
    for name, entry in CELERY_BEAT_SCHEDULE.items()
}


class NoMigrations:
    """Says of every app that it has none."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> Any:
        return None


if os.environ.get("CHAOS_SCHEMA") == "models":
    MIGRATION_MODULES = NoMigrations()
