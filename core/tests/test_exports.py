"""Lists as files: typed, safe to open, the same bytes for the same rows."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory
from openpyxl import load_workbook

from core.exports import CSV, XLSX, Amount, Column, Kind, Table, answer, as_csv, as_xlsx, asked
from core.spreadsheets import read_file

COLUMNS = (
    Column("What"),
    Column("How much", Kind.MONEY),
    Column("Share", Kind.PERCENT),
    Column("On", Kind.DAY),
)


def table(*rows: tuple[Any, ...]) -> Table:
    return Table("Some list", "Some list, 2013/14", COLUMNS, rows)


def csv_rows(*rows: tuple[Any, ...]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(table(*rows)).decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-cmd", "@x", "\t=1", '=HYPERLINK("http://a")'])
def test_text_that_a_spreadsheet_would_run_is_kept_as_text(text: str) -> None:
    assert csv_rows((text, None, None, None))[0][0] == f"'{text}"
    cell = load_workbook(io.BytesIO(as_xlsx(table((text, None, None, None)))))["Figures"]["A2"]
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())


@pytest.mark.parametrize("text", ["-5", "-5.2%", "+3", "-£1,200"])
def test_a_negative_number_written_as_text_is_no_formula(text: str) -> None:
    assert csv_rows((text, None, None, None))[0][0] == text


def test_numbers_days_and_nothing_have_their_own_types() -> None:
    row = ("a", Decimal("-1234.50"), Decimal("95.5"), date(2014, 3, 31))
    assert csv_rows(row, ("b", Decimal(0), None, None)) == [
        ["a", "-1234.5", "95.5%", "2014-03-31"],
        ["b", "0", "", ""],
    ]
    sheet = load_workbook(io.BytesIO(as_xlsx(table(row, ("b", Decimal(0), None, None)))))["Figures"]
    assert (sheet["B2"].value, sheet["B2"].number_format) == (-1234.5, "£#,##0.00")
    assert (sheet["C2"].value, sheet["C2"].number_format) == (0.955, "0.0%")
    assert sheet["D2"].value.date() == date(2014, 3, 31)
    assert (sheet["B3"].value, sheet["C3"].value) == (0, None)


def test_the_kind_of_an_amount_goes_before_that_of_its_column() -> None:
    assert csv_rows(("a", Amount(Decimal(95), Kind.PERCENT), None, None))[0][1] == "95%"


def test_the_same_rows_give_the_same_bytes() -> None:
    assert as_xlsx(table(("a", None, None, None))) == as_xlsx(table(("a", None, None, None)))


@pytest.mark.parametrize("wanted", [CSV, XLSX])
def test_what_was_exported_is_read_back_as_it_was(wanted: str) -> None:
    rows = [("=1+1, “x”\nnext", Decimal("1.15"), Decimal("33.3333"), None), ("£", Decimal("-7"), None, None)]
    content = as_csv(table(*rows)) if wanted == CSV else as_xlsx(table(*rows))
    (sheet,) = read_file(f"list.{wanted}", content).sheets
    said = [[sheet.cell(number, column).text for column in (1, 2, 3)] for number in (2, 3)]
    assert said == [["=1+1, “x”\nnext", "1.15", "33.3333%"], ["£", "-7", ""]]


def test_a_download_is_saved_and_not_kept_on_the_way() -> None:
    request = RequestFactory().get("/lists/")
    request.user = AnonymousUser()
    response = answer(request, table(), XLSX)
    assert response["Content-Disposition"] == 'attachment; filename="some-list.xlsx"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_files_name_is_made_of_letters_figures_and_dashes() -> None:
    """Whatever the list is called: nothing ends the header, or gives it a second name."""
    request = RequestFactory().get("/lists/")
    request.user = AnonymousUser()
    called = replace(table(), name='A "list"; filename=evil.exe\r\nSet-Cookie: a=b — né')
    said = answer(request, called, CSV)["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.csv"', said)


def test_an_address_asks_for_a_file_that_is_made_here_or_for_none() -> None:
    ask = RequestFactory().get
    assert [asked(ask("/", query)) for query in ({}, {"format": "csv"}, {"format": "xlsx"})] == [
        "",
        "csv",
        "xlsx",
    ]
    with pytest.raises(Http404):
        asked(ask("/", {"format": "pdf"}))
