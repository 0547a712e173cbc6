"""Recording how promptly invoices were paid. A month of a locked quarter stands as reported."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import clock, trail
from core.dates import in_words
from core.periods import Month
from core.provenance import Provenance
from core.refusals import Refused, why_not
from core.versions import claim
from finance.models import PromptPayment
from organisation.models import Quarter, User


def check_month(month: Month) -> None:
    """A month is recorded once it has ended, and until its quarter is locked. Raises Refused.

    The quarter is held: it is not locked meanwhile, and of two people who record a month at once the second is told.
    """
    if month.ends_on >= clock.today():
        raise Refused(f"{month.label} ends on {in_words(month.ends_on)}. It is recorded after that day.")
    quarter = month.quarter
    held = Quarter.objects.select_for_update(no_key=True).filter(starts_on=quarter.starts_on).first()
    if held is not None and held.is_closed:
        raise Refused(
            f"{month.label} belongs to {quarter.label}, which is locked. Ask the assurance team to reopen it."
        )


@transaction.atomic
def why_not_now(month: Month) -> str:
    """The sentence that stands where the form would, while the month may not be recorded."""
    return why_not(check_month, month)


@transaction.atomic
def record_payment(
    *, month: Month, changes: Mapping[str, Any], by: User, expected_version: int
) -> PromptPayment:
    """One month. `expected_version` 0 says that there was none yet. Raises Refused and Stale."""
    check_month(month)
    existing = PromptPayment.objects.filter(starts_on=month.starts_on).first()
    row = claim(existing, expected_version) if existing else PromptPayment(starts_on=month.starts_on)
    for name, value in changes.items():
        setattr(row, name, value)
    row.provenance, row.source = Provenance.RETURNED, ""
    return trail.save(row, by=by, reason="Prompt payment")
