"""How one KPI stands: its rows and its target of the year, put before the pure rules of rag, targets and trend.

Nothing here asks the database. Pages, returns and the report all come through here, so that a figure has one rating
wherever it is read. A row may be unsaved: a return proposes a rating for what is being typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from core import periods
from core.figures import HUNDRED, NOT_COLLECTED, Figure, MeasureKind, Part, Polarity, format_value
from core.money import tidy
from core.rag import RAG
from core.trend import Trend
from performance import trend as trends
from performance.models import KPI, Frequency, KPIValue, Target
from performance.rag import NOT_RETURNED, Basis, Comparator, Rating, rate_part
from performance.rollup import RollUp, roll_up, rules_for, total
from performance.targets import Terms, judge, threshold_for

NO_TARGET_TEXT = "No target"
NOT_DUE = "Due with the fourth quarter"
MONTHS_MISSING = "Returned in part: months of the quarter are missing"
MONTHS_NOT_COLLECTED = "Not assessable: not every month was collected"

ValuesByQuarter = Mapping[periods.Quarter, KPIValue]
InUse = Callable[[periods.Quarter], bool]

_ADDED_UP = (MeasureKind.COUNT, MeasureKind.MONEY, MeasureKind.NUMBER)
_CERTAIN = {Comparator.AT_LEAST: RAG.GREEN, Comparator.AT_MOST: RAG.RED}


# Figures --------------------------------------------------------------------------------------------------------------


def first_figure(kpi: KPI, value: KPIValue) -> Figure:
    """The first measure's figure, without asking the database for the KPI again."""
    return _figure(kpi.measure, value.value, value.numerator, value.denominator)


def second_figure(kpi: KPI, value: KPIValue) -> Figure | None:
    """The second measure's figure; None for a KPI of one measure."""
    if not kpi.second_measure:
        return None
    return _figure(kpi.second_measure, value.second_value, value.second_numerator, value.second_denominator)


def assessed_figure(kpi: KPI, value: KPIValue) -> Figure:
    """The figure that the target is about: of a pair, the measure that the KPI names."""
    if kpi.assessed_measure == KPI.Assessed.SECOND:
        return second_figure(kpi, value) or first_figure(kpi, value)
    return first_figure(kpi, value)


def assessed_kind(kpi: KPI) -> MeasureKind:
    """The kind of measure that the target is about, and so the scale on which the target stands."""
    second = kpi.assessed_measure == KPI.Assessed.SECOND and kpi.second_measure
    return MeasureKind(kpi.second_measure if second else kpi.measure)


def assessed_roll_up(kpi: KPI) -> RollUp:
    """How months of the measure that the target is about make a quarter."""
    second = kpi.assessed_measure == KPI.Assessed.SECOND and kpi.second_roll_up
    return RollUp(kpi.second_roll_up if second else kpi.roll_up)


def part_of(kpi: KPI, value: KPIValue | None) -> Part:
    """What one period says of the assessed measure: a figure, that it was not collected, or nothing yet.

    A quarter without all its months says nothing: it is no figure to add up, to go on from or to compare with.
    """
    return None if value is None or not value.is_complete else stated_part(kpi, value)


def stated_part(kpi: KPI, value: KPIValue | None) -> Part:
    """What one period says of the assessed measure, were it made from some of its months."""
    if value is None:
        return None
    if value.not_collected:
        return NOT_COLLECTED
    figure = assessed_figure(kpi, value)
    return figure if figure.has_figure else None


