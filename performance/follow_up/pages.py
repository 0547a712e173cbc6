"""What pages and the report show of promises, actions and the year's end: plain frozen values that JSON can carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.dates import apart
from core.rag import RAG


@dataclass(frozen=True)
class Promise:
    """A recovery date that was stated: in which quarter's return, on which day, and how it stands to the one before."""

    quarter: str
    recovery_on: date
    stated_on: date | None = None
    slip: str = ""
    is_later: bool = False


def in_a_sentence(promises: Sequence[Promise]) -> str:
    """“Promised 3 times: slipped twice, 6 months in all.” Nothing of a single promise."""
    if len(promises) < 2:
        return ""
    slips = sum(each.is_later for each in promises)
    times = f"Promised {len(promises)} times"
    if not slips:
        return f"{times}: never later than before."
    first, last = promises[0].recovery_on, promises[-1].recovery_on
    how_often = {1: "once", 2: "twice"}.get(slips, f"{slips} times")
    in_all = f", {apart(first, last)} in all" if last > first else ""
    return f"{times}: slipped {how_often}{in_all}."


@dataclass(frozen=True)
class ActionLine:
    """One action on a KPI, as it stood on a day."""

    pk: int
    text: str
    owner: str
    arose_in: str
    opened_on: date
    due_on: date
    closed_on: date | None = None
    outcome: str = ""
    is_overdue: bool = False
    provenance: str = ""


@dataclass(frozen=True)
class YearEndOutlook:
    """Where a KPI is heading: the plain projection and, where the directorate gave one, its own forecast.

    `method` and `basis` say what the projection is: “Run rate”, “Run rate: 76 in 3 of 4 quarters”. Either half can be
    missing: the texts are then empty.
    """

    year: str
    target_text: str
    projected: str = ""
    method: str = ""
    basis: str = ""
    rag: RAG = RAG.GREY
    rag_reason: str = ""
    is_final: bool = False
    own: str = ""
    own_reason: str = ""
    own_rag: RAG = RAG.GREY
    own_rag_reason: str = ""
    own_quarter: str = ""
    own_provenance: str = ""

    @property
    def text(self) -> str:
        """What is expected: the directorate's own forecast where there is one; of a year that is over, its figure."""
        return self.projected if self.is_final or not self.own else self.own

    @property
    def expected_rag(self) -> RAG:
        return self.rag if self.is_final or not self.own else self.own_rag

    @property
    def differs(self) -> bool:
        """Whether the directorate expects something else than the plain projection, of a year that is not over."""
        return bool(self.own) and not self.is_final and self.own != self.projected
