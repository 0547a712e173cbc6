"""Activities, feedback and standards as the rows that pages and the report print."""

from collections import Counter
from collections.abc import Iterable, Sequence

from engagement.models import EngagementActivity, EngagementStandard, Feedback, StandardAnswer
from engagement.pages import ActivityRow, FeedbackRow, StandardSummary
from engagement.suppression import people_text, reach_text
from engagement.when import when_text

Answer = StandardAnswer.Answer


def activity_row(activity: EngagementActivity, standards: int) -> ActivityRow:
    """One activity, of those that `with_parts` fetched. `standards` is how many there are to be answered.

    A standard without an answer is not answered, whether a row says so or there is none.
    """
    answers = Counter(answer.answer for answer in activity.standard_answers.all())
    met, not_met = answers[Answer.MET], answers[Answer.NOT_MET]
    return ActivityRow(
        title=activity.title,
        slug=activity.slug,
        kind=activity.kind,
        kind_text=str(activity.get_kind_display()),
        state=activity.state,
        state_text=str(activity.get_state_display()),
        when=when_text(activity.starts_on, activity.ends_on, activity.date_text),
        starts_on=activity.starts_on,
        place=activity.place,
        purpose=activity.purpose,
        can_change=activity.can_change,
        cannot_change=activity.cannot_change,
        audiences=tuple(str(audience) for audience in activity.audiences.all()),
        methods=activity.methods,
        reach_text=reach_text(activity.reach_text, activity.reached),
        took_part_text=people_text(activity.took_part),
        what_was_said=activity.what_was_said,
        no_change_reason=activity.no_change_reason,
        directorate=str(activity.directorate or ""),
        project=str(activity.project or ""),
        programme=str(activity.programme or ""),
        standards_met=met,
        standards_not_met=not_met,
        standards_not_answered=max(standards - met - not_met, 0),
        feedback_count=len(activity.feedback.all()),
        provenance=activity.provenance,
        source=activity.source,
    )


def feedback_row(feedback: Feedback, activity: EngagementActivity) -> FeedbackRow:
    return FeedbackRow(
        said=feedback.said,
        did=feedback.did,
        no_change_reason=feedback.no_change_reason,
        activity=activity.title,
        activity_slug=activity.slug,
        given_on=feedback.given_on,
        provenance=feedback.provenance,
    )


def newest_feedback(activities: Iterable[EngagementActivity]) -> tuple[FeedbackRow, ...]:
    """All feedback on these activities, the latest given first; what has no date stands last."""
    pairs = [(each, activity) for activity in activities for each in activity.feedback.all()]
    ordered = sorted(pairs, key=lambda pair: (pair[0].given_on is None, _backwards(pair[0]), pair[0].pk))
    return tuple(feedback_row(each, activity) for each, activity in ordered)


def _backwards(feedback: Feedback) -> int:
    return -feedback.given_on.toordinal() if feedback.given_on else 0


def standard_summaries(
    standards: Iterable[EngagementStandard], activities: Sequence[EngagementActivity]
) -> tuple[StandardSummary, ...]:
    """How these activities answered each standard."""
    answers = Counter(
        (answer.standard_id, answer.answer)
        for activity in activities
        for answer in activity.standard_answers.all()
    )
    return tuple(
        StandardSummary(
            number=standard.number,
            name=standard.name,
            question=standard.question,
            met=(met := answers[standard.pk, Answer.MET]),
            not_met=(not_met := answers[standard.pk, Answer.NOT_MET]),
            not_answered=len(activities) - met - not_met,
        )
        for standard in standards
    )
