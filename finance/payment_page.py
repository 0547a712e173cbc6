"""The page of prompt payment: the months of a year, its quarters and the year, against the Code's 95 %."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.figures import MeasureKind, format_value
from core.periods import FinancialYear, Month
from finance.models import PromptPayment
from finance.origin import common_provenance, common_source
from finance.prompt_payment import CODE_PERCENT, Paid, pooled


@dataclass(frozen=True)
class PaymentRow:
    """A month, a quarter or the year. `month` is the address of the month's form; sums have none.

    `meets_number` and `meets_value` say whether the Code was met; None where nothing was paid.
    """

    label: str
    paid: Paid | None
    month: str = ""
    note: str = ""
    provenance: str = ""

    @property
    def is_sum(self) -> bool:
        return not self.month

    @property
    def number(self) -> str:
        return f"{self.paid.number:,}" if self.paid else ""

    @property
    def in_time(self) -> str:
        return f"{self.paid.in_time:,}" if self.paid else ""

    @property
    def share(self) -> str:
        return _percent(self.paid.share if self.paid else None)

    @property
    def value_share(self) -> str:
        return _percent(self.paid.value_share if self.paid else None)

    @property
    def meets_number(self) -> bool | None:
        return _meets(self.paid.share if self.paid else None)

    @property
    def meets_value(self) -> bool | None:
        return _meets(self.paid.value_share if self.paid else None)


@dataclass(frozen=True)
class PaymentPage:
    """What the page prints; `next_month` is the first ended month that is still to be recorded."""

    rows: tuple[PaymentRow, ...]
    answer: str
    next_month: Month | None
    provenance: str
    source: str
    is_empty: bool


def build_payment_page(year: FinancialYear, *, up_to: date | None) -> PaymentPage:
    """One query. `up_to` is the last day of which the reader may see figures."""
    found = PromptPayment.objects.filter(starts_on__range=(year.starts_on, up_to or year.starts_on))
    held = {} if up_to is None else {Month.starting(row.starts_on): row for row in found}
    ended = [month for month in year.months if up_to and month.ends_on <= up_to]
    whole = pooled(held.values())
    return PaymentPage(
        rows=_rows(year, held, ended),
        answer=_answer(whole, len(year.months)),
        next_month=next((month for month in ended if month not in held), None),
        provenance=common_provenance(held.values()),
        source=common_source(held.values()),
        is_empty=not held,
    )


def _rows(
    year: FinancialYear, held: Mapping[Month, PromptPayment], ended: list[Month]
) -> tuple[PaymentRow, ...]:
    rows: list[PaymentRow] = []
    for quarter in year.quarters:
        months = [month for month in quarter.months if month in ended]
        for month in months:
            row = held.get(month)
            paid = pooled([row]) if row else None
            rows.append(PaymentRow(month.label, paid, month.slug, provenance=row.provenance if row else ""))
        if months:
            rows.append(_sum(quarter.label, [held[month] for month in months if month in held], 3))
    if held:
        rows.append(_sum(year.label, list(held.values()), 12))
    return tuple(rows)


def _sum(label: str, rows: list[PromptPayment], months: int) -> PaymentRow:
    """Pooled; months that are missing are said."""
    note = f"{len(rows)} of {months} months" if len(rows) < months else ""
    return PaymentRow(label, pooled(rows), note=note)


def _answer(paid: Paid | None, months: int) -> str:
    """The finding, by number and by value; of a part of the year it says so."""
    if paid is None or paid.share is None or paid.value_share is None:
        return ""
    meets = [share >= CODE_PERCENT for share in (paid.share, paid.value_share)]
    word = "Both meet" if all(meets) else ("Neither meets" if not any(meets) else "One of the two meets")
    so_far = "" if paid.months == months else f" in {paid.months} month{'' if paid.months == 1 else 's'}"
    return (
        f"{_percent(paid.share)} of {paid.number:,} invoices and {_percent(paid.value_share)} of their "
        f"value were paid within 30 days{so_far}. {word} the Code’s {CODE_PERCENT}%."
    )


def _percent(share: Decimal | None) -> str:
    """As n of d is printed: one place, and never 100% of what is not all."""
    return "" if share is None else format_value(share, MeasureKind.RATIO)


def _meets(share: Decimal | None) -> bool | None:
    return None if share is None else share >= CODE_PERCENT
