"""Changes to activities, feedback, standards and seven-step records: who made them and why goes into the history."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import clock, trail
from core.provenance import Provenance
from core.refusals import Refused
from core.slugs import free_slug
from core.versions import claim, once_more
from engagement import closing
from engagement.closing import Closing
from engagement.models import (
    EngagementActivity,
    EngagementStandard,
    Feedback,
    ProjectRecord,
    ProjectStep,
    StandardAnswer,
    Step,
)
from organisation.models import User
from programmes.models import PriorityProject

Changes = Mapping[str, Any]

RESERVED_SLUGS = {"new", "you-said-we-did", "principles", "projects"}
"""Words that stand in addresses where an activity's slug would."""

LISTS = ("audiences", "localities", "partners")
STATED = ("reached", "took_part", "reach_text", "what_was_said")
"""What an activity says of its figures: changed by somebody, it is theirs from then on."""

State = EngagementActivity.State


# Activities -----------------------------------------------------------------------------------------------------------


@once_more
@transaction.atomic
def create_activity(*, changes: Changes, by: User) -> EngagementActivity:
    activity = _set(EngagementActivity(provenance=Provenance.RETURNED), changes, leave=LISTS)
    activity.slug = free_slug(
        activity.title, EngagementActivity.objects.all(), reserved=RESERVED_SLUGS, otherwise="activity"
    )
    trail.save(activity, by=by, reason="Recorded")
    for name in LISTS:
        getattr(activity, name).set(changes.get(name, ()))
    return activity


@transaction.atomic
def edit_activity(
    *, activity: EngagementActivity, changes: Changes, by: User, expected_version: int
) -> EngagementActivity:
    """Everything but closing it, which has its own rule. Its address stays."""
    current = claim(activity, expected_version)
    check_open(current)
    if any(name in changes and changes[name] != getattr(current, name) for name in STATED):
        _entered(current)
    trail.save(_set(current, changes, leave=LISTS), by=by)
    for name in LISTS:
        if name in changes:
            trail.choose(current, name, changes[name], by=by)
    return current


def check_open(activity: EngagementActivity) -> None:
    if activity.state == State.CLOSED:
        raise Refused("This activity is closed. Reopen it first.")


def closing_of(activity: EngagementActivity) -> Closing:
    """What the rules of closing ask about."""
    return Closing(
        is_closed=activity.state == State.CLOSED,
        feedback_count=activity.feedback.count(),
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
    )


def why_not_close(activity: EngagementActivity) -> str:
    """The sentence that stands where the form would, while the activity cannot be closed."""
    return closing.why_not_yet(closing_of(activity), today=clock.today())


@transaction.atomic
def close_activity(
    *, activity: EngagementActivity, changes: Changes, by: User, expected_version: int
) -> EngagementActivity:
    """Closed with feedback, or with the reason why nothing changed; never with neither. Raises Refused and Stale."""
    current = claim(activity, expected_version)
    facts, today = closing_of(current), clock.today()
    reason = changes["no_change_reason"]
    _refuse(closing.why_not_yet(facts, today=today))
    _refuse(closing.why_not_on(facts, changes["closed_on"], today=today), "closed_on")
    _refuse(closing.why_not_without_feedback(facts, no_change_reason=reason), "no_change_reason")
    _set(current, {"state": State.CLOSED, **changes})
    return trail.save(current, by=by, reason="Closed")


def check_closed(activity: EngagementActivity) -> None:
    if activity.state != State.CLOSED:
        raise Refused("This activity is not closed.")


@transaction.atomic
def reopen_activity(
    *, activity: EngagementActivity, changes: Changes, by: User, expected_version: int
) -> EngagementActivity:
    current = claim(activity, expected_version)
    check_closed(current)
    _set(current, {"state": State.UNDER_WAY, "closed_on": None})
    return trail.save(current, by=by, reason=f"Reopened: {changes['reason']}")


# Feedback -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_feedback(*, activity: EngagementActivity, changes: Changes, by: User) -> Feedback:
    """Feedback may come after an activity was closed, too."""
    feedback = Feedback(activity=activity, provenance=Provenance.RETURNED)
    return trail.save(_set(feedback, changes), by=by, reason="Recorded")


