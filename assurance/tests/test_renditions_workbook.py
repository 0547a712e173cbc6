"""The workbook of a report: what it is on the first sheet, tables that compute, nothing that runs."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assurance import report_contents
from assurance.pack import AssurancePack
from assurance.renditions.tables import tables_of
from assurance.renditions.workbook import as_xlsx, sheet_name
from assurance.report_contents import ReportContents
from assurance.tests.builders import make_figure, make_frame, make_row
from assurance.tests.pack_builders import QUARTERLY, make_empty_pack, make_pack, make_risk
from core.rag import RAG


def contents(pack: AssurancePack | None = None) -> ReportContents:
    return report_contents.build(pack or make_pack(), QUARTERLY, version=1)


def opened(pack: AssurancePack | None = None) -> Workbook:
    return load_workbook(io.BytesIO(as_xlsx(contents(pack))))


def with_risk(title: str) -> AssurancePack:
    pack = make_pack()
    register = replace(pack.programmes.register, risks=(make_risk(title=title),))
    return replace(pack, programmes=replace(pack.programmes, register=register))


def test_the_first_sheet_says_what_it_is() -> None:
    about = opened()["About"]
    facts = {row[0].value: row[1].value for row in about.iter_rows(max_col=2)}
    made = contents()

    assert about["A1"].value == "Quarterly assurance report, 2013/14 Quarter 4"
    assert facts["For"] == "Governing Body"
    assert facts["Part"] == "1: public"
    assert facts["Snapshot"] == "2013-14-Q4, version 1"
    assert facts["SHA-256 of the snapshot"] == made.digests[0]
    assert facts["Identity of the contents"] == made.identity
    assert "SHA-256 of the report" not in facts
    assert facts["Illustrative"] == "Invented for the demonstration"
    assert facts["KPI figures"] == "Each figure of each KPI: the quarter and the quarters before it"


def test_there_is_a_sheet_for_each_table_with_its_head_in_sight() -> None:
    book = opened()
    names = [sheet_name(table) for table in tables_of(contents())]

    assert book.sheetnames == ["About", *names, "Columns"]
    for name in names:
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
        assert book[name]["A1"].font.bold


def test_the_first_sheet_leads_to_the_others() -> None:
    about = opened()["About"]
    links = [cell.hyperlink.location for (cell,) in about.iter_rows(max_col=1) if cell.hyperlink]

    assert "'Risks'!A1" in links


def test_numbers_money_percentages_and_dates_have_their_types() -> None:
    share = replace(make_figure("Q4", "86.4%"), value=Decimal("86.4"), kind="percentage")
    row = make_row(now=RAG.RED, exception=make_frame())
    book = opened(make_pack(replace(row, figures=(share,))))
    figures, position = book["KPI figures"], book["Position"]
    columns = {cell.value: cell.column for cell in figures[1]}

    value = figures.cell(2, columns["Value"])
    assert (float(value.value), value.number_format) == (0.864, "0.0%")
    assert position["B2"].value == 947_097_000
    assert position["B2"].number_format == "£#,##0"
    recovery = {cell.value: cell.column for cell in book["Exceptions"][1]}["Recovery date"]
    assert book["Exceptions"].cell(2, recovery).value.date() == date(2014, 9, 30)


def test_text_that_would_run_stays_text() -> None:
    book = opened(with_risk('=HYPERLINK("http://x.invalid","Click")'))
    title = book["Risks"]["B2"]

    assert title.data_type == "s"
    assert title.value == '=HYPERLINK("http://x.invalid","Click")'
    assert title.quotePrefix


def test_every_column_is_explained() -> None:
    rows = list(opened()["Columns"].iter_rows(min_row=2, values_only=True))
    explained = {(sheet, key): (meaning, unit) for sheet, _, key, meaning, unit in rows}

    assert explained["Position", "surplus"] == ("Limit less costs; a surplus is favourable", "£")
    assert explained["KPI figures", "value"][1] == "In the column “Unit”"
    assert len(rows) == sum(len(table.columns) for table in tables_of(contents()))


def test_the_same_contents_give_the_same_bytes() -> None:
    assert as_xlsx(contents()) == as_xlsx(contents())


def test_an_empty_quarter_and_signs_that_excel_refuses_can_be_saved() -> None:
    assert as_xlsx(contents(make_empty_pack()))
    assert opened(with_risk("Bell \x07 and [brackets]/: *?"))["Risks"]["B2"].value.startswith("Bell  and")
