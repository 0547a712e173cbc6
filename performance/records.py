"""The record of KPIs: each with its targets, its quarters and what it meant earlier, read in four queries for all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from core import periods
from core.figures import Figure, format_figure
from core.rag import RAG
from core.trend import Trend
from performance import assessment
from performance.follow_up.facts import NOTHING_READ, FollowUp
from performance.follow_up.pages import Promise
from performance.follow_up.promises import Stated, promises_of
from performance.models import (
    KPI,
    EarlierDefinition,
    ExceptionNote,
    KPIQuerySet,
    KPIValue,
    KPIValueQuerySet,
    Target,
)
from performance.pages import IN_PART, ExceptionFrame, FigureState, PeriodFigure
from performance.rag import Basis, Comparator, Rating
from performance.rollup import RolledUp, roll_up, rules_for
from performance.targets import Terms, part_due

YEARS_BEFORE = 2
"""Years read before the year asked about: last year's quarters, and those that they were to be better than."""

NOT_COLLECTED_MARK = "*"


@dataclass(frozen=True)
class KPIRecord:
    """One KPI with its targets by year and its values by quarter, as far as the reader may see them on `today`."""

    kpi: KPI
    today: date
    targets: dict[periods.FinancialYear, tuple[Target, ...]] = field(default_factory=dict)
    values: dict[periods.Quarter, KPIValue] = field(default_factory=dict)
    earlier: tuple[EarlierDefinition, ...] = ()
    """What it meant before its definition was changed, oldest first."""
    follow_up: FollowUp = NOTHING_READ
    """Actions, forecasts and dates as they were stated, where they were asked for."""
    _ratings: dict[periods.Quarter, Rating] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def kpi_at(self, quarter: periods.Quarter) -> KPI:
        """The KPI as it was defined in a quarter; `kpi` is as it is defined now."""
        if not self.earlier:
            return self.kpi
        held = next((each for each in self.earlier if each.until > quarter.starts_on), None)
        return self.kpi.as_defined_by(held) if held else self.kpi

    def target(self, period: periods.Quarter | periods.FinancialYear) -> Target | None:
        """The target that holds in a quarter, or at the end of a year; None where there is none."""
        quarter = period if isinstance(period, periods.Quarter) else period.quarters[-1]
        begun = [each for each in self.targets.get(quarter.year, ()) if each.from_quarter <= quarter.number]
        return begun[-1] if begun and not begun[-1].no_target else None

    def value(self, quarter: periods.Quarter) -> KPIValue | None:
        return self.values.get(quarter)

    def rating(self, quarter: periods.Quarter) -> Rating:
        """What the rule says of the quarter, worked out once."""
        if quarter not in self._ratings:
            kpi, target = self.kpi_at(quarter), self.target(quarter)
            self._ratings[quarter] = assessment.assess(kpi, target, quarter, self.values, in_use=self.in_use)
        return self._ratings[quarter]

    def reported_rag(self, quarter: periods.Quarter, rating: Rating | None = None) -> RAG | None:
        """What is reported of the quarter, whose rating may be known already; None where nothing was returned."""
        value = self.value(quarter)
        return assessment.reported_rag(value, rating or self.rating(quarter)) if value else None

    def trend(self, quarter: periods.Quarter) -> Trend:
        return assessment.trend_of(self.kpi_at(quarter), quarter, self.values)

    def target_text(self, period: periods.Quarter | periods.FinancialYear) -> str:
        """The target as it is said; of a year in which it changed, each in turn: “6 a quarter; 8 a quarter from Q3”."""
        if isinstance(period, periods.Quarter):
            return assessment.target_text(self.kpi_at(period), self.target(period))
        said = [(quarter, self.target_text(quarter)) for quarter in period.quarters]
        turns = [
            f"{text} from {quarter.name}" for (_, before), (quarter, text) in pairwise(said) if text != before
        ]
        return "; ".join([said[0][1], *turns])

    def target_level(self, quarter: periods.Quarter) -> Decimal | None:
        """Where the target stands on the scale of one quarter's figure, for drawing.

        A yearly total is due in even parts: 386 a year is drawn at 96.5; with a typed profile, at the quarter's own
        part of it. Of *better than last year* it is last year's figure. What the year's end asks of the sum of its
        quarters stands nowhere on the scale of one.
        """
        kpi, terms = self.kpi_at(quarter), self.terms(quarter)
        if terms is None or (terms.basis == Basis.YEAR_END and assessment.adds_quarters_up(kpi)):
            return None
        if terms.comparator == Comparator.BETTER_THAN_LAST_YEAR:
            return terms.value
        if not assessment.is_added_up(kpi):
            return terms.value
        place = self.place(quarter)
        return part_due(terms, place.number, place.periods)

    def terms(self, quarter: periods.Quarter) -> Terms | None:
        """What the target that holds in a quarter asks there; None where there is none."""
        kpi, target = self.kpi_at(quarter), self.target(quarter)
        return assessment.terms_of(kpi, target, quarter, self.values, in_use=self.in_use)

    def place(self, quarter: periods.Quarter) -> assessment.Place:
        """Where a quarter stands among those of its year that count."""
        return assessment.place_of(self.kpi_at(quarter), quarter, self.values, self.in_use)

    def quarters_in(self, year: periods.FinancialYear) -> tuple[periods.Quarter, ...]:
        """The quarters of a year in which the KPI was in use, or has a figure all the same: history of before it."""
        return tuple(each for each in year.quarters if self.in_use(each) or each in self.values)

    def whole_year(self, year: periods.FinancialYear) -> RolledUp | None:
        """What these quarters make of the year by the KPI's own rule; None where nothing can be made of them."""
        quarters = self.quarters_in(year)
        if not quarters:
            return None
        kpi = self.kpi_at(quarters[-1])
        rule = assessment.assessed_roll_up(kpi)
        if rule not in rules_for(assessment.assessed_kind(kpi)):
            return None
        parts = [assessment.part_of(kpi, self.value(quarter)) for quarter in quarters]
        rolled = roll_up(rule, parts, periods.PeriodKind.YEAR)
        return rolled if rolled.figure else None

    def figure(self, quarter: periods.Quarter, label: str = "", rating: Rating | None = None) -> PeriodFigure:
        """The quarter as a cell prints it; its rating may be known already."""
        return self._figure(quarter, label or quarter.name, rating or self.rating(quarter))

    def unrated_figure(self, quarter: periods.Quarter) -> PeriodFigure:
        """The quarter as a cell prints it where its rating is not shown."""
        return self._figure(quarter, quarter.name, None)

    def _figure(self, quarter: periods.Quarter, label: str, rating: Rating | None) -> PeriodFigure:
        value = self.value(quarter)
        return figure_of(
            self.kpi_at(quarter),
            value,
            label=label,
            starts_on=quarter.starts_on,
            state=self._state(quarter, value),
            rating=rating,
        )

    def exception(self, quarter: periods.Quarter) -> ExceptionFrame | None:
        """The quarter's exception, with the recovery date that was promised in the quarter before."""
        note = exception_note(self.value(quarter))
        if note is None:
            return None
        before = exception_note(self.value(quarter.previous))
        return ExceptionFrame(
            issue=note.issue,
            cause=note.cause,
            action=note.action,
            owner=note.owner,
            recovery_on=note.recovery_on,
            promised_before=before.recovery_on if before else None,
            provenance=note.provenance,
            promises=self.promises_since_recovery(quarter),
        )

    def promises(self, up_to: periods.Quarter) -> tuple[Promise, ...]:
        """Every recovery date that was stated up to a quarter: within one, too, where its history was read."""
        return promises_of(
            (quarter, self._stated(value))
            for quarter, value in sorted(self.values.items())
            if quarter <= up_to and exception_note(value)
        )

    def promises_since_recovery(self, up_to: periods.Quarter) -> tuple[Promise, ...]:
        """Those of the exception of a quarter: once a KPI has recovered, its next exception counts from one again."""
        noted = [each for each in self.values if each <= up_to and exception_note(self.values[each])]
        if not noted:
            return ()
        first, told = min(noted), list[periods.Quarter]()
        for quarter in sorted((each for each in self.values if first <= each <= up_to), reverse=True):
            if self._has_recovered(quarter):
                if quarter < up_to:
                    break
            elif exception_note(self.values[quarter]):
                told.append(quarter)
        return promises_of((quarter, self._stated(self.values[quarter])) for quarter in reversed(told))

    def _has_recovered(self, quarter: periods.Quarter) -> bool:
        """Whether the KPI was on target: green, and by the rule, not by its directorate's kinder rating alone.

        An exception that was left beside a green figure promises nothing any more. Amber is still off target, and a
        figure that is missing or cannot be assessed tells of nothing: neither ends a count, whatever note it has.
        """
        value = self.value(quarter)
        if value is None or value.not_collected or not value.is_answered:
            return False
        rating = self.rating(quarter)
        reported = assessment.reported_rag(value, rating)
        return reported == RAG.GREEN and not reported.better_than(rating.rag)

    def _stated(self, value: KPIValue) -> tuple[Stated, ...]:
        note = exception_note(value)
        now = Stated(note.recovery_on if note else None)
        return self.follow_up.dates.get(value.pk) or (now,)

    def is_due(self, quarter: periods.Quarter) -> bool:
        """Whether a figure was to be returned: the quarter has ended, the KPI was in use and is due in it."""
        return (
            quarter.ends_on < self.today and self.in_use(quarter) and self.kpi_at(quarter).is_due_in(quarter)
        )

    def in_use(self, quarter: periods.Quarter) -> bool:
        """Whether the KPI was reported in the quarter: begun by its end, not retired before its start."""
        return self.kpi_at(quarter).was_in_use(quarter)

    def _state(self, quarter: periods.Quarter, value: KPIValue | None) -> FigureState:
        missing = FigureState.MISSING if self.is_due(quarter) else FigureState.NOT_DUE
        return state_of(self.kpi_at(quarter), value, missing=missing)