@transaction.atomic
def edit_feedback(*, feedback: Feedback, changes: Changes, by: User, expected_version: int) -> Feedback:
    return trail.save(_entered(_set(claim(feedback, expected_version), changes)), by=by)


@transaction.atomic
def remove_feedback(*, feedback: Feedback, by: User, expected_version: int) -> None:
    # Held, so that nobody closes the activity or takes away its other feedback meanwhile.
    held = EngagementActivity.objects.select_for_update().get(pk=feedback.activity_id)
    current = claim(feedback, expected_version)
    current.activity = held
    check_removable(current)
    trail.delete(current, by=by, reason="Removed")


def check_removable(feedback: Feedback) -> None:
    """A closed activity keeps what it was closed with."""
    activity = feedback.activity
    is_last = not activity.feedback.exclude(pk=feedback.pk).exists()
    if activity.state == State.CLOSED and is_last and not activity.no_change_reason:
        raise Refused(
            "The activity was closed with this feedback alone. Reopen it, or change the feedback instead."
        )


# Standards ------------------------------------------------------------------------------------------------------------


@once_more
@transaction.atomic
def answer_standards(
    *, activity: EngagementActivity, changes: Changes, by: User, expected_version: int
) -> EngagementActivity:
    """How each standard was met, or why not; `changes` gives `answer_1` and `explanation_1` for standard 1.

    The answers carry the activity's version, which tells what they were before (core.earlier).
    """
    current = claim(activity, expected_version)
    trail.save(current, by=by, reason="Standards")
    held = {answer.standard_id: answer for answer in current.standard_answers.all()}
    for standard in EngagementStandard.objects.all():
        said = (changes[f"answer_{standard.number}"], changes[f"explanation_{standard.number}"])
        answer = held.get(standard.pk) or StandardAnswer(activity=current, standard=standard)
        if said != (answer.answer, answer.explanation):
            answer.answer, answer.explanation = said
            answer.version = current.version
            trail.save(_entered(answer), by=by)
    return current


def standards_not_answered(activity: EngagementActivity) -> int:
    """How many standards nothing is said of yet."""
    answered = activity.standard_answers.exclude(answer=StandardAnswer.Answer.NOT_ANSWERED).count()
    return EngagementStandard.objects.count() - answered


# The seven steps of a project -----------------------------------------------------------------------------------------


@once_more
@transaction.atomic
def record_steps(
    *, project: PriorityProject, changes: Changes, by: User, expected_version: int
) -> ProjectRecord:
    """Whether the project changes services, and its seven steps. `expected_version` 0: nothing was recorded yet."""
    existing = ProjectRecord.objects.filter(project=project).first()
    record = claim(existing, expected_version) if existing else ProjectRecord(project=project)
    record.changes_services = changes["changes_services"]
    trail.save(record, by=by, reason="Seven steps")
    held = {row.step: row for row in project.engagement_steps.all()}
    for step in Step:
        said = {name: changes[f"{name}_{number_of(step)}"] for name in STEP_FIELDS}
        row = held.get(step) or ProjectStep(project=project, step=step)
        if any(getattr(row, name) != value for name, value in said.items()):
            trail.save(_entered(_set(row, {**said, "version": record.version})), by=by)
    return record


STEP_FIELDS = ("state", "done_on", "note")


def number_of(step: Step) -> int:
    """1 for the audience analysis, 7 for the equality impact assessment."""
    return list(Step).index(step) + 1


# What they share ------------------------------------------------------------------------------------------------------


def _refuse(sentence: str, field: str | None = None) -> None:
    if sentence:
        raise Refused(sentence, field)


def _set(record: Any, changes: Changes, leave: tuple[str, ...] = ()) -> Any:
    for name, value in changes.items():
        if name not in leave:
            setattr(record, name, value)
    return record


def _entered(record: Any) -> Any:
    """What a person has entered is theirs from now on, wherever it came from before."""
    record.provenance, record.source = Provenance.RETURNED, ""
    return record
