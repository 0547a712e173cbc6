"""What finance proposes for KPIs: invoices paid within 30 days, by number and by value (£)."""

from decimal import Decimal

from core.derivation import Derived, Source, derived, register
from core.money import grouped, pounds
from core.periods import Period
from finance.prompt_payment import Paid, paid_in


def register_sources() -> None:
    register(Source("prompt-payment", "the payment records", _by_number))
    register(Source("prompt-payment-value", "the payment records", _by_value))


def _by_number(period: Period) -> Derived | None:
    paid = _all_of(period)
    if paid is None:
        return None
    counts = (Decimal(paid.in_time), Decimal(paid.number))
    said = " of ".join(grouped(count) for count in counts)
    return derived(*counts, f"{said} invoices were paid within 30 days in {period.label}.")


def _by_value(period: Period) -> Derived | None:
    paid = _all_of(period)
    if paid is None:
        return None
    said = f"{pounds(paid.in_time_value)} of {pounds(paid.value)}"
    return derived(
        paid.in_time_value,
        paid.value,
        f"{said} of invoices was paid within 30 days in {period.label}.",
        is_money=True,
    )


def _all_of(period: Period) -> Paid | None:
    """What was paid in the period, once each of its months is recorded: a part of a quarter proposes nothing."""
    paid = paid_in(period.starts_on, period.ends_on)
    return paid if paid and paid.months == _months_in(period) else None


def _months_in(period: Period) -> int:
    first, last = period.starts_on, period.ends_on
    return (last.year - first.year) * 12 + last.month - first.month + 1
