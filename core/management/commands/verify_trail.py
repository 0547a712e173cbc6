"""`manage.py verify_trail [--json]`: whether the trail is whole, else where it breaks first, with exit code 1."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import chain
from core.chain_check import Verdict, verify


class Command(BaseCommand):
    help = "Compare every row of the trail with the chain of hashes over it, and name the first break."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="say it as JSON")
        parser.add_argument("--seal", action="store_true", help="seal first what has not been sealed yet")

    def handle(self, **options: Any) -> None:
        if options["seal"]:
            chain.seal()
        verdict = verify()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict) | {"whole": verdict.is_whole}))
        elif verdict.is_whole:
            self.stdout.write(in_words(verdict))
        if not verdict.is_whole:
            raise CommandError(f"The trail is broken. {verdict.broken}")


def in_words(verdict: Verdict) -> str:
    waiting = f"{verdict.unsealed:,} not sealed yet" if verdict.unsealed else "all of the trail is sealed"
    head = f" Its last hash is {verdict.head}." if verdict.head else ""
    return f"The trail is whole: {verdict.links:,} rows sealed, {waiting}.{head}"
