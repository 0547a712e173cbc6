"""Hostile and odd files: each is refused with what to do, or read by the rule of docs/spreadsheets.md."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from time import thread_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from openpyxl import Workbook

from core.cells import Book, Cell, Limits, Unreadable, cell_of, number_text
from core.exports import Column, Kind, Table, as_csv, as_xlsx
from core.spreadsheets import read_file

SMALL = Limits(rows=20, columns=5)


def workbook(*rows: tuple[Any, ...], change: Callable[[Any], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_parts(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive with its parts changed, added or taken away."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def sheet_xml(rows: str, before: str = "", after: str = "") -> bytes:
    """A workbook whose sheet is written by hand."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
    return with_parts(
        workbook(("x",)), lambda parts: parts.update({"xl/worksheets/sheet1.xml": xml.encode()})
    )


def read(data: bytes, name: str = "file.xlsx", limits: Limits = SMALL) -> Book:
    return read_file(name, data, limits)


def texts(data: bytes, name: str = "file.xlsx") -> list[list[str]]:
    (sheet,) = read(data, name).sheets
    return [[sheet.cell(row, column).text for column in sorted(cells)] for row, cells in sheet.rows.items()]


def cell(data: bytes, row: int = 1, column: int = 1) -> Cell:
    return read(data).sheets[0].cell(row, column)


def refusal(data: bytes, name: str = "file.xlsx", limits: Limits = SMALL) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data, name, limits)
    return str(refused.value)


# Cells of a workbook --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (143 / 150, "0.0%", "95.3%"),
        (143 / 150, "0%", "95%"),
        (0.9545454, "0.0%", "95.5%"),
        (2 / 3, "0.00", "0.67"),
        (-2 / 3, "#,##0.00_);[Red](#,##0.00)", "-0.67"),
        (1059768 / 7, '"£"#,##0.00', "151395.43"),
        (10.005, "[$£-809]#,##0.00", "10.01"),
        (2 / 3, "0.00000000", "0.6667"),
        (2 / 3, "0.####", "0.6667"),
        (14 / 3, "0", "5"),
    ],
)
def test_more_digits_than_can_be_kept_are_rounded_as_excel_shows_them(
    value: float, number_format: str, text: str
) -> None:
    read = cell_of(1, 1, value, number_format)
    assert (read.text, read.is_rounded) == (text, True)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.95345, "0.0%", "95.345%"),
        (1.2345, "0", "1.2345"),
        (0.333333, "General", "0.333333"),
        (0.333333, "", "0.333333"),
        (0.333333, "# ?/?", "0.333333"),
        (0.333333, "0.00E+00", "0.333333"),
        (0.333333, '"1.0"', "0.333333"),
    ],
)
def test_what_can_be_kept_or_is_shown_in_full_is_not_rounded(
    value: float, number_format: str, text: str
) -> None:
    read = cell_of(1, 1, value, number_format)
    assert (read.text, read.is_rounded) == (text, False)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1.15, "General", "1.15"),
        (0.1 + 0.2, "General", "0.3"),
        (1059768, "#,##0", "1059768"),
        (-5, "General", "-5"),
        (0, "General", "0"),
        (1e15, "General", "1000000000000000"),
        (1e-7, "General", "0.0000001"),
        (0.955, "0.0%", "95.5%"),
        (0.57, "0%", "57%"),
        (1.5, "0%", "150%"),
        (0, "0%", "0%"),
        (0.95, '0.00" %"', "0.95"),
        (True, "General", "TRUE"),
        ("=1+1", "@", "=1+1"),
        ("  text ", "General", "text"),
    ],
)
def test_a_cell_is_read_as_it_would_be_typed(value: Any, number_format: str, text: str) -> None:
    def written(sheet: Any) -> None:
        sheet["A1"].value = value
        sheet["A1"].number_format = number_format
        if isinstance(value, str):
            sheet["A1"].data_type = "s"

    read_back = cell(workbook((None,), change=written))
    assert (read_back.text, read_back.problem) == (text, "")


