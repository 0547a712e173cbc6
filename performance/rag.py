"""The RAG that the portal proposes for a figure: from its target, and the tolerance around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices

from core.figures import HUNDRED, MeasureKind, Missing, Part, Polarity, format_value
from core.money import round_half_up
from core.rag import RAG

DEFAULT_TOLERANCE = Decimal(10)
"""Per cent of the target within which a figure that misses it is amber."""

NO_TARGET = "No target"
ON_TARGET = "On target"
NOT_COLLECTED_REASON = "Not collected"
NOT_RETURNED = "Not yet returned"
NO_DENOMINATOR = "Not assessable: a count without a denominator"
NOTHING_TO_COUNT = "Not assessable: 0 of 0 has no percentage"
NO_LAST_YEAR = "Not assessable: no figure for last year"
NEITHER_WAY = "Not assessable: neither way is better"

_NOUGHT = Decimal(0)


class Comparator(TextChoices):
    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"
    EXACTLY = "exactly", "Exactly"
    BETWEEN = "between", "Between"
    BETTER_THAN_LAST_YEAR = "better_than_last_year", "Better than last year"


class Basis(TextChoices):
    EACH_PERIOD = "each_period", "Each period"
    RUNNING_TOTAL = "running_total", "Running total, against an even profile"
    YEAR_END = "year_end", "Year end only"


@dataclass(frozen=True)
class Threshold:
    """The bound that a figure is held against.

    ``value`` is the target, the lower bound of *between* (``upper`` is the other), or last year's figure, which
    may be wanting. ``tolerance_percent`` is per cent of the bound that was missed. ``polarity`` says which way is
    better than last year; the other comparators carry their own direction.
    """

    comparator: Comparator
    value: Decimal | None
    upper: Decimal | None = None
    tolerance_percent: Decimal = DEFAULT_TOLERANCE
    polarity: Polarity = Polarity.HIGHER

    def __post_init__(self) -> None:
        if self.tolerance_percent < 0:
            raise ValueError("A tolerance is 0% or more.")
        if self.comparator == Comparator.BETTER_THAN_LAST_YEAR:
            return
        if self.value is None:
            raise ValueError("A target needs a value; without one there is no target.")
        if self.comparator == Comparator.BETWEEN and (self.upper is None or self.upper < self.value):
            raise ValueError("A target between two values needs the upper one, not below the lower one.")


@dataclass(frozen=True)
class Rating:
    rag: RAG
    reason: str


@dataclass(frozen=True)
class _Miss:
    """How far a figure is on the wrong side of a bound: 3 short of 6, 37 over 0."""

    by: Decimal
    bound: Decimal
    word: str


def rate(
    value: Decimal | None, threshold: Threshold | None, kind: MeasureKind = MeasureKind.NUMBER
) -> Rating:
    """Green when the target is met, amber within the tolerance, red outside it; grey with nothing to compare.

    The tolerance is a share of the target (10 % by default), so a target of 0 has none: 37 breaches against 0
    are red, and so is 1. ``kind`` gives the reason its unit.
    """
    ungradable = _nothing_to_compare(value, threshold)
    if value is None or threshold is None or ungradable:
        return Rating(RAG.GREY, ungradable)
    miss = _miss(value, threshold)
    if miss is None:
        return Rating(RAG.GREEN, ON_TARGET)
    within = miss.by <= abs(miss.bound) * threshold.tolerance_percent / HUNDRED
    return Rating(RAG.AMBER if within else RAG.RED, _reason(miss, kind))


def rate_part(part: Part, threshold: Threshold | None) -> Rating:
    """The rating of what one period says, with the reason where there is nothing to rate."""
    if threshold is None:
        return Rating(RAG.GREY, NO_TARGET)
    if isinstance(part, Missing):
        return Rating(RAG.GREY, NOT_COLLECTED_REASON)
    if part is None or not part.has_figure:
        return Rating(RAG.GREY, NOT_RETURNED)
    if not part.is_comparable:
        return Rating(RAG.GREY, NO_DENOMINATOR if part.denominator is None else NOTHING_TO_COUNT)
    return rate(part.value, threshold, part.kind)


def _nothing_to_compare(value: Decimal | None, threshold: Threshold | None) -> str:
    if threshold is None:
        return NO_TARGET
    if value is None:
        return NOT_RETURNED
    if threshold.comparator == Comparator.BETTER_THAN_LAST_YEAR:
        if threshold.polarity == Polarity.NEITHER:
            return NEITHER_WAY
        if threshold.value is None:
            return NO_LAST_YEAR
    return ""


def _miss(value: Decimal, threshold: Threshold) -> _Miss | None:
    """By how much the target is missed, or None where it is met."""
    low = threshold.value if threshold.value is not None else _NOUGHT
    high = threshold.upper if threshold.upper is not None else low
    match threshold.comparator:
        case Comparator.AT_LEAST:
            return _short(value, low)
        case Comparator.AT_MOST:
            return _over(value, low)
        case Comparator.EXACTLY:
            return _short(value, low) or _over(value, low)
        case Comparator.BETWEEN:
            return _short(value, low) or _over(value, high)
        case Comparator.BETTER_THAN_LAST_YEAR:
            return _not_better(value, low, threshold.polarity)


def _short(value: Decimal, bound: Decimal) -> _Miss | None:
    return _Miss(bound - value, bound, "short") if value < bound else None


def _over(value: Decimal, bound: Decimal) -> _Miss | None:
    return _Miss(value - bound, bound, "over") if value > bound else None


def _not_better(value: Decimal, last_year: Decimal, polarity: Polarity) -> _Miss | None:
    """The same as last year is not better than last year: it misses by nothing, and is amber."""
    if value == last_year:
        return _Miss(_NOUGHT, last_year, "same")
    return _over(value, last_year) if polarity == Polarity.LOWER else _short(value, last_year)


def _reason(miss: _Miss, kind: MeasureKind) -> str:
    """3 short; 37 over; 4.3 points short (of a percentage)."""
    if miss.word == "same":
        return "The same as last year"
    if not kind.is_percentage:
        return f"{format_value(miss.by, kind)} {miss.word}"
    points = round_half_up(miss.by, 1)
    if not points:
        return f"Less than 0.1 points {miss.word}"
    return f"{format_value(points, MeasureKind.NUMBER)} {'point' if points == 1 else 'points'} {miss.word}"
