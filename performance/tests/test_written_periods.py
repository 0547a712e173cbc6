"""Periods as files write them."""

from datetime import date

import pytest

from core.periods import FinancialYear, Month, Period, Quarter
from performance.history_import.written_periods import PeriodError, period_of, read_period, slug_of

Q1 = Quarter(FinancialYear(2013), 1)


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2013-04", Month(2013, 4)),
        ("Apr 2013", Month(2013, 4)),
        ("april 2013", Month(2013, 4)),
        ("Apr-13", Month(2013, 4)),
        ("Sept 2013", Month(2013, 9)),
        ("2013-04-01", Month(2013, 4)),
        ("2013-04-30 00:00:00", Month(2013, 4)),
        ("01/04/2013", Month(2013, 4)),
        ("30.04.2013", Month(2013, 4)),
        ("2013/14 Q1", Q1),
        ("2013-14-Q1", Q1),
        ("2013-14 q1", Q1),
        ("2013/2014 Q1", Q1),
        ("Q1 2013/14", Q1),
        ("2013/14", FinancialYear(2013)),
        ("2013-14", FinancialYear(2013)),
        ("1999/00", FinancialYear(1999)),
        ("2013-12", Month(2013, 12)),
    ],
)
def test_a_period_is_read_as_it_is_written(written: str, period: Period) -> None:
    assert read_period(f"  {written} ") == period
    assert period_of(slug_of(period)) == period


def test_a_day_of_excel_stands_for_its_month_only_at_its_ends() -> None:
    assert read_period("01/02/2014", date(2014, 2, 1)) == Month(2014, 2)
    assert read_period("28/02/2014", date(2014, 2, 28)) == Month(2014, 2)
    with pytest.raises(PeriodError, match="a day within a month"):
        read_period("15/02/2014", date(2014, 2, 15))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Q1 2013", "of a calendar or of a financial year"),
        ("2013 Q1", "of a calendar or of a financial year"),
        ("2013/15", "not a financial year|no financial year"),
        ("2013-15 Q1", "no financial year. Write it as 2013/14"),
        ("2013-00", "numbered 1 to 12"),
        ("31/02/2014", "no real day"),
        ("Smarch 2014", "is no month"),
        ("2013", "no period that is understood"),
        ("41365", "may be a day as Excel counts them. If it is, write 2013-04"),
        ("0000200009999999999", "no period that is understood"),
        ("9" * 5_000, "no period that is understood"),
        ("", "no period that is understood"),
        ("٢٠١٣-٠٤", "no period|not a month|understood"),
    ],
)
def test_what_could_be_several_periods_or_none_is_refused(written: str, says: str) -> None:
    with pytest.raises(PeriodError, match=says):
        read_period(written)
