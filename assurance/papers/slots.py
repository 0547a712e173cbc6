"""The texts that a quarter can have, written or not: a foreword, key messages, and each directorate's commentary.

The last quarter of a year has all of them twice: the second ones are the annual report's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assurance.models import QuarterText, ReportAudience
from assurance.text_blocks import TextBlock, TextKind
from core import periods
from organisation.models import Directorate, Quarter, User
from organisation.rights import Permission
from programmes.models import Part


@dataclass(frozen=True)
class Slot:
    """One place for a text. `slug` is its address within the quarter; `text` is what stands there."""

    slug: str
    kind: TextKind
    heading: str
    hint: str
    directorate: Directorate | None = None
    audience: ReportAudience | None = None
    spans_year: bool = False
    text: QuarterText | None = None

    @property
    def name(self) -> str:
        about = f"{self.heading}: {self.directorate}" if self.directorate else self.heading
        return f"{about}, for the year" if self.spans_year else about

    @property
    def group(self) -> str:
        """The heading under which it is listed."""
        if self.spans_year:
            return "For the annual report"
        return "For one audience alone" if self.audience else "For every report of the quarter"

    @property
    def is_written(self) -> bool:
        return bool(self.text and self.text.text.strip())

    @property
    def is_draft(self) -> bool:
        return bool(self.is_written and self.text and self.text.is_draft)

    @property
    def is_private(self) -> bool:
        return bool(self.text and self.text.part == Part.PRIVATE)

    @property
    def belongs_to(self) -> dict[str, object]:
        """The values by which its row is found, or made."""
        return {
            "kind": self.kind.value,
            "directorate": self.directorate,
            "audience": self.audience,
            "spans_year": self.spans_year,
        }


def slots_of(quarter: Quarter) -> list[Slot]:
    """Every text that the quarter can have, in the order of the report: three queries.

    A text whose audience was retired since stays where it was written.
    """
    written = {
        (row.kind, row.directorate_id, row.audience_id, row.spans_year): row
        for row in QuarterText.objects.filter(quarter=quarter)
    }
    used = {audience for _, _, audience, _ in written}
    audiences = [each for each in ReportAudience.objects.all() if not each.is_retired or each.pk in used]
    directorates = list(Directorate.objects.all())
    slots = list(_of_all(directorates))
    if quarter.number == periods.QUARTERS_A_YEAR:
        slots += map(_of_the_year, slots[:])
    slots += _of_one(audiences)
    return [replace(slot, text=written.get(_key(slot))) for slot in slots]


def _of_all(directorates: Iterable[Directorate]) -> Iterator[Slot]:
    yield Slot(TextKind.FOREWORD.value, TextKind.FOREWORD, "Foreword", "Opens every report of the quarter.")
    yield Slot(
        TextKind.MESSAGES.value,
        TextKind.MESSAGES,
        "Key messages",
        "What to take away from the quarter, whoever reads it.",
    )
    for directorate in directorates:
        yield Slot(
            f"{TextKind.COMMENTARY.value}-{directorate.slug}",
            TextKind.COMMENTARY,
            "Commentary",
            "Stands above the directorate’s schedule of KPIs.",
            directorate=directorate,
        )


def _of_the_year(slot: Slot) -> Slot:
    hint = slot.hint.replace("every report of the quarter", "the annual report").replace(
        "the quarter", "the year"
    )
    return replace(slot, slug=f"year-{slot.slug}", hint=hint, spans_year=True)


def _of_one(audiences: Iterable[ReportAudience]) -> Iterator[Slot]:
    for audience in audiences:
        if audience.directorate_id:  # its commentary says it
            continue
        yield Slot(
            f"{TextKind.MESSAGES.value}-{audience.slug}",
            TextKind.MESSAGES,
            f"Key messages for {audience}",
            "Stands in the report for this audience alone.",
            audience=audience,
        )


def _key(slot: Slot) -> tuple[str, int | None, int | None, bool]:
    return slot.kind.value, _pk(slot.directorate), _pk(slot.audience), slot.spans_year


def _pk(row: Directorate | ReportAudience | None) -> int | None:
    return row.pk if row else None


def writable_by(user: User, slots: Iterable[Slot]) -> list[Slot]:
    """The assurance team writes all of them; a directorate its own commentary."""
    ids = user.directorate_ids_for(Permission.WRITE_TEXTS)
    return [slot for slot in slots if ids is None or (slot.directorate and slot.directorate.pk in ids)]


def blocks_of(quarter: Quarter) -> tuple[TextBlock, ...]:
    """The texts that are written, as the snapshot keeps them."""
    return tuple(
        TextBlock(
            kind=slot.kind,
            heading=slot.heading,
            text=slot.text.text,
            directorate=slot.directorate.slug if slot.directorate else "",
            audience=slot.audience.slug if slot.audience else "",
            part=slot.text.part,
            provenance=slot.text.provenance,
            of_year=slot.spans_year,
        )
        for slot in slots_of(quarter)
        if slot.text and slot.is_written
    )
