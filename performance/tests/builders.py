"""Builders for tests about performance: KPIs, their targets, values and exception notes, and returns."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from core import periods
from core.figures import Figure, MeasureKind, Polarity
from core.parsing import parse_figure
from core.provenance import Provenance
from core.trail import save
from organisation.models import Directorate, Quarter, Team
from organisation.tests.builders import make_directorate, make_quarter, make_team, make_year
from performance.models import (
    KPI,
    AmbitionLevel,
    ExceptionNote,
    Frequency,
    KPIValue,
    OutcomeAmbition,
    OutcomeDomain,
    PerformanceLevel,
    Return,
    ReturnState,
    Target,
)
from performance.rag import Basis, Comparator
from performance.rollup import RollUp

_number = count(101)
_NATURAL_ROLL_UP = {MeasureKind.RATIO: RollUp.POOLED, MeasureKind.PERCENTAGE: RollUp.MEAN}


def make_kpi(
    *,
    name: str = "",
    team: Team | None = None,
    directorate: Directorate | None = None,
    measure: str = MeasureKind.COUNT,
    frequency: str = Frequency.QUARTERLY,
    polarity: str = Polarity.HIGHER,
    **others: Any,
) -> KPI:
    """A KPI in use since April 2012: a quarterly count of which more is better, unless told otherwise."""
    number = others.pop("number", None) or next(_number)
    name = name or f"Number of things {number}"
    fields = {
        "slug": f"kpi-{number}",
        "short_name": name[:90],
        "roll_up": _NATURAL_ROLL_UP.get(MeasureKind(measure), RollUp.SUM),
        "active_from": date(2012, 4, 1),
        "provenance": Provenance.PUBLISHED,
    } | others
    kpi = KPI(
        number=number,
        name=name,
        team=team or make_team(directorate=directorate or make_directorate(), name="Patient safety"),
        measure=measure,
        frequency=frequency,
        polarity=polarity,
        **fields,
    )
    return save(kpi, by=None)


def make_pair(**others: Any) -> KPI:
    """A KPI of two measures: 17 challenges, £1,059,768."""
    fields = {
        "measure": MeasureKind.COUNT,
        "measure_label": "Challenges",
        "second_measure": MeasureKind.MONEY,
        "second_measure_label": "Value (£)",
        "second_roll_up": RollUp.SUM,
    } | others
    return make_kpi(**fields)


def make_target(
    *,
    kpi: KPI,
    value: int | str | Decimal | None = 6,
    start: int = 2013,
    comparator: str = Comparator.AT_LEAST,
    basis: str = Basis.EACH_PERIOD,
    **others: Any,
) -> Target:
    """What the KPI should reach in the financial year that starts in April of `start`: at least 6 each quarter."""
    target = Target(
        kpi=kpi,
        year=make_year(start=start),
        comparator=comparator,
        value=None if value is None else Decimal(value),
        basis=basis,
        **({"provenance": Provenance.PUBLISHED} | others),
    )
    return save(target, by=None)


def make_value(
    *,
    kpi: KPI,
    period: str = "2013-14-Q4",
    text: str = "",
    second: str = "",
    **others: Any,
) -> KPIValue:
    """The KPI's row of a month, quarter or year (`2014-06`, `2013-14-Q4`, `2013-14`), from figures as typed."""
    when = _period(period)
    fields: dict[str, Any] = {"provenance": Provenance.PUBLISHED}
    fields |= _figures(text, kpi.measure, "")
    if second:
        fields |= _figures(second, kpi.second_measure, "second_")
    value = KPIValue(
        kpi=kpi,
        period_kind=when.kind,
        starts_on=when.starts_on,
        ends_on=when.ends_on,
        **(fields | others),
    )
    return save(value, by=None)


def make_exception(*, value: KPIValue, recovery_on: date | None = None, **others: Any) -> ExceptionNote:
    """What is being done about a value that is off track."""
    fields = {
        "issue": "Three of six visits took place.",
        "cause": "Two posts were vacant.",
        "action": "Both posts are filled.",
        "owner": "Head of quality",
        "provenance": Provenance.RETURNED,
    } | others
    return ExceptionNote.objects.create(value=value, recovery_on=recovery_on, **fields)


def make_return(
    *,
    directorate: Directorate | None = None,
    quarter: Quarter | None = None,
    state: str = ReturnState.IN_PROGRESS,
    **others: Any,
) -> Return:
    """The return of a directorate (Quality) for a quarter (2014/15 Q1, open), in that state."""
    filing, _ = Return.objects.update_or_create(
        directorate=directorate or make_directorate(),
        quarter=quarter or make_quarter(slug="2014-15-Q1"),
        defaults={"state": state} | others,
    )
    return filing


def make_ambition(
    *,
    number: int = 1,
    domain: int = 1,
    baseline: str | None = "1691.7",
    targets: dict[int, str] | None = None,
    polarity: str = Polarity.LOWER,
    **others: Any,
) -> OutcomeAmbition:
    """Years of life lost: 1,691.7 to begin with, 1,685 in 2014/15 and 1,650 in 2018/19, unless told otherwise."""
    belongs_to, _ = OutcomeDomain.objects.get_or_create(number=domain, defaults={"name": f"Domain {domain}"})
    fields = {
        "name": f"Ambition {number}, as published",
        "short_name": f"Ambition {number}",
        "unit": "per 100,000 population",
        "provenance": Provenance.PUBLISHED,
        "source": "Delivery plan",
    } | others
    ambition = OutcomeAmbition.objects.create(
        number=number,
        domain=belongs_to,
        polarity=polarity,
        baseline=None if baseline is None else Decimal(baseline),
        **fields,
    )
    planned = {2014: "1685", 2018: "1650"} if targets is None else targets
    for start, value in planned.items() if baseline else ():
        make_level(ambition=ambition, start=start, value=value)
    return ambition


def make_level(
    *, ambition: OutcomeAmbition, start: int, value: str, kind: str = AmbitionLevel.Kind.TARGET, **others: Any
) -> AmbitionLevel:
    """The level planned, or reported, for the financial year that starts in April of `start`."""
    fields = {"provenance": Provenance.PUBLISHED} | others
    return AmbitionLevel.objects.create(
        ambition=ambition, year=make_year(start=start), kind=kind, value=Decimal(value), **fields
    )


def make_published_level(
    *, row: int, area: str, level: str, ambition: OutcomeAmbition | None = None, **others: Any
) -> PerformanceLevel:
    """One published level of performance of one area, in the source's words."""
    domain = ambition.domain if ambition else OutcomeDomain.objects.get_or_create(number=9)[0]
    fields = {
        "indicator": "Years of life lost, as published",
        "short_name": "Years of life lost",
        "as_at": "July 2014",
        "provenance": Provenance.PUBLISHED,
    } | others
    return PerformanceLevel.objects.create(
        row=row, domain=domain, ambition=ambition, area=area, level=level, **fields
    )


def _period(slug: str) -> periods.Period:
    if "-Q" in slug:
        return periods.Quarter.from_slug(slug)
    try:
        return periods.FinancialYear.from_slug(slug)
    except ValueError:
        return periods.Month.from_slug(slug)


def _figures(text: str, measure: str, prefix: str) -> dict[str, Any]:
    reading = parse_figure(text, MeasureKind(measure))
    if reading.not_collected:
        return {"not_collected": True}
    figure = reading.figure or Figure(MeasureKind(measure), None)
    return {
        f"{prefix}value": figure.value,
        f"{prefix}numerator": figure.numerator,
        f"{prefix}denominator": figure.denominator,
    }
