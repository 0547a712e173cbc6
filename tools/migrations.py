#!/usr/bin/env python3
"""Reads every migration of the portal, and refuses what cannot be applied while it runs (tools/migration_rules.py)."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")


def found() -> Iterator[str]:
    """Each fault, with the migration that it stands in."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    from tools.migration_rules import faults, is_first

    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == PROJECT}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for key in sorted(loader.disk_migrations):
        migration = loader.disk_migrations[key]
        if key[0] in ours and not is_first(migration):
            before = loader.project_state(key, at_end=False)
            yield from (f"{key[0]}/{key[1]}: {each}" for each in faults(migration, before))


def main() -> int:
    import django

    django.setup()
    faulty = list(found())
    print("\n".join(faulty) or "Every migration can be applied while the portal runs.")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
