"""The unit in which a table of money is printed: £000 or £m as its source does, £ where amounts are small. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from core.money import MILLION, THOUSAND, grouped, pounds, round_half_up

SMALL = Decimal(100_000)
"""A table without an amount as large as this is printed in pounds."""


class Unit(StrEnum):
    """What stands in a table's caption."""

    POUNDS = "£"
    THOUSANDS = "£000"
    MILLIONS = "£m"

    @property
    def size(self) -> Decimal:
        return {Unit.POUNDS: Decimal(1), Unit.THOUSANDS: THOUSAND, Unit.MILLIONS: MILLION}[self]


def unit_of(amounts: Iterable[Decimal | None]) -> Unit:
    """£m where every amount is of whole millions, £ where all are small, else £000."""
    found = [abs(amount) for amount in amounts if amount]
    if all(amount < SMALL for amount in found):
        return Unit.POUNDS
    return Unit.MILLIONS if all(amount % MILLION == 0 for amount in found) else Unit.THOUSANDS


def in_unit(amount: Decimal, unit: Unit) -> str:
    """934,483 under £000; 513 under £m; (5) below nought, as accounts print it.

    What is not nought but would be written so is written in full: £120.
    """
    if amount < 0:
        return f"({in_unit(-amount, unit)})"
    if unit is Unit.POUNDS:
        return grouped(round_half_up(amount, 2))
    rounded = round_half_up(amount / unit.size, 0 if unit is Unit.THOUSANDS else 1)
    return grouped(rounded) if rounded or not amount else pounds(amount)
