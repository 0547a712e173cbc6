"""What a file of history would do to the figures that are kept: row by row new, the same, different, or not to be.

Read in seven queries however many rows there are; nothing is asked row by row. Quarters that are locked, or open for
returns, are not touched: each of their rows is an error that says so.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from core import periods
from core.cells import Problem
from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part, format_figure
from core.parsing import FigureError, parse_figure, parse_ratio
from organisation.models import Quarter, QuarterState
from performance.history_import.layout import FIRST, SECOND, Field
from performance.history_import.reading import HistoryRow, Places
from performance.history_import.written_periods import period_of
from performance.models import KPI, Frequency, KPIQuerySet, KPIValue
from performance.records import KPIRecord, read_months, read_records
from performance.return_entry import Answer, measures_of

LONGEST_REASON, LONGEST_SOURCE = 300, 250
"""Characters, as many as are kept: what is exported can be sent back."""
_YES, _NO = ("yes", "y", "true", "*"), ("", "no", "n", "false")

Key = tuple[int, periods.PeriodKind, date]


class Effect(StrEnum):
    """What a row does to what is kept."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class PlannedRow:
    """One row that can be imported, beside what is kept for the same KPI and period.

    One that says what is kept touches nothing, so it is taken of a locked quarter, too: an export can be sent back.
    """

    line: int
    kpi: KPI
    period: periods.Month | periods.Quarter
    answer: Answer
    reason: str
    source: str
    stored: KPIValue | None
    is_rounded: bool = False

    @property
    def quarter(self) -> periods.Quarter:
        return self.period.quarter if isinstance(self.period, periods.Month) else self.period

    @cached_property
    def effect(self) -> Effect:
        if self.stored is None:
            return Effect.NEW
        return Effect.SAME if said_by(self.kpi, self.stored) == self._says else Effect.DIFFERENT

    @property
    def text(self) -> str:
        return text_of(self.answer)

    @property
    def stored_text(self) -> str:
        return text_of(answer_of(self.kpi, self.stored)) if self.stored else ""

    @property
    def _says(self) -> tuple[object, ...]:
        return _said(self.answer)


@dataclass(frozen=True)
class KPIPlan:
    """What the file does to one KPI."""

    kpi: KPI
    rows: tuple[PlannedRow, ...]

    def count(self, effect: Effect) -> int:
        return sum(row.effect == effect for row in self.rows)

    @property
    def new(self) -> int:
        return self.count(Effect.NEW)

    @property
    def same(self) -> int:
        return self.count(Effect.SAME)

    @property
    def different(self) -> int:
        return self.count(Effect.DIFFERENT)

    @property
    def span(self) -> str:
        first, last = (each(self.rows, key=lambda row: row.period.starts_on) for each in (min, max))
        return f"{first.period} to {last.period}" if first is not last else str(first.period)


@dataclass(frozen=True)
class Plan:
    """All rows of a file against what is kept; with problems, nothing of it can be applied."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...] = ()
    months: Mapping[int, Mapping[periods.Month, KPIValue]] = field(default_factory=dict)
    quarters: Mapping[int, Mapping[periods.Quarter, KPIValue]] = field(default_factory=dict)

    @cached_property
    def kpis(self) -> tuple[KPIPlan, ...]:
        by_number = sorted(self.rows, key=lambda row: (row.kpi.number, row.period.starts_on))
        return tuple(
            KPIPlan(rows[0].kpi, tuple(rows))
            for _, each in groupby(by_number, key=lambda row: row.kpi.number)
            if (rows := list(each))
        )

    @cached_property
    def new(self) -> tuple[PlannedRow, ...]:
        return tuple(row for row in self.rows if row.effect == Effect.NEW)

    @cached_property
    def different(self) -> tuple[PlannedRow, ...]:
        return tuple(row for row in self.rows if row.effect == Effect.DIFFERENT)

    @property
    def same(self) -> int:
        return len(self.rows) - len(self.new) - len(self.different)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when any figure that the plan was laid against changes."""
        seen = "\n".join(f"{row.line} {row.effect} {row.stored_text}" for row in self.rows)
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


