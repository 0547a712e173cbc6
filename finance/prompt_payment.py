"""How promptly invoices are paid: the Better Payment Practice Code, by number and by value, month by month.

95 % of invoices are to be paid within 30 days. A quarter and a year pool their months: all that was paid in time over
all that was paid, never a mean of percentages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.figures import percentage_of
from finance.models import PromptPayment

CODE_PERCENT = Decimal(95)
"""Better Payment Practice Code: the share of invoices, in %, to be paid within 30 days."""


@dataclass(frozen=True)
class Paid:
    """What was paid in some months, and of it within 30 days: invoices by number, and by value in £."""

    months: int
    number: int
    in_time: int
    value: Decimal
    in_time_value: Decimal

    @property
    def share(self) -> Decimal | None:
        """Per cent of invoices; None where none was paid."""
        return percentage_of(Decimal(self.in_time), Decimal(self.number))

    @property
    def value_share(self) -> Decimal | None:
        """Per cent of what was paid; None where nothing was."""
        return percentage_of(self.in_time_value, self.value)


def pooled(rows: Iterable[PromptPayment]) -> Paid | None:
    """These months together; None without any."""
    found = list(rows)
    if not found:
        return None
    return Paid(
        months=len(found),
        number=sum(row.paid for row in found),
        in_time=sum(row.paid_in_time for row in found),
        value=sum((row.paid_value for row in found), Decimal(0)),
        in_time_value=sum((row.paid_in_time_value for row in found), Decimal(0)),
    )


def paid_in(first: date, last: date) -> Paid | None:
    """What was paid in the months from one day to another, as far as they are recorded: one query."""
    return pooled(PromptPayment.objects.filter(starts_on__range=(first, last)))
