"""A typed monthly profile of a yearly target: what is expected by the end of each month. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from django.db.models import TextChoices

from core.figures import MeasureKind, format_value
from core.money import tidy
from performance.rollup import SUMMABLE

MONTHS = 12

CAN_RUN = SUMMABLE
"""Measures whose periods make a running total."""
CAN_FOLLOW_PROFILE = tuple(kind for kind in SUMMABLE if kind != MeasureKind.RATIO)
"""n of d is pooled over the year, and its target is not shared out."""


class Spread(TextChoices):
    """How a yearly target is expected to be reached."""

    EVEN = "even", "In even parts"
    MONTHLY = "monthly", "I type what each month should bring"
    TO_DATE = "to_date", "I type the total expected by the end of each month"


class UnequalProfile(ValueError):
    """The twelve months do not make the year."""


def to_date(typed: Sequence[Decimal], spread: Spread) -> tuple[Decimal, ...]:
    """The total expected by the end of each month, from what was typed."""
    return tuple(accumulate(typed)) if spread == Spread.MONTHLY else tuple(typed)


def check(typed: Sequence[Decimal], spread: Spread, year: Decimal, kind: MeasureKind) -> None:
    """Twelve months have to make the year's target, and a total to date never falls. Raises UnequalProfile."""
    totals = to_date(typed, spread)
    if totals[-1] != year:
        made, wanted = format_value(totals[-1], kind), format_value(year, kind)
        gap = abs(totals[-1] - year)
        how = "more" if totals[-1] > year else "less"
        said = "The twelve months make" if spread == Spread.MONTHLY else "March stands at"
        raise UnequalProfile(
            f"{said} {made}; the year’s target is {wanted}. That is {format_value(gap, kind)} {how}."
        )
    fallen = next((place for place in range(1, MONTHS) if totals[place] < totals[place - 1]), None)
    if fallen is not None and spread == Spread.TO_DATE:
        raise UnequalProfile(
            f"A total to date cannot fall: {format_value(totals[fallen], kind)} comes after "
            f"{format_value(totals[fallen - 1], kind)}. To type what each month brings, choose that above."
        )


def stored(totals: Sequence[Decimal]) -> list[str]:
    """As the database keeps it: plain decimals as text."""
    return [format(tidy(total), "f") for total in totals]
