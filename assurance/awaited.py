"""The reports that could be made and that nobody has asked for: of locked quarters, and of years locked whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from assurance.models import Report, ReportAudience, Snapshot
from core import periods
from organisation.models import Quarter


@dataclass(frozen=True)
class Awaited:
    """One report to ask for. `of` is its quarter or its year; `quarter` is the one whose lock made it possible."""

    audience: ReportAudience
    of: str
    quarter: Quarter

    @property
    def name(self) -> str:
        return f"{self.audience.title}, {self.of}"


def reports_awaited() -> list[Awaited]:
    """What is due and was never asked for, newest quarter first, a year before its quarters: four queries."""
    due = sorted(ReportAudience.objects.on_lock(), key=lambda each: not each.spans_year)
    snapshots = _newest_of_locked_quarters()
    years: dict[int, list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        years[snapshot.quarter.year_id].append(snapshot)
    found: list[Awaited] = []
    for snapshot in snapshots:
        of_year = years[snapshot.quarter.year_id]
        found += [
            Awaited(each, _of(each, snapshot), snapshot.quarter)
            for each in due
            if _lacks(each, snapshot, of_year)
        ]
    return found


def _of(audience: ReportAudience, snapshot: Snapshot) -> str:
    return str(snapshot.quarter.year.label if audience.spans_year else snapshot.quarter.label)


def _lacks(audience: ReportAudience, snapshot: Snapshot, of_year: Sequence[Snapshot]) -> bool:
    """Whether it could be made of this snapshot, and nobody has asked for it."""
    made = [report for report in snapshot.reports.all() if report.audience_id == audience.pk]
    if not audience.spans_year:
        return not made
    return snapshot.quarter.number == periods.QUARTERS_A_YEAR and _lacks_annual(made, of_year)


def _newest_of_locked_quarters() -> list[Snapshot]:
    reports = Report.objects.prefetch_related(Prefetch("sources", Snapshot.objects.only("pk")))
    snapshots = Snapshot.objects.of_locked_quarters().newest().select_related("quarter__year").defer("pack")
    return list(snapshots.prefetch_related(Prefetch("reports", reports)).order_by("-quarter__starts_on"))


def _lacks_annual(made: Sequence[Report], of_year: Sequence[Snapshot]) -> bool:
    """Whether the year is locked whole, and no annual report was asked for of these snapshots, nor is being made."""
    if len(of_year) < periods.QUARTERS_A_YEAR:
        return False
    now = {snapshot.pk for snapshot in of_year}
    return not any(
        report.is_unfinished or {source.pk for source in report.sources.all()} == now for report in made
    )
