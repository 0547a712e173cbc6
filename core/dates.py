"""A day in words, and a time between two, for sentences that rules compose.

Templates have the filters `day`, `weekday` and `moment`.
"""

from calendar import monthrange
from datetime import date, datetime

from django.utils import timezone


def in_words(on: date | datetime) -> str:
    """14 July 2014; of a moment, the day that it is here."""
    day = timezone.localtime(on) if isinstance(on, datetime) else on
    return f"{day.day} {day:%B %Y}"


def apart(one: date, other: date) -> str:
    """How far two days are apart, in whole months and the days that are left: 1 day; 3 months; 1 month and 30 days.

    From the end of one month to the end of another are whole months: 30 September to 31 December are three.
    """
    months, days = _months_and_days(min(one, other), max(one, other))
    said = [_counted(number, unit) for number, unit in ((months, "month"), (days, "day")) if number]
    return " and ".join(said) or "0 days"


def _months_and_days(first: date, last: date) -> tuple[int, int]:
    months = (last.year - first.year) * 12 + last.month - first.month
    if _ends_month(first) and _ends_month(last):
        return months, 0
    if _later(first, months) > last:
        months -= 1
    return months, (last - _later(first, months)).days


def _later(day: date, months: int) -> date:
    """The same day of a later month, or the last of one that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
