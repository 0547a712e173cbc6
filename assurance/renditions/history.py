"""The history of one figure of a report: what was recorded, by whom, when and from where, and what it says today.

The report says what its snapshot says; one over the year, what that of the figure's own quarter does. A version
recorded after that snapshot was taken is marked as later; whoever may not see the figure as it stands now, because its
quarter is open again, is shown the versions up to the report alone: of a figure that a national body publishes, what it
says today as well, and never what was returned meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assurance.models import Report, Snapshot
from assurance.renditions.tables_kpis import rows_of, said
from assurance.report_contents import ReportContents
from assurance.report_quarters import Source, source_of
from core import clock, periods
from core.figures import format_figure
from core.rag import RAG
from organisation.models import Quarter, User
from organisation.rights import Permission
from performance import assessment
from performance.drawing import spoken
from performance.models import KPI, KPIValue
from performance.pages import PeriodFigure, ScorecardRow
from performance.records import KPIRecord, read_records
from performance.trail import DELETED, THE_PORTAL

NOT_COLLECTED, REMOVED, NOTHING = "Not collected", "Removed", "No figure"


@dataclass(frozen=True)
class Version:
    """What was recorded at one moment, of the quarter or of one of its months.

    `is_reported`: the one that the report prints. `is_later`: recorded after the report's snapshot was taken.
    """

    at: datetime
    who: str
    period: str
    text: str
    provenance: str
    source: str
    why: str
    is_reported: bool
    is_later: bool


@dataclass(frozen=True)
class Today:
    """What the portal says of the figure now."""

    text: str
    rag: RAG | None
    has_changed: bool
    rating_has_changed: bool


@dataclass(frozen=True)
class FigureHistory:
    """The page: the figure as reported and as it stands, and its versions, newest first.

    `today` is None for whoever may not see it. `months` are the versions of the months that make the quarter.
    `snapshot` is the one that the printed figure is from, `cut_off` the moment whose figures it holds.
    """

    row: ScorecardRow
    figure: PeriodFigure
    quarter: periods.Quarter
    reported: str
    provenance: str
    today: Today | None
    snapshot: Snapshot
    cut_off: datetime
    versions: tuple[Version, ...]
    months: tuple[Version, ...]

    @property
    def printed_otherwise(self) -> str:
        """What the source prints, where that is not what the report does."""
        printed = self.figure.printed
        return "" if printed in (self.figure.text, self.reported) else printed

    @property
    def is_known(self) -> bool:
        """Whether the version that was reported is among those recorded."""
        return any(version.is_reported for version in self.versions)

    @property
    def was_loaded(self) -> bool:
        """Whether the history begins after the moment whose figures the report holds, as of published documents."""
        return was_loaded(self.versions, self.cut_off)


def history_of(
    report: Report, contents: ReportContents, *, kpi: str, quarter: periods.Quarter, user: User
) -> FigureHistory | None:
    """The history of a figure that the report prints; None of one that it does not. Seven queries, and one more for a
    report over the year."""
    found = _printed(contents, kpi, quarter)
    if found is None:
        return None
    row, figure = found
    record = _record(kpi, user)
    may_see_all = record is not None and _may_see(quarter, user)
    may_see_today = record is not None and (may_see_all or quarter in record.values)
    source = source_of(contents.sources, kpi, quarter)
    snapshot = _snapshot(report, source)
    rows = _rows(kpi, quarter, until=None if may_see_all else snapshot.taken_at)
    of_quarter = [each for each in rows if each.period_kind == periods.PeriodKind.QUARTER]
    return FigureHistory(
        row=row,
        figure=figure,
        quarter=quarter,
        reported=_capital(spoken(figure)),
        provenance=said(figure.provenance) or "",
        today=_today(figure, record, quarter) if record and may_see_today else None,
        snapshot=snapshot,
        cut_off=source.cut_off or snapshot.taken_at,
        versions=_versions(of_quarter, snapshot.taken_at),
        months=_versions([each for each in rows if each not in of_quarter], snapshot.taken_at),
    )


def _snapshot(report: Report, source: Source) -> Snapshot:
    """The row of the snapshot that a figure is from."""
    of_quarter = (each for each in report.made_of if each.quarter.slug == source.quarter_slug)
    return next(of_quarter, report.snapshot)


def _printed(
    contents: ReportContents, kpi: str, quarter: periods.Quarter
) -> tuple[ScorecardRow, PeriodFigure] | None:
    for row in rows_of(contents):
        for figure in row.figures:
            if row.slug == kpi and figure.starts_on == quarter.starts_on:
                return row, figure
    return None


def _record(kpi: str, user: User) -> KPIRecord | None:
    """The KPI as it stands, as far as the person may see it."""
    values = KPIValue.objects.visible_to(user)
    records = read_records(KPI.objects.visible_to(user).filter(slug=kpi), values=values, today=clock.today())
    return records[0] if records else None


def _may_see(period: periods.Quarter, user: User) -> bool:
    """Whether the person may see what a quarter says now, even where that is nothing any more."""
    closed = Quarter.objects.closed().filter(starts_on=period.starts_on)
    return user.may(Permission.VIEW_OPEN_QUARTERS) or closed.exists()


def _rows(kpi: str, quarter: periods.Quarter, until: datetime | None) -> list[Any]:
    """The history of the quarter's row and of its months', oldest first: one query, with the people."""
    history = KPIValue.history.filter(
        kpi__slug=kpi, starts_on__gte=quarter.starts_on, ends_on__lte=quarter.ends_on
    )
    if until:
        history = history.filter(history_date__lte=until)
    return list(history.select_related("history_user", "kpi").order_by("history_date", "history_id"))


def _today(figure: PeriodFigure, record: KPIRecord, quarter: periods.Quarter) -> Today:
    now = record.figure(quarter)
    return Today(
        text=_capital(spoken(now)),
        rag=now.rag,
        has_changed=spoken(now) != spoken(figure),
        rating_has_changed=now.rag != figure.rag,
    )


def _versions(rows: Iterable[Any], frozen_at: datetime) -> tuple[Version, ...]:
    """Newest first. Of each period the last one before the snapshot is the one that was reported."""
    found = list(rows)
    reported = {row.id: row.history_id for row in found if row.history_date <= frozen_at}
    return tuple(
        _version(
            row, is_reported=reported.get(row.id) == row.history_id, is_later=row.history_date > frozen_at
        )
        for row in reversed(found)
    )


def _version(row: Any, *, is_reported: bool, is_later: bool) -> Version:
    period = periods.period_for(periods.PeriodKind(row.period_kind), row.starts_on)
    return Version(
        at=row.history_date,
        who=str(row.history_user or THE_PORTAL),
        period=period.label,
        text=text_of(row),
        provenance=said(row.provenance) or "",
        source=row.source,
        why=row.history_change_reason or "",
        is_reported=is_reported and row.history_type != DELETED,
        is_later=is_later,
    )


def was_loaded(versions: Iterable[Version], cut_off: datetime | None) -> bool:
    """Whether what was reported was written down here only after that."""
    return any(each.is_reported and cut_off is not None and each.at > cut_off for each in versions)


def text_of(row: Any) -> str:
    """What a row of a figure's history says, in words."""
    if row.history_type == DELETED:
        return REMOVED
    if row.not_collected:
        return NOT_COLLECTED
    both = (assessment.first_figure(row.kpi, row), assessment.second_figure(row.kpi, row))
    return ", ".join(filter(None, map(format_figure, both))) or NOTHING


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