def state_of(kpi: KPI, value: KPIValue | None, missing: FigureState = FigureState.MISSING) -> FigureState:
    """What stands in the cell of a period. A pair whose second measure alone is there has a figure, too."""
    if value is not None and value.not_collected:
        return FigureState.NOT_COLLECTED
    if value is None or not value.has_figure:
        return missing
    if not value.is_complete:
        return FigureState.WITH_GAP if value.is_answered else FigureState.PARTIAL
    comparable = assessment.assessed_figure(kpi, value).is_comparable
    return FigureState.FIGURE if comparable else FigureState.NOT_COMPARABLE


def figure_of(
    kpi: KPI,
    value: KPIValue | None,
    *,
    label: str,
    starts_on: date,
    state: FigureState,
    rating: Rating | None = None,
) -> PeriodFigure:
    """One period as a cell prints it: text, drawn value, rating and where it is from."""
    if value is None or state in (FigureState.MISSING, FigureState.NOT_DUE):
        return PeriodFigure(label, starts_on, state, rag_reason=rating.reason if rating else "")
    is_part = state in IN_PART
    return PeriodFigure(
        label=label,
        starts_on=starts_on,
        state=state,
        text=_text_in_part(kpi, value, state) if is_part else _text(kpi, value),
        second=format_figure(assessment.second_figure(kpi, value)),
        value=None if is_part else assessment.assessed_figure(kpi, value).value,
        rag=rating.rag if rating else None,
        rag_reason=rating.reason if rating else "",
        provenance=value.provenance,
        source=value.source,
        printed=value.printed,
        reason=value.not_collected_reason,
        is_returned=value.recorded_at is not None,
        kind=assessment.assessed_kind(kpi).value,
        measured=_measured(kpi, value),
    )


