"""The list of activities: a page of rows, and how many stand in each state."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from engagement.models import ActivityQuerySet, EngagementActivity, EngagementStandard
from engagement.pages import ActivityRow
from engagement.rows import activity_row

ROWS_ON_A_PAGE = 25
State = EngagementActivity.State


@dataclass(frozen=True)
class ActivityList:
    """One page of the list. `standards` is how many each activity is held against."""

    answer: str
    page: Page
    rows: tuple[ActivityRow, ...]
    standards: int
    has_any: bool


def build_activity_list(activities: ActivityQuerySet, *, number: str) -> ActivityList:
    """Eight queries, however many activities there are."""
    counts = Counter(activities.order_by().values_list("state", flat=True))
    standards = EngagementStandard.objects.count()
    page = Paginator(activities.with_parts(), ROWS_ON_A_PAGE).get_page(number)
    return ActivityList(
        answer=in_a_sentence(counts),
        page=page,
        rows=tuple(activity_row(activity, standards) for activity in page.object_list),
        standards=standards,
        has_any=EngagementActivity.objects.exists(),
    )


def all_rows(activities: ActivityQuerySet) -> list[ActivityRow]:
    """Every row of the list, for a file: seven queries."""
    standards = EngagementStandard.objects.count()
    return [activity_row(activity, standards) for activity in activities.with_parts()]


def in_a_sentence(counts: Counter[str]) -> str:
    """“16 activities: 4 closed, 11 under way, 1 planned.”"""
    total = counts.total()
    if not total:
        return ""
    noun = "activity" if total == 1 else "activities"
    parts = [
        f"{counts[state]} {str(State(state).label).lower()}"
        for state in (State.CLOSED, State.UNDER_WAY, State.PLANNED)
        if counts[state]
    ]
    return f"{total} {noun}: {', '.join(parts)}."
