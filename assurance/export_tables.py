"""The list of reports as a file."""

from collections.abc import Iterable

from assurance.models import Report
from core.exports import Column, Kind, Table


def reports(found: Iterable[Report]) -> Table:
    """Reports that are ready, newest first."""
    columns = [
        Column("Report", width=30),
        Column("For", width=24),
        Column("Of", width=12),
        Column("Version", Kind.NUMBER, 9),
        Column("Made of", width=16),
        Column("Made", Kind.DAY, 18),
        Column("Pages", Kind.NUMBER, 8),
        Column("Bytes", Kind.NUMBER, 12),
    ]
    cells = [
        [
            report.title,
            report.audience.name,
            report.period_label,
            report.version,
            "open quarter" if report.snapshot.is_position else "locked quarter",
            report.ready_at,
            report.pages,
            report.size,
        ]
        for report in found
    ]
    return Table("reports", "Assurance reports", columns, cells)
