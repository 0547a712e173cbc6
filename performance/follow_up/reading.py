"""Reads what KPIs are followed up by, for all of them together: a query for each kind of record."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone

from core import periods
from performance.data_quality import PERIODS_JUDGED
from performance.follow_up.facts import FollowUp
from performance.follow_up.promises import Stated
from performance.models import (
    ExceptionNote,
    KPIAction,
    KPIActionQuerySet,
    Return,
    YearEndForecast,
    YearEndForecastQuerySet,
)
from performance.records import KPIRecord
from performance.trail import DELETED

Row = TypeVar("Row", KPIAction, YearEndForecast)
OnTime = dict[tuple[int, periods.Quarter], bool]


def with_punctuality(records: Collection[KPIRecord], up_to: periods.Quarter) -> list[KPIRecord]:
    """The records with whether each directorate's return came in time, in the quarters looked back on: one query."""
    on_time = read_punctuality(up_to)
    return [
        replace(record, follow_up=replace(record.follow_up, on_time=_of_directorate(on_time, record)))
        for record in records
    ]


def with_follow_up(
    records: Collection[KPIRecord],
    up_to: periods.Quarter,
    *,
    day: date,
    actions: KPIActionQuerySet | None = None,
    forecasts: YearEndForecastQuerySet | None = None,
    dates: dict[int, tuple[Stated, ...]] | None = None,
) -> list[KPIRecord]:
    """The records with all that they are followed up by, as it stood on a day: four queries, or with the `dates` three.

    `actions` and `forecasts` say what the reader may see.
    """
    ids = [record.kpi.pk for record in records]
    seen = KPIAction.objects.all() if actions is None else actions
    held = _by_kpi(seen.filter(kpi__in=ids, opened_on__lte=day).prefetch_related("arose_in"))
    own = YearEndForecast.objects.all() if forecasts is None else forecasts
    expected = _by_kpi(own.filter(kpi__in=ids).order_by("pk").prefetch_related("year", "made_in"))
    dates = read_dates(records, day) if dates is None else dates
    on_time = read_punctuality(up_to)
    return [
        replace(
            record,
            follow_up=FollowUp(
                actions=tuple(held[record.kpi.pk]),
                has_actions=True,
                forecasts={each.year.period: each for each in expected[record.kpi.pk]},
                dates=dates,
                on_time=_of_directorate(on_time, record),
            ),
        )
        for record in records
    ]


def read_punctuality(up_to: periods.Quarter) -> OnTime:
    """Whether each return of the last quarters came by its due date, as far as that is known: one query."""
    first = up_to
    for _ in range(PERIODS_JUDGED - 1):
        first = first.previous
    filings = Return.objects.filter(
        quarter__starts_on__range=(first.starts_on, up_to.starts_on), submitted_at__isnull=False
    )
    return {
        (directorate, periods.Quarter.containing(starts_on)): timezone.localtime(submitted_at).date()
        <= due_on
        for directorate, starts_on, due_on, submitted_at in filings.values_list(
            "directorate_id", "quarter__starts_on", "quarter__due_on", "submitted_at"
        )
    }


def read_dates(records: Iterable[KPIRecord], day: date) -> dict[int, tuple[Stated, ...]]:
    """The recovery dates of these records' exceptions as they were stated, by value: one query of their history.

    What nobody typed was loaded: when it was stated is not known.
    """
    ids = [value.pk for record in records for value in record.values.values() if hasattr(value, "exception")]
    rows = ExceptionNote.history.filter(value_id__in=ids).order_by("value_id", "history_date", "history_id")
    said = ("value_id", "recovery_on", "history_date", "history_user_id", "history_type")
    return dates_in(rows.values_list(*said, named=True), day)


def dates_in(history: Iterable[Any], day: date) -> dict[int, tuple[Stated, ...]]:
    """The dates that rows of the history of exceptions state, by value, in the order of the rows (no query)."""
    found: dict[int, list[Stated]] = defaultdict(list)
    for row in history:
        on = timezone.localtime(row.history_date).date() if row.history_user_id else None
        if row.history_type != DELETED and (on is None or on <= day):
            found[row.value_id].append(Stated(row.recovery_on, on))
    return {value_id: tuple(dates) for value_id, dates in found.items()}


def _of_directorate(on_time: OnTime, record: KPIRecord) -> dict[periods.Quarter, bool]:
    own = record.kpi.team.directorate_id
    return {quarter: came for (directorate, quarter), came in on_time.items() if directorate == own}


def _by_kpi(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.kpi_id].append(row)
    return found
