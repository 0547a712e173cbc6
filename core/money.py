"""Pounds as they are printed: to the penny, in thousands, in millions. Amounts are decimals in pounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
PENCE_PLACES = 2
THOUSAND = Decimal(1_000)
MILLION = Decimal(1_000_000)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded as staff round, five away from nought; Python's own rounding goes to the even digit."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def tidy(value: Decimal) -> Decimal:
    """The same number without idle noughts after the point, and never written as 1E+3 or -0."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


def grouped(value: Decimal, *, trim: bool = True) -> str:
    """1,059,768 or 308.04: thousands grouped, a true minus sign, and no idle noughts after the point."""
    digits = f"{abs(value):,f}"
    if trim and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{MINUS}{digits}" if value < 0 else digits


def pounds(amount: Decimal) -> str:
    """£1,234.50, or £1,234 when there are no pennies."""
    rounded = round_half_up(amount, PENCE_PLACES)
    whole = rounded == rounded.to_integral_value()
    return _signed(rounded, "", places=0 if whole else PENCE_PLACES)


def thousands(amount: Decimal) -> str:
    """For columns headed £000: £934,483,210 is 934,483."""
    return grouped(round_half_up(amount / THOUSAND, 0))


def millions(amount: Decimal, places: int = 1) -> str:
    """£934.5m; one place unless the table asks for more."""
    return _signed(amount / MILLION, "m", places=places)


def short_pounds(amount: Decimal) -> str:
    """For boards: £1.06m, £2.5k, £920; at most two places of a million and one of a thousand."""
    size = abs(amount)
    if round_half_up(size / THOUSAND, 1) >= THOUSAND:
        return _signed(amount / MILLION, "m", places=2, trim=True)
    if round_half_up(size, 0) >= THOUSAND:
        return _signed(amount / THOUSAND, "k", places=1, trim=True)
    return pounds(amount)


def _signed(value: Decimal, unit: str, *, places: int, trim: bool = False) -> str:
    rounded = round_half_up(value, places)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}£{grouped(abs(rounded), trim=trim)}{unit}"
