"""Writes docs/quarter-workflow.md from the table of the workflow."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assurance.quarter_workflow import as_markdown


class Command(BaseCommand):
    help = "Write docs/quarter-workflow.md from assurance/quarter_workflow.py."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "quarter-workflow.md"
        path.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(f"Written: {path.name}")
