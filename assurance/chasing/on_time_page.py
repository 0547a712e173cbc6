"""The on-time record: quarters across directorates, and the share that came in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from assurance.chasing.on_time import Judgement, Share, judge, share_of
from organisation.models import Directorate, Quarter
from performance.models import KPI, KPIValue, Return
from performance.records import KPIRecord, read_records

SHOWN = 8
"""Quarters shown unless all are asked for: two years."""


@dataclass(frozen=True)
class OnTimeRow:
    """One quarter: a judgement for each directorate in the table's order, None for one that reported nothing then."""

    quarter: Quarter
    directorates: tuple[Directorate, ...]
    cells: tuple[Judgement | None, ...]

    @property
    def by_directorate(self) -> tuple[tuple[Directorate, Judgement | None], ...]:
        return tuple(zip(self.directorates, self.cells, strict=True))

    @property
    def share(self) -> Share:
        return share_of(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class OnTimePage:
    """Newest quarter first."""

    directorates: tuple[Directorate, ...]
    rows: tuple[OnTimeRow, ...]
    has_more: bool
    is_illustrative: bool

    @property
    def by_directorate(self) -> tuple[tuple[Directorate, Share], ...]:
        """The share of each directorate over all quarters shown."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        shares = (share_of(cell for cell in column if cell) for column in columns)
        return tuple(zip(self.directorates, shares, strict=True))

    @property
    def share(self) -> Share:
        return share_of(cell for row in self.rows for cell in row.cells if cell)


def build_on_time(today: date, *, all_quarters: bool = False) -> OnTimePage:
    """Five queries. Only quarters returned here: what was loaded as published came neither early nor late."""
    held = Return.objects.filter(quarter=OuterRef("pk"))
    quarters = list(
        Quarter.objects.filter(Exists(held), ends_on__lt=today).select_related("year").order_by("-starts_on")
    )
    shown = quarters if all_quarters else quarters[:SHOWN]
    filings = {
        (filing.quarter_id, filing.directorate_id): filing
        for filing in Return.objects.filter(quarter__in=shown)
    }
    records = read_records(KPI.objects.all(), values=KPIValue.objects.none(), today=today)
    directorates = sorted(
        {record.kpi.team.directorate for record in records}, key=lambda each: (each.order, each.name)
    )
    reporting = [(quarter, _reporting(quarter, records)) for quarter in shown]
    rows = tuple(_row(quarter, ids, directorates, filings, today) for quarter, ids in reporting)
    return OnTimePage(
        directorates=tuple(directorates),
        rows=rows,
        has_more=len(shown) < len(quarters),
        is_illustrative=any(filing.provenance_note for filing in filings.values()),
    )


def _reporting(quarter: Quarter, records: Iterable[KPIRecord]) -> set[int]:
    """The directorates that had a KPI due in the quarter, as it was defined then."""
    period = quarter.period
    return {record.kpi_at(period).team.directorate_id for record in records if record.is_due(period)}


def _row(
    quarter: Quarter,
    reporting: set[int],
    directorates: Sequence[Directorate],
    filings: Mapping[tuple[int, int], Return],
    today: date,
) -> OnTimeRow:
    return OnTimeRow(
        quarter,
        tuple(directorates),
        tuple(
            _judge(quarter, filings.get((quarter.pk, directorate.pk)), today)
            if directorate.pk in reporting
            else None
            for directorate in directorates
        ),
    )


def _judge(quarter: Quarter, filing: Return | None, today: date) -> Judgement:
    submitted = filing.came_at if filing else None
    returned_on = timezone.localtime(submitted).date() if submitted else None
    return judge(quarter.due_on, returned_on, today=today, is_closed=quarter.is_closed)
