"""A figure that a KPI reports: its kind, its value, and how it is written.

What ``format_figure`` writes, ``core.parsing.parse_figure`` reads back as the same figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from django.db.models import TextChoices

from core.money import grouped, pounds, round_half_up, short_pounds, tidy

MAX_DIGITS = 15
DECIMAL_PLACES = 4
"""What the database keeps of a figure: 15 digits, 4 of them after the decimal point."""

HUNDRED = Decimal(100)

Style = Literal["screen", "short", "plain"]


class MeasureKind(TextChoices):
    COUNT = "count", "Count"
    PERCENTAGE = "percentage", "Percentage"
    RATIO = "ratio", "n of d"
    MONEY = "money", "Money (£)"
    DAYS = "days", "Days"
    RATE = "rate", "Rate per population"
    SCORE = "score", "Score"
    NUMBER = "number", "Decimal number"

    @property
    def is_percentage(self) -> bool:
        """Whether values and targets are on the scale of per cent; n of d is judged as n / d."""
        return self in (MeasureKind.PERCENTAGE, MeasureKind.RATIO)


class Polarity(TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    NEITHER = "neither", "Neither way is better"


class Missing(Enum):
    """The statement that a figure was not collected: neither nought nor a gap still to be filled."""

    NOT_COLLECTED = "*"


NOT_COLLECTED: Final = Missing.NOT_COLLECTED


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    The value of n of d is always n / d x 100, whatever is passed in, so that it cannot disagree with its
    parts. Without d, or with d = 0, there is none: a count of 67 cannot be held against a percentage.
    """

    kind: MeasureKind
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def __post_init__(self) -> None:
        if self.kind == MeasureKind.RATIO:
            object.__setattr__(self, "value", percentage_of(self.numerator, self.denominator))
        elif self.numerator is not None or self.denominator is not None:
            raise ValueError("Only a figure of the kind n of d has a numerator and a denominator.")

    @classmethod
    def of(cls, kind: MeasureKind, value: Decimal) -> Figure:
        return cls(kind, value)

    @classmethod
    def ratio(cls, numerator: Decimal, denominator: Decimal | None = None) -> Figure:
        return cls(MeasureKind.RATIO, None, numerator, denominator)

    @property
    def has_figure(self) -> bool:
        return self.value is not None or self.numerator is not None

    @property
    def is_comparable(self) -> bool:
        """Whether it can be held against a target or another period."""
        return self.value is not None

    def __str__(self) -> str:
        return format_figure(self)


Part = Figure | Missing | None
"""What one period says: a figure, that it was not collected, or nothing yet."""


def percentage_of(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """n / d x 100, where there is something to divide by."""
    if numerator is None or not denominator:
        return None
    return numerator * HUNDRED / denominator


def format_figure(figure: Figure | None, style: Style = "screen") -> str:
    """The figure in words and digits.

    ``screen`` is exact: 1,059,768; £1,059,768; 96.5%; 57 of 57 (100%); 6 days.
    ``short`` is for boards: £1.06m; the other kinds as on screen.
    ``plain`` is what goes back into an input: 1059768; 57 of 57. Exact as well.
    """
    if figure is None or not figure.has_figure:
        return ""
    if figure.numerator is not None:
        return _ratio(figure.numerator, figure.denominator, style)
    return format_value(figure.value or Decimal(0), figure.kind, style)


def format_value(value: Decimal, kind: MeasureKind, style: Style = "screen") -> str:
    """A value on the scale of its kind: of a figure, or of its target. n of d is on the scale of per cent."""
    if style == "plain":
        return f"{tidy(_kept(value))}{'%' if kind.is_percentage else ''}"
    match kind:
        case MeasureKind.MONEY:
            return short_pounds(value) if style == "short" else pounds(value)
        case MeasureKind.PERCENTAGE:
            return f"{_digits(value)}%"
        case MeasureKind.RATIO:
            return f"{grouped(percent_to_show(value))}%"
        case MeasureKind.DAYS:
            return f"{_digits(value)} {'day' if value == 1 else 'days'}"
        case _:
            return _digits(value)


def percent_to_show(value: Decimal) -> Decimal:
    """One place, or more where one would claim all or nothing of what is not: 9,999 of 10,000 is 99.99%."""
    for places in range(1, MAX_DIGITS):
        shown = round_half_up(value, places)
        if shown == value or shown not in (0, HUNDRED):
            return shown
    return value


def _ratio(numerator: Decimal, denominator: Decimal | None, style: Style) -> str:
    if denominator is None:
        return format_value(numerator, MeasureKind.COUNT, style)
    counts = " of ".join(format_value(part, MeasureKind.COUNT, style) for part in (numerator, denominator))
    percent = percentage_of(numerator, denominator)
    if percent is None or style == "plain":
        return counts
    return f"{counts} ({format_value(percent, MeasureKind.RATIO)})"


def _digits(value: Decimal) -> str:
    return grouped(_kept(value))


def _kept(value: Decimal) -> Decimal:
    """The value to the four places that the database keeps."""
    return round_half_up(value, DECIMAL_PLACES) if places_of(value) > DECIMAL_PLACES else value


def places_of(value: Decimal) -> int:
    """Digits after the decimal point, as written."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
