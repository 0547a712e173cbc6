"""Variation on a board: what the process of each KPI says, in three queries however many KPIs there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core import periods
from core.provenance import Provenance
from performance.models import KPIValueQuerySet
from performance.pages import ScorecardRow
from performance.records import KPIRecord
from performance.variation.pages import Exhibit, Process
from performance.variation.process import (
    Decisions,
    Figures,
    PeriodRow,
    exhibit_of,
    process_of,
    read_decisions,
)


@dataclass(frozen=True)
class Board:
    """What was read for the KPIs of a quarter."""

    quarter: periods.Quarter
    figures: Mapping[int, Figures]
    decisions: Mapping[int, Decisions]

    def process(self, record: KPIRecord) -> Process | None:
        """What the process of a KPI says; None where fewer than ten points count."""
        return process_of(record, self.figures[record.kpi.pk], self.quarter, self.decisions[record.kpi.pk])

    def exhibits(self, records: Iterable[KPIRecord], rows: Sequence[ScorecardRow]) -> tuple[Exhibit, ...]:
        """The charts that a governing body should see: those of rows whose process gives cause, in their order."""
        wanted = {row.number for row in rows if gives_cause(row)}
        found = (
            exhibit_of(record, self.figures[record.kpi.pk], self.quarter, self.decisions[record.kpi.pk])
            for record in records
            if record.kpi.number in wanted
        )
        return tuple(each for each in found if each)


def read_board(records: Sequence[KPIRecord], quarter: periods.Quarter, seen: KPIValueQuerySet) -> Board:
    """Figures and decisions of these KPIs up to a quarter, as far as `seen` lets the reader see them."""
    ids = [record.kpi.pk for record in records]
    day = records[0].today if records else quarter.ends_on
    return Board(quarter, _figures(ids, quarter, seen), read_decisions(ids, on=day))


def gives_cause(row: ScorecardRow) -> bool:
    """Off target, of concern, or never to meet its target: with 13 points or more to say so."""
    process = row.process
    if process is None or not process.has_icons:
        return False
    return row.is_off_target or process.variation.startswith("concern") or process.assurance == "fail"


def _figures(ids: Sequence[int], quarter: periods.Quarter, seen: KPIValueQuerySet) -> Mapping[int, Figures]:
    """Months and quarters by KPI. What was invented counts for nothing and is not read."""
    rows = seen.filter(kpi_id__in=ids, ends_on__lte=quarter.ends_on).exclude(
        provenance=Provenance.ILLUSTRATIVE
    )
    months: dict[int, dict[periods.Month, PeriodRow]] = defaultdict(dict)
    quarters: dict[int, dict[periods.Quarter, PeriodRow]] = defaultdict(dict)
    for values in rows.order_by("kpi_id", "starts_on").values_list(*PeriodRow._fields):
        row = PeriodRow(*values)
        if row.period_kind == periods.PeriodKind.MONTH:
            months[row.kpi_id][periods.Month.containing(row.starts_on)] = row
        elif row.period_kind == periods.PeriodKind.QUARTER:
            quarters[row.kpi_id][periods.Quarter.containing(row.starts_on)] = row
    return {kpi_id: Figures(months[kpi_id], quarters[kpi_id]) for kpi_id in ids}
