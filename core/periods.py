"""Financial years, quarters and months, as the NHS counts them: the year runs from 1 April to 31 March."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import TextChoices

FIRST_YEAR, LAST_YEAR = 1900, 2199
YEAR_STARTS_IN = 4
MONTHS_IN_A_QUARTER = 3
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

QUARTERS_A_YEAR = 4

_YEAR_TEXT = re.compile(r"([0-9]{4})([-/])([0-9]{2})")
_QUARTER_SLUG = re.compile(r"([0-9]{4}-[0-9]{2})-Q([1-4])")
_MONTH_SLUG = re.compile(r"([0-9]{4})-([0-9]{2})")


class PeriodKind(TextChoices):
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Financial year"


@dataclass(frozen=True, order=True)
class FinancialYear:
    """1 April of ``start`` to 31 March of the year after, written 2013/14."""

    start: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.start <= LAST_YEAR:
            raise ValueError(
                f"A financial year starts between {FIRST_YEAR} and {LAST_YEAR}, not in {self.start}."
            )

    @classmethod
    def containing(cls, day: date) -> FinancialYear:
        return cls(day.year if day.month >= YEAR_STARTS_IN else day.year - 1)

    @classmethod
    def starting(cls, day: date) -> FinancialYear:
        year = cls.containing(day)
        if year.starts_on != day:
            raise ValueError(f"No financial year starts on {day:%d/%m/%Y}.")
        return year

    @classmethod
    def from_slug(cls, slug: str) -> FinancialYear:
        return cls._from_text(slug, separator="-")

    @classmethod
    def from_label(cls, label: str) -> FinancialYear:
        return cls._from_text(label, separator="/")

    @classmethod
    def _from_text(cls, text: str, *, separator: str) -> FinancialYear:
        """The two halves must follow each other: 2013-15 is not a financial year."""
        found = _YEAR_TEXT.fullmatch(text)
        if not found or found[2] != separator or (int(found[1]) + 1) % 100 != int(found[3]):
            raise ValueError(f"“{text[:40]}” is not a financial year. Write it as 2013{separator}14.")
        return cls(int(found[1]))

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind.YEAR

    @property
    def label(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def slug(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02d}"

    @property
    def starts_on(self) -> date:
        return date(self.start, YEAR_STARTS_IN, 1)

    @property
    def ends_on(self) -> date:
        return date(self.start + 1, YEAR_STARTS_IN - 1, 31)

    @property
    def previous(self) -> FinancialYear:
        return FinancialYear(self.start - 1)

    @property
    def next(self) -> FinancialYear:
        return FinancialYear(self.start + 1)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self, number) for number in (1, 2, 3, 4))

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(month for quarter in self.quarters for month in quarter.months)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a financial year: Q1 is April to June, Q4 is January to March."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"A quarter is numbered 1 to 4, not {self.number}.")

    @classmethod
    def containing(cls, day: date) -> Quarter:
        return Month.containing(day).quarter

    @classmethod
    def starting(cls, day: date) -> Quarter:
        quarter = cls.containing(day)
        if quarter.starts_on != day:
            raise ValueError(f"No quarter starts on {day:%d/%m/%Y}.")
        return quarter

    @classmethod
    def from_slug(cls, slug: str) -> Quarter:
        found = _QUARTER_SLUG.fullmatch(slug)
        if not found:
            raise ValueError(f"“{slug[:40]}” is not a quarter. Write it as 2013-14-Q4.")
        return cls(FinancialYear.from_slug(found[1]), int(found[2]))

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind.QUARTER

    @property
    def name(self) -> str:
        return f"Q{self.number}"

    @property
    def label(self) -> str:
        return f"{self.year.label} {self.name}"

    @property
    def slug(self) -> str:
        return f"{self.year.slug}-{self.name}"

    @property
    def span(self) -> str:
        """The quarter in words, for example January to March 2014."""
        first, _, last = self.months
        return f"{first.name} to {last.label}"

    @property
    def starts_on(self) -> date:
        return self.months[0].starts_on

    @property
    def ends_on(self) -> date:
        return self.months[-1].ends_on

    @property
    def months(self) -> tuple[Month, ...]:
        return _months_of(self.year.start, self.number)

    @property
    def previous(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year.previous, 4)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year.next, 1)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"A month is numbered 1 to 12, not {self.month}.")
        if not FIRST_YEAR <= self.year <= LAST_YEAR + 1:
            raise ValueError(f"A month lies between {FIRST_YEAR} and {LAST_YEAR + 1}, not in {self.year}.")

    @classmethod
    def containing(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def starting(cls, day: date) -> Month:
        if day.day != 1:
            raise ValueError(f"No month starts on {day:%d/%m/%Y}.")
        return cls.containing(day)

    @classmethod
    def from_slug(cls, slug: str) -> Month:
        found = _MONTH_SLUG.fullmatch(slug)
        if not found:
            raise ValueError(f"“{slug[:40]}” is not a month. Write it as 2014-04.")
        return cls(int(found[1]), int(found[2]))

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind.MONTH

    @property
    def name(self) -> str:
        return MONTH_NAMES[self.month - 1]

    @property
    def short(self) -> str:
        return self.name[:3]

    @property
    def label(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @cached_property
    def starts_on(self) -> date:
        return date(self.year, self.month, 1)

    @cached_property
    def ends_on(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year if self.month >= YEAR_STARTS_IN else self.year - 1)

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.financial_year, (self.month - YEAR_STARTS_IN) % 12 // MONTHS_IN_A_QUARTER + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, 12)

    @property
    def next(self) -> Month:
        return _month_after(self.year, self.month + 1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return self.label


Period = Month | Quarter | FinancialYear


def period_for(kind: PeriodKind | str, starts_on: date) -> Period:
    """The period of this kind that starts on this very day; any other day is a mistake, and is refused."""
    match PeriodKind(kind):
        case PeriodKind.MONTH:
            return Month.starting(starts_on)
        case PeriodKind.QUARTER:
            return Quarter.starting(starts_on)
        case PeriodKind.YEAR:
            return FinancialYear.starting(starts_on)


@lru_cache(maxsize=1024)
def _months_of(year: int, quarter: int) -> tuple[Month, ...]:
    """The months of a quarter, which a page of many KPIs asks for thousands of times."""
    first = YEAR_STARTS_IN + (quarter - 1) * MONTHS_IN_A_QUARTER
    return tuple(_month_after(year, number) for number in range(first, first + MONTHS_IN_A_QUARTER))


def _month_after(year: int, number: int) -> Month:
    """Month ``number`` counted from January of ``year``: 13 is January of the year after."""
    return Month(year + (number - 1) // 12, (number - 1) % 12 + 1)
