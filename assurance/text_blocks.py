"""Texts that people write for a quarter's reports, as a snapshot keeps them: plain values, without any markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TextKind(StrEnum):
    """What a text is: of the whole quarter, of one directorate, or of one audience."""

    FOREWORD = "foreword"
    MESSAGES = "key-messages"
    COMMENTARY = "commentary"


@dataclass(frozen=True)
class TextBlock:
    """One text with its heading. `directorate` is the slug of the directorate that wrote it, `audience` of the one
    audience that it is for; `part` is the part of the meeting that it belongs to; one `of_year` was written for the
    report of the year that ends with the quarter, and stands in no other."""

    kind: TextKind
    heading: str
    text: str
    directorate: str = ""
    audience: str = ""
    part: int = 1
    provenance: str = ""
    of_year: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text by its lines: each that is not empty is a paragraph."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())


def leading(texts: Iterable[TextBlock]) -> tuple[TextBlock, ...]:
    """Those that stand before the figures: the foreword, then the key messages; commentaries stand in the schedules."""
    found = list(texts)
    return (*of_kind(found, TextKind.FOREWORD), *of_kind(found, TextKind.MESSAGES))


def of_kind(texts: Iterable[TextBlock], kind: TextKind) -> tuple[TextBlock, ...]:
    return tuple(text for text in texts if text.kind == kind and text.paragraphs)
