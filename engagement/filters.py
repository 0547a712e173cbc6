"""Narrowing and ordering the list of activities."""

from typing import Any

from django.db.models import F

from core.filters import RowFilter
from engagement.models import ActivityQuerySet, Audience, EngagementActivity
from organisation.models import Directorate, FinancialYear
from programmes.models import Programme

ORDERS = {
    "when": F("starts_on").asc(nulls_first=True),
    "-when": F("starts_on").desc(nulls_last=True),
    "title": "title",
    "-title": "-title",
    "kind": "kind",
    "-kind": "-kind",
    "state": "state",
    "-state": "-state",
}
LATEST_FIRST = "-when"


class ActivityFilter(RowFilter):
    """Selects over the list; what is not on a select's list narrows nothing. Four queries for the choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(FinancialYear.objects.order_by("-start"))
        self.add("year", "Financial year", [(year.slug, year.label) for year in self.years])
        self.add("kind", "Kind", EngagementActivity.Kind.choices)
        self.add("state", "State", EngagementActivity.State.choices)
        audiences = Audience.objects.filter(activities__isnull=False).distinct()
        self.add("audience", "Audience", [(str(row.pk), row.name) for row in audiences])
        self.add("directorate", "Led by", [(row.slug, row.name) for row in Directorate.objects.all()])
        programmes = Programme.objects.filter(engagement_activities__isnull=False).distinct()
        self.add("programme", "Programme", [(row.slug, row.name) for row in programmes])

    def apply(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        chosen = self.chosen()
        year = next((year for year in self.years if year.slug == chosen.get("year")), None)
        lookups = {
            "kind": "kind",
            "state": "state",
            "audience": "audiences",
            "directorate": "directorate__slug",
            "programme": "programme__slug",
        }
        narrowed = activities.filter(
            **{lookup: chosen[name] for name, lookup in lookups.items() if name in chosen}
        )
        return narrowed.of_year(year.period) if year else narrowed


def in_order(activities: ActivityQuerySet, sort: str) -> ActivityQuerySet:
    """By a column, backwards with a minus; the latest first unless a known column is named."""
    return activities.order_by(ORDERS.get(sort, ORDERS[LATEST_FIRST]), "title")
