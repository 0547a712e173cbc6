"""Writes docs/publication-workflow.md from the table of the workflow."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assurance.publishing.workflow import as_markdown


class Command(BaseCommand):
    help = "Write docs/publication-workflow.md from assurance/publishing/workflow.py."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "publication-workflow.md"
        path.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(f"Written: {path.name}")
