"""What the note of a lock says line by line, so that a report can leave out what its readers may not know. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from assurance.lock_checks import PHRASES


class GapKind(IntEnum):
    """What was missing, in the order of the checks and of their phrases."""

    EARLY = 0
    INCOMPLETE = 1
    UNFRAMED = 2
    SENT_BACK = 3
    UNSIGNED = 4


OF_RETURNS = (GapKind.INCOMPLETE, GapKind.SENT_BACK, GapKind.UNSIGNED)


@dataclass(frozen=True)
class NamedGap:
    """One line of a note; `directorate` is the name of the one whose return it is of, `quarter` the one locked with it.

    A line that no check wrote has no kind: the note of a quarter that was loaded says what it likes.
    """

    text: str
    kind: GapKind | None = None
    directorate: str = ""
    quarter: str = ""

    @property
    def what(self) -> str:
        """What was missing. The names of KPIs, which may hold a colon, stand in brackets."""
        return self._parts[0]

    @property
    def why(self) -> str:
        """The reason for which it was accepted."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str]:
        names, bracket, why = self.text.partition("): ")
        if self.kind is GapKind.UNFRAMED and bracket:
            return f"{names})", why
        what, _, why = self.text.partition(": ")
        return what, why


def named_in(note: str) -> tuple[NamedGap, ...]:
    return tuple(_named(line) for line in note.splitlines())


def note_with(note: str, wanted: Callable[[NamedGap], bool]) -> str:
    """The wanted lines of a note."""
    return "\n".join(gap.text for gap in named_in(note) if wanted(gap))


@dataclass(frozen=True)
class QuarterNote:
    """The note with which one quarter was locked."""

    quarter: str
    text: str

    @property
    def exceptions(self) -> tuple[NamedGap, ...]:
        """What was missing, each with its reason."""
        return tuple(
            replace(gap, quarter=self.quarter) for gap in named_in(self.text) if gap.kind is not None
        )

    @property
    def remark(self) -> str:
        """What is said of the lock besides, as a quarter has it that was loaded."""
        return note_with(self.text, lambda gap: gap.kind is None)


def remarks_of(notes: Sequence[QuarterNote]) -> tuple[str, ...]:
    """A sentence for each remark: which of several quarters have it, unless all do."""
    remarks = dict.fromkeys(each.remark for each in notes if each.remark)
    return tuple(f"Locked with a note{_which(remark, notes)}: {remark}" for remark in remarks)


def _which(remark: str, notes: Sequence[QuarterNote]) -> str:
    quarters = [each.quarter for each in notes if each.remark == remark]
    return "" if len(quarters) == len(notes) else f" ({', '.join(quarters)})"


def _named(line: str) -> NamedGap:
    label = line.partition(":")[0]
    known = zip(GapKind, PHRASES, strict=True)
    kind = next((kind for kind, phrases in known if any(phrase in label for phrase in phrases)), None)
    return NamedGap(line, kind, label.rpartition(",")[0] if kind is GapKind.UNSIGNED else "")
