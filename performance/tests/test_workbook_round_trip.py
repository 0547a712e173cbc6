"""Whatever is stored in a return, its workbook says the same when it comes back. No database is asked."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Polarity
from core.periods import FinancialYear
from core.periods import Quarter as Period
from core.spreadsheets import read_file
from organisation.models import Directorate, Quarter, QuarterState, Team
from organisation.models import FinancialYear as Year
from performance.models import KPI, ExceptionNote, Frequency, KPIValue, Return
from performance.records import KPIRecord
from performance.return_entry import Answer, fill_figures
from performance.returns import ReturnRow, ReturnSheet
from performance.rollup import RollUp
from performance.workbook.layout import HEADING_ROW, KEY_ROW, SHEET
from performance.workbook.reading import read_return, row_form
from performance.workbook.writing import write_return

PERIOD = Period(FinancialYear(2014), 1)
TODAY = date(2014, 7, 8)
QUALITY = Directorate(pk=1, name="Quality", slug="quality")
TEAM = Team(pk=1, name="Patient safety", slug="patient-safety", directorate=QUALITY)
KINDS = (MeasureKind.COUNT, MeasureKind.PERCENTAGE, MeasureKind.RATIO, MeasureKind.MONEY, MeasureKind.DAYS)

counts = st.integers(0, 10**9).map(Decimal)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n"), max_size=60
).map(str.strip)


def amounts(kind: MeasureKind) -> st.SearchStrategy[Figure]:
    if kind == MeasureKind.RATIO:
        return st.builds(Figure.ratio, counts, st.none() | counts)
    if kind == MeasureKind.COUNT:
        return counts.map(lambda value: Figure.of(kind, value))
    places = 2 if kind == MeasureKind.MONEY else 4
    highest = 1000 if kind == MeasureKind.PERCENTAGE else 10**8
    lowest = -(10**8) if kind == MeasureKind.MONEY else 0
    return st.decimals(lowest, highest, places=places).map(lambda value: Figure.of(kind, value))


def make_kpi(number: int, kind: MeasureKind, second: MeasureKind | None, frequency: str) -> KPI:
    pooled = RollUp.POOLED if kind == MeasureKind.RATIO else RollUp.LAST
    return KPI(
        pk=number,
        number=number,
        slug=f"kpi-{number}",
        name=f"KPI {number}",
        short_name=f"KPI {number}",
        team=TEAM,
        measure=kind,
        second_measure=second or "",
        second_roll_up=RollUp.LAST if second else "",
        roll_up=pooled,
        frequency=frequency,
        polarity=Polarity.HIGHER,
        active_from=date(2012, 4, 1),
    )


@st.composite
def rows(draw: Any, number: int) -> ReturnRow:
    kind, second = draw(st.sampled_from(KINDS)), draw(st.none() | st.sampled_from(KINDS))
    frequency = draw(st.sampled_from([Frequency.QUARTERLY, Frequency.MONTHLY]))
    kpi = make_kpi(number, kind, second, frequency)
    value = KPIValue(
        kpi=kpi, period_kind=PERIOD.kind, starts_on=PERIOD.starts_on, ends_on=PERIOD.ends_on, version=3
    )
    months = {}
    if frequency == Frequency.MONTHLY:
        for month in PERIOD.months:
            row = KPIValue(kpi=kpi, period_kind=month.kind, starts_on=month.starts_on, ends_on=month.ends_on)
            months[month] = _say(row, draw(answers(kind, second)))
        value.not_collected = all(row.not_collected for row in months.values())
    elif draw(st.booleans()):
        value.not_collected, value.not_collected_reason = True, draw(texts)
    else:
        _say(value, Answer(draw(amounts(kind)), draw(amounts(second)) if second else None))
    value.commentary = draw(texts)
    if draw(st.booleans()):
        value.exception = ExceptionNote(
            issue=draw(texts) or "Late", recovery_on=date(2014, 9, 30), owner="Head"
        )
    return ReturnRow(KPIRecord(kpi, TODAY, {}, {PERIOD: value}), PERIOD, months)


@st.composite
def answers(draw: Any, kind: MeasureKind, second: MeasureKind | None) -> Answer:
    if draw(st.booleans()):
        return Answer(NOT_COLLECTED, NOT_COLLECTED if second else None)
    return Answer(draw(amounts(kind)), draw(amounts(second)) if second else None)


def _say(value: KPIValue, answer: Answer) -> KPIValue:
    value.not_collected = answer.is_not_collected
    fill_figures(value, answer.first, answer.second)
    return value


def forget_versions(data: bytes) -> bytes:
    """As if every row had been changed in the file."""
    book = load_workbook(io.BytesIO(data))
    page = book[SHEET]
    place = next(cell.column for cell in page[KEY_ROW] if cell.value == "seen")
    for line in range(HEADING_ROW + 1, page.max_row + 1):
        if page.cell(line, place).value:
            page.cell(line, place).value = f"3.{'0' * 16}"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@settings(max_examples=10, deadline=None)
@given(rows(1), rows(2))
def test_a_workbook_says_what_is_stored(first: ReturnRow, second: ReturnRow) -> None:
    quarter = Quarter.from_period(PERIOD, Year(start=2014), QuarterState.OPEN)
    sheet = ReturnSheet(Return(directorate=QUALITY, quarter=quarter), (first, second), TODAY)
    data = write_return(sheet)
    untouched = read_return(read_file("a.xlsx", data), sheet)
    assert (untouched.problems, untouched.rows, untouched.unchanged) == ((), (), 2)
    read = read_return(read_file("a.xlsx", forget_versions(data)), sheet)
    assert read.problems == ()
    assert len(read.rows) == 2
    for row, said in zip((first, second), read.rows, strict=True):
        form = row_form(row, said.texts, said.seen)
        assert form.understood.entry == row.entry
