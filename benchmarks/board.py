"""A board of KPIs of any size for the benchmarks: kinds of measure, targets, two years of figures, a draft begun."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core import periods
from core.figures import MeasureKind, Polarity, percentage_of
from core.provenance import Provenance
from organisation.models import Directorate, QuarterState
from organisation.rights import Role
from organisation.tests.builders import (
    make_directorate,
    make_organisation,
    make_quarter,
    make_team,
    make_user,
    make_year,
)
from performance.models import KPI, ExceptionNote, Frequency, KPIValue, Target
from performance.rag import Basis, Comparator
from performance.rollup import RollUp

OPEN = periods.Quarter(periods.FinancialYear(2014), 1)
QUARTERS_BEFORE = 8
YEARS_OF_MONTHS = 5
TEAMS = 5
KINDS = (MeasureKind.COUNT, MeasureKind.RATIO, MeasureKind.PERCENTAGE, MeasureKind.DAYS, MeasureKind.MONEY)


def make_round() -> None:
    """The organisation, its quarters (the last one open), and a person of each role that the benchmarks sign in."""
    make_organisation()
    quarter = OPEN
    for state in (QuarterState.OPEN, *[QuarterState.LOCKED] * QUARTERS_BEFORE):
        make_quarter(slug=quarter.slug, state=state)
        quarter = quarter.previous
    make_user(role=Role.CONTRIBUTOR, email="contributor@example.org")
    make_user(role=Role.GOVERNING_BODY, email="reader@example.org")


def make_board(size: int, *, directorate: Directorate | None = None, first: int = 1) -> list[KPI]:
    """That many KPIs of a directorate (Quality): two in three with a target, one in four monthly, one in five red."""
    owner = directorate or make_directorate()
    teams = [make_team(directorate=owner, name=f"Team {number}") for number in range(TEAMS)]
    kpis = [_kpi(number, teams[number * TEAMS // (first + size)]) for number in range(first, first + size)]
    KPI.objects.bulk_create(kpis)
    years = [make_year(start=start) for start in (2012, 2013, 2014)]
    Target.objects.bulk_create(_target(kpi, year) for kpi in kpis if kpi.number % 3 for year in years)
    KPIValue.objects.bulk_create(value for kpi in kpis for value in _values(kpi))
    red = KPIValue.objects.filter(kpi__in=kpis, starts_on=OPEN.previous.starts_on, kpi__number__in=_red(kpis))
    ExceptionNote.objects.bulk_create(
        ExceptionNote(
            value=value,
            issue="Late.",
            cause="Two posts.",
            action="Both filled.",
            recovery_on=date(2014, 9, 30),
        )
        for value in red
    )
    return kpis


def make_long_run() -> KPI:
    """One monthly KPI with five years of months and the quarters that they make; retired before the open quarter."""
    kpi = _kpi(9_000, make_team(directorate=make_directorate(name="Service Delivery"), name="Urgent care"))
    kpi.measure, kpi.frequency, kpi.roll_up = MeasureKind.RATIO, Frequency.MONTHLY, RollUp.POOLED
    kpi.active_from, kpi.retired_on = date(2009, 4, 1), OPEN.starts_on - timedelta(days=1)
    kpi.save()
    start = OPEN.year.start - YEARS_OF_MONTHS
    years = [periods.FinancialYear(start + each) for each in range(YEARS_OF_MONTHS)]
    Target.objects.bulk_create(_target(kpi, make_year(start=year.start)) for year in years)
    quarters = [quarter for year in years for quarter in year.quarters]
    months = [month for quarter in quarters for month in quarter.months]
    KPIValue.objects.bulk_create(_value(kpi, period, _n(kpi, index)) for index, period in enumerate(months))
    KPIValue.objects.bulk_create(_value(kpi, period, _n(kpi, index)) for index, period in enumerate(quarters))
    return kpi


def _kpi(number: int, team: Any) -> KPI:
    kind = KINDS[number % len(KINDS)]
    is_monthly = not number % 4
    return KPI(
        number=number,
        slug=f"indicator-{number}",
        name=f"Number of inspections of general practices completed on time, indicator {number}",
        short_name=f"Inspections completed on time, {number}",
        team=team,
        measure=kind,
        polarity=Polarity.HIGHER,
        frequency=Frequency.MONTHLY if is_monthly else Frequency.QUARTERLY,
        roll_up={MeasureKind.RATIO: RollUp.POOLED, MeasureKind.PERCENTAGE: RollUp.MEAN}.get(kind, RollUp.SUM),
        definition="Inspections that were completed within ten working days of the date on which they were due.",
        collection="From the inspectors’ own register, at the end of each month.",
        active_from=date(2012, 4, 1),
        provenance=Provenance.PUBLISHED,
    )


def _target(kpi: KPI, year: Any) -> Target:
    return Target(
        kpi=kpi,
        year=year,
        comparator=Comparator.AT_LEAST,
        value=Decimal(90),
        basis=Basis.EACH_PERIOD,
        provenance=Provenance.PUBLISHED,
    )


def _values(kpi: KPI) -> Iterator[KPIValue]:
    """Eight quarters, with their months where the KPI is monthly; of every other KPI the open quarter, too."""
    quarter = OPEN
    for back in range(QUARTERS_BEFORE + 1):
        if back or kpi.number % 2:
            yield _value(kpi, quarter, _n(kpi, back))
            if kpi.frequency == Frequency.MONTHLY:
                yield from (_value(kpi, month, _n(kpi, back)) for month in quarter.months)
        quarter = quarter.previous


def _n(kpi: KPI, place: int) -> int:
    return (78 if kpi.number in _red([kpi]) else 91) + (kpi.number * 7 + place * 5) % 9


def _red(kpis: list[KPI]) -> list[int]:
    return [kpi.number for kpi in kpis if not kpi.number % 5]


def _value(kpi: KPI, period: periods.Period, n: int) -> KPIValue:
    whole = Decimal(100) if kpi.measure == MeasureKind.RATIO else None
    part = Decimal(n) if whole else None
    return KPIValue(
        kpi=kpi,
        period_kind=period.kind,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        value=percentage_of(part, whole) if whole else Decimal(n),
        numerator=part,
        denominator=whole,
        commentary="Two inspections moved into the next quarter." if period.kind == "quarter" else "",
        provenance=Provenance.PUBLISHED,
    )
