"""Lists of performance as files: the board, the register, returns, and figures in the columns of the import."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from core import clock, periods
from core.exports import Amount, Column, Kind, Table, amount_of
from core.figures import MeasureKind
from core.rag import RAG
from performance.history_import.layout import Field
from performance.models import KPI, Frequency, KPIQuerySet, KPIValue, KPIValueQuerySet
from performance.pages import PeriodFigure, ScorecardRow
from performance.records import KPIRecord, earlier_definitions
from performance.return_lists import ReturnsPage

YES = "Yes"


# The board ------------------------------------------------------------------------------------------------------------


def board(rows: Iterable[ScorecardRow], *, quarter: str, slug: str) -> Table:
    """The scorecard as it is shown: a KPI a row, four quarters, both ratings, trend and exception."""
    shown = list(rows)
    labels = [figure.label for figure in shown[0].figures] if shown else []
    columns = [
        Column("No.", Kind.NUMBER, 6),
        Column("KPI", width=44),
        Column("Directorate", width=22),
        Column("Team", width=24),
        Column("Reported", width=11),
        Column("Which way is better", width=18),
        *(Column(heading, width=14) for label in labels for heading in (label, f"{label}, second figure")),
        Column("Target", width=26),
        Column("RAG by rule", width=9),
        Column("Self-assessed RAG", width=12),
        Column("Why it is rated otherwise", width=30),
        Column("Trend", width=12),
        Column("Commentary", width=50),
        Column("Exception: issue", width=36),
        Column("Exception: action", width=36),
        Column("Expected recovery", Kind.DAY, 13),
        Column("Where the figure is from", width=14),
    ]
    title = f"Performance scorecard, {quarter}"
    return Table(f"scorecard {slug}", title, columns, [_board_row(row) for row in shown])


def _board_row(row: ScorecardRow) -> list[Any]:
    frame = row.exception
    return [
        row.number,
        row.name,
        row.directorate,
        row.team,
        row.frequency,
        row.polarity_text,
        *(cell for figure in row.figures for cell in _period_cells(figure)),
        row.target_text,
        _rag(row.computed),
        _rag(row.self_assessed),
        row.self_assessed_reason,
        row.trend.label,
        row.commentary,
        frame.issue if frame else "",
        frame.action if frame else "",
        frame.recovery_on if frame else None,
        row.latest.provenance,
    ]


def _period_cells(figure: PeriodFigure) -> tuple[Any, Any]:
    return as_number(figure.text), as_number(figure.second)


def as_number(text: str) -> Amount | str:
    """A printed figure as the number it is: £1,059,768 and 95%; 57 of 57 (100%), 6 days and * stay words."""
    kind = Kind.MONEY if "£" in text else Kind.PERCENT if text.endswith("%") else Kind.NUMBER
    digits = text.replace("£", "").replace(",", "").replace("\N{MINUS SIGN}", "-").removesuffix("%")
    try:
        return Amount(Decimal(digits), kind)
    except InvalidOperation:
        return text


def _rag(rating: RAG | None) -> str:
    return rating.value.capitalize() if rating else ""


# Figures, which can be imported again ---------------------------------------------------------------------------------


_KINDS = {Field.KPI: Kind.NUMBER, Field.N: Kind.NUMBER, Field.D: Kind.NUMBER}
_WIDTHS = {Field.NAME: 40, Field.PERIOD: 12, Field.REASON: 30, Field.SOURCE: 50}


def figures(
    kpis: KPIQuerySet, values: KPIValueQuerySet, *, name: str = "figures", title: str = "Figures"
) -> Table:
    """Every figure of these KPIs that `values` lets the reader see, oldest first: three queries.

    Of a quarter whose months are kept the months are written: they make it, and so they would again.
    """
    records = _records(kpis)
    kept = values.filter(kpi__in=records).exclude(period_kind=periods.PeriodKind.YEAR)
    rows = list(kept.order_by("kpi__number", "starts_on", "period_kind"))
    months = {
        (row.kpi_id, periods.Quarter.containing(row.starts_on))
        for row in rows
        if row.period_kind == periods.PeriodKind.MONTH
    }
    columns = [Column(field.value, _KINDS.get(field, Kind.TEXT), _WIDTHS.get(field, 12)) for field in Field]
    return Table(name, title, columns, list(_figure_rows(rows, records, months)))


def _records(kpis: KPIQuerySet) -> dict[int, KPIRecord]:
    """The KPIs with what they meant before: an old figure is written by the definition of its own quarter."""
    found = {kpi.pk: kpi for kpi in kpis.order_by("number")}
    earlier = earlier_definitions(found)
    return {pk: KPIRecord(kpi, clock.today(), earlier=tuple(earlier[pk])) for pk, kpi in found.items()}


def _figure_rows(
    rows: Iterable[KPIValue], records: dict[int, KPIRecord], months: set[tuple[int, periods.Quarter]]
) -> Iterator[list[Any]]:
    for row in rows:
        record, period, quarter = records[row.kpi_id], row.period, periods.Quarter.containing(row.starts_on)
        is_made = isinstance(period, periods.Quarter) and (row.kpi_id, quarter) in months
        if is_made or not (row.not_collected or row.has_figure):
            continue
        kpi = record.kpi_at(quarter)
        first = _parts(kpi.measure, row.value, row.numerator, row.denominator)
        second = _parts(kpi.second_measure, row.second_value, row.second_numerator, row.second_denominator)
        yield [
            kpi.number,
            record.kpi.short_name,
            _written(kpi, period),
            *first,
            *second,
            YES if row.not_collected else "",
            row.not_collected_reason,
            row.source,
            row.get_provenance_display(),
        ]


def _written(kpi: KPI, period: periods.Period) -> str:
    """As the import reads it: the last quarter of a KPI that was reported once a year then is its year."""
    if isinstance(period, periods.Quarter) and kpi.frequency == Frequency.ANNUALLY and period.number == 4:
        return period.year.label
    return period.slug if isinstance(period, periods.Month) else period.label


def _parts(kind: str, value: Decimal | None, n: Decimal | None, d: Decimal | None) -> tuple[Any, Any, Any]:
    """Of n of d the counts alone: the percentage follows from them."""
    if not kind:
        return None, None, None
    if kind == MeasureKind.RATIO:
        return None, n, d
    return amount_of(value, kind), None, None


# Register and returns -------------------------------------------------------------------------------------------------


def register(rows: Iterable[Any]) -> Table:
    """The register of KPIs as it is shown."""
    columns = [
        Column("No.", Kind.NUMBER, 6),
        Column("KPI", width=44),
        Column("Directorate", width=22),
        Column("Team", width=24),
        Column("Reported", width=12),
        Column("Owner", width=28),
        Column("Deputy", width=28),
        Column("State", width=22),
    ]
    cells = [
        [
            row.number,
            row.short_name,
            row.directorate,
            row.team,
            row.frequency,
            row.owner,
            row.deputy,
            row.state_text,
        ]
        for row in rows
    ]
    return Table("KPI register", "Register of KPIs", columns, cells)


def returns(page: ReturnsPage) -> Table:
    """Returns of open quarters that the person may read, then earlier ones."""
    columns = [
        Column("Quarter", width=12),
        Column("Directorate", width=28),
        Column("State", width=14),
        Column("Due", Kind.NUMBER, 8),
        Column("Answered", Kind.NUMBER, 10),
        Column("Not collected", Kind.NUMBER, 10),
        Column("Due on", Kind.DAY, 12),
        Column("Submitted", Kind.DAY, 18),
    ]
    now = {each.sheet.url: each.progress for each in (*page.due, *page.to_review, *page.round)}
    rows: list[list[Any]] = [
        [
            periods.Quarter.from_slug(each.quarter_slug).label,
            each.directorate,
            each.state_text,
            each.due,
            each.answered,
            each.not_collected,
            each.due_on,
            each.submitted_at,
        ]
        for each in now.values()
    ]
    rows += [
        [
            each.quarter,
            each.directorate,
            each.state_text,
            each.due,
            each.answered,
            each.not_collected,
            None,
            None,
        ]
        for each in page.earlier
    ]
    return Table("returns", "Returns", columns, rows)