def _measured(kpi: KPI, value: KPIValue) -> tuple[Figure, ...]:
    """The raw numbers behind what is printed: those of both measures, of a pair."""
    both = (assessment.first_figure(kpi, value), assessment.second_figure(kpi, value))
    return tuple(figure for figure in both if figure and figure.has_figure)


def exception_note(value: KPIValue | None) -> ExceptionNote | None:
    """The exception of a value that was read together with it (no query)."""
    return getattr(value, "exception", None)


def read_records(
    kpis: KPIQuerySet,
    *,
    values: KPIValueQuerySet,
    today: date,
    first: periods.FinancialYear | None = None,
    last: periods.Quarter | None = None,
) -> list[KPIRecord]:
    """The records of these KPIs, in their order: a query for them, for targets, for quarters, for what they meant.

    `values` says what the reader may see; `first` and `last` bound the time that is read.
    """
    found = list(kpis.with_people())
    ids = [kpi.pk for kpi in found]
    targets, earlier = _targets(ids), earlier_definitions(ids)
    quarters = _quarters(values.filter(kpi_id__in=ids), first, last)
    return [KPIRecord(kpi, today, targets[kpi.pk], quarters[kpi.pk], tuple(earlier[kpi.pk])) for kpi in found]


def read_with_months(
    kpi: KPI, *, values: KPIValueQuerySet, today: date
) -> tuple[KPIRecord, dict[periods.Month, KPIValue]]:
    """The whole record of one KPI that was read `with_people`, and its months beside it: three queries.

    `values` are those of the KPI that the reader may see.
    """
    quarters: dict[periods.Quarter, KPIValue] = {}
    months: dict[periods.Month, KPIValue] = {}
    for value in values.select_related("exception").order_by("starts_on"):
        if value.period_kind == periods.PeriodKind.QUARTER:
            quarters[periods.Quarter.containing(value.starts_on)] = value
        elif value.period_kind == periods.PeriodKind.MONTH:
            months[periods.Month.containing(value.starts_on)] = value
    for quarter, value in quarters.items():
        own = (months[month] for month in quarter.months if month in months)
        value.count_months(own, is_pair=kpi.is_pair)
    targets, earlier = _targets([kpi.pk])[kpi.pk], earlier_definitions([kpi.pk])[kpi.pk]
    return KPIRecord(kpi, today, targets, quarters, tuple(earlier)), months


