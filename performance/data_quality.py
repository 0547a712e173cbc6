"""How far a KPI's figures can be relied on, on four counts, each with a stated threshold. Pure.

Timeliness: the return came by its due date. Completeness: a figure, with all its months. Validity: it can be compared,
and nothing in it is impossible. Process: the definition says who owns it, what is counted, from where and how. Looked
at are the last four quarters in which the KPI was due. A count is good when all meet it, fair from three quarters of
them, poor below. The mark is the worst of the three that speak of figures; process speaks of the definition, and
stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import TextChoices

FAIR_FROM = Fraction(3, 4)
"""The share from which a count is fair; below it is poor."""
INCOMPLETE = "definition incomplete"
PERIODS_JUDGED = 4
"""Quarters looked back on."""


class Level(TextChoices):
    """Worst first, but for what cannot be judged."""

    POOR = "poor", "Poor"
    FAIR = "fair", "Fair"
    GOOD = "good", "Good"
    NOT_JUDGED = "not-judged", "Not judged"


class Aspect(TextChoices):
    TIMELINESS = "timeliness", "Timeliness"
    COMPLETENESS = "completeness", "Completeness"
    VALIDITY = "validity", "Validity"
    PROCESS = "process", "Process"

    @property
    def asks(self) -> str:
        """What it looks at, for a table's row."""
        return _ASKS[self]


_ASKS = {
    Aspect.TIMELINESS: "The return came by its due date",
    Aspect.COMPLETENESS: "There is a figure, with all its months",
    Aspect.VALIDITY: "It can be compared, and nothing in it is impossible",
    Aspect.PROCESS: "The definition names the owner, what is counted, the source and how it is collected",
}


@dataclass(frozen=True)
class Evidence:
    """What is known of one quarter in which the KPI was due.

    `on_time` is None where it is not known when the return came. `is_valid` counts only where there is a figure.
    """

    on_time: bool | None
    is_collected: bool
    is_complete: bool
    is_valid: bool


@dataclass(frozen=True)
class Count:
    """One aspect: how many of how many meet it."""

    aspect: Aspect
    met: int
    of: int

    @property
    def level(self) -> Level:
        if not self.of:
            return Level.NOT_JUDGED
        if self.met == self.of:
            return Level.GOOD
        return Level.FAIR if Fraction(self.met, self.of) >= FAIR_FROM else Level.POOR

    @property
    def text(self) -> str:
        """3 of 4; nothing where there was nothing to judge."""
        return f"{self.met} of {self.of}" if self.of else "nothing to judge"


@dataclass(frozen=True)
class DataQuality:
    """The four counts of one KPI, in their order."""

    timeliness: Count
    completeness: Count
    validity: Count
    process: Count

    @property
    def counts(self) -> tuple[Count, ...]:
        return (self.timeliness, self.completeness, self.validity, self.process)

    @property
    def of_figures(self) -> tuple[Count, ...]:
        """The counts that speak of figures, and not of their definition."""
        return self.counts[:3]

    @property
    def level(self) -> Level:
        """The worst of what the figures show; process, which is of the definition, does not count."""
        judged = [count.level for count in self.of_figures if count.level != Level.NOT_JUDGED]
        return min(judged, key=list(Level).index, default=Level.NOT_JUDGED)

    @property
    def wanting(self) -> str:
        """The counts of the figures that are not good: completeness 1 of 4, validity 1 of 4."""
        return ", ".join(
            f"{count.aspect.label.lower()} {count.text}"
            for count in self.of_figures
            if count.level in (Level.POOR, Level.FAIR)
        )

    @property
    def words(self) -> str:
        """Good; or what it is that is wanting: Poor: completeness 1 of 4, validity 1 of 4. Then the definition."""
        said = f"{self.level.label}: {self.wanting}" if self.wanting else str(self.level.label)
        return f"{said}; {INCOMPLETE}" if self.lacks_definition else said

    @property
    def lacks_definition(self) -> bool:
        """It does not darken the mark, but nobody should read “good” of a figure without being told."""
        return self.process.level in (Level.POOR, Level.FAIR)

    @property
    def sentence(self) -> str:
        """All four, for the mark's title."""
        counts = ", ".join(f"{count.aspect.label.lower()} {count.text}" for count in self.counts)
        return f"{counts}; {INCOMPLETE}" if self.lacks_definition else counts


def judge_quality(quarters: Sequence[Evidence], definition: Sequence[bool]) -> DataQuality:
    """The four counts from the quarters looked back on, and from what the definition states."""
    timed = [each for each in quarters if each.on_time is not None]
    collected = [each for each in quarters if each.is_collected]
    return DataQuality(
        timeliness=Count(Aspect.TIMELINESS, sum(bool(each.on_time) for each in timed), len(timed)),
        completeness=Count(
            Aspect.COMPLETENESS,
            sum(each.is_collected and each.is_complete for each in quarters),
            len(quarters),
        ),
        validity=Count(Aspect.VALIDITY, sum(each.is_valid for each in collected), len(collected)),
        process=Count(Aspect.PROCESS, sum(definition), len(definition)),
    )