def test_days_are_days_and_moments_and_times_are_asked_about() -> None:
    data = workbook((date(2014, 4, 1), datetime(2014, 4, 1, 12, 30), time(9, 15)))  # noqa: DTZ001
    day, moment, hour = (cell(data, 1, column) for column in (1, 2, 3))
    assert (day.text, day.day, day.problem) == ("01/04/2014", date(2014, 4, 1), "")
    assert "not a day" in moment.problem
    assert "This is a time" in hour.problem


@pytest.mark.parametrize("error", ["#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?"])
def test_an_error_of_excel_is_never_a_blank(error: str) -> None:
    assert error in cell(workbook((error,))).problem
    assert error in cell_of(1, 1, error).problem


def test_a_formula_is_its_result_and_one_without_a_result_is_refused() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>2+3</f><v>5</v></c><c r="B1"><f>2+3</f></c>'
        '<c r="C1" t="str"><f>IF(1,"","")</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    result, missing, empty, error = (cell(sheet_xml(rows), 1, column) for column in (1, 2, 3, 4))
    assert (result.text, result.problem) == ("5", "")
    assert "formula has no result" in missing.problem
    assert empty.is_blank
    assert "#DIV/0!" in error.problem


def test_an_empty_row_in_the_middle_ends_nothing() -> None:
    assert list(read(workbook(("a",), (None,), ("b",))).sheets[0].rows) == [1, 3]


def test_merged_cells_are_named() -> None:
    data = workbook(("a", "b"), change=lambda sheet: sheet.merge_cells("A2:B3"))
    assert read(data).sheets[0].merged == ("A2:B3",)


def test_a_date_beyond_what_excel_can_hold_is_an_error() -> None:
    def far(sheet: Any) -> None:
        sheet["A1"].value, sheet["A1"].number_format = 1e12, "dd/mm/yyyy"

    assert cell(workbook((None,), change=far)).problem


# Size -----------------------------------------------------------------------------------------------------------------


def test_what_a_file_unpacks_to_is_added_up_before_it_is_unpacked() -> None:
    data = with_parts(workbook(("a",)), lambda parts: parts.update({"xl/media/x.xml": b" " * 30_000_000}))
    assert len(data) < 100_000
    assert "unpacks to more than 25 MB" in refusal(data)


def test_a_part_that_is_longer_than_it_says_is_never_unpacked_whole() -> None:
    data = with_parts(workbook(("a",)), lambda parts: parts.update({"xl/styles.xml": b"<" * 20_000_000}))
    real, said = struct.pack("<I", 20_000_000), struct.pack("<I", 500)
    assert real in data
    assert "is damaged" in refusal(data.replace(real, said))


def test_many_small_things_are_counted() -> None:
    styles = b"<styleSheet>" + b"<xf/>" * 200_000 + b"</styleSheet>"
    data = with_parts(workbook(("a",)), lambda parts: parts.update({"xl/styles.xml": styles}))
    assert "too many cells or styles" in refusal(data)


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    data = sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>', before='<dimension ref="A1:XFD1048576"/>')
    assert texts(data) == [["5"]]
    data = sheet_xml(
        '<row r="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="A2"><v>6</v></c></row>',
        before='<dimension ref="A1"/>',
    )
    assert texts(data) == [["5"], ["6"]]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="1048576"><c r="A1048576"><v>5</v></c></row>', "more than 20 rows"),
        ('<row r="1"><c r="XFD1"><v>5</v></c></row>', "more than 5 columns: cell XFD1"),
    ],
)
def test_rows_and_columns_beyond_the_limits_are_refused(rows: str, says: str) -> None:
    assert says in refusal(sheet_xml(rows))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>', "more than 20 rows"),
        ('<row r="2000000000"><c r="A2000000000"><f>B1</f></c></row>', "more than 20 rows"),
        ("".join(f'<row r="{row}"><c r="ZZZ{row}"/></row>' for row in range(1, 20_001)), ""),
    ],
)
def test_what_a_sheet_leaves_out_takes_no_time(rows: str, says: str) -> None:
    """A file of 5 KB that says its one cell stands in row two thousand million is refused, not filled up to there."""
    started = thread_time()
    data = sheet_xml(rows)
    assert says in refusal(data) if says else texts(data) == []
    assert thread_time() - started < 10


