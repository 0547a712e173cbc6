"""What whoever locks a quarter should know of its texts and cover sheets, because they are frozen with it.

None of it stops a lock: a report can do without a commentary. It is said, so that nobody freezes half a text unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from assurance.pack import AssurancePack
from assurance.papers.cover_actions import row_of, sheet_of
from assurance.papers.quarters import figures_pack
from assurance.papers.slots import Slot, slots_of
from assurance.papers.suggested import Outdated, outdated
from assurance.text_blocks import TextKind
from core import periods
from organisation.models import Quarter


@dataclass(frozen=True)
class SheetBeforeLock:
    """A cover sheet that somebody has saved, and where it says otherwise than the records do now."""

    name: str
    url: str
    is_confirmed: bool
    outdated: tuple[Outdated, ...]


@dataclass(frozen=True)
class PapersBeforeLock:
    """`sheets` are those with something to say; drafts are texts by name, `unsaid` directorates with no
    commentary."""

    sheets: tuple[SheetBeforeLock, ...]
    drafts: tuple[str, ...]
    unsaid: tuple[str, ...]

    @property
    def is_anything(self) -> bool:
        return bool(self.sheets or self.drafts or self.unsaid)


def papers_before_lock(quarter: Quarter, *, today: date) -> PapersBeforeLock:
    """A cover sheet that nobody has saved says what the records do: there is nothing to say of it."""
    pack, slots = figures_pack(quarter, today=today), slots_of(quarter)
    spans = (False, True) if quarter.number == periods.QUARTERS_A_YEAR else (False,)
    sheets = (_sheet(quarter, pack, spans_year=spans_year) for spans_year in spans)
    return PapersBeforeLock(
        sheets=tuple(each for each in sheets if each and (each.outdated or not each.is_confirmed)),
        drafts=tuple(slot.name for slot in slots if slot.is_draft),
        unsaid=tuple(_unsaid(slots, {each.directorate_slug for each in pack.performance.returns})),
    )


def _sheet(quarter: Quarter, pack: AssurancePack, *, spans_year: bool) -> SheetBeforeLock | None:
    if row_of(quarter, spans_year=spans_year) is None:
        return None
    sheet = sheet_of(quarter, pack, spans_year=spans_year)
    return SheetBeforeLock(
        name="cover sheet of the year" if spans_year else "cover sheet",
        url=reverse(f"assurance:cover_sheet_{'of_year' if spans_year else 'edit'}", args=[quarter.slug]),
        is_confirmed=sheet.is_confirmed,
        outdated=outdated(sheet, pack, spans_year=spans_year),
    )


def _unsaid(slots: Iterable[Slot], returning: set[str]) -> Iterable[str]:
    """The directorates with a return whose commentary on the quarter is not written; that on the year is its own."""
    for slot in slots:
        is_commentary = slot.kind is TextKind.COMMENTARY and not slot.spans_year
        if is_commentary and slot.directorate and slot.directorate.slug in returning and not slot.is_written:
            yield str(slot.directorate)
