"""What a report says, from its row: its snapshot and the audience it was asked for, and nothing else.

The PDF, its HTML twin, the spreadsheet and the JSON are all made of these contents, so they cannot disagree.
"""

import logging
from datetime import datetime

from pydantic import ValidationError

from assurance import pack as packs
from assurance import report_contents
from assurance.models import Report, Snapshot
from assurance.report_contents import ReportContents
from core import periods

logger = logging.getLogger(__name__)


class Unreadable(Exception):
    """Why a report's snapshot cannot be rendered, in a sentence."""


def contents_of(report: Report) -> ReportContents:
    """Everything that a report prints. Raises Unreadable with a sentence for the person who asked."""
    of_year = snapshots_for(report)
    return report_contents.build(
        read(report.snapshot),
        report.made_for,
        version=report.version,
        packs_of_year=[read(snapshot) for snapshot in of_year],
        digests=[snapshot.sha256 for snapshot in of_year or [report.snapshot]],
        earlier=earlier_cut_off(report),
    )


def earlier_cut_off(report: Report) -> datetime | None:
    """When the figures of the version before were cut off. None of a first version, and of a position: it is one of
    many, and replaces none."""
    if report.version == 1 or report.snapshot.is_position:
        return None
    before = Report.objects.filter(
        audience=report.audience_id,
        snapshot__quarter=report.snapshot.quarter_id,
        snapshot__is_position=False,
        version=report.version - 1,
    )
    found = before.select_related("snapshot").defer("snapshot__pack").first()
    return max(snapshot.cut_off for snapshot in found.made_of) if found else None


def snapshots_for(report: Report) -> list[Snapshot]:
    """What a report over the year is made of: its four snapshots as they were when it was asked for, in order."""
    if not report.spans_year:
        return []
    sources = list(report.sources.select_related("quarter").order_by("quarter__starts_on"))
    if len(sources) < periods.QUARTERS_A_YEAR:
        raise Unreadable("An annual report needs all four quarters of the year locked.")
    return sources


def read(snapshot: Snapshot) -> packs.AssurancePack:
    """The pack of a snapshot, after its digest and the version of its shape have been checked."""
    if snapshot.schema != packs.SCHEMA:
        raise Unreadable(
            f"The snapshot of {snapshot.quarter} was taken by an older portal and cannot be read by this one. "
            "Reopen the quarter and lock it again to take a new one."
        )
    if packs.digest(snapshot.pack) != snapshot.sha256:
        raise Unreadable(
            f"The snapshot of {snapshot.quarter} is not the one that was frozen: its SHA-256 differs."
        )
    try:
        return packs.from_json(snapshot.pack)
    except ValidationError as misfit:
        logger.warning("Snapshot %s has another shape, at %d places.", snapshot.pk, misfit.error_count())
        raise Unreadable(
            f"The snapshot of {snapshot.quarter} is not of the shape that this portal reads. "
            "Reopen the quarter and lock it again to take a new one."
        ) from misfit
