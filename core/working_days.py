"""Working days in England: Monday to Friday, less the bank holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from core.periods import Quarter

RETURN_DUE_AFTER = 10
"""Working days after the end of a quarter by which its returns are due."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a calendar year, with the days in lieu."""
    # Takes most of a second to import, and most commands ask no working day.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``, which is not counted itself; a negative count goes back."""
    step = _ONE_DAY if count >= 0 else -_ONE_DAY
    day, left = start, abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def return_due_on(quarter: Quarter) -> date:
    """Ten working days after quarter end: 14 April 2014 for 2013/14 Q4, 14 July 2014 for 2014/15 Q1."""
    return add_working_days(quarter.ends_on, RETURN_DUE_AFTER)


def working_days_late(due_on: date, on: date) -> int:
    """Working days after ``due_on``, up to and including ``on``; 0 in time, and on the weekend after it."""
    if on <= due_on:
        return 0
    years = range(due_on.year, on.year + 1)
    free = sum(due_on < day <= on for year in years for day in _weekdays_off(year))
    return _weekdays_until(on) - _weekdays_until(due_on) - free


@lru_cache(maxsize=64)
def _weekdays_off(year: int) -> tuple[date, ...]:
    """The bank holidays of a calendar year that are not on a weekend."""
    return tuple(day for day in bank_holidays(year) if day.weekday() < _SATURDAY)


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar (a Monday) to this one."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * _SATURDAY + min(rest, _SATURDAY)
