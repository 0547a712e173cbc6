"""Queues reminders and sends them: once each, whoever runs it, however often (docs/decisions/reminders.md)."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from core import clock
from core.letters import Delivery, Letter, Outcome, deliver
from core.refusals import Refused
from organisation.models import Directorate, Quarter, User
from organisation.rights import Role
from performance.models import ReminderState, ReturnReminder, ReturnReminderQuerySet
from performance.models.reminders import MOST_ATTEMPTS, wait_after
from performance.reminders.audience import UNFINISHED, People, has_to_act, read_people
from performance.reminders.digest import DigestItem, letter_to
from performance.reminders.stages import Stage, Timing, stage_by_hand, stage_on
from performance.returns import ReturnSheet, find_return, read_sheet, read_sheets_of

logger = logging.getLogger(__name__)

NOBODY = (
    "Nobody who would get the next reminder can be written to: "
    "no account is open, or all have stopped their reminders."
)
OVERTAKEN = "A later reminder of the same return went in its place."
WORKER_DIED = "The portal stopped in the middle of sending: the e-mail may have arrived."

NOT_WRITTEN = Delivery(Outcome.LATER, "The portal could not write this e-mail.")

STATE_AFTER = {
    Outcome.SENT: ReminderState.SENT,
    Outcome.LATER: ReminderState.FAILED,
    Outcome.REFUSED: ReminderState.REFUSED,
    Outcome.UNKNOWN: ReminderState.UNKNOWN,
}


def timing() -> Timing:
    return Timing.of(settings.PORTAL_ROUND)


@dataclass(frozen=True)
class Sent:
    """What one run did: reminders queued, e-mails sent, and whether the mail server answered."""

    queued: int = 0
    letters: int = 0
    server_answers: bool = True


def remind(today: date) -> Sent:
    """Queue what is due today, and send what waits. Run twice, late or at once with another, each goes once."""
    queued = queue_due(today)
    return send_waiting(today, queued=queued)


# Queueing -------------------------------------------------------------------------------------------------------------


def queue_due(today: date) -> int:
    """A row for each person who is to be reminded today and has none of this stage: eight queries at most."""
    stages = {
        quarter: stage
        for quarter in Quarter.objects.open().filter(ends_on__lt=today).select_related("year")
        if (stage := stage_on(today, quarter.due_on, timing()))
    }
    if not stages:
        return 0
    people = read_people()
    rows = [
        row
        for sheet in read_sheets_of(list(stages), today=today)
        for row in rows_of(sheet, stages[sheet.quarter], people)
    ]
    before = ReturnReminder.objects.filter(quarter__in=stages).count()
    ReturnReminder.objects.bulk_create(rows, ignore_conflicts=True)
    return ReturnReminder.objects.filter(quarter__in=stages).count() - before


def rows_of(
    sheet: ReturnSheet, stage: Stage, people: People, *, asked_by: User | None = None
) -> list[ReturnReminder]:
    """The reminders of one return at one stage, not saved yet."""
    return [
        ReturnReminder(
            quarter=sheet.quarter,
            directorate=sheet.directorate,
            stage=stage,
            person=person,
            role=role,
            asked_by=asked_by,
            queued_at=clock.now(),
        )
        for person, role in people.reminded_of(sheet.directorate.pk, stage, sheet.state).items()
    ]


def next_by_hand(
    sheet: ReturnSheet, used: Collection[Stage], people: People, *, today: date
) -> list[ReturnReminder]:
    """The reminders that would go if one were sent now, not saved. Raises Refused with the reason why none can."""
    if not sheet.quarter.is_open:
        raise Refused(f"{sheet.quarter} is not open for returns, so there is nothing to be reminded of.")
    if sheet.state not in UNFINISHED:
        raise Refused("This return is signed off: there is nothing to be reminded of.")
    stage = stage_by_hand(used, today, sheet.quarter.due_on, timing())
    rows = rows_of(sheet, stage, people)
    if not rows:
        raise Refused(NOBODY)
    return rows


def by_hand(
    directorate: Directorate, quarter: Quarter, *, today: date
) -> tuple[ReturnSheet, list[ReturnReminder]]:
    """The return as it stands, and what would go if a reminder were sent now. Raises Refused."""
    sheet = read_sheet(find_return(directorate, quarter), today=today)
    if not sheet.due:
        raise Refused(f"{directorate} reports no KPIs in {quarter}.")
    gone = ReturnReminder.objects.filter(quarter=quarter, directorate=directorate)
    used = {Stage(stage) for stage in gone.values_list("stage", flat=True)}
    return sheet, next_by_hand(sheet, used, read_people([directorate.pk]), today=today)


@transaction.atomic
def remind_by_hand(
    *, directorate: Directorate, quarter: Quarter, stage: Stage, by: User, today: date
) -> list[ReturnReminder]:
    """Bring the next reminder of a return forward to now. It counts as one of the three.

    `stage` is the one that was confirmed: a second click finds another one next, and is refused. Raises Refused.
    """
    held = Quarter.objects.select_for_update(of=("self",)).select_related("year").get(pk=quarter.pk)
    _, rows = by_hand(directorate, held, today=today)
    if any(row.stage != stage for row in rows):
        raise Refused(f"The {stage.label.lower()} of this return has gone out already.")
    for row in rows:
        row.asked_by = by
    # One that the schedule queued at this very moment is the same reminder.
    ReturnReminder.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(ring)
    return rows


# Sending --------------------------------------------------------------------------------------------------------------


def send_waiting(today: date, *, queued: int = 0) -> Sent:
    """One e-mail to each person for all that waits for them. Where the mail server is down, the rest waits as well."""
    _give_up_on_dead_workers()
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for pk, person in ReturnReminder.objects.to_send(clock.wall_now()).values_list("pk", "person"):
        waiting[person].append(pk)
    letters = 0
    for ids in waiting.values():
        delivery = _send_to_one(ids, today)
        letters += bool(delivery and delivery.is_sent)
        if delivery and delivery.of_server:
            return Sent(queued, letters, server_answers=False)
    return Sent(queued, letters)


def _give_up_on_dead_workers() -> None:
    """It may have gone just before the worker died: never twice is held to be better than certainly once."""
    left = ReturnReminder.objects.left_by_a_dead_worker(clock.wall_now())
    left.update(state=ReminderState.UNKNOWN, failure=WORKER_DIED)


def _send_to_one(ids: Collection[int], today: date) -> Delivery | None:
    """Claim a person's reminders, send them as one e-mail, and write down what became of it."""
    rows = claim(ids)
    items = _still_needed(rows, today)
    if not items:
        return None
    needed = [item.reminder for item in items]
    letter = _written(items, today)
    delivery = deliver(letter) if letter else NOT_WRITTEN
    _record(needed, delivery)
    return delivery


