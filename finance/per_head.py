"""Money shared out: £ per head of the registered population, and parts of a whole in per cent. Pure."""

from decimal import Decimal

from core.figures import HUNDRED
from core.money import round_half_up

PLACES = 2


def per_head(amount: Decimal, population: int) -> Decimal:
    """£ per person registered, to the penny: £16,730,000 for 749,179 people is £22.33."""
    if population <= 0:
        raise ValueError("A figure per head needs the number of people.")
    return round_half_up(amount / population, PLACES)


def share_percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of its whole in per cent, to two places; None where there is no whole to share."""
    return round_half_up(part / whole * HUNDRED, PLACES) if whole else None
