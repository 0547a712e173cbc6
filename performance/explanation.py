"""How figures are rated, in examples that are worked out by the rules themselves and so cannot be out of date."""

from dataclasses import dataclass
from decimal import Decimal

from core.figures import Figure, MeasureKind, format_figure, format_value
from core.trend import Trend
from performance.rag import Basis, Comparator, Rating, Threshold, rate
from performance.targets import Terms, judge, threshold_for


@dataclass(frozen=True)
class Example:
    """A figure held against a target."""

    target: str
    figure: str
    rating: Rating


@dataclass(frozen=True)
class TotalStep:
    """One quarter of a running total: what is there, what is due by now, and the rating."""

    quarter: str
    figure: str
    total: str
    due: str
    rating: Rating


@dataclass(frozen=True)
class Examples:
    ratings: tuple[Example, ...]
    running_total: tuple[TotalStep, ...]
    running_total_target: str
    trends: tuple[Trend, ...]


RATED = (
    ("6 a quarter", Comparator.AT_LEAST, "6", MeasureKind.COUNT, ("6", "5")),
    ("At least 95%", Comparator.AT_LEAST, "95", MeasureKind.PERCENTAGE, ("95.3", "91", "81.3")),
    ("At most 20 days", Comparator.AT_MOST, "20", MeasureKind.DAYS, ("20", "21", "24")),
    ("0", Comparator.AT_MOST, "0", MeasureKind.COUNT, ("0", "1")),
)
YEARLY = Terms(Comparator.AT_LEAST, Decimal(386), basis=Basis.RUNNING_TOTAL)
QUARTERS = ("90", "99", "100", "97")


def worked_examples() -> Examples:
    """One example for each way to meet a target and to miss it, and a yearly total quarter by quarter."""
    return Examples(
        ratings=tuple(
            Example(said, format_value(Decimal(text), kind), _rated(comparator, bound, text, kind))
            for said, comparator, bound, kind, texts in RATED
            for text in texts
        ),
        running_total=tuple(_step(count) for count in range(1, len(QUARTERS) + 1)),
        running_total_target="386 a year",
        trends=tuple(Trend),
    )


def _rated(comparator: Comparator, bound: str, text: str, kind: MeasureKind) -> Rating:
    return rate(Decimal(text), Threshold(comparator, Decimal(bound)), kind)


def _step(count: int) -> TotalStep:
    figures = [Figure.of(MeasureKind.COUNT, Decimal(text)) for text in QUARTERS[:count]]
    due = threshold_for(YEARLY, count).value or Decimal(0)
    total = sum((figure.value or Decimal(0) for figure in figures), Decimal(0))
    return TotalStep(
        quarter=f"Q{count}",
        figure=format_figure(figures[-1]),
        total=format_value(total, MeasureKind.COUNT),
        due=format_value(due, MeasureKind.COUNT),
        rating=judge(YEARLY, figures),
    )
