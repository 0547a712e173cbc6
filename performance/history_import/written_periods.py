"""Periods as files write them: 2013-04, Apr 2013, 2013/14 Q1, 2013/14, or a day that stands for its month. Pure."""

import re
from datetime import date, timedelta

from core import periods
from core.parsing import whole
from core.periods import MONTH_NAMES, FinancialYear, Month, Period, Quarter

LIKE = "2013-04, Apr 2013, 2013/14 Q1 or 2013/14"
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 60_000)
"""Numbers that Excel may mean as days, 1954 to 2064."""

_YEAR = r"(?P<start>\d{4})\s*[/-]\s*(?P<end>\d{2}|\d{4})"
_QUARTER = re.compile(rf"(?:{_YEAR}[\s,-]*Q(?P<number>[1-4]))", re.IGNORECASE)
_QUARTER_FIRST = re.compile(rf"Q(?P<number>[1-4])[\s,]*{_YEAR}", re.IGNORECASE)
_FINANCIAL = re.compile(r"(?P<start>\d{4})/(?P<end>\d{2}|\d{4})")
_MONTH = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{2})")
_NAMED = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?[\s-]+(?P<year>\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ]00:00(?::00)?)?")
_DAY = re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})")
_BARE_QUARTER = re.compile(r"Q[1-4][\s,/-]*\d{2,4}|\d{4}[\s,-]*Q[1-4]", re.IGNORECASE)


class PeriodError(ValueError):
    """The period could not be understood; the message says what would be."""


def read_period(text: str, day: date | None = None) -> Period:
    """The period that a cell names. Raises PeriodError."""
    written = " ".join(text.split())
    if not written.isascii():
        raise PeriodError(_refusal(written))
    day = day or _day(written)
    if day:
        return _month_of(day)
    try:
        for pattern, build in _READERS:
            found = pattern.fullmatch(written)
            if found:
                return build(found)
    except ValueError as error:
        raise PeriodError(str(error)) from error
    raise PeriodError(_refusal(written))


def _quarter(found: re.Match[str]) -> Quarter:
    return Quarter(_financial_year(found), int(found["number"]))


def _financial_year(found: re.Match[str]) -> FinancialYear:
    start, end = int(found["start"]), found["end"]
    year = FinancialYear(start)
    if end not in (f"{(start + 1) % 100:02d}", str(start + 1)):
        raise ValueError(f"{found[0]} is no financial year. Write it as {year.label}.")
    return year


def _month(found: re.Match[str]) -> Period:
    """2013-04 is April 2013; 2013-14 can only be a financial year, and 2012-13, too."""
    year, month = int(found["year"]), int(found["month"])
    if "/" in found[0] or month > 12:
        return FinancialYear.from_label(found[0].replace("-", "/"))
    return Month(year, month)


def _named_month(found: re.Match[str]) -> Month:
    """April 2013, Apr-2013, and Apr-13 as Excel shortens it."""
    name, year = found["name"].casefold(), int(found["year"])
    for number, month in enumerate(MONTH_NAMES, start=1):
        if month.casefold().startswith(name) or (name == "sept" and number == 9):
            return Month(year if year > 99 else 2000 + year, number)
    raise ValueError(f"“{found['name']}” is no month. Write it like Apr 2013.")


_READERS = (
    (_QUARTER, _quarter),
    (_QUARTER_FIRST, _quarter),
    (_MONTH, _month),
    (_FINANCIAL, _financial_year),
    (_NAMED, _named_month),
)


def _day(written: str) -> date | None:
    found = _ISO_DAY.fullmatch(written) or _DAY.fullmatch(written)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError as error:
        raise PeriodError(f"{written} is no real day. Write the month, like 2013-04.") from error


def _month_of(day: date) -> Month:
    """The first or the last day stands for its month; any other could mean anything."""
    try:
        month = periods.Month.containing(day)
    except ValueError as error:
        raise PeriodError(str(error)) from error
    if day not in (month.starts_on, month.ends_on):
        raise PeriodError(f"{day:%d/%m/%Y} is a day within a month. Write the month: {month.slug}.")
    return month


def _refusal(written: str) -> str:
    days = whole(written)
    if days is not None and days in SERIALS:
        month = periods.Month.containing(EXCEL_EPOCH + timedelta(days=days))
        return f"{written} may be a day as Excel counts them. If it is, write {month.slug}."
    if _BARE_QUARTER.fullmatch(written):
        return f"“{written}” can be of a calendar or of a financial year. Write it like 2013/14 Q1."
    return f"“{written[:40]}” is no period that is understood. Write it like {LIKE}."


def period_of(slug: str) -> Period:
    """A period by its own slug: 2013-14-Q1, 2013-04; years with a slash, 2013/14, as 2013-12 is December."""
    if "Q" in slug:
        return Quarter.from_slug(slug)
    return FinancialYear.from_label(slug) if "/" in slug else Month.from_slug(slug)


def slug_of(period: Period) -> str:
    """What `period_of` reads back."""
    return period.label if isinstance(period, FinancialYear) else period.slug
