"""The months of a KPI with the years as columns, so that the season shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import periods
from core.figures import Figure, MeasureKind, format_figure, format_value
from core.provenance import Provenance
from core.rag import RAG
from performance import assessment
from performance.models import KPI, KPIValue
from performance.pages import FigureState
from performance.records import KPIRecord, state_of
from performance.rollup import RollUp, roll_up, rules_for

YEARS_SHOWN = 4
"""As many years as stand side by side on a phone; older ones are in the table of quarters."""

ValuesByMonth = Mapping[periods.Month, KPIValue]


@dataclass(frozen=True)
class MonthCell:
    """One month of one year: the figure, what it is made of, and its rating where a month can be rated."""

    state: FigureState
    text: str = ""
    sub: str = ""
    rag: RAG | None = None
    is_illustrative: bool = False


@dataclass(frozen=True)
class MonthRow:
    month: str
    cells: tuple[MonthCell, ...]


@dataclass(frozen=True)
class YearColumn:
    """A financial year: what its months make, and whether every one of them was invented."""

    label: str
    whole: MonthCell
    is_illustrative: bool


@dataclass(frozen=True)
class MonthTable:
    years: tuple[YearColumn, ...]
    rows: tuple[MonthRow, ...]

    @property
    def is_rated(self) -> bool:
        return any(cell.rag for row in self.rows for cell in row.cells)

    @property
    def is_illustrative(self) -> bool:
        return all(year.is_illustrative for year in self.years)


def month_table(record: KPIRecord, months: ValuesByMonth) -> MonthTable | None:
    """The last four years that have a month; None where there is none."""
    years = sorted({month.financial_year for month in months})[-YEARS_SHOWN:]
    if not years:
        return None
    columns = tuple(_column(record.kpi_at(year.quarters[-1]), year, months) for year in years)
    rows = tuple(
        MonthRow(
            years[0].months[place].short,
            tuple(_cell(record, year.months[place], months) for year in years),
        )
        for place in range(12)
    )
    return MonthTable(columns, rows)


def _column(kpi: KPI, year: periods.FinancialYear, months: ValuesByMonth) -> YearColumn:
    there = [months[month] for month in year.months if month in months]
    invented = all(value.provenance == Provenance.ILLUSTRATIVE for value in there)
    return YearColumn(year.label, _whole(kpi, [months.get(month) for month in year.months]), invented)


def _cell(record: KPIRecord, month: periods.Month, months: ValuesByMonth) -> MonthCell:
    """One month, by what the KPI meant and was to reach in its quarter."""
    value, kpi, target = months.get(month), record.kpi_at(month.quarter), record.target(month.quarter)
    state = state_of(kpi, value)
    if value is None or state in (FigureState.MISSING, FigureState.NOT_COLLECTED):
        return MonthCell(state, "*" if state == FigureState.NOT_COLLECTED else "")
    rating = assessment.assess_month(kpi, target, value)
    text, sub = split_text(assessment.first_figure(kpi, value), assessment.second_figure(kpi, value))
    rag = rating.rag if rating and rating.rag.is_assessed else None
    return MonthCell(state, text, sub, rag, value.provenance == Provenance.ILLUSTRATIVE)


def _whole(kpi: KPI, values: Sequence[KPIValue | None]) -> MonthCell:
    """What the months of a year make so far by the KPI's own rule; it says how many where some are missing."""
    first = _rolled(kpi.measure, kpi.roll_up, [v and assessment.first_figure(kpi, v) for v in values])
    second = None
    if kpi.second_measure and kpi.second_roll_up:
        figures = [v and assessment.second_figure(kpi, v) for v in values]
        second = _rolled(kpi.second_measure, kpi.second_roll_up, figures)
    if first is None:
        return MonthCell(FigureState.MISSING)
    text, sub = split_text(first, second)
    there = sum(value is not None and value.has_figure for value in values)
    return MonthCell(FigureState.FIGURE, text, sub if there == len(values) else f"{there} of 12 months")


def _rolled(kind: str, rule: str, figures: Sequence[Figure | None]) -> Figure | None:
    """The months combined; None where the rule does not fit the kind of measure, or there is nothing to combine."""
    if RollUp(rule) not in rules_for(MeasureKind(kind)):
        return None
    return roll_up(rule, figures, periods.PeriodKind.YEAR).figure


def split_text(first: Figure, second: Figure | None) -> tuple[str, str]:
    """The figure to read and what stands small beside it: 95.3% and 6,366 of 6,677; 3,140 and 96.5%."""
    if first.value is None or first.numerator is None or first.denominator is None:
        return format_figure(first), format_figure(second)
    counts = (format_value(count, MeasureKind.COUNT) for count in (first.numerator, first.denominator))
    return format_value(first.value, first.kind), " of ".join(counts)
