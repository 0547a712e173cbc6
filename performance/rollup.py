"""How months make a quarter, and quarters a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Missing, Part, format_figure, places_of
from core.money import round_half_up, tidy
from core.periods import PeriodKind

__all__ = [
    "NOT_COLLECTED",
    "SUMMABLE",
    "RollUp",
    "RolledUp",
    "combined",
    "figures_in",
    "mean",
    "roll_up",
    "rules_for",
    "total",
]

SUMMABLE = (MeasureKind.COUNT, MeasureKind.MONEY, MeasureKind.DAYS, MeasureKind.NUMBER, MeasureKind.RATIO)
"""Kinds whose periods can be added up; n of d by adding its parts."""

MEAN_PLACES = 2
"""Places kept of a mean: the annual report prints its quarterly averages to two."""

_PART_WORDS = {PeriodKind.QUARTER: "months", PeriodKind.YEAR: "quarters"}
_WHOLE_WORDS = {PeriodKind.QUARTER: "Quarter", PeriodKind.YEAR: "Year"}


class RollUp(TextChoices):
    SUM = "sum", "Added up"
    MEAN = "mean", "Mean of the periods"
    POOLED = "pooled", "Pooled: sum of n over sum of d"
    LAST = "last", "The last period's figure"


@dataclass(frozen=True)
class RolledUp:
    """What the parts make so far. It is complete when no part that the rule needs is missing."""

    figure: Figure | None
    parts_present: int
    parts_expected: int
    parts_not_collected: int
    complete: bool
    sentence: str

    @property
    def not_collected(self) -> bool:
        """Whether every part was stated as not collected, and so the whole is."""
        return self.parts_not_collected == self.parts_expected > 0

    @property
    def answered(self) -> bool:
        """Whether every part has been answered, if only as not collected."""
        return self.parts_present + self.parts_not_collected == self.parts_expected


def rules_for(kind: MeasureKind) -> tuple[RollUp, ...]:
    """The rules that make sense for a kind of measure. Percentages are never added, n of d never averaged."""
    if kind == MeasureKind.RATIO:
        return (RollUp.POOLED, RollUp.LAST)
    if kind in SUMMABLE:
        return (RollUp.SUM, RollUp.MEAN, RollUp.LAST)
    return (RollUp.MEAN, RollUp.LAST)


def roll_up(rule: RollUp | str, parts: Sequence[Part], whole: PeriodKind = PeriodKind.QUARTER) -> RolledUp:
    """The quarter from its months, or the year from its quarters; ``parts`` in order of time.

    A part that is None has not been returned yet. One that was not collected is left out, and said; it is never
    taken as nought.
    """
    figures = figures_in(parts)
    figure = combined(RollUp(rule), figures)
    without = sum(isinstance(part, Missing) for part in parts)
    last_is_there = bool(figures_in(parts[-1:]))
    complete = last_is_there if rule == RollUp.LAST else 0 < len(figures) == len(parts)
    rolled = RolledUp(figure, len(figures), len(parts), without, complete, "")
    return RolledUp(figure, len(figures), len(parts), without, complete, _sentence(rolled, whole))


def figures_in(parts: Sequence[Part]) -> list[Figure]:
    """What was collected of these periods, in their order."""
    return [part for part in parts if isinstance(part, Figure) and part.has_figure]


def total(figures: Sequence[Figure]) -> Figure:
    """Figures of one kind added up. n of d is pooled: sum of n over sum of d, never a mean of percentages.

    One count without its d leaves the whole without: what the rest is out of says nothing about all.
    """
    if _kind_of(figures) != MeasureKind.RATIO:
        return Figure.of(figures[0].kind, _sum([figure.value for figure in figures]))
    numerator = _sum([figure.numerator for figure in figures])
    if any(figure.denominator is None for figure in figures):
        return Figure.ratio(numerator)
    return Figure.ratio(numerator, _sum([figure.denominator for figure in figures]))


def mean(figures: Sequence[Figure]) -> Figure:
    """The plain mean, rounded half up to two places, or to as many as its parts have where that is more."""
    kind = _kind_of(figures)
    # The database gives 96.5 back as 96.5000; idle noughts are no precision.
    values = [tidy(figure.value) for figure in figures if figure.value is not None]
    places = max([MEAN_PLACES, *(places_of(value) for value in values)])
    return Figure.of(kind, round_half_up(_sum(values) / len(values), places))


def combined(rule: RollUp, figures: Sequence[Figure]) -> Figure | None:
    """What figures make by a rule; None of none."""
    if not figures:
        return None
    kind = _kind_of(figures)
    if rule not in rules_for(kind):
        raise ValueError(f"A figure of the kind “{kind.label}” is not rolled up as “{rule.label}”.")
    match rule:
        case RollUp.SUM | RollUp.POOLED:
            return total(figures)
        case RollUp.MEAN:
            return mean(figures)
        case RollUp.LAST:
            return figures[-1]


def _sentence(rolled: RolledUp, whole: PeriodKind) -> str:
    """Quarter 54 of 55 (98.2%). So far 26 (2 of 3 months). Quarter 26 (2 of 3 months, 1 not collected)."""
    if rolled.not_collected:
        return "Not collected"
    if rolled.figure is None:
        return "No figure yet"
    said = format_figure(rolled.figure)
    if rolled.complete:
        return f"{_WHOLE_WORDS[whole]} {said}"
    count = f"{rolled.parts_present} of {rolled.parts_expected} {_PART_WORDS[whole]}"
    if rolled.parts_not_collected:
        count += f", {rolled.parts_not_collected} not collected"
    return f"{_WHOLE_WORDS[whole] if rolled.answered else 'So far'} {said} ({count})"


def _kind_of(figures: Sequence[Figure]) -> MeasureKind:
    kinds = {figure.kind for figure in figures}
    if len(kinds) != 1:
        raise ValueError("Only figures of one kind can be rolled up together.")
    return kinds.pop()


def _sum(values: Sequence[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))
