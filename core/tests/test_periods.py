"""The year runs from 1 April; quarters and months follow each other without gap or overlap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import FinancialYear, Month, Period, PeriodKind, Quarter, period_for

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))
YEAR_2013 = FinancialYear(2013)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2014, 3, 31), "2013/14"),
        (date(2014, 4, 1), "2014/15"),
        (date(2019, 3, 31), "2018/19"),
        (date(2000, 3, 31), "1999/00"),
        (date(2013, 12, 31), "2013/14"),
    ],
)
def test_a_financial_year_begins_on_1_april(day: date, label: str) -> None:
    assert str(FinancialYear.containing(day)) == label


def test_a_financial_year_knows_itself() -> None:
    assert (YEAR_2013.label, YEAR_2013.slug) == ("2013/14", "2013-14")
    assert (YEAR_2013.starts_on, YEAR_2013.ends_on) == (date(2013, 4, 1), date(2014, 3, 31))
    assert (YEAR_2013.previous, YEAR_2013.next) == (FinancialYear(2012), FinancialYear(2014))
    assert FinancialYear(1999).slug == "1999-00"


def test_a_financial_year_holds_four_quarters_and_twelve_months() -> None:
    assert [quarter.name for quarter in YEAR_2013.quarters] == ["Q1", "Q2", "Q3", "Q4"]
    assert [month.short for month in YEAR_2013.months] == (
        ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
    )


@pytest.mark.parametrize(
    ("number", "starts_on", "ends_on", "span"),
    [
        (1, date(2013, 4, 1), date(2013, 6, 30), "April to June 2013"),
        (2, date(2013, 7, 1), date(2013, 9, 30), "July to September 2013"),
        (3, date(2013, 10, 1), date(2013, 12, 31), "October to December 2013"),
        (4, date(2014, 1, 1), date(2014, 3, 31), "January to March 2014"),
    ],
)
def test_a_quarter_has_three_months(number: int, starts_on: date, ends_on: date, span: str) -> None:
    quarter = Quarter(YEAR_2013, number)
    assert (quarter.starts_on, quarter.ends_on, quarter.span) == (starts_on, ends_on, span)
    assert len(quarter.months) == 3


def test_a_quarter_knows_itself() -> None:
    last = Quarter(YEAR_2013, 4)
    assert (last.label, last.slug, last.name, str(last)) == ("2013/14 Q4", "2013-14-Q4", "Q4", "2013/14 Q4")
    assert (last.previous, last.next) == (Quarter(YEAR_2013, 3), Quarter(FinancialYear(2014), 1))
    assert Quarter(YEAR_2013, 1).previous == Quarter(FinancialYear(2012), 4)


def test_a_month_knows_itself() -> None:
    february = Month(2016, 2)
    assert (february.label, february.short, february.slug) == ("February 2016", "Feb", "2016-02")
    assert february.ends_on == date(2016, 2, 29)
    assert (Month(2015, 1).previous, Month(2014, 12).next) == (Month(2014, 12), Month(2015, 1))
    assert (february.financial_year, february.quarter.name) == (FinancialYear(2015), "Q4")


def test_periods_stand_in_order_of_time() -> None:
    assert Quarter(YEAR_2013, 4) < Quarter(FinancialYear(2014), 1) < Quarter(FinancialYear(2014), 2)
    assert Month(2013, 12) < Month(2014, 1)


@given(DAYS)
def test_every_day_lies_in_the_periods_that_contain_it(day: date) -> None:
    month, quarter, year = Month.containing(day), Quarter.containing(day), FinancialYear.containing(day)
    assert day in month
    assert day in quarter
    assert day in year
    assert month in quarter.months
    assert quarter in year.quarters
    assert month.quarter == quarter
    assert quarter.year == month.financial_year == year


@given(DAYS, st.sampled_from([Month, Quarter, FinancialYear]))
def test_periods_follow_each_other_without_gap_or_overlap(day: date, kind: type[Period]) -> None:
    period = kind.containing(day)
    assert period.next.starts_on - period.ends_on == timedelta(days=1)
    assert period.next.previous == period
    assert period.previous < period < period.next


@given(DAYS)
def test_addresses_are_read_back(day: date) -> None:
    for kind in (Month, Quarter, FinancialYear):
        period = kind.containing(day)
        assert kind.from_slug(period.slug) == period
    assert FinancialYear.from_label(FinancialYear.containing(day).label) == FinancialYear.containing(day)


@given(DAYS, st.sampled_from(list(PeriodKind)))
def test_a_period_is_found_by_its_kind_and_first_day(day: date, kind: PeriodKind) -> None:
    kinds = {PeriodKind.MONTH: Month, PeriodKind.QUARTER: Quarter, PeriodKind.YEAR: FinancialYear}
    period = kinds[kind].containing(day)
    assert period_for(kind, period.starts_on) == period
    assert period_for(kind.value, period.starts_on).kind == kind


@pytest.mark.parametrize(
    ("kind", "day", "sentence"),
    [
        (PeriodKind.MONTH, date(2014, 4, 2), "No month starts on 02/04/2014."),
        (PeriodKind.QUARTER, date(2014, 5, 1), "No quarter starts on 01/05/2014."),
        (PeriodKind.YEAR, date(2014, 7, 1), "No financial year starts on 01/07/2014."),
    ],
)
def test_another_day_starts_no_period(kind: PeriodKind, day: date, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        period_for(kind, day)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "2013",
        "2013-15",
        "2013/14",
        "2013-14 ",
        "13-14",
        "２０１３-14",
        "2013-14-Q1",
        "1800-01",
        "9999-00",
    ],
)
def test_what_is_no_financial_year_is_refused_in_words(slug: str) -> None:
    with pytest.raises(ValueError, match="financial year"):
        FinancialYear.from_slug(slug)


@pytest.mark.parametrize(
    "slug", ["", "2013-14", "2013-14-Q0", "2013-14-Q5", "2013-14-q1", "2013-15-Q1", "2013-14-Q1\n"]
)
def test_what_is_no_quarter_is_refused_in_words(slug: str) -> None:
    with pytest.raises(ValueError, match=r"quarter|financial year"):
        Quarter.from_slug(slug)


@pytest.mark.parametrize("slug", ["2014", "2014-13", "2014-00", "2014-4", "0001-04"])
def test_what_is_no_month_is_refused_in_words(slug: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.from_slug(slug)


def test_a_quarter_is_numbered_1_to_4() -> None:
    with pytest.raises(ValueError, match="1 to 4, not 5"):
        Quarter(YEAR_2013, 5)
