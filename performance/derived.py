"""The figures that the portal proposes for a row of a return from its own records, and what becomes of a proposal.

The row opens with the figure in it. Left as it is, it is accepted: the stored figure is *derived*, and names its
source. Another figure is an override: the commentary then says why. A figure that was accepted stays, whatever the
records say later; the row says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core import periods
from core.derivation import Asking, Derived, source
from core.figures import Figure, format_figure
from performance.models import KPI, Frequency
from performance.return_entry import (
    Answer,
    Entry,
    Need,
    ReportedPeriod,
    blank_entry,
    measures_of,
    periods_of,
)

LONGEST_SOURCE = 250
"""Characters that are kept of where a figure is from."""


@dataclass(frozen=True)
class Proposed:
    """What the records say for one row: a part of an answer for each period, in the order of the row.

    `label` is said after “from”: “the risk register”. `sentences` say it in words, one for each period that is known.
    """

    label: str
    answers: tuple[Answer, ...]
    sentences: tuple[str, ...]

    def entry(self, kpi: KPI, quarter: periods.Quarter) -> Entry:
        """The row as it opens: the proposed figures, and nothing else said."""
        return replace(blank_entry(kpi, quarter), answers=self.answers)

    def is_accepted_by(self, entry: Entry) -> bool:
        """Whether every proposed figure stands in the row as it was proposed."""
        return not entry.not_collected and all(
            self.agrees(number, answer) for number, answer in enumerate(entry.answers)
        )

    def agrees(self, number: int, answer: Answer) -> bool:
        """Whether one period says what was proposed for it. Where nothing was, there is nothing to accept."""
        pairs = [
            (wanted, part)
            for wanted, part in zip(self.answers[number].parts, answer.parts, strict=True)
            if wanted is not None
        ]
        return bool(pairs) and all(wanted == part for wanted, part in pairs)

    @property
    def said(self) -> str:
        """“24”; of a pair or of months, each figure in turn."""
        return ", ".join(format_figure(figure) for figure in self._figures())

    @property
    def source(self) -> str:
        """What is kept as the source of an accepted figure."""
        return " ".join((f"From {self.label}.", *self.sentences))[:LONGEST_SOURCE]

    def _figures(self) -> Iterator[Figure]:
        for answer in self.answers:
            yield from (part for part in answer.parts if isinstance(part, Figure))


def proposed_for(kpi: KPI, quarter: periods.Quarter, asking: Asking) -> Proposed | None:
    """What the records propose for a KPI of a quarter; None where it names no source, or that holds nothing."""
    known = source(kpi.derived_from) if kpi.derived_from else None
    if known is None or not kpi.is_due_in(quarter):
        return None
    facts = [asking.of(known.key, period) for period in _asked(kpi, quarter)]
    answers = tuple(_answer(kpi, fact) for fact in facts)
    if all(answer.is_blank for answer in answers):
        return None
    return Proposed(known.label, answers, tuple(fact.sentence for fact in facts if fact))


def _asked(kpi: KPI, quarter: periods.Quarter) -> tuple[ReportedPeriod | periods.FinancialYear, ...]:
    """Months of a monthly KPI, the quarter of a quarterly one, the year of an annual one."""
    return (quarter.year,) if kpi.frequency == Frequency.ANNUALLY else periods_of(kpi, quarter)


def _answer(kpi: KPI, fact: Derived | None) -> Answer:
    if fact is None:
        return Answer()
    return Answer(*(fact.figure(kind) for kind in measures_of(kpi)))


def override_need(proposed: Proposed | None, entry: Entry, *, was_accepted: bool) -> tuple[Need, ...]:
    """The reason that an override needs. A figure that was accepted needs none, even if the records changed since."""
    is_override = entry.has_figure and proposed is not None and not proposed.is_accepted_by(entry)
    if not is_override or was_accepted or entry.commentary or proposed is None:
        return ()
    return (
        Need(
            "com", f"say in the commentary why it is not {proposed.said}, as proposed from {proposed.label}"
        ),
    )
