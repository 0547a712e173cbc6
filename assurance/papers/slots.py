"""The texts that a quarter can have, written or not: a foreword, key messages, and each directorate's commentary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assurance.models import QuarterText, ReportAudience
from assurance.text_blocks import TextBlock, TextKind
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
    text: QuarterText | None = None

    @property
    def name(self) -> str:
        return f"{self.heading}: {self.directorate}" if self.directorate else self.heading

    @property
    def group(self) -> str:
        """The heading under which it is listed."""
        return "For one audience alone" if self.audience else "For every report"

    @property
    def is_written(self) -> bool:
        return bool(self.text and self.text.text.strip())

    @property
    def is_private(self) -> bool:
        return bool(self.text and self.text.part == Part.PRIVATE)

    @property
    def belongs_to(self) -> dict[str, object]:
        """The values by which its row is found, or made."""
        return {"kind": self.kind.value, "directorate": self.directorate, "audience": self.audience}


def slots_of(quarter: Quarter) -> list[Slot]:
    """Every text that the quarter can have, in the order of the report: three queries.

    A text whose audience was retired since stays where it was written.
    """
    written = {
        (row.kind, row.directorate_id, row.audience_id): row
        for row in QuarterText.objects.filter(quarter=quarter)
    }
    used = {audience for _, _, audience in written}
    audiences = [each for each in ReportAudience.objects.all() if not each.is_retired or each.pk in used]
    return [
        _with_text(slot, written.get((slot.kind.value, _pk(slot.directorate), _pk(slot.audience))))
        for slot in _places(Directorate.objects.all(), audiences)
    ]


def _places(directorates: Iterable[Directorate], audiences: Iterable[ReportAudience]) -> Iterator[Slot]:
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


def _with_text(slot: Slot, text: QuarterText | None) -> Slot:
    return Slot(slot.slug, slot.kind, slot.heading, slot.hint, slot.directorate, slot.audience, text)


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
        )
        for slot in slots_of(quarter)
        if slot.text and slot.is_written
    )
