"""What a set of measures is worth: at stake, achieved, forecast, and not agreed yet. Pounds to the penny.

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
        return round_half_up((self.amount or NOTHING) * self.earned_percent / HUNDRED, PENCE)


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
    return round_half_up(total * weight_percent / HUNDRED, PENCE)


def add_up(stakes: Iterable[Stake], total: Decimal | None, deduction_percent: Decimal | None) -> Sums:
    """The sums of a scheme from the measures that carry its money."""
    found = list(stakes)
    priced = [stake for stake in found if stake.amount is not None]
    assigned = sum((stake.amount or NOTHING for stake in priced), NOTHING)
    at_stake = total if total is not None else assigned if priced else None
    known = at_stake is not None and bool(priced)
    achieved = _earned(priced, Outcome.FINAL)
    expected = achieved + _earned(priced, Outcome.FORECAST)
    kept, kept_in_all = (_after(amount, deduction_percent) for amount in (achieved, expected))
    return Sums(
        at_stake=at_stake,
        achieved=kept if known else None,
        forecast=kept_in_all if known else None,
        missed=_missed(priced) if known else None,
        not_assessed=_amounts(priced, Outcome.NOT_ASSESSED) if known else None,
        not_agreed=_amounts(priced, Outcome.NOT_AGREED) if known else None,
        unassigned=total - assigned if total is not None and priced else None,
        deducted=expected - kept_in_all if known and deduction_percent else None,
        without_money=len(found) - len(priced),
        measures=len(found),
        agreed=sum(stake.outcome != Outcome.NOT_AGREED for stake in found),
    )


def _after(amount: Decimal, deduction_percent: Decimal | None) -> Decimal:
    """What is left of an amount when the scheme is reduced."""
    return round_half_up(amount * (HUNDRED - (deduction_percent or NOTHING)) / HUNDRED, PENCE)


def _earned(stakes: Iterable[Stake], outcome: Outcome) -> Decimal:
    return sum((stake.earned for stake in stakes if stake.outcome == outcome), NOTHING)


def _missed(stakes: Iterable[Stake]) -> Decimal:
    assessed = (stake for stake in stakes if stake.outcome in (Outcome.FORECAST, Outcome.FINAL))
    return sum(((stake.amount or NOTHING) - stake.earned for stake in assessed), NOTHING)


def _amounts(stakes: Iterable[Stake], outcome: Outcome) -> Decimal:
    return sum((stake.amount or NOTHING for stake in stakes if stake.outcome == outcome), NOTHING)