def quarter_and_months(rows: Iterable[KPIValue]) -> tuple[KPIValue | None, dict[periods.Month, KPIValue]]:
    """The rows of one KPI `within` a quarter: the quarter's own, and its months."""
    found = list(rows)
    own = (value for value in found if value.period_kind == periods.PeriodKind.QUARTER)
    months = (value for value in found if value.period_kind == periods.PeriodKind.MONTH)
    return next(own, None), {periods.Month.containing(value.starts_on): value for value in months}


def _targets(kpi_ids: Iterable[int]) -> dict[int, dict[periods.FinancialYear, tuple[Target, ...]]]:
    """By KPI and year: the target, or where it changed within the year each in turn."""
    found: dict[int, dict[periods.FinancialYear, tuple[Target, ...]]] = defaultdict(dict)
    wanted = Target.objects.filter(kpi_id__in=list(kpi_ids)).select_related("year")
    for target in wanted.order_by("from_quarter"):
        year = target.year.period
        found[target.kpi_id][year] = (*found[target.kpi_id].get(year, ()), target)
    return found


def earlier_definitions(kpi_ids: Iterable[int]) -> dict[int, list[EarlierDefinition]]:
    """By KPI: what it meant before its definition was changed, oldest first."""
    found: dict[int, list[EarlierDefinition]] = defaultdict(list)
    # Most KPIs were never defined otherwise: their teams are asked for only where there is one to ask for.
    wanted = EarlierDefinition.objects.filter(kpi_id__in=list(kpi_ids)).prefetch_related("team__directorate")
    for definition in wanted.order_by("until"):
        found[definition.kpi_id].append(definition)
    return found


def _quarters(
    values: KPIValueQuerySet, first: periods.FinancialYear | None, last: periods.Quarter | None
) -> dict[int, dict[periods.Quarter, KPIValue]]:
    wanted = values.quarterly().select_related("exception").with_months_counted()
    if first is not None:
        wanted = wanted.filter(starts_on__gte=first.starts_on)
    if last is not None:
        wanted = wanted.filter(ends_on__lte=last.ends_on)
    found: dict[int, dict[periods.Quarter, KPIValue]] = defaultdict(dict)
    for value in wanted.order_by("kpi_id", "starts_on"):
        found[value.kpi_id][periods.Quarter.containing(value.starts_on)] = value
    return found


def read_months(
    values: KPIValueQuerySet, kpi_ids: Iterable[int], first: date, last: date
) -> dict[int, dict[periods.Month, KPIValue]]:
    """The months of these KPIs from one day to another, by KPI: one query."""
    found: dict[int, dict[periods.Month, KPIValue]] = defaultdict(dict)
    wanted = values.monthly().filter(kpi_id__in=list(kpi_ids), starts_on__gte=first, ends_on__lte=last)
    for value in wanted:
        found[value.kpi_id][periods.Month.containing(value.starts_on)] = value
    return found


def _text_in_part(kpi: KPI, value: KPIValue, state: FigureState) -> str:
    """82 (2 of 3 months); while a month is still to come, 82 so far (2 of 3 months)."""
    text = f"{_text(kpi, value)} so far" if state == FigureState.PARTIAL else _text(kpi, value)
    return f"{text} ({value.months_text})" if value.months_text else text


def _text(kpi: KPI, value: KPIValue) -> str:
    return NOT_COLLECTED_MARK if value.not_collected else format_figure(assessment.first_figure(kpi, value))
