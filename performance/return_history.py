"""What became of a return: when it was begun, submitted, taken back, sent back, signed off, by whom and why."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.changes import Change
from core.periods import PeriodKind
from performance.actions import ROW_SENT_BACK, SENT_BACK
from performance.models import KPIValue, Return
from performance.trail import CREATED, THE_PORTAL


def changes_of(filing: Return) -> tuple[Change, ...]:
    """Newest first: one query, and one for the words with which rows were sent back. Its row is made before the
    first step of anybody."""
    if filing.pk is None:
        return ()
    said = list(filing.history.select_related("history_user").order_by("-history_id"))
    found = list(_moves(said))
    if any(_is_row_sent_back(row) for row in said):
        found += _sent_back(filing)
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))


def _moves(said: Iterable[Any]) -> Iterator[Change]:
    for row in said:
        reason = row.history_change_reason or ""
        if reason and row.history_type != CREATED and not _is_row_sent_back(row):
            yield Change(at=row.history_date, by=_who(row), what=reason, why="")


def _is_row_sent_back(row: Any) -> bool:
    return (row.history_change_reason or "").startswith(ROW_SENT_BACK)


def _sent_back(filing: Return) -> Iterator[Change]:
    """Each row that was sent back, with the approver's words as they were then."""
    rows = KPIValue.history.filter(
        history_change_reason=SENT_BACK,
        period_kind=PeriodKind.QUARTER,
        starts_on=filing.quarter.starts_on,
        kpi__team__directorate=filing.directorate_id,
    )
    people = ("history_user__title", "history_user__email")
    wanted = ("history_date", "sent_back_comment", "kpi__short_name", *people)
    for row in rows.select_related("history_user", "kpi").only(*wanted).order_by("-history_id"):
        what = f"{ROW_SENT_BACK}{row.kpi.short_name}"
        yield Change(at=row.history_date, by=_who(row), what=what, why=row.sent_back_comment)


def _who(row: object) -> str:
    return str(getattr(row, "history_user", None) or THE_PORTAL)
