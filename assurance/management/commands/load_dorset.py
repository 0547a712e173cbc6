"""Loads the Dorset data set: `manage.py load_dorset`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from assurance.dorset import (
    audiences,
    engagement,
    finance,
    follow_up,
    frameworks,
    incentives,
    notes,
    organisation,
    papers,
    performance,
    programmes,
    publishing,
    reminders,
)
from assurance.dorset import round as reported_round

PARTS = (
    ("Organisation, people and calendar", organisation.load),
    ("KPIs, values and outcome ambitions", performance.load),
    ("Programmes, projects and risks", programmes.load),
    ("Quality Premium and CQUIN", incentives.load),
    ("Assurance frameworks and what is evidence for them", frameworks.load),
    ("Budgets, running costs and pooled fund", finance.load),
    ("Actions on KPIs, a forecast and prompt payment", follow_up.load),
    ("Engagement", engagement.load),
    ("Data-quality notes", notes.load),
    ("Reminders of the open round", reminders.load),
    ("Whom the reports are for", audiences.load),
    ("Texts and a cover sheet", papers.load),
    ("Snapshots of the reported quarters", reported_round.load),
    ("The governing body’s list, and its report once it is made", publishing.load),
)


class Command(BaseCommand):
    help = "Create what is missing of the Dorset data set. What is there already is never changed."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in PARTS:
            created = load()
            self._say(f"{name}: {f'{created:,} rows created' if created else 'nothing new'}.", options)
        if not settings.PORTAL_DEMONSTRATION:
            self._say("Demonstration accounts were left out: the demonstration is not switched on.", options)

    def _say(self, line: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(line)
