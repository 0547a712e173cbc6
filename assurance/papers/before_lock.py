"""What whoever locks a quarter should know of its cover sheet, because it is frozen with it."""

from dataclasses import dataclass
from datetime import date

from assurance.models import CoverSheet
from assurance.papers.cover_actions import sheet_of
from assurance.papers.quarters import figures_pack
from assurance.papers.suggested import Outdated, outdated
from organisation.models import Quarter


@dataclass(frozen=True)
class SheetBeforeLock:
    is_confirmed: bool
    outdated: tuple[Outdated, ...]


def sheet_before_lock(quarter: Quarter, *, today: date) -> SheetBeforeLock | None:
    """None while nobody has saved a sheet: then it says what the records do."""
    if not CoverSheet.objects.filter(quarter=quarter).exists():
        return None
    pack = figures_pack(quarter, today=today)
    sheet = sheet_of(quarter, pack)
    return SheetBeforeLock(sheet.is_confirmed, outdated(sheet, pack))
