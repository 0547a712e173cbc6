"""Who has not returned: what is missing of each return, how late it is, who was reminded when, and who can be now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.refusals import Refused
from organisation.models import Quarter, User
from organisation.rights import Role
from performance.models import RemindersStopped, ReminderState, ReturnReminder, ReturnState
from performance.pages import ReturnProgress
from performance.reminders.audience import People, read_people
from performance.reminders.sending import next_by_hand, timing
from performance.reminders.stages import Stage, day_of
from performance.return_entry import asks_of
from performance.return_wording import due_words
from performance.returns import ReturnRow, ReturnSheet, progress_of, read_sheets

MARKS = {
    ReminderState.QUEUED: "todo",
    ReminderState.SENDING: "part",
    ReminderState.SENT: "done",
    ReminderState.FAILED: "unsaved",
    ReminderState.REFUSED: "error",
    ReminderState.UNKNOWN: "unsaved",
    ReminderState.NOT_NEEDED: "none",
}


@dataclass(frozen=True)
class ReminderLine:
    """One reminder that was asked for, and what became of it."""

    reminder: ReturnReminder

    @property
    def mark(self) -> str:
        return MARKS[ReminderState(self.reminder.state)]

    @property
    def text(self) -> str:
        return ReminderState(self.reminder.state).label

    @property
    def when(self) -> object:
        """The moment it went, else the one at which it was asked for."""
        return self.reminder.sent_at or self.reminder.queued_at


@dataclass(frozen=True)
class Addressee:
    """One who can be reminded, unless they stopped it."""

    person: User
    has_stopped: bool


@dataclass(frozen=True)
class LateReturn:
    """One return that is not signed off. `to_remind` could go now; where nothing can, `refusal` says why."""

    sheet: ReturnSheet
    people: tuple[tuple[str, tuple[Addressee, ...]], ...]
    reminders: tuple[ReminderLine, ...]
    to_remind: tuple[ReturnReminder, ...]
    refusal: str
    coming: str

    @property
    def progress(self) -> ReturnProgress:
        return progress_of(self.sheet)

    @property
    def is_returned(self) -> bool:
        return self.sheet.filing.submitted_at is not None

    @property
    def due_words(self) -> str:
        return due_words(self.sheet)

    @property
    def missing(self) -> tuple[tuple[ReturnRow, str], ...]:
        """The KPIs that are not finished; of one that is begun, what it still needs."""
        if self.is_returned:
            return ()
        return tuple((row, asks_of(row.needs) if row.is_started else "") for row in self.sheet.gaps)

    @property
    def problems(self) -> int:
        return sum(line.mark in ("error", "unsaved") for line in self.reminders)


@dataclass(frozen=True)
class NotReturnedPage:
    """`late` have not submitted; `waiting` wait for sign-off; `done` are signed off."""

    quarter: Quarter
    late: tuple[LateReturn, ...]
    waiting: tuple[LateReturn, ...]
    done: tuple[ReturnSheet, ...]
    stopped: tuple[RemindersStopped, ...]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.waiting) + len(self.done)


def build_not_returned(quarter: Quarter, *, today: date) -> NotReturnedPage:
    """Eight queries, however many directorates and KPIs there are."""
    sheets = read_sheets(quarter, today=today)
    people = read_people()
    reminders: defaultdict[int, list[ReturnReminder]] = defaultdict(list)
    for reminder in ReturnReminder.objects.of_a_quarter(quarter):
        reminders[reminder.directorate_id].append(reminder)
    finished = (ReturnState.SIGNED_OFF, ReturnState.LOCKED)
    open_ones = [
        _late(sheet, people, reminders[sheet.directorate.pk], today)
        for sheet in sheets
        if sheet.state not in finished
    ]
    return NotReturnedPage(
        quarter=quarter,
        late=tuple(each for each in open_ones if not each.is_returned),
        waiting=tuple(each for each in open_ones if each.is_returned),
        done=tuple(sheet for sheet in sheets if sheet.state in finished),
        stopped=tuple(RemindersStopped.objects.select_related("person")),
    )


def _late(sheet: ReturnSheet, people: People, reminders: Sequence[ReturnReminder], today: date) -> LateReturn:
    used = {Stage(reminder.stage) for reminder in reminders}
    to_remind, refusal = _by_hand(sheet, used, people, today)
    roles = (Role.CONTRIBUTOR, Role.APPROVER, Role.DIRECTOR)
    return LateReturn(
        sheet=sheet,
        people=tuple(
            (
                role.label,
                tuple(
                    Addressee(person, person.pk in people.stopped)
                    for person in people.of(sheet.directorate.pk, role)
                ),
            )
            for role in roles
        ),
        reminders=tuple(ReminderLine(reminder) for reminder in reminders),
        to_remind=to_remind,
        refusal=refusal,
        coming=coming_text(sheet.quarter.due_on, used, today),
    )


def _by_hand(
    sheet: ReturnSheet, used: set[Stage], people: People, today: date
) -> tuple[tuple[ReturnReminder, ...], str]:
    try:
        return tuple(next_by_hand(sheet, used, people, today=today)), ""
    except Refused as refusal:
        return (), str(refusal)


def coming_text(due_on: date, used: Iterable[Stage], today: date) -> str:
    """What goes by itself next."""
    for stage in Stage:
        on = day_of(stage, due_on, timing())
        if stage not in used and on >= today:
            when = "today" if on == today else f"on {on.day} {on:%B %Y}"
            return f"The {stage.label.lower()} goes by itself {when}."
    return ""