def _written(items: Sequence[DigestItem], today: date) -> Letter | None:
    """The e-mail; nothing where it cannot be written, so that the others get theirs all the same."""
    try:
        return letter_to(items[0].reminder.person, items, today=today)
    except Exception:
        logger.exception("A reminder could not be written")
        return None


@transaction.atomic
def claim(ids: Collection[int]) -> list[ReturnReminder]:
    """Take what is still there to be sent, in a transaction that ends before the e-mail goes.

    Of two workers at once, the second waits for the first to have claimed, and finds nothing left.
    """
    now, token = clock.wall_now(), uuid.uuid4()
    free = ReturnReminder.objects.to_send(now).filter(pk__in=ids)
    rows = list(
        free.select_for_update(of=("self",))
        .select_related("person__reminders_stopped", "directorate", "quarter__year")
        .order_by("quarter__starts_on", "directorate__order", "pk")
    )
    for row in rows:
        row.state, row.claim, row.claimed_at = ReminderState.SENDING, token, now
        row.attempts += 1
    ReturnReminder.objects.bulk_update(rows, ["state", "claim", "claimed_at", "attempts"])
    return rows


def _still_needed(rows: Sequence[ReturnReminder], today: date) -> list[DigestItem]:
    """What the e-mail says: a return that came in meanwhile, or a person who has left, needs no reminder any more."""
    if not rows:
        return []
    quarters = {row.quarter_id: row.quarter for row in rows}
    found = read_sheets_of(
        list(quarters.values()), directorates={row.directorate_id for row in rows}, today=today
    )
    sheets = {(sheet.quarter.pk, sheet.directorate.pk): sheet for sheet in found}
    newest = {(row.quarter_id, row.directorate_id): row for row in sorted(rows, key=_stage_number)}
    items, rest = [], []
    for row in rows:
        sheet = sheets.get((row.quarter_id, row.directorate_id))
        overtaken = newest[row.quarter_id, row.directorate_id] is not row
        why = OVERTAKEN if overtaken else _why_not(row, sheet)
        if why or sheet is None:
            row.failure = why
            rest.append(row)
        else:
            items.append(DigestItem(row, sheet))
    _record_not_needed(rest)
    return items


def _stage_number(row: ReturnReminder) -> int:
    return Stage(row.stage).number


def _why_not(row: ReturnReminder, sheet: ReturnSheet | None) -> str:
    if not row.person.is_active:
        return "The account was closed."
    if hasattr(row.person, "reminders_stopped"):
        return "This person has stopped their reminders."
    if sheet is None or not has_to_act(Role(row.role), sheet.state):
        return "Nothing was left to do: the return had come in, or its quarter was locked."
    return ""


# What became of it ----------------------------------------------------------------------------------------------------


def _record_not_needed(rows: Iterable[ReturnReminder]) -> None:
    for row in rows:
        _own(row).update(state=ReminderState.NOT_NEEDED, failure=row.failure)


def _record(rows: Sequence[ReturnReminder], delivery: Delivery) -> None:
    """Only the worker that holds the claim writes; `sent_at` is by the portal's own clock, as people read it."""
    sent_at = clock.now() if delivery.is_sent else None
    for row in rows:
        state = STATE_AFTER[delivery.outcome]
        if state == ReminderState.FAILED and row.attempts >= MOST_ATTEMPTS:
            state = ReminderState.REFUSED
        _own(row).update(
            state=state,
            failure=delivery.why,
            sent_at=sent_at,
            try_again_at=clock.wall_now() + wait_after(row.attempts),
        )


def _own(row: ReturnReminder) -> ReturnReminderQuerySet:
    return ReturnReminder.objects.filter(pk=row.pk, claim=row.claim)


# The doorbell ---------------------------------------------------------------------------------------------------------


def ring() -> bool:
    """Tell a worker that reminders wait. Where the queue does not answer, the next run of the schedule sends them."""
    from performance.tasks import send_reminders

    try:
        send_reminders.delay()
    except Exception as silence:  # whatever fails here, the rows are stored
        logger.warning("The queue does not answer (%s); reminders wait for the schedule.", silence)
        return False
    return True
