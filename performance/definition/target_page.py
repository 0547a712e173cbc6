"""The targets of one KPI year by year, and the quarters from which another may hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from core import clock, periods
from organisation.models import Quarter
from performance.definition.dates import quarters_not_locked
from performance.kpi_definition import TargetLine, no_targets_text, target_lines
from performance.models import KPI, KPIValue, Target
from performance.records import KPIRecord, read_records

YEARS_AHEAD = 2


@dataclass(frozen=True)
class Choice:
    """A quarter from which a target may be set, and what holds there now."""

    slug: str
    label: str
    text: str
    is_set: bool
    is_decided: bool


@dataclass(frozen=True)
class TargetPage:
    targets: tuple[TargetLine, ...]
    no_targets: str
    choices: tuple[Choice, ...]


def build_target_page(kpi: KPI) -> TargetPage:
    """Five queries for the record, one for the quarters."""
    (record,) = read_records(
        KPI.objects.filter(pk=kpi.pk), values=KPIValue.objects.all(), today=clock.today()
    )
    until = periods.FinancialYear.containing(clock.today()).start + YEARS_AHEAD
    quarters = quarters_not_locked().filter(year__start__lt=until)
    return TargetPage(
        targets=target_lines(record, {}),
        no_targets=no_targets_text(record),
        choices=tuple(_choices(record, quarters)),
    )


def _choices(record: KPIRecord, quarters: Iterable[Quarter]) -> Iterable[Choice]:
    for quarter in quarters:
        period = quarter.period
        set_there = {target.from_quarter for target in record.targets.get(period.year, ())}
        yield Choice(
            slug=period.slug,
            label=period.label,
            text=record.target_text(period),
            is_set=period.number in set_there,
            is_decided=any(number <= period.number for number in set_there),
        )


def target_before(kpi: KPI, quarter: Quarter) -> Target | None:
    """The target that holds in the quarter as yet: of the year, or of the year before where none is set."""
    own = kpi.targets.filter(year=quarter.year, from_quarter__lte=quarter.number)
    last_year = kpi.targets.filter(year__start=quarter.period.year.start - 1)
    return own.order_by("-from_quarter").first() or last_year.order_by("-from_quarter").first()
