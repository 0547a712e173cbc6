"""Small numbers of people are not shown, so that nobody can be recognised. Pure.

Of tables with totals, core/small_numbers.py says what is held back (docs/decisions/suppression.md).
"""

from core.small_numbers import SMALLEST_SHOWN

SUPPRESSED = f"fewer than {SMALLEST_SHOWN}"


def people_text(count: int | None) -> str:
    """“1,240”, or “fewer than 5” below five; nothing where the number is not known."""
    if count is None:
        return ""
    return SUPPRESSED if is_suppressed(count) else f"{count:,}"


def is_suppressed(count: int | None) -> bool:
    """Whether the count of who took part is too small to be shown. Nought is, too: it would tell which are not."""
    return count is not None and count < SMALLEST_SHOWN


def reach_text(stated: str, reached: int | None) -> str:
    """The reach as its source states it, else the number of people reached or asked."""
    if stated or reached is None:
        return stated
    return f"{people_text(reached)} reached or asked"
