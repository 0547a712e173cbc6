"""`manage.py forget_leavers [--years 6] [--erase]`: closed accounts whose time is over, listed or forgotten."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.dates import in_words
from organisation.forgetting import due, name_of, pseudonymise


class Command(BaseCommand):
    help = "List the accounts that were closed so long ago that their owners are to be forgotten; --erase forgets them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--years",
            type=int,
            default=settings.PORTAL_ACCOUNT_YEARS,
            help="years after leaving for which a name is kept (%(default)s)",
        )
        parser.add_argument(
            "--erase", action="store_true", help="forget them; otherwise they are only listed"
        )

    def handle(self, *, years: int, erase: bool, **options: Any) -> None:
        if years < 1:
            raise CommandError("A name is kept for a year at least: say --years 1 or more.")
        left_before = years_before(clock.today(), years)
        people = list(due(left_before=left_before))
        for person in people:
            self.stdout.write(f"{name_of(person)}: left on {in_words(person.left_on)}")  # type: ignore[arg-type]
            if erase:
                pseudonymise(person=person, by=None, reason=f"{years} years after leaving")
        done = "forgotten" if erase else "due; --erase forgets them"
        count = f"{len(people)} account{'' if len(people) == 1 else 's'}"
        self.stdout.write(f"Left before {in_words(left_before)}: {count} {done}.")


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
