"""The reports that could be made and that nobody has asked for: of locked quarters, and of years locked whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from assurance.models import Report, Snapshot
from organisation.models import Quarter

QUARTERS_A_YEAR = 4


@dataclass(frozen=True)
class Awaited:
    """One report to ask for. `of` is its quarter or its year; `quarter` is the one whose lock made it possible."""

    kind: Report.Kind
    of: str
    quarter: Quarter

    @property
    def name(self) -> str:
        return f"{self.kind.label}, {self.of}"


def reports_awaited() -> list[Awaited]:
    """What was never asked for, newest quarter first, a year before its quarters: three queries."""
    snapshots = _newest_of_locked_quarters()
    years: dict[int, list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        years[snapshot.quarter.year_id].append(snapshot)
    found: list[Awaited] = []
    for snapshot in snapshots:
        quarter = snapshot.quarter
        if quarter.number == QUARTERS_A_YEAR and _lacks_annual(snapshot, years[quarter.year_id]):
            found.append(Awaited(Report.Kind.ANNUAL, quarter.year.label, quarter))
        if not any(report.kind == Report.Kind.QUARTERLY for report in snapshot.reports.all()):
            found.append(Awaited(Report.Kind.QUARTERLY, quarter.label, quarter))
    return found


def _newest_of_locked_quarters() -> list[Snapshot]:
    reports = Report.objects.prefetch_related(Prefetch("sources", Snapshot.objects.only("pk")))
    snapshots = Snapshot.objects.of_locked_quarters().newest().select_related("quarter__year").defer("pack")
    return list(snapshots.prefetch_related(Prefetch("reports", reports)).order_by("-quarter__starts_on"))


def _lacks_annual(last: Snapshot, of_year: Sequence[Snapshot]) -> bool:
    """Whether the year is locked whole, and no annual report was asked for of these snapshots, nor is being made."""
    if len(of_year) < QUARTERS_A_YEAR:
        return False
    now = {snapshot.pk for snapshot in of_year}
    return not any(
        report.is_unfinished or {source.pk for source in report.sources.all()} == now
        for report in last.reports.all()
        if report.kind == Report.Kind.ANNUAL
    )
