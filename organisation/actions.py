"""Changes to the calendar of the round."""

from datetime import date

from django.db import transaction

from core import periods, trail
from organisation.models import FinancialYear, Quarter, QuarterState

ADDED = "Added to the calendar"
OPENED = "Opened for returns: the quarter has ended"


@transaction.atomic
def open_ended_quarters(today: date) -> list[Quarter]:
    """Open every upcoming quarter that has ended before today, and return those opened.

    The calendar is filled first: every quarter from the first year held to the end of next year has a row, so that
    targets and plans have something to stand on. Safe to run every day, and twice.
    """
    _fill_calendar(today)
    ended = Quarter.objects.select_for_update(no_key=True).filter(
        state=QuarterState.UPCOMING, ends_on__lt=today
    )
    opened = list(ended.order_by("starts_on"))
    for quarter in opened:
        quarter.state = QuarterState.OPEN
        trail.save(quarter, by=None, reason=OPENED)
    return opened


def _fill_calendar(today: date) -> None:
    """Give every year and quarter up to the end of next year its row."""
    this_year = periods.FinancialYear.containing(today)
    first = FinancialYear.objects.order_by("start").first()
    known = set(Quarter.objects.values_list("starts_on", flat=True))
    for start in range(
        min(first.start if first else this_year.start, this_year.start), this_year.next.start + 1
    ):
        year, _ = FinancialYear.objects.get_or_create(start=start)
        for quarter in year.period.quarters:
            if quarter.starts_on not in known:
                trail.save(Quarter.from_period(quarter, year, QuarterState.UPCOMING), by=None, reason=ADDED)
