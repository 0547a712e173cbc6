"""One activity: what it was for, who took part, how the standards were met, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.changes import Change, ChangedField, changes_in
from core.models import Event, EventKind
from engagement.models import EngagementActivity, EngagementStandard, Feedback, StandardAnswer
from engagement.pages import ActivityRow
from engagement.rows import activity_row
from engagement.suppression import people_text

Answer = StandardAnswer.Answer
COUNTS = {
    str(EngagementActivity._meta.get_field(name).verbose_name).capitalize()
    for name in ("reached", "took_part")
}
"""Fields of the history that hold numbers of people."""


@dataclass(frozen=True)
class StandardLine:
    """How this activity answered one standard."""

    number: int
    name: str
    question: str
    answer: str
    answer_text: str
    explanation: str
    provenance: str


@dataclass(frozen=True)
class ActivityPage:
    row: ActivityRow
    partners: tuple[str, ...]
    localities: tuple[str, ...]
    feedback: tuple[Feedback, ...]
    standards: tuple[StandardLine, ...]
    changes: tuple[Change, ...]
    why_no_feedback: str

    @property
    def standards_provenance(self) -> str:
        """Where the answers are from, where they all are from the same; it is then marked once."""
        found = {line.provenance for line in self.standards if line.provenance}
        return found.pop() if len(found) == 1 else ""

    @property
    def standards_answer(self) -> str:
        """“9 of 11 standards met, 1 not met, 1 not answered.”"""
        row, total = self.row, len(self.standards)
        parts = [f"{row.standards_met} of {total} standards met"]
        if row.standards_not_met:
            parts.append(f"{row.standards_not_met} not met")
        if row.standards_not_answered:
            parts.append(f"{row.standards_not_answered} not answered")
        return f"{', '.join(parts)}."


def build_activity_page(activity: EngagementActivity) -> ActivityPage:
    """A number of queries that does not grow with the activity."""
    standards = list(EngagementStandard.objects.all())
    feedback = tuple(activity.feedback.all())
    histories = [
        activity.history.all(),
        Feedback.history.filter(activity_id=activity.pk),
        StandardAnswer.history.filter(activity_id=activity.pk),
    ]
    chosen = Event.objects.of(activity).filter(kind=EventKind.CHOICES_CHANGED)
    return ActivityPage(
        row=activity_row(activity, len(standards)),
        partners=tuple(str(partner) for partner in activity.partners.all()),
        localities=tuple(str(locality) for locality in activity.localities.all()),
        feedback=feedback,
        standards=tuple(_standard_lines(activity, standards)),
        changes=without_small_counts(changes_in(histories, page_of=activity, events=chosen)),
        why_no_feedback=_why_no_feedback(activity, feedback),
    )


def _standard_lines(
    activity: EngagementActivity, standards: Iterable[EngagementStandard]
) -> Iterable[StandardLine]:
    held = {answer.standard_id: answer for answer in activity.standard_answers.all()}
    for standard in standards:
        found = held.get(standard.pk)
        answer = Answer(found.answer) if found else Answer.NOT_ANSWERED
        yield StandardLine(
            number=standard.number,
            name=standard.name,
            question=standard.question,
            answer=answer.value,
            answer_text=str(answer.label),
            explanation=found.explanation if found else "",
            provenance=found.provenance if found else "",
        )


def _why_no_feedback(activity: EngagementActivity, feedback: tuple[Feedback, ...]) -> str:
    if feedback or activity.no_change_reason:
        return ""
    if activity.state == EngagementActivity.State.CLOSED:
        return "No feedback is recorded."
    return "No feedback is recorded yet. The activity cannot be closed without it, or without a reason."


def without_small_counts(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The history tells no number of people that the page itself does not tell."""
    return tuple(
        replace(change, fields=tuple(suppressed(field) for field in change.fields)) for change in changes
    )


def suppressed(field: ChangedField) -> ChangedField:
    if field.label not in COUNTS:
        return field
    return replace(field, before=_people(field.before), after=_people(field.after))


def _people(text: str) -> str:
    return people_text(int(text)) if text.isdecimal() else text