def plan_history(
    rows: Sequence[HistoryRow], *, today: date, chosen: str = "", letters: Mapping[str, str] | None = None
) -> Plan:
    """The plan of the rows of a file; `chosen` is the KPI (its slug) of rows that name none."""
    planner = _Planner(rows, today, chosen, Places(letters or {}))
    return planner.plan()


def kpis_of(rows: Iterable[HistoryRow], chosen: str) -> KPIQuerySet:
    """The KPIs that rows name, by number or slug."""
    names = {row.kpi or chosen for row in rows}
    numbers = [int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 6]
    return KPI.objects.filter(slug__in=names) | KPI.objects.filter(number__in=numbers)


def quarters_of(rows: Iterable[HistoryRow]) -> set[periods.Quarter]:
    """The quarters whose figures rows give."""
    return {_quarter_of(period_of(period)) for period in {row.period for row in rows}}


# Reading --------------------------------------------------------------------------------------------------------------


class _Planner:
    """Reads all that the rows are about at once, then looks at each of them."""

    def __init__(self, rows: Sequence[HistoryRow], today: date, chosen: str, places: Places) -> None:
        self.rows, self.today, self.chosen, self.places = rows, today, chosen, places
        self.when = {row.period: period_of(row.period) for row in rows}
        self.problems: list[Problem] = []
        self.lines: dict[Key, int] = {}
        days = [period.starts_on for period in self.when.values()]
        self.first, self.last = periods.Quarter.containing(min(days)), periods.Quarter.containing(max(days))
        if any(isinstance(period, periods.FinancialYear) for period in self.when.values()):
            self.last = self.last.year.quarters[-1]
        self.records = self._records()
        ids = [record.kpi.pk for record in {id(each): each for each in self.records.values()}.values()]
        kept = KPIValue.objects.all()
        self.months = read_months(kept, ids, self.first.starts_on, self.last.ends_on)
        self.states = {
            quarter.period: quarter
            for quarter in Quarter.objects.filter(
                starts_on__gte=self.first.starts_on, ends_on__lte=self.last.ends_on
            )
        }

    def _records(self) -> dict[str, KPIRecord]:
        """By every name that a file may use: number and slug."""
        records = read_records(
            kpis_of(self.rows, self.chosen),
            values=KPIValue.objects.all(),
            today=self.today,
            first=self.first.year,
            last=self.last,
        )
        return {name: record for record in records for name in (str(record.kpi.number), record.kpi.slug)}

    def plan(self) -> Plan:
        planned = [found for row in self.rows if (found := self._row(row))]
        planned = self._without_doubled_quarters(planned)
        by_kpi = {record.kpi.pk: record.values for record in self.records.values()}
        return Plan(tuple(planned), tuple(self.problems), self.months, by_kpi)

    # Row by row

    def _row(self, row: HistoryRow) -> PlannedRow | None:
        record = self.records.get(row.kpi or self.chosen)
        if record is None:
            named = "No KPI has this number or short address."
            return self._refuse(
                row, Field.KPI, named if row.kpi else "Choose the KPI, or add a column “KPI”."
            )
        period = self.when[row.period]
        quarter = _quarter_of(period)
        kpi = record.kpi_at(quarter)
        reported, unasked = _reported(kpi, period), ""
        if isinstance(reported, str):
            # A row of a period that nobody asks for may still be one that is kept, and was exported.
            reported, unasked = self._kept(record, period), reported
        if reported is None:
            return self._refuse(row, Field.PERIOD, unasked)
        key = (kpi.pk, reported.kind, reported.starts_on)
        if key in self.lines:
            message = f"Row {self.lines[key]} gives this KPI and period already."
            return self._refuse(row, Field.PERIOD, message)
        self.lines[key] = row.line
        answer = self._answer(row, kpi)
        if answer is None:
            return None
        words = row.text(Field.REASON), row.text(Field.SOURCE)
        stored = self._stored(record, reported)
        planned = PlannedRow(row.line, kpi, reported, answer, *words, stored, row.is_rounded)
        same = planned.effect == Effect.SAME
        refusal = "" if same else unasked or self._why_not(record, quarter, reported)
        return self._refuse(row, Field.PERIOD, refusal) if refusal else planned

    def _stored(self, record: KPIRecord, period: periods.Month | periods.Quarter) -> KPIValue | None:
        if isinstance(period, periods.Month):
            return self.months[record.kpi.pk].get(period)
        return record.values.get(period)

    def _kept(self, record: KPIRecord, period: periods.Period) -> periods.Month | periods.Quarter | None:
        """The period itself where a figure of it is kept."""
        if isinstance(period, periods.FinancialYear):
            return None
        return period if self._stored(record, period) else None

    def _why_not(
        self, record: KPIRecord, quarter: periods.Quarter, period: periods.Month | periods.Quarter
    ) -> str:
        """Why no figure of this period may be imported; nothing where it may."""
        state = self.states.get(quarter)
        if state is not None and state.is_closed:
            return f"{quarter} is locked. Its figures are changed only when the assurance team reopens it."
        if state is not None and state.state == QuarterState.OPEN:
            return f"{quarter} is open for returns. Its figures are entered in the return."
        if period.ends_on >= self.today:
            return f"{period} has not ended yet."
        retired_on = record.kpi.retired_on
        if retired_on and retired_on < quarter.starts_on:
            return f"“{record.kpi.short_name}” was retired before {quarter}."
        if isinstance(period, periods.Quarter) and record.kpi_at(quarter).frequency == Frequency.MONTHLY:
            months = [month for month in quarter.months if month in self.months[record.kpi.pk]]
            if months:
                return (
                    f"The months of {quarter} are kept, and make it. Leave this row out, or give the months."
                )
        return ""

    def _answer(self, row: HistoryRow, kpi: KPI) -> Answer | None:
        """What the row says of the period; None, with the problem noted, when that is not clear."""
        known = len(self.problems)
        self._check_words(row)
        kinds = measures_of(kpi)
        parts = [self._part(row, kinds[0], FIRST)]
        if kpi.is_pair:
            parts.append(self._part(row, kinds[1], SECOND))
        elif any(row.text(name) for name in SECOND):
            self._refuse(row, _filled(row, SECOND), "This KPI has one measure. Leave the second empty.")
        stated = row.text(Field.NOT_COLLECTED).casefold() in _YES
        figures = [part for part in parts if isinstance(part, Figure)]
        if (stated or NOT_COLLECTED in parts) and figures:
            self._refuse(
                row, Field.NOT_COLLECTED, "A figure is given, and not collected as well. Clear one of them."
            )
        elif len(self.problems) == known and not (stated or NOT_COLLECTED in parts or figures):
            self._refuse(row, Field.FIGURE, "No figure is given. Type it, or * if it was not collected.")
        if len(self.problems) > known:
            return None
        if stated or NOT_COLLECTED in parts:
            return Answer(NOT_COLLECTED, NOT_COLLECTED if kpi.is_pair else None)
        return Answer(*parts)

    def _check_words(self, row: HistoryRow) -> None:
        if row.text(Field.NOT_COLLECTED).casefold() not in (*_YES, *_NO):
            self._refuse(row, Field.NOT_COLLECTED, "Type Yes, or leave it empty.")
        for name, longest in ((Field.REASON, LONGEST_REASON), (Field.SOURCE, LONGEST_SOURCE)):
            if len(row.text(name)) > longest:
                self._refuse(row, name, f"Use {longest} characters or fewer; this has {len(row.text(name))}.")

    def _part(self, row: HistoryRow, kind: MeasureKind, names: tuple[Field, Field, Field]) -> Part:
        """By the parser of the return's page; n of d in one cell (57 of 60), or each in its own."""
        whole, n, d = (row.text(name) for name in names)
        is_ratio = kind == MeasureKind.RATIO
        if (n or d) and not is_ratio:
            self._refuse(
                row, _filled(row, names[1:]), f"This measure is no n of d. Type it under “{names[0].value}”."
            )
            return None
        if whole and (n or d):
            self._refuse(row, names[0], "n and d are given, and a figure as well. Leave this cell empty.")
            return None
        try:
            reading = parse_ratio(n or whole, d) if is_ratio else parse_figure(whole, kind)
        except FigureError as error:
            self._refuse(row, names[1] if n or d else names[0], error.message)
            return None
        return NOT_COLLECTED if reading.not_collected else reading.figure

    def _without_doubled_quarters(self, planned: Iterable[PlannedRow]) -> list[PlannedRow]:
        """A quarter of a monthly KPI beside its own months: which of the two is meant cannot be known."""
        planned = list(planned)
        of_months = {
            (row.kpi.pk, row.quarter): row.line for row in planned if isinstance(row.period, periods.Month)
        }
        kept = []
        for row in planned:
            line = of_months.get((row.kpi.pk, row.quarter))
            if isinstance(row.period, periods.Quarter) and line:
                message = f"Row {line} gives a month of this quarter. Give the quarter or its months."
                self.problems.append(
                    self.places.problem(
                        HistoryRow(row.line, "", row.period.label, {Field.PERIOD.value: row.period.label}),
                        Field.PERIOD,
                        message,
                    )
                )
            else:
                kept.append(row)
        return kept

    def _refuse(self, row: HistoryRow, name: Field, message: str) -> None:
        """Note what is to be put right; a row with a problem is not planned."""
        self.problems.append(self.places.problem(row, name, message))


