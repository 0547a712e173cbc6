"""The cover sheet of a paper for the governing body, as a snapshot keeps it: plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Topic(StrEnum):
    """What the author confirms to have considered, in the order of the summary."""

    AIMS = "strategic-aims"
    QUALITY = "quality"
    RISK = "risk"
    BUDGET = "budget"
    LEGAL = "legal"
    PEOPLE = "people"
    TECHNOLOGY = "information-technology"
    EQUALITY = "equality-impact"
    INFORMATION = "freedom-of-information"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class Considered(StrEnum):
    """Yes, and nothing is to be done; something is to be done; or it was not considered."""

    YES = "yes"
    ACTION = "action-required"
    NO = "no"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


@dataclass(frozen=True)
class CoverLine:
    """One line of the monitoring and assurance summary."""

    topic: Topic
    answer: Considered
    comment: str = ""

    @property
    def needs_action(self) -> bool:
        return self.answer is Considered.ACTION


@dataclass(frozen=True)
class CoverSheet:
    """What the paper is, who brings it, what is asked of the meeting, and the monitoring and assurance summary.

    `author` and `sponsor` are role titles. The confirmation is the initials, role and date of whoever stands for the
    summary; a sheet without them is not confirmed. `is_draft`: nobody has saved it, it is what the records suggest.
    """

    meeting: str
    meeting_on: date | None
    author: str
    sponsor: str
    purpose: str
    recommendation: str
    previous_committees: str
    lines: tuple[CoverLine, ...]
    initials: str = ""
    confirmed_role: str = ""
    confirmed_on: date | None = None
    is_draft: bool = False
    provenance: str = ""

    @property
    def is_confirmed(self) -> bool:
        return bool(self.initials and self.confirmed_on)

    @property
    def actions(self) -> tuple[CoverLine, ...]:
        return tuple(line for line in self.lines if line.needs_action)