def test_a_formula_that_many_cells_share_is_not_written_out_for_each() -> None:
    first = f'<c r="A1"><f t="shared" si="0" ref="A1:A20">{"+".join(["B1"] * 20_000)}</f><v>5</v></c>'
    others = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>5</v></c></row>' for row in range(2, 21)
    )
    started = thread_time()
    assert texts(sheet_xml(f'<row r="1">{first}</row>{others}')) == [["5"]] * 20
    assert thread_time() - started < 2


def test_formatted_cells_without_contents_are_nothing() -> None:
    assert texts(
        sheet_xml('<row r="1"><c r="A1"><v>5</v></c><c r="XFD1" s="0"/></row><row r="99"><c r="A99"/></row>')
    ) == [["5"]]


def test_a_file_beyond_the_limit_is_not_opened(settings: Any) -> None:
    settings.PORTAL_UPLOAD_LIMIT = 1_000_000
    assert "larger than 1 MB" in refusal(b"PK" + b"x" * 1_000_001)


def test_too_many_parts_or_the_same_one_twice_is_not_how_excel_packs() -> None:
    many = with_parts(
        workbook(("a",)), lambda parts: parts.update({f"x{n}.xml": b"<a/>" for n in range(501)})
    )
    assert "not packed as Excel" in refusal(many)


# Harm -----------------------------------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_entities_are_refused_in_every_part(part: str) -> None:
    assert "definitions that no workbook needs" in refusal(
        with_parts(workbook(("a",)), lambda parts: parts.update({part: BOMB}))
    )


def test_entities_in_other_letters_are_refused_as_well() -> None:
    wide = BOMB.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")
    data = with_parts(workbook(("a",)), lambda parts: parts.update({"xl/worksheets/sheet1.xml": wide}))
    assert "definitions that no workbook needs" in refusal(data)


def test_macros_are_refused_whatever_the_name() -> None:
    data = with_parts(workbook(("a",)), lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))
    assert "holds macros" in refusal(data)
    assert "may hold macros" in refusal(workbook(("a",)), "file.xlsm")
    types = "[Content_Types].xml"
    renamed = with_parts(
        workbook(("a",)),
        lambda parts: parts.update(
            {types: parts[types].replace(b"sheet.main+", b"sheet.macroEnabled.main+")}
        ),
    )
    assert "holds macros" in refusal(renamed)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("file.xls", OLE + b"\x00" * 600, "old format (.xls)"),
        (
            "file.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("file.csv", workbook(("a",)), "is a packed file, not what its name says"),
        ("file.xlsx", b"period,figure\n", "is no workbook, though its name ends in .xlsx"),
        ("file.pdf", b"%PDF-1.7", "neither .xlsx nor .csv"),
        ("file.xlsx", b"", "is empty"),
        ("file.xlsx", b"PK\x03\x04 and nothing more", "is damaged"),
        ("file.xlsx", b"PK\x05\x06" + b"\x00" * 18, "no workbook"),
        ("../../etc/passwd", b"x", "“passwd” is neither"),
    ],
)
def test_what_is_no_workbook_and_no_csv_says_what_it_is(name: str, data: bytes, says: str) -> None:
    assert says in refusal(data, name)


