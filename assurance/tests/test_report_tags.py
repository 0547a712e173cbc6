"""What only the printed report writes: narrow dates, columns in £000 and £m, bars, and the numbers of notes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assurance.report_tables import Bar
from assurance.templatetags import report


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (date(2014, 7, 4), "4\N{NO-BREAK SPACE}Jul\N{NO-BREAK SPACE}2014"),
        (datetime(2014, 3, 31, 23, 30, tzinfo=UTC), "1\N{NO-BREAK SPACE}Apr\N{NO-BREAK SPACE}2014"),
        (None, ""),
    ],
)
def test_days_in_narrow_columns_are_those_of_london(value: date | None, printed: str) -> None:
    assert report.short_day(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"), [(Decimal(513_000_000), "513"), (Decimal(1_018_500_000), "1,019"), (None, "")]
)
def test_columns_in_millions_carry_no_unit(value: Decimal | None, printed: str) -> None:
    assert report.in_millions(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Decimal(-998_565), "(999) adverse"),
        (Decimal(282_000), "282 favourable"),
        (Decimal(0), "on plan"),
        (None, ""),
    ],
)
def test_variances_in_thousands_keep_their_word(value: Decimal | None, printed: str) -> None:
    assert report.variance_in_thousands(value) == printed


def test_a_share_has_two_places_and_needs_a_whole() -> None:
    assert report.share_of(Decimal(12_614), Decimal(947_097)) == "1.33%"
    assert report.share_of(Decimal(1), Decimal(0)) == ""


def test_a_bar_is_a_class_and_its_percentage() -> None:
    bars = {"running-3": Bar(steps=20, percent=Decimal("25.9"))}

    assert report.bar_cell(bars, "running-", 3) == '<td class="bar b20">25.9%</td>'
    assert report.bar_cell(bars, "running-", 4) == '<td class="blank"></td>'


def test_numbers_of_notes_lead_to_them() -> None:
    numbers = {"kpi-absence": (4, 7)}

    assert report.marks(numbers, "kpi-", "absence") == (
        '<sup><a href="#note-4">4</a>, <a href="#note-7">7</a></sup>'
    )
    assert report.marks(numbers, "kpi-", "other") == ""
