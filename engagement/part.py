"""What engagement puts into the assurance pack of a quarter."""

from datetime import date

from core.periods import Quarter as QuarterPeriod
from engagement.models import EngagementActivity, EngagementStandard
from engagement.pages import EngagementPart
from engagement.rows import activity_row, newest_feedback, standard_summaries
from organisation.models import Quarter


def build_engagement_part(quarter: Quarter, *, today: date) -> EngagementPart:
    """The year's activities begun by the quarter's end, with their feedback given and standards answered so far.

    Five queries, whatever there is.
    """
    period = quarter.period
    up_to = min(period.ends_on, today)
    activities = list(
        EngagementActivity.objects.of_year(period.year).begun_by(up_to).with_parts(feedback_by=today)
    )
    standards = list(EngagementStandard.objects.all())
    return EngagementPart(
        year=period.year.label,
        activities=tuple(activity_row(activity, len(standards)) for activity in activities),
        feedback=newest_feedback(activities),
        standards=standard_summaries(standards, activities),
        activities_in_quarter=sum(_held_in(activity, period) for activity in activities),
    )


def _held_in(activity: EngagementActivity, quarter: QuarterPeriod) -> bool:
    """Whether any day of it lies in the quarter; an activity without a day lies in none."""
    if activity.starts_on is None:
        return False
    last = activity.ends_on or activity.starts_on
    return activity.starts_on <= quarter.ends_on and last >= quarter.starts_on
