"""What has happened in a round so far: its moves, the versions of its snapshot, and who was reminded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.fields.json import KT, KeyTransform
from django.utils.dateparse import parse_datetime
from pydantic import TypeAdapter, ValidationError

from assurance.restated.lines import Restated
from assurance.restated.reasons import THE_PORTAL
from assurance.restated.since import REOPENED
from core.dates import in_words
from organisation.models import Quarter, QuarterState
from performance.models import ReminderState, ReturnReminder

_RESTATED: TypeAdapter[Restated | None] = TypeAdapter(Restated | None)
NOT_DELIVERED = (ReminderState.FAILED, ReminderState.REFUSED, ReminderState.UNKNOWN)
CREATED = "+"
CLOSED = (QuarterState.LOCKED, QuarterState.REPORTED)
MADE = {
    QuarterState.OPEN: "Opened for returns",
    QuarterState.LOCKED: "Locked",
    QuarterState.REPORTED: "Reported",
    QuarterState.UPCOMING: "Set up",
}


@dataclass(frozen=True)
class VersionRow:
    """One snapshot of the quarter: the moment whose figures it holds, by whom it was frozen, its digest, and what it
    restates."""

    number: int
    frozen_at: datetime
    taken_by: str
    sha256: str
    reports: int
    restated: Restated | None


@dataclass(frozen=True)
class MoveRow:
    """One move of the quarter from one state to another."""

    at: datetime
    who: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Reminded:
    """The reminders of one return: what was sent, and what did not arrive."""

    sent: int = 0
    last_on: str = ""
    failed: int = 0


def versions_of(quarter: Quarter) -> tuple[VersionRow, ...]:
    """Newest first: one query, without the packs themselves."""
    rows = (
        quarter.snapshots.defer("pack")
        .select_related("taken_by")
        .annotate(
            restated=KeyTransform("restated", F("pack")),
            as_of=KT("pack__head__cut_off"),
            ready=Count("reports", filter=Q(reports__ready_at__isnull=False)),
        )
        .order_by("-version")
    )
    return tuple(
        VersionRow(
            number=row.version,
            frozen_at=(parse_datetime(row.as_of) if row.as_of else None) or row.taken_at,
            taken_by=str(row.taken_by or THE_PORTAL),
            sha256=row.sha256,
            reports=row.ready,
            restated=_readable(row.restated),
        )
        for row in rows
    )


def _readable(values: Any) -> Restated | None:
    """None of a version that an earlier release froze in another shape."""
    try:
        return _RESTATED.validate_python(values)
    except ValidationError:
        return None


def moves_of(quarter: Quarter) -> tuple[MoveRow, ...]:
    """Each change of its state, oldest first, from its history: one query."""
    rows = list(quarter.history.select_related("history_user").order_by("history_id"))
    changed = [
        row
        for before, row in zip([None, *rows], rows, strict=False)
        if not before or before.state != row.state
    ]
    return tuple(_move(row) for row in changed)


def _move(row: Any) -> MoveRow:
    reason = row.history_change_reason or ""
    who = str(row.history_user or THE_PORTAL)
    if reason.startswith(REOPENED):
        return MoveRow(row.history_date, who, "Reopened", row.reopen_note)
    if row.history_type == CREATED and row.state in CLOSED:
        return MoveRow(row.history_date, who, f"Taken over as {row.get_state_display().lower()}")
    return MoveRow(row.history_date, who, MADE[QuarterState(row.state)])


def reminded_of(quarter: Quarter) -> dict[str, Reminded]:
    """By the slug of the directorate: one query."""
    by_directorate: defaultdict[str, list[ReturnReminder]] = defaultdict(list)
    for reminder in ReturnReminder.objects.of_a_quarter(quarter):
        by_directorate[reminder.directorate.slug].append(reminder)
    return {slug: _reminded(reminders) for slug, reminders in by_directorate.items()}


def _reminded(reminders: Sequence[ReturnReminder]) -> Reminded:
    sent = [reminder.sent_at for reminder in reminders if reminder.sent_at]
    return Reminded(
        sent=len(sent),
        last_on=in_words(max(sent)) if sent else "",
        failed=sum(reminder.state in NOT_DELIVERED for reminder in reminders),
    )
