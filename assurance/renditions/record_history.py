"""The history of a record that a report prints figures of: what was recorded, by whom, when, why and from where.

It is the page that a KPI's figure has (history.py), for a budget heading, a project, a risk, an activity: the last
version before the report's snapshot is the one reported, and those after it say what has changed since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assurance.models import Report, Snapshot
from assurance.renditions import records, records_kpis
from assurance.renditions.history import REMOVED, Version, was_loaded
from assurance.renditions.parts import is_printed
from assurance.renditions.recorded import Dated, Printed, Record, Recorded, rows_of
from assurance.renditions.tables_kpis import said
from assurance.report_contents import ReportContents
from organisation.models import Quarter, User
from organisation.rights import Permission
from performance.trail import DELETED, THE_PORTAL

KINDS = records.KINDS | records_kpis.KINDS
"""The kinds of record by the first word of their address."""


@dataclass(frozen=True)
class RecordHistory:
    """The page: the figures as reported, and the versions of the record, newest first.

    `is_cut`: what was recorded after `until` is not for this reader yet.
    """

    record: Record
    printed: tuple[Printed, ...]
    versions: tuple[Version, ...]
    dated: tuple[Dated, ...]
    cut_off: datetime | None
    is_cut: bool

    @property
    def later(self) -> int:
        """How often it was recorded otherwise after the report."""
        return sum(version.is_later for version in self.versions)

    @property
    def origin(self) -> str:
        """Where what was reported is from: as the report says, else as the versions do that it prints."""
        said_of_it = ": ".join(filter(None, (said(self.record.provenance), self.record.source)))
        reported = (version for version in self.versions if version.is_reported)
        of_versions = (": ".join(filter(None, (each.provenance, each.source))) for each in reported)
        return said_of_it or "; ".join(dict.fromkeys(filter(None, of_versions)))

    @property
    def was_loaded(self) -> bool:
        return was_loaded(self.versions, self.cut_off)

    @property
    def is_known(self) -> bool:
        return any(version.is_reported for version in self.versions)


PRINTED_IN: Mapping[str, tuple[str, ...]] = {
    "ambition": ("ambitions",),
    "level": ("ambitions",),
    "project": ("projects",),
    "milestone": ("projects", "milestones"),
    "risk": ("risks", "frameworks"),
    "position": ("finance", "summary"),
    "budget": ("finance", "summary"),
    "fund": ("finance",),
    "running": ("running", "finance", "summary"),
    "activity": ("engagement",),
    "standard": ("engagement",),
    "target": ("schedules", "summary", "variation"),
    "exception": ("schedules", "summary"),
    "outlook": ("outlook",),
    "chart": ("variation",),
    "quality": ("complete",),
    "return": ("complete",),
}
"""The sections that print figures of each kind."""


def record_of(contents: ReportContents, kind: str, key: str) -> Record | None:
    """The record that the report prints under this key; None of one that it does not. Asks nothing yet."""
    found = KINDS.get(kind) if is_printed(contents, PRINTED_IN.get(kind, ())) else None
    if found is None:
        return None
    pack = contents.whole if _is_led_to(contents, kind, key) else contents.pack
    return next(found(pack, key), None)


def _is_led_to(contents: ReportContents, kind: str, key: str) -> bool:
    """Whether a section's first sentence says a figure of it: that is of all, also where a report of exceptions lists
    some, as of the risk that stands highest and is not high."""
    ledes = (lede for section, lede in contents.ledes.items() if section in contents.order)
    return any((part.kind, part.key) == (kind, key) for lede in ledes for part in lede.parts)


def record_history_of(
    report: Report, contents: ReportContents, *, kind: str, key: str, user: User
) -> RecordHistory | None:
    """The history of a record that the report prints; None of one that it does not. Seven queries at most."""
    record = record_of(contents, kind, key)
    if record is None:
        return None
    frozen_at = report.snapshot.taken_at
    until = _until(report, record, user)
    return RecordHistory(
        record=record,
        printed=record.printed,
        versions=_versions(record, frozen_at, until, user),
        dated=tuple(each for each in record.dated() if until is None or each.on <= until.date())[::-1],
        cut_off=report.snapshot.cut_off,
        is_cut=until is not None,
    )


def _until(report: Report, record: Record, user: User) -> datetime | None:
    """Up to when somebody may read: staff, all; others what was locked, and of what is held back no more than that."""
    quarter = report.snapshot.quarter
    if user.may(Permission.VIEW_OPEN_QUARTERS) or (quarter.is_closed and not record.is_held_back):
        return None
    if not quarter.is_closed:
        return report.snapshot.taken_at
    newest = Snapshot.objects.filter(quarter=quarter).order_by("-version").values_list("taken_at", flat=True)
    return newest.first() or report.snapshot.taken_at


def _versions(record: Record, frozen_at: datetime, until: datetime | None, user: User) -> tuple[Version, ...]:
    """Newest first. Savings that left the figures as they were are no versions of them."""
    rows = [pair for pair in rows_of(record.recorded) if until is None or pair[1].history_date <= until]
    rows = _without_open_quarters(rows, frozen_at, user)
    told = list(_told(sorted(rows, key=lambda pair: (pair[1].history_date, pair[1].history_id))))
    reported: dict[tuple[type, int], Any] = {
        _which(row): row for _, row, _ in told if row.history_date <= frozen_at
    }
    own = {id(each): each.may_read(user) for each in record.recorded}
    versions = (
        Version(
            at=row.history_date,
            who=str(row.history_user or THE_PORTAL),
            period=recorded.of(row),
            text=text,
            provenance=said(_origin(row)[0]) or "",
            source=_origin(row)[1],
            why=(row.history_change_reason or "") if own[id(recorded)] else "",
            is_reported=row.history_type != DELETED and reported.get(_which(row)) is row,
            is_later=row.history_date > frozen_at,
        )
        for recorded, row, text in reversed(told)
        if own[id(recorded)] or reported.get(_which(row)) is row
    )
    return tuple(versions)


def _without_open_quarters(
    rows: list[tuple[Recorded, Any]], frozen_at: datetime, user: User
) -> list[tuple[Recorded, Any]]:
    """Without what was recorded after the report in a quarter that is open again, for whoever may not see that."""
    if user.may(Permission.VIEW_OPEN_QUARTERS) or not any(recorded.day for recorded, _ in rows):
        return rows
    closed = list(Quarter.objects.closed().values_list("starts_on", "ends_on"))

    def is_told(recorded: Recorded, row: Any) -> bool:
        if recorded.day is None or row.history_date <= frozen_at:
            return True
        return any(first <= recorded.day(row) <= last for first, last in closed)

    return [(recorded, row) for recorded, row in rows if is_told(recorded, row)]


def _told(rows: list[tuple[Recorded, Any]]) -> Iterator[tuple[Recorded, Any, str]]:
    """Oldest first, each in words, without those that say what the one before them said."""
    before: dict[tuple[type, int], tuple[str, ...]] = {}
    for recorded, row in rows:
        text = REMOVED if row.history_type == DELETED else recorded.text(row)
        says = (text, *_origin(row))
        if before.get(_which(row)) != says:
            yield recorded, row, text
        before[_which(row)] = says


def _which(row: Any) -> tuple[type, int]:
    return type(row), row.id


def _origin(row: Any) -> tuple[str, str]:
    """Where it is from, and by which source; a return is from nowhere but the portal."""
    return getattr(row, "provenance", ""), getattr(row, "source", "")
