"""What engagement proposes for KPIs: the activities held in a period."""

from core.dates import in_words
from core.derivation import Derived, Source, derived, register
from core.periods import Period
from engagement.models import EngagementActivity


def register_sources() -> None:
    register(Source("events-held", "the engagement log", _events_held))


def _events_held(period: Period) -> Derived | None:
    """Activities with a day in the period; one whose day is not known is in none."""
    held = EngagementActivity.objects.held_in(period.starts_on, period.ends_on).count()
    were = "1 activity was" if held == 1 else f"{held} activities were"
    return derived(
        held, None, f"{were} held between {in_words(period.starts_on)} and {in_words(period.ends_on)}."
    )
