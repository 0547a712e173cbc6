"""`manage.py spc --json`: XmR charts of the series on standard input, for comparison with the R package."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from performance.spc_json import PACKAGE, PORTAL, answer


class Command(BaseCommand):
    help = (
        "Read a list of series as JSON from standard input and write a list of XmR analyses, in the same order. "
        "Rows are answered by date. No database is asked."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", required=True, help="JSON in, JSON out.")
        parser.add_argument(
            "--policy",
            choices=[PACKAGE, PORTAL],
            default=PACKAGE,
            help="package: what NHSRplotthedots 0.2.2 gives (default). portal: what the portal shows of it.",
        )
        parser.add_argument(
            "--outside-counts",
            action="store_true",
            help="Points outside the limits count in two-in-three; the package does not count them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = self._asked()
        answers = [
            answer(each, policy=options["policy"], outside_counts=options["outside_counts"]) for each in asked
        ]
        self.stdout.write(json.dumps(answers, allow_nan=False))

    def _asked(self) -> list[Any]:
        """The list on standard input; a single object is a list of one."""
        try:
            found = json.load(sys.stdin)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"Standard input is not JSON: {error}") from error
        return found if isinstance(found, list) else [found]
