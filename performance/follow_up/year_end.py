"""The outlook of one KPI for its year: the projection from its record, the directorate's own forecast, both rated."""

from decimal import Decimal

from core import periods
from core.figures import Part, format_value
from core.rag import RAG
from performance import assessment
from performance.follow_up.pages import YearEndOutlook
from performance.forecast import Projection, project, rate_year, whole_year
from performance.models import KPI, Frequency, YearEndForecast
from performance.rag import NO_TARGET, Basis, Comparator, Rating, Threshold
from performance.records import KPIRecord
from performance.targets import QUARTERS, Terms, threshold_for

NO_YEAR_TARGET = "No target for the whole year"
"""Its quarters have targets that do not make one of the year: of different kinds, or not in every quarter."""


def outlook_of(record: KPIRecord, at: periods.Quarter) -> YearEndOutlook | None:
    """Where the KPI ends the year of a quarter, from its quarters up to then; None with nothing to say."""
    projection, own = projection_of(record, at), record.follow_up.forecasts.get(at.year)
    if projection is None and own is None:
        return None
    kpi, bound = record.kpi_at(at), year_bound(record, at.year)
    unset = _unset_words(record, at.year)
    rating = _rated(kpi, projection.value if projection else None, bound, unset)
    expected = _rated(kpi, own.value if own else None, bound, unset)
    return YearEndOutlook(
        year=at.year.label,
        target_text=_target_words(kpi, bound) if bound else unset,
        projected=projection.text if projection else "",
        method=str(projection.method.label) if projection else "",
        basis=projection.sentence if projection else "",
        rag=rating.rag,
        rag_reason=rating.reason,
        is_final=projection is not None and projection.is_final,
        own=_own_text(kpi, own),
        own_reason=own.reason if own else "",
        own_rag=expected.rag,
        own_rag_reason=expected.reason if own else "",
        own_quarter=own.made_in.label if own else "",
        own_provenance=own.provenance if own else "",
    )


def year_rag(record: KPIRecord, year: periods.FinancialYear) -> RAG | None:
    """How a year as a whole came out; None while any of it is missing, or without a target of the whole year."""
    last = year.quarters[-1]
    projection = projection_of(record, last)
    if projection is None or not projection.is_final:
        return None
    rag = _rated(record.kpi_at(last), projection.value, year_bound(record, year), "").rag
    return rag if rag.is_assessed else None


def projection_of(record: KPIRecord, at: periods.Quarter) -> Projection | None:
    """The projection from the quarters of the year up to `at` in which the KPI was in use.

    A quarter without all its months does not count.
    """
    kpi = record.kpi_at(at)
    rule = assessment.assessed_roll_up(kpi)
    if kpi.frequency == Frequency.ANNUALLY:
        return project(rule, [_part(record, kpi, at.year.quarters[-1])], 1) if at.number == QUARTERS else None
    quarters = record.quarters_in(at.year)
    return project(rule, [_part(record, kpi, each) for each in quarters if each <= at], len(quarters))


def year_bound(record: KPIRecord, year: periods.FinancialYear) -> Threshold | None:
    """What the year as a whole should come to: where quarters are added up, 6 a quarter is 24, and 8 from Q3 on 28.

    None where a quarter has no target, or one of another kind: then nothing adds up to a year. *Better than last year*
    is held against all of last year, once all of it is known.

    Only the quarters in which the KPI was in use count. Retired within the year it comes neither to the year's end nor
    to all that last year came to; of a total for the year its share until then was due.
    """
    quarters = record.quarters_in(year)
    if not quarters:
        return None
    last = quarters[-1]
    kpi, terms, place = record.kpi_at(last), record.terms(last), record.place(last)
    if terms is None:
        return None
    is_better = terms.comparator == Comparator.BETTER_THAN_LAST_YEAR
    if place.to_come and (is_better or terms.basis == Basis.YEAR_END):
        return None
    bound = threshold_for(terms, place.number, place.periods)
    if is_better:
        return Threshold(
            terms.comparator,
            assessment.all_of_year(kpi, year.previous, record.values),
            tolerance_percent=terms.tolerance_percent,
            polarity=terms.polarity,
        )
    binds_each = terms.basis == Basis.EACH_PERIOD and kpi.frequency != Frequency.ANNUALLY
    if not binds_each or not assessment.is_added_up(kpi):
        return bound
    return whole_year([_bound_of(record, quarter, terms) for quarter in quarters])


def _bound_of(record: KPIRecord, quarter: periods.Quarter, like: Terms) -> Threshold | None:
    """What one quarter should bring, where its target is of the same kind as that of the year's last quarter."""
    terms = record.terms(quarter)
    if terms is None or (terms.comparator, terms.basis) != (like.comparator, like.basis):
        return None
    return threshold_for(terms, quarter.number)


def _part(record: KPIRecord, kpi: KPI, quarter: periods.Quarter) -> Part:
    return assessment.part_of(kpi, record.value(quarter))


def _rated(kpi: KPI, value: Decimal | None, bound: Threshold | None, unset: str) -> Rating:
    rating = rate_year(value, bound, assessment.assessed_kind(kpi))
    return Rating(rating.rag, unset) if bound is None and rating.reason == NO_TARGET else rating


def _unset_words(record: KPIRecord, year: periods.FinancialYear) -> str:
    """What is said where the year has no target: that there is none at all, or none of the whole of it."""
    has_some = any(record.target(quarter) for quarter in year.quarters)
    return NO_YEAR_TARGET if has_some else assessment.NO_TARGET_TEXT


def _own_text(kpi: KPI, own: YearEndForecast | None) -> str:
    return format_value(own.value, assessment.assessed_kind(kpi)) if own else ""


def _target_words(kpi: KPI, bound: Threshold) -> str:
    """At least 24; at most 20 days; between 1 and 2; better than 240 last year."""
    kind = assessment.assessed_kind(kpi)
    if bound.value is None:
        return Comparator.BETTER_THAN_LAST_YEAR.label
    value = format_value(bound.value, kind)
    match bound.comparator:
        case Comparator.BETTER_THAN_LAST_YEAR:
            return f"Better than {value} last year"
        case Comparator.BETWEEN:
            return f"Between {value} and {format_value(bound.upper or bound.value, kind)}"
        case Comparator.EXACTLY:
            return f"Exactly {value}"
        case Comparator.AT_MOST:
            return value if bound.value == 0 else f"At most {value}"
        case _:
            return f"At least {value}"
