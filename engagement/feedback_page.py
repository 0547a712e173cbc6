"""“You said, we did”: what people said in a year and what came of it, activity by activity."""

from dataclasses import dataclass
from datetime import date

from core.periods import FinancialYear
from engagement.models import EngagementActivity
from engagement.pages import FeedbackRow
from engagement.rows import feedback_row
from engagement.when import when_text


@dataclass(frozen=True)
class ActivityFeedback:
    """One activity with its feedback, or with the reason why nothing changed."""

    title: str
    slug: str
    when: str
    rows: tuple[FeedbackRow, ...]
    no_change_reason: str


@dataclass(frozen=True)
class FeedbackPage:
    answer: str
    activities: tuple[ActivityFeedback, ...]
    awaited: tuple[tuple[str, str], ...]
    """Titles and slugs of activities begun that have no feedback yet."""


def build_feedback_page(year: FinancialYear, *, today: date) -> FeedbackPage:
    """Five queries, whatever was said."""
    found = list(EngagementActivity.objects.of_year(year).begun_by(today).with_parts(feedback_by=today))
    activities = tuple(_told(activity) for activity in found)
    told = tuple(each for each in activities if each.rows or each.no_change_reason)
    return FeedbackPage(
        answer=in_a_sentence(told),
        activities=told,
        awaited=tuple((each.title, each.slug) for each in activities if each not in told),
    )


def _told(activity: EngagementActivity) -> ActivityFeedback:
    return ActivityFeedback(
        title=activity.title,
        slug=activity.slug,
        when=when_text(activity.starts_on, activity.ends_on, activity.date_text),
        rows=tuple(feedback_row(each, activity) for each in activity.feedback.all()),
        no_change_reason=activity.no_change_reason,
    )


def in_a_sentence(activities: tuple[ActivityFeedback, ...]) -> str:
    """“5 things people said: 3 changed something, 2 did not, and it is said why.”"""
    rows = [row for activity in activities for row in activity.rows]
    if not rows:
        return ""
    changed = sum(bool(row.did) for row in rows)
    kept = len(rows) - changed
    things = "thing" if len(rows) == 1 else "things"
    said = f"{len(rows)} {things} people said: {changed} changed something"
    return f"{said}; {kept} did not, and it is said why." if kept else f"{said}."
