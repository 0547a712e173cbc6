"""Amounts drawn to scale in a table's cell. Pure; the number stands beside the bar, which says nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

WIDTH, HEIGHT = 120, 10
NARROWEST = 1.0
"""What is not nought is drawn, however small it is."""

K = TypeVar("K")


@dataclass(frozen=True)
class Bar:
    """One bar: its length as text, ready for SVG."""

    length: str
    width: int = WIDTH
    height: int = HEIGHT


def bars_of(amounts: Mapping[K, Decimal]) -> dict[K, Bar]:
    """Each amount to the scale of the largest. Nought and less have no bar."""
    largest = max(amounts.values(), default=Decimal(0))
    return {
        key: Bar(f"{max(float(amount / largest) * WIDTH, NARROWEST):.1f}")
        for key, amount in amounts.items()
        if amount > 0
    }