# Periods and figures --------------------------------------------------------------------------------------------------


def _quarter_of(period: periods.Period) -> periods.Quarter:
    if isinstance(period, periods.FinancialYear):
        return period.quarters[-1]
    return period.quarter if isinstance(period, periods.Month) else period


def _reported(kpi: KPI, period: periods.Period) -> periods.Month | periods.Quarter | str:
    """The period for which the KPI keeps the figure, or why it keeps none for it."""
    quarter = _quarter_of(period)
    if kpi.frequency == Frequency.ANNUALLY:
        if isinstance(period, periods.FinancialYear) or period == quarter.year.quarters[-1]:
            return quarter
        return f"“{kpi.short_name}” is reported once a year. Write {quarter.year.label}."
    if isinstance(period, periods.FinancialYear):
        like = period.months[0].slug if kpi.frequency == Frequency.MONTHLY else period.quarters[0].label
        return f"“{kpi.short_name}” is not reported by year. Write {like} and so on."
    if isinstance(period, periods.Month) and kpi.frequency != Frequency.MONTHLY:
        return f"“{kpi.short_name}” is reported by quarter. Write {quarter.label}."
    return period


def _filled(row: HistoryRow, names: Iterable[Field]) -> Field:
    return next(name for name in names if row.text(name))


def answer_of(kpi: KPI, value: KPIValue) -> Answer:
    """What is kept, as an answer."""
    if value.not_collected:
        return Answer(NOT_COLLECTED, NOT_COLLECTED if kpi.is_pair else None)
    kinds = measures_of(kpi)
    first = Figure(kinds[0], value.value, *_parts(kinds[0], value.numerator, value.denominator))
    if not kpi.is_pair:
        return Answer(first if first.has_figure else None)
    second = Figure(
        kinds[1], value.second_value, *_parts(kinds[1], value.second_numerator, value.second_denominator)
    )
    return Answer(first if first.has_figure else None, second if second.has_figure else None)


def _parts(kind: MeasureKind, n: Decimal | None, d: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    return (n, d) if kind == MeasureKind.RATIO else (None, None)


def said_by(kpi: KPI, value: KPIValue) -> tuple[object, ...]:
    return _said(answer_of(kpi, value))


def _said(answer: Answer) -> tuple[object, ...]:
    """Of n of d the parts count, not the rounded percentage."""
    return tuple(
        (part.numerator, part.denominator, None if part.numerator is not None else part.value)
        if isinstance(part, Figure)
        else part
        for part in answer.parts
    )


def text_of(answer: Answer) -> str:
    """17; £1,059,768."""
    if answer.is_not_collected:
        return "*"
    return "; ".join(format_figure(part) for part in answer.parts if isinstance(part, Figure))
