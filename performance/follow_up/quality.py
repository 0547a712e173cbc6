"""The data quality of one KPI at a quarter, from its record: what the rules of `performance.data_quality` look at."""

from core import periods
from performance import assessment
from performance.data_quality import PERIODS_JUDGED, DataQuality, Evidence, judge_quality
from performance.models import KPI
from performance.quality import notes_on
from performance.records import KPIRecord


def quality_of(record: KPIRecord, at: periods.Quarter) -> DataQuality:
    """The four counts at a quarter, over the last four in which the KPI was due."""
    return judge_quality(
        [_evidence(record, quarter) for quarter in _looked_back_on(record, at)], _stated(record.kpi_at(at))
    )


def _looked_back_on(record: KPIRecord, at: periods.Quarter) -> list[periods.Quarter]:
    quarters, quarter = [], at
    for _ in range(PERIODS_JUDGED):
        if record.is_due(quarter):
            quarters.append(quarter)
        quarter = quarter.previous
    return quarters


def _evidence(record: KPIRecord, quarter: periods.Quarter) -> Evidence:
    value, kpi = record.value(quarter), record.kpi_at(quarter)
    is_collected = value is not None and not value.not_collected and value.has_figure
    comparable = is_collected and assessment.assessed_figure(kpi, value).is_comparable
    return Evidence(
        on_time=record.follow_up.on_time.get(quarter),
        is_collected=is_collected,
        is_complete=value is not None and value.is_complete,
        is_valid=comparable and not notes_on(kpi, quarter, value, {}),
    )


def _stated(kpi: KPI) -> tuple[bool, ...]:
    """Owner, what is counted, where the data come from, how they are collected."""
    return tuple(
        map(bool, (kpi.owner_title, kpi.definition or kpi.numerator, kpi.data_source, kpi.collection))
    )
