"""What a target expects by now: each quarter, to date in the year, or only at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.figures import MeasureKind, Missing, Part, Polarity
from core.periods import PeriodKind
from core.rag import RAG
from performance.rag import (
    DEFAULT_TOLERANCE,
    NO_TARGET,
    NOT_COLLECTED_REASON,
    NOT_RETURNED,
    Basis,
    Comparator,
    Rating,
    Threshold,
    rate_part,
)
from performance.rollup import SUMMABLE, RollUp, figures_in, roll_up, rules_for, total

QUARTERS = 4
JUDGED_AT_YEAR_END = "Judged at year end"
NO_RUNNING_TOTAL = "Not assessable: figures of this kind have no running total"
GAP_IN_RUNNING_TOTAL = "Not assessable: an earlier figure of the year is missing"


@dataclass(frozen=True)
class Terms:
    """What a target asks, in plain values.

    Of *better than last year*, ``value`` is last year's figure on the same footing: of the same quarter, to the
    same date, or of the year's end; None where there is none. ``profile`` gives the total expected by the end of
    each period in place of the even share. ``roll_up`` is how periods make the year that a target for its end is about.
    """

    comparator: Comparator
    value: Decimal | None
    upper: Decimal | None = None
    tolerance_percent: Decimal = DEFAULT_TOLERANCE
    basis: Basis = Basis.EACH_PERIOD
    polarity: Polarity = Polarity.HIGHER
    profile: tuple[Decimal, ...] = ()
    roll_up: RollUp = RollUp.LAST

    @property
    def spans_periods(self) -> bool:
        """Whether more is held against it than the last period's figure."""
        of_the_year = self.basis == Basis.YEAR_END and self.roll_up != RollUp.LAST
        return of_the_year or self.basis == Basis.RUNNING_TOTAL


def threshold_for(terms: Terms, period_number: int, periods: int = QUARTERS) -> Threshold:
    """The bound at the end of one period of the year.

    A yearly target bound to the running total is due in even parts: 4 a year is 1, 2, 3, 4; 386 a year is 96.5,
    193, 289.5, 386. On any other basis the target stands as it is.
    """
    if not 1 <= period_number <= periods:
        raise ValueError(f"A year has periods 1 to {periods}, not {period_number}.")
    whole = Threshold(terms.comparator, terms.value, terms.upper, terms.tolerance_percent, terms.polarity)
    shared_out = terms.basis == Basis.RUNNING_TOTAL and terms.comparator != Comparator.BETTER_THAN_LAST_YEAR
    if not shared_out or whole.value is None:
        return whole
    if terms.profile and terms.comparator != Comparator.BETWEEN:
        return replace(whole, value=terms.profile[period_number - 1])
    upper = None if whole.upper is None else _share(whole.upper, period_number, periods)
    return replace(whole, value=_share(whole.value, period_number, periods), upper=upper)


def part_due(terms: Terms, period_number: int, periods: int = QUARTERS) -> Decimal | None:
    """What one period of the year has to bring: a quarter of 386 is 96.5; of a profile, what it adds then."""
    due = threshold_for(terms, period_number, periods).value
    if due is None or period_number == 1 or terms.basis != Basis.RUNNING_TOTAL:
        return due
    before = threshold_for(terms, period_number - 1, periods).value
    return None if before is None else due - before


def judge(terms: Terms | None, parts: Sequence[Part], periods: int = QUARTERS) -> Rating:
    """The rating at the last of ``parts``: the periods of the year so far, first to latest, of ``periods`` in all."""
    if terms is None:
        return Rating(RAG.GREY, NO_TARGET)
    if not parts or not (isinstance(parts[-1], Missing) or figures_in(parts[-1:])):
        return Rating(RAG.GREY, NOT_RETURNED)
    if terms.basis == Basis.YEAR_END:
        return _judge_year(terms, parts, periods)
    if terms.basis == Basis.RUNNING_TOTAL:
        return _judge_running_total(terms, parts, periods)
    return rate_part(parts[-1], threshold_for(terms, len(parts), periods))


def _judge_year(terms: Terms, parts: Sequence[Part], periods: int) -> Rating:
    """At the year's end, what its periods make by the KPI's own rule: four quarters of 10 are 40, where added up."""
    if len(parts) < periods:
        return Rating(RAG.GREY, JUDGED_AT_YEAR_END)
    if isinstance(parts[-1], Missing):
        return Rating(RAG.GREY, NOT_COLLECTED_REASON)
    kind = figures_in(parts)[-1].kind
    rule = terms.roll_up if terms.roll_up in rules_for(kind) else RollUp.LAST
    year = roll_up(rule, parts, PeriodKind.YEAR)
    rating = rate_part(year.figure, threshold_for(terms, periods, periods))
    if year.complete or (rule == RollUp.SUM and _is_certain(rating, terms.comparator, kind)):
        return rating
    return Rating(RAG.GREY, GAP_IN_RUNNING_TOTAL)


def _judge_running_total(terms: Terms, parts: Sequence[Part], periods: int) -> Rating:
    """The total so far against what is expected by now; n of d is pooled, its target is not shared out."""
    if isinstance(parts[-1], Missing):
        return Rating(RAG.GREY, NOT_COLLECTED_REASON)
    collected = figures_in(parts)
    kind = collected[-1].kind
    if kind not in SUMMABLE:
        return Rating(RAG.GREY, NO_RUNNING_TOTAL)
    footing = replace(terms, basis=Basis.YEAR_END) if kind == MeasureKind.RATIO else terms
    rating = rate_part(total(collected), threshold_for(footing, len(parts), periods))
    if len(collected) == len(parts) or _is_certain(rating, terms.comparator, kind):
        return rating
    return Rating(RAG.GREY, GAP_IN_RUNNING_TOTAL)


def _is_certain(rating: Rating, comparator: Comparator, kind: MeasureKind) -> bool:
    """A count with a gap is the least it can be: that can show that enough was done, or that too much was."""
    if kind not in (MeasureKind.COUNT, MeasureKind.DAYS):
        return False
    proof = {Comparator.AT_LEAST: RAG.GREEN, Comparator.AT_MOST: RAG.RED}
    return proof.get(comparator) == rating.rag


def _share(bound: Decimal, period_number: int, periods: int) -> Decimal:
    """The even part of a year's bound that is due by the end of one of its periods."""
    return bound * period_number / periods