@lru_cache(maxsize=8192)
def _figure(
    kind: str, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Figure:
    """A figure without the idle noughts that the database keeps, so that a mean is not rounded by them."""
    measure = MeasureKind(kind)
    if measure == MeasureKind.RATIO:
        return Figure(measure, None, _tidy(numerator), _tidy(denominator))
    return Figure(measure, _tidy(value))


def _tidy(value: Decimal | None) -> Decimal | None:
    return None if value is None else tidy(value)


# Quarters -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where a quarter stands in its year for one KPI: the quarters that count up to it, and those to come."""

    so_far: tuple[periods.Quarter, ...]
    to_come: tuple[periods.Quarter, ...]

    @property
    def quarters(self) -> tuple[periods.Quarter, ...]:
        return (*self.so_far, *self.to_come)

    @property
    def number(self) -> int:
        return len(self.so_far)

    @property
    def periods(self) -> int:
        return len(self.quarters)


def place_of(
    kpi: KPI, quarter: periods.Quarter, values: ValuesByQuarter, in_use: InUse | None = None
) -> Place:
    """A quarter among those of its year in which the KPI was in use and due, or has a figure all the same.

    A target of the year falls due over the quarters from the KPI's first to the year's end. That it was retired before
    then changes nothing for the quarters in which it was in use: half of 40 a year is due by Q2.
    """
    was_in_use = in_use or kpi.was_in_use
    due = [each for each in quarter.year.quarters if kpi.is_due_in(each)]
    before = [each for each in due if each < quarter and (was_in_use(each) or each in values)]
    return Place((*before, quarter), tuple(each for each in due if each > quarter))


def adds_quarters_up(kpi: KPI) -> bool:
    """Whether the year is the sum of its quarters, and so stands on another scale than each of them."""
    return kpi.frequency != Frequency.ANNUALLY and assessed_roll_up(kpi) == RollUp.SUM


def all_of_year(kpi: KPI, year: periods.FinancialYear, values: ValuesByQuarter) -> Decimal | None:
    """What all quarters of a year make by the KPI's own rule; None while one of them is missing."""
    rule = assessed_roll_up(kpi)
    if rule not in rules_for(assessed_kind(kpi)):
        return None
    parts = [part_of(kpi, values.get(each)) for each in year.quarters if kpi.is_due_in(each)]
    rolled = roll_up(rule, parts, periods.PeriodKind.YEAR)
    return rolled.figure.value if rolled.complete and rolled.figure else None


# Ratings --------------------------------------------------------------------------------------------------------------


def assess(
    kpi: KPI,
    target: Target | None,
    quarter: periods.Quarter,
    values_of_year: ValuesByQuarter,
    last_year: KPIValue | None = None,
    in_use: InUse | None = None,
) -> Rating:
    """The rating that the rule gives a KPI at a quarter, from the quarters of the year so far, with its reason.

    `values_of_year` may hold the quarters of other years as well: a target of *better than last year* finds its
    footing there, unless `last_year` names the row to be better than. `in_use` knows of a KPI that rested for a while;
    without it the KPI's own dates count. A count without its denominator (67 against
    90 %) is grey, *not assessable*; a quarter with months still missing is *returned in part*, unless it shows
    already that enough was done, or too much; and so is one with a month that was not collected.
    """
    current = values_of_year.get(quarter)
    if current is None:
        return Rating(RAG.GREY, NOT_RETURNED if kpi.is_due_in(quarter) else NOT_DUE)
    place = place_of(kpi, quarter, values_of_year, in_use)
    terms = terms_of(kpi, target, quarter, values_of_year, last_year, in_use)
    parts = [stated_part(kpi, values_of_year.get(each)) for each in place.so_far]
    rating = judge(terms, parts, place.periods)
    counted = place.so_far if terms and terms.spans_periods else (quarter,)
    in_part = [value for each in counted if (value := values_of_year.get(each)) and not value.is_complete]
    if rating.rag.is_assessed and in_part and not _is_certain(kpi, terms, rating):
        is_answered = all(value.is_answered for value in in_part)
        return Rating(RAG.GREY, MONTHS_NOT_COLLECTED if is_answered else MONTHS_MISSING)
    return rating


def assess_month(kpi: KPI, target: Target | None, value: KPIValue | None) -> Rating | None:
    """The rating of a single month; None where the target says nothing of a month."""
    if target is None or month_level(kpi, target) is None:
        return None
    return rate_part(part_of(kpi, value), threshold_for(_plain_terms(kpi, target), 1, periods=1))


def month_level(kpi: KPI, target: Target | None) -> Decimal | None:
    """What the target asks of a single month; None where it says nothing of one.

    A percentage, a mean or a standing figure can be held against its target each month. What is added up cannot
    (6 a quarter says nothing of June), unless nothing at all is allowed.
    """
    if target is None or target.basis != Basis.EACH_PERIOD:
        return None
    if target.comparator == Comparator.BETTER_THAN_LAST_YEAR:
        return None
    if assessed_roll_up(kpi) == RollUp.SUM and target.value != 0:
        return None
    return target.value


def terms_of(
    kpi: KPI,
    target: Target | None,
    quarter: periods.Quarter,
    values: ValuesByQuarter,
    last_year: KPIValue | None = None,
    in_use: InUse | None = None,
) -> Terms | None:
    """What the target asks, in plain values; None where there is none.

    An annual KPI has one figure a year, so its running total is the figure itself. Of a typed profile the quarters that
    count are kept.
    """
    if target is None:
        return None
    terms = _plain_terms(kpi, target)
    if kpi.frequency == Frequency.ANNUALLY and terms.basis == Basis.RUNNING_TOTAL:
        terms = replace(terms, basis=Basis.YEAR_END)
    if terms.profile:
        place = place_of(kpi, quarter, values, in_use)
        terms = replace(terms, profile=tuple(terms.profile[each.number - 1] for each in place.quarters))
    if terms.comparator == Comparator.BETTER_THAN_LAST_YEAR:
        terms = replace(terms, value=_last_year(kpi, terms.basis, quarter, values, last_year))
    return terms


def reported_rag(value: KPIValue | None, rating: Rating) -> RAG:
    """What is reported: the self-assessment where there is one, else the rule's."""
    return (self_assessment(value) if value else None) or rating.rag


def self_assessment(value: KPIValue) -> RAG | None:
    """How the directorate rates it itself; None where that is not recorded, or agrees with the rule."""
    return RAG(value.self_assessed) if value.self_assessed else None


def trend_of(kpi: KPI, quarter: periods.Quarter, values: ValuesByQuarter) -> Trend:
    """The trend against the last collected quarter that can be compared; `values` reach back beyond the year.

    Nothing can be said of a quarter that has no figure itself, or whose months are not all in.
    """
    figure, polarity = part_of(kpi, values.get(quarter)), Polarity(kpi.polarity)
    if not isinstance(figure, Figure):
        return trends.trend(None, None, polarity)
    return trends.trend_since(figure, collected_before(kpi, quarter, values).values(), polarity)


def compared_with(kpi: KPI, quarter: periods.Quarter, values: ValuesByQuarter) -> periods.Quarter | None:
    """The quarter that the trend looks back at: the last one collected with a figure that can be compared."""
    earlier = collected_before(kpi, quarter, values)
    return next((each for each, figure in earlier.items() if figure.is_comparable), None)


def collected_before(
    kpi: KPI, quarter: periods.Quarter, values: ValuesByQuarter
) -> dict[periods.Quarter, Figure]:
    """The figures of the quarters before it, newest first.

    What was invented for the demonstration is compared only with its like: a published figure has not improved on it.
    """
    current = values.get(quarter)
    is_invented = current is not None and current.is_illustrative
    parts = {
        each: part_of(kpi, values[each])
        for each in sorted(values, reverse=True)
        if each < quarter and (is_invented or not values[each].is_illustrative)
    }
    return {each: part for each, part in parts.items() if isinstance(part, Figure)}


def _plain_terms(kpi: KPI, target: Target) -> Terms:
    """The target as it is written: of *better than last year*, the value is still to be found."""
    return Terms(
        comparator=Comparator(target.comparator),
        value=target.value,
        upper=target.upper_value,
        tolerance_percent=kpi.tolerance_percent,
        basis=Basis(target.basis),
        polarity=Polarity(kpi.polarity),
        profile=target.by_quarter,
        roll_up=assessed_roll_up(kpi),
    )


def _last_year(
    kpi: KPI, basis: Basis, quarter: periods.Quarter, values: ValuesByQuarter, named: KPIValue | None
) -> Decimal | None:
    """Last year's figure on the same footing: of the same quarter, of the year to the same date, or of all of it."""
    if named is not None:
        part = part_of(kpi, named)
        return part.value if isinstance(part, Figure) else None
    if basis == Basis.YEAR_END:
        return all_of_year(kpi, quarter.year.previous, values)
    year_before = quarter.year.previous.quarters[: quarter.number]
    wanted = year_before if basis == Basis.RUNNING_TOTAL else year_before[-1:]
    found = [part_of(kpi, values.get(each)) for each in wanted]
    figures = [part for part in found if isinstance(part, Figure)]
    if not figures or len(figures) < len(wanted):
        return None
    return total(figures).value if len(figures) > 1 else figures[0].value


def _is_certain(kpi: KPI, terms: Terms | None, rating: Rating) -> bool:
    """Whether missing months cannot undo the rating: what is added up only grows."""
    if terms is None or assessed_roll_up(kpi) != RollUp.SUM:
        return False
    return _CERTAIN.get(terms.comparator) == rating.rag


# Words ----------------------------------------------------------------------------------------------------------------


def target_text(kpi: KPI, target: Target | None) -> str:
    """The target as it is said: 6 a quarter; 386 a year; at least 95%; at most 6 days; 10 by year end."""
    if target is None or target.no_target:
        return NO_TARGET_TEXT
    if target.comparator == Comparator.BETTER_THAN_LAST_YEAR or target.value is None:
        return Comparator.BETTER_THAN_LAST_YEAR.label
    kind, when = assessed_kind(kpi), _when(kpi, target)
    bound = format_value(target.value, kind)
    match Comparator(target.comparator):
        case Comparator.BETWEEN:
            upper = target.value if target.upper_value is None else target.upper_value
            return f"Between {bound} and {format_value(upper, kind)}{when}"
        case Comparator.EXACTLY:
            return f"Exactly {bound}{when}"
        case Comparator.AT_MOST:
            return f"{bound}{when}" if target.value == 0 else f"At most {bound}{when}"
        case _:
            goes_without_saying = is_added_up(kpi) or (kind.is_percentage and target.value == HUNDRED)
            return f"{bound}{when}" if goes_without_saying else f"At least {bound}{when}"


def is_added_up(kpi: KPI) -> bool:
    """Whether periods of the assessed measure make a sum, so that a target needs to say of which period it is."""
    return assessed_kind(kpi) in _ADDED_UP and assessed_roll_up(kpi) == RollUp.SUM


def _when(kpi: KPI, target: Target) -> str:
    match Basis(target.basis):
        case Basis.YEAR_END:
            return " by year end"
        case Basis.RUNNING_TOTAL:
            return " a year" if is_added_up(kpi) else " over the year"
        case _:
            return _each_period(kpi, target)


def _each_period(kpi: KPI, target: Target) -> str:
    if not is_added_up(kpi) or target.value == 0:
        return ""
    return " a year" if kpi.frequency == Frequency.ANNUALLY else " a quarter"
