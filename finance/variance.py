"""Variance against plan, always in words: favourable, or (adverse) in brackets, as the accounts print it. Pure."""

from collections.abc import Callable
from decimal import Decimal

from core.money import pounds

ON_PLAN = "on plan"


def variance(plan: Decimal, outturn: Decimal, *, is_surplus: bool = False) -> Decimal:
    """In £, positive when favourable: spending less than planned, or a surplus larger than planned."""
    return outturn - plan if is_surplus else plan - outturn


def word(amount: Decimal) -> str:
    """“favourable”, “adverse”, or “on plan” at exactly nought."""
    if not amount:
        return ON_PLAN
    return "favourable" if amount > 0 else "adverse"


def bracketed(amount: Decimal, write: Callable[[Decimal], str] = pounds) -> str:
    """The amount as accounts print it: £12,000, or (£12,000) when adverse; never a minus sign."""
    size = write(abs(amount))
    return f"({size})" if amount < 0 else size


def variance_text(amount: Decimal | None, write: Callable[[Decimal], str] = pounds) -> str:
    """“£12,000 favourable”, “(£12,000) adverse”, “on plan”; nothing where there is nothing to compare."""
    if amount is None:
        return ""
    return f"{bracketed(amount, write)} {word(amount)}" if amount else ON_PLAN
