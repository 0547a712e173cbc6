"""What whoever publishes a report should know of its cover sheet, which was frozen with its quarter."""

from collections.abc import Iterator

from assurance.cover_sheet import CoverSheet
from assurance.models import Report
from assurance.pack import AssurancePack
from assurance.papers.suggested import outdated
from assurance.report_source import Unreadable, read


def cover_sheet_said(report: Report) -> tuple[str, ...]:
    """Sentences; none where the report prints no cover sheet, or one that is confirmed and says what its figures do."""
    if "cover-sheet" not in report.made_for.section_slugs:
        return ()
    try:
        pack = read(report.snapshot)
    except Unreadable:  # said where the report is made or published
        return ()
    sheet = pack.cover_sheet_of_year if report.spans_year else pack.cover_sheet
    return tuple(_said(sheet, pack, spans_year=report.spans_year)) if sheet else ()


def _said(sheet: CoverSheet, pack: AssurancePack, *, spans_year: bool) -> Iterator[str]:
    if sheet.is_draft:
        yield "Nobody had filled in its cover sheet when the quarter was locked: it says what the records suggest."
        return
    if not sheet.is_confirmed:
        yield "Its cover sheet is not confirmed: it has no initials."
    for each in outdated(sheet, pack, spans_year=spans_year):
        yield f"Its cover sheet is outdated: of {each.label.lower()}, the figures say “{each.suggested}”"