@pytest.mark.parametrize(
    ("part", "content", "says"),
    [
        ("xl/workbook.bin", b"x", "binary workbook (.xlsb)"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        ("xl/worksheets/sheet1.xml", b"<worksheet", "is damaged"),
        ("xl/workbook.xml", b"<a/>", "is damaged"),
    ],
)
def test_other_kinds_and_damaged_parts_are_refused(part: str, content: bytes, says: str) -> None:
    assert says in refusal(with_parts(workbook(("a",)), lambda parts: parts.update({part: content})))


def test_a_text_that_is_nowhere_is_damage() -> None:
    assert "is damaged" in refusal(sheet_xml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(workbook(("a",)))
    for found in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    assert "protected by a password" in refusal(bytes(data))


# CSV ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "what,£\na,1\n".encode(),
        "what,£\na,1\n".encode("utf-8-sig"),
        "what,£\na,1\n".encode("cp1252"),
        "what,£\na,1\n".encode("utf-16"),
        "\ufeffwhat,£\na,1\n".encode("utf-16-be"),
        "what;£\r\na;1\r\n".encode(),
        "what\t£\ra\t1\r".encode(),
        "sep=;\nwhat;£\na;1\n".encode("cp1252"),
    ],
)
def test_a_csv_is_read_in_the_letters_and_separators_that_excel_writes(data: bytes) -> None:
    assert texts(data, "file.csv") == [["what", "£"], ["a", "1"]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("a,b\n1,2\n".encode("utf-16-le"), "letters that it does not name"),
        (b"a,b\n\x81,2\n", "not in letters that can be read"),
        (b'a,b\n"1,2\n', "a quotation mark is not closed"),
        (b"sep=|\na|b\n", "separated by “|”"),
        (b"\n\n , \n", "holds nothing"),
        (b"a\n" * 21, "more than 20 rows"),
        (b"a,b,c,d,e,f\n", "more than 5 columns in row 1"),
        (b"a\n" + b"x" * 10_001, "more than 10,000 characters in row 2"),
        (b"\xff\xfea", "not in letters that can be read"),
    ],
)
def test_a_csv_that_cannot_be_read_for_certain_is_refused(data: bytes, says: str) -> None:
    assert says in refusal(data, "file.csv")


def test_rows_are_numbered_as_excel_numbers_them() -> None:
    (sheet,) = read(b'a,b\n\n"two\nlines",1\n,\nlast,2\n', "file.csv").sheets
    assert list(sheet.rows) == [1, 3, 5]
    assert sheet.cell(3, 1).text == "two\nlines"


def test_the_apostrophe_of_an_export_is_taken_off_and_no_other() -> None:
    assert texts(b"'=1+1,'quoted',-5\n", "file.csv") == [["=1+1", "'quoted'", "-5"]]


# Properties -----------------------------------------------------------------------------------------------------------

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=30).map(
    lambda text: " ".join(text.split())
)


@trying(max_examples=60, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_is_what_excel_shows_of_it(value: float) -> None:
    """Up to 15 digits are kept as they are; more are rounded there."""
    value = round(value, 9)
    exact, read_back = Decimal(repr(value)), Decimal(number_text(value))
    digits = len(exact.normalize().as_tuple().digits)
    assert read_back == exact or (digits > 15 and abs(read_back - exact) <= abs(exact) / 10**14)


@trying(max_examples=30, deadline=None)
@given(st.lists(st.tuples(PLAIN, st.decimals(-(10**9), 10**9, places=4)), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, Decimal]]) -> None:
    columns = (Column("Text"), Column("Number", Kind.NUMBER))
    table = Table("list", "List", columns, rows)
    for name, data in (("list.csv", as_csv(table)), ("list.xlsx", as_xlsx(table))):
        (sheet,) = read(data, name).sheets
        for line, (text, number) in enumerate(rows, start=2):
            said = sheet.cell(line, 1)
            assert said.problem or said.text == text.removeprefix("'") or said.text == text
            assert Decimal(sheet.cell(line, 2).text) == number


@trying(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.xlsx"]),
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe"]),
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes, name: str, start: bytes) -> None:
    try:
        read_file(name, start + data)
    except Unreadable as refused:
        assert str(refused).endswith(".")
