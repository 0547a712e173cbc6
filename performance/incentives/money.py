"""What a set of measures is worth: at stake, achieved, forecast, and not agreed yet.

Amounts of single measures are exact; sums are rounded to the penny at the end, so that 12.5% eight times is all of it.

A measure's money is the amount stated for it, else its weight of the scheme's total (Quality Premium guidance for
CCGs: a percentage of £5 per head of population). Nothing is guessed: without an amount, or a weight and a total, its
money is not known, and the sums say how many measures that leaves out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.figures import HUNDRED
from core.money import round_half_up

PENCE = 2
NOTHING = Decimal(0)


class Outcome(StrEnum):
    """How certain a measure's money is."""

    NOT_AGREED = "not-agreed"
    NOT_ASSESSED = "not-assessed"
    FORECAST = "forecast"
    FINAL = "final"


@dataclass(frozen=True)
class Stake:
    """One measure that carries money: how much, if known, how certain it is, and the share of it that is earned."""

    amount: Decimal | None
    outcome: Outcome
    earned_percent: Decimal = NOTHING

    @property
    def earned(self) -> Decimal:
        """The money earned, or forecast to be; nothing where it is not known or not assessed."""
        return (self.amount or NOTHING) * self.earned_percent / HUNDRED


@dataclass(frozen=True)
class Sums:
    """The money of a scheme. An amount is None where no part of it is known.

    `achieved` is final; `forecast` is what the year is expected to bring in all: achieved, and forecast to be.
    Both are after the deduction. `missed` is what is lost or forecast to be lost, before it. `unassigned` is the part
    of a stated total that no measure carries.
    """

    at_stake: Decimal | None
    achieved: Decimal | None
    forecast: Decimal | None
    missed: Decimal | None
    not_assessed: Decimal | None
    not_agreed: Decimal | None
    unassigned: Decimal | None
    deducted: Decimal | None
    without_money: int
    measures: int
    agreed: int
    to_assess: int

    @property
    def is_known(self) -> bool:
        return self.at_stake is not None

    @property
    def open_measures(self) -> int:
        """Measures that are still to be agreed."""
        return self.measures - self.agreed


def money_of(amount: Decimal | None, weight_percent: Decimal | None, total: Decimal | None) -> Decimal | None:
    """A measure's money: as stated, else its weight of the total, else not known."""
    if amount is not None:
        return amount
    if weight_percent is None or total is None:
        return None
    return total * weight_percent / HUNDRED


def add_up(stakes: Iterable[Stake], total: Decimal | None, deduction_percent: Decimal | None) -> Sums:
    """The sums of a scheme from the measures that carry its money."""
    found = list(stakes)
    priced = [stake for stake in found if stake.amount is not None]
    assigned = _amounts(priced)
    at_stake = total if total is not None else assigned if priced else None
    achieved = _earned(priced, Outcome.FINAL)
    expected = achieved + _earned(priced, Outcome.FORECAST)
    kept = _after(expected, deduction_percent)

    def known(amount: Decimal) -> Decimal | None:
        return round_half_up(amount, PENCE) if priced else None

    return Sums(
        at_stake=None if at_stake is None else round_half_up(at_stake, PENCE),
        achieved=known(_after(achieved, deduction_percent)),
        forecast=known(kept),
        missed=known(_missed(priced)),
        not_assessed=known(_amounts(priced, Outcome.NOT_ASSESSED)),
        not_agreed=known(_amounts(priced, Outcome.NOT_AGREED)),
        unassigned=known(total - assigned) if total is not None else None,
        deducted=known(expected - kept) if deduction_percent else None,
        without_money=len(found) - len(priced),
        measures=len(found),
        agreed=_count(found) - _count(found, Outcome.NOT_AGREED),
        to_assess=_count(found, Outcome.NOT_ASSESSED),
    )


def _after(amount: Decimal, deduction_percent: Decimal | None) -> Decimal:
    """What is left of an amount when the scheme is reduced."""
    return amount * (HUNDRED - (deduction_percent or NOTHING)) / HUNDRED


def _earned(stakes: Iterable[Stake], outcome: Outcome) -> Decimal:
    return sum((stake.earned for stake in stakes if stake.outcome == outcome), NOTHING)


def _missed(stakes: Iterable[Stake]) -> Decimal:
    assessed = (stake for stake in stakes if stake.outcome in (Outcome.FORECAST, Outcome.FINAL))
    return sum(((stake.amount or NOTHING) - stake.earned for stake in assessed), NOTHING)


def _amounts(stakes: Iterable[Stake], outcome: Outcome | None = None) -> Decimal:
    """The money of the measures that stand there; of all of them, unless one outcome is named."""
    return sum((stake.amount or NOTHING for stake in stakes if outcome in (None, stake.outcome)), NOTHING)


def _count(stakes: Iterable[Stake], outcome: Outcome | None = None) -> int:
    return sum(outcome in (None, stake.outcome) for stake in stakes)
