"""Where a KPI will end the year if it goes on as it has: a plain projection by the KPI's own rule, and no more. Pure.

What is added up is carried on at its rate so far (run rate), n of d is pooled to date, a mean is the mean to date, and
of what stands rather than flows the last value is taken. No season and no trend is guessed; how many periods it rests
on is always said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import TextChoices

from core.figures import Figure, MeasureKind, Missing, Part, format_figure, format_value
from core.money import round_half_up
from performance.rag import Rating, Threshold, rate
from performance.rollup import MEAN_PLACES, RollUp, combined, figures_in, rules_for
from performance.targets import QUARTERS

WHOLE = (MeasureKind.COUNT, MeasureKind.MONEY)
"""Kinds of which a projection is rounded to a whole: half a visit or a penny would claim too much."""


class Method(TextChoices):
    """How the projection was made."""

    RUN_RATE = "run-rate", "Run rate"
    POOLED = "pooled", "Pooled to date"
    MEAN = "mean", "Mean to date"
    LAST = "last", "Last value"
    YEAR = "year", "The year’s figure"


_METHODS = {
    RollUp.SUM: Method.RUN_RATE,
    RollUp.POOLED: Method.POOLED,
    RollUp.MEAN: Method.MEAN,
    RollUp.LAST: Method.LAST,
}


@dataclass(frozen=True)
class Projection:
    """The year's end as projected; `so_far` is what the collected periods make.

    `rests_on` of `periods` were collected; `without` were stated as not collected. On the method *the year's figure*
    nothing is projected any more: every period has been answered.
    """

    value: Decimal
    kind: MeasureKind
    method: Method
    rests_on: int
    periods: int
    without: int
    so_far: Figure

    @property
    def is_final(self) -> bool:
        return self.method == Method.YEAR

    @property
    def text(self) -> str:
        return format_value(self.value, self.kind)

    @property
    def sentence(self) -> str:
        """Run rate: 76 in 3 of 4 quarters. The year’s figure: 4 of 4 quarters. With a gap, 1 not collected."""
        noun = "quarters" if self.periods > 1 else "figure"
        count = f"{self.rests_on} of {self.periods} {noun}"
        if self.without:
            count += f", {self.without} not collected"
        if self.method in (Method.RUN_RATE, Method.POOLED):
            return f"{self.method.label}: {format_figure(self.so_far)} in {count}"
        return f"{self.method.label}: {count}"


def project(rule: RollUp | str, parts: Sequence[Part], periods: int = QUARTERS) -> Projection | None:
    """The year's end from its periods so far, first to latest; None while there is nothing to project from.

    A period that is missing or not collected is left out, never taken as nought: 76 in three quarters run to 101, with
    one not collected as with one still to come. Counts without a denominator cannot be pooled, and are left out, too.
    """
    rule, comparable = RollUp(rule), [figure for figure in figures_in(parts) if figure.is_comparable]
    if not comparable or rule not in rules_for(comparable[-1].kind):
        return None
    so_far = combined(rule, comparable) or comparable[-1]
    is_over = len(parts) >= periods and all(isinstance(part, Missing) or figures_in([part]) for part in parts)
    projection = Projection(
        value=so_far.value or Decimal(0),
        kind=so_far.kind,
        method=Method.YEAR if is_over else _METHODS[rule],
        rests_on=len(comparable),
        periods=periods,
        without=sum(isinstance(part, Missing) for part in parts),
        so_far=so_far,
    )
    if projection.method != Method.RUN_RATE:
        return projection
    return replace(projection, value=_run_on(projection))


def _run_on(projection: Projection) -> Decimal:
    """The sum so far, carried on at the same rate to the year's end."""
    value = projection.value * projection.periods / projection.rests_on
    return round_half_up(value, 0 if projection.kind in WHOLE else MEAN_PLACES)


def whole_year(bounds: Sequence[Threshold | None]) -> Threshold | None:
    """The bound for the whole year of what is added up: 6, 6, 8 and 8 are 28. None where a quarter has none."""
    known = [bound for bound in bounds if bound is not None and bound.value is not None]
    if not known or len(known) < len(bounds):
        return None
    return replace(known[-1], value=_sum(known, "value"), upper=_sum(known, "upper"))


def _sum(bounds: Sequence[Threshold], name: str) -> Decimal | None:
    values = [getattr(bound, name) for bound in bounds]
    return None if None in values else sum(values, Decimal(0))


def rate_year(value: Decimal | None, bound: Threshold | None, kind: MeasureKind) -> Rating:
    """The RAG that the year would end with."""
    return rate(value, bound, kind)
