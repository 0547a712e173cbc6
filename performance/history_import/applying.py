"""Applying a file of history: every row and the quarters that its months make, in one transaction, or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from core import clock, trail
from core.figures import DECIMAL_PLACES
from core.models import EventKind
from core.money import round_half_up
from core.periods import Month, Quarter
from core.provenance import Provenance
from organisation.models import Quarter as ReportedQuarter
from organisation.models import User
from performance.history_import.plan import (
    Plan,
    PlannedRow,
    answer_of,
    kpis_of,
    plan_history,
    quarters_of,
)
from performance.history_import.reading import HistoryRow, ReadHistory
from performance.holding import hold_kpis
from performance.models import KPI, FigureUpload, KPIValue, UploadKind, UploadState
from performance.return_entry import Answer, Entry, Whole, fill_figures, whole_of
from performance.workflow import Refused

Replace = Callable[[int], bool | None]
"""By the line of a row: whether the file's figure replaces the kept one; None where that was not chosen."""

BATCH = 500
CHANGED_FIELDS = (
    "value",
    "numerator",
    "denominator",
    "second_value",
    "second_numerator",
    "second_denominator",
    "not_collected",
    "not_collected_reason",
    "is_complete",
    "printed",
    "provenance",
    "source",
    "version",
    "recorded_by",
    "recorded_at",
)


class PlanChanged(Exception):
    """What is kept has changed since the preview was shown. Nothing was stored."""


class NotChosen(Exception):
    """It is not chosen yet what to keep where the file differs. Nothing was stored."""


@transaction.atomic
def keep_history(*, read: ReadHistory, chosen: str, by: User, **file: Any) -> FigureUpload:
    """Keep what was read of a file until somebody applies it or it expires."""
    payload = {
        "rows": [row.as_json() for row in read.rows],
        "columns": dict(read.columns),
        "chosen": chosen,
    }
    upload = FigureUpload.checked(by=by, kind=UploadKind.HISTORY, payload=payload, **file)
    upload.save()
    return upload


def plan_of(upload: FigureUpload, today: date) -> Plan:
    """The plan of a file that was kept, against the figures as they are now."""
    chosen, letters = upload.payload["chosen"], upload.payload["columns"]
    return plan_history(_rows_of(upload), today=today, chosen=chosen, letters=letters)


def _rows_of(upload: FigureUpload) -> list[HistoryRow]:
    return [HistoryRow(*row) for row in upload.payload["rows"]]


def apply_history(*, upload: FigureUpload, by: User, fingerprint: str, replace: Replace, today: date) -> str:
    """Store the file's new figures, and in place of kept ones those whose lines `replace` says to take.

    Returns what was done, in words. Raises Refused, PlanChanged and NotChosen; then nothing is stored.
    """
    try:
        with transaction.atomic():
            return _apply(upload, by, fingerprint, replace, today)
    except IntegrityError as error:
        raise PlanChanged from error


def _apply(upload: FigureUpload, by: User, fingerprint: str, replace: Replace, today: date) -> str:
    held = FigureUpload.objects.select_for_update().get(pk=upload.pk)
    if held.is_applied:
        raise Refused("This file has been applied already.")
    if not held.is_waiting:
        raise Refused("This file was discarded, or waited too long. Upload it again.")
    _hold_what_is_planned(held)
    plan = plan_of(held, today)
    if plan.problems:
        raise Refused(plan.problems[0].message)
    if plan.fingerprint != fingerprint:
        raise PlanChanged
    if any(replace(row.line) is None for row in plan.different):
        raise NotChosen
    replaced = [row for row in plan.different if replace(row.line)]
    made = _store([*plan.new, *replaced], plan, held, by)
    held.settle(UploadState.APPLIED)
    held.applied_by, held.applied_at = by, clock.now()
    held.outcome = _outcome(plan, len(replaced), made)
    held.save()
    said = f"History imported: {held.outcome}"
    trail.note(EventKind.UPLOAD_APPLIED, said, by=by, subject=held, name="Figures of earlier periods")
    return held.outcome


def _hold_what_is_planned(upload: FigureUpload) -> None:
    """The KPIs of the file, then its quarters: what the plan is laid against stays so until it is stored.

    Another file of these KPIs waits, as does a save in a return, another definition, and whoever locks the quarters.
    """
    rows = _rows_of(upload)
    hold_kpis(kpis_of(rows, upload.payload["chosen"]))
    quarters = ReportedQuarter.objects.filter(starts_on__in=[each.starts_on for each in quarters_of(rows)])
    list(quarters.select_for_update(no_key=True).order_by("starts_on"))


def _store(rows: list[PlannedRow], plan: Plan, upload: FigureUpload, by: User) -> int:
    """The rows, then the quarters that their months make; how many of these there are."""
    stored = [_value(row, upload) for row in rows]
    months: dict[int, dict[Month, KPIValue]] = {pk: dict(each) for pk, each in plan.months.items()}
    for row, value in zip(rows, stored, strict=True):
        if isinstance(row.period, Month):
            months.setdefault(row.kpi.pk, {})[row.period] = value
    quarters = list(_quarters(rows, months, plan, upload))
    _write([*stored, *quarters], upload, by)
    return len(quarters)


def _value(row: PlannedRow, upload: FigureUpload) -> KPIValue:
    value = row.stored or _blank(row.kpi, row.period)
    value.not_collected, value.not_collected_reason = row.answer.is_not_collected, row.reason
    fill_figures(value, row.answer.first, row.answer.second)
    value.is_complete, value.printed = True, ""
    value.provenance = Provenance.IMPORTED
    value.source = f"{upload.file_name}{': ' if row.source else ''}{row.source}"[:250]
    return _kept(value)


def _blank(kpi: KPI, period: Month | Quarter) -> KPIValue:
    return KPIValue(
        kpi_id=kpi.pk, period_kind=period.kind, starts_on=period.starts_on, ends_on=period.ends_on, version=0
    )


def _kept(value: KPIValue) -> KPIValue:
    """To the four places that are kept; 1 of 3 has more."""
    for name in ("value", "second_value"):
        number = getattr(value, name)
        setattr(value, name, None if number is None else round_half_up(number, DECIMAL_PLACES))
    value.version += 1
    return value


def _quarters(
    rows: Iterable[PlannedRow], months: dict[int, dict[Month, KPIValue]], plan: Plan, upload: FigureUpload
) -> Iterator[KPIValue]:
    """Quarters that were made from months, or are not there yet. One that was published stays as it was printed:
    where its months make another figure, a data-quality note says so."""
    touched: dict[tuple[int, Quarter], KPI] = {
        (row.kpi.pk, row.quarter): row.kpi for row in rows if isinstance(row.period, Month)
    }
    for (pk, quarter), kpi in touched.items():
        value = plan.quarters.get(pk, {}).get(quarter)
        if value is not None and value.provenance != Provenance.DERIVED:
            continue
        held = months[pk]
        entry = Entry(
            tuple(answer_of(kpi, held[month]) if month in held else Answer() for month in quarter.months)
        )
        yield _made(value or _blank(kpi, quarter), whole_of(kpi, entry), upload)


def _made(value: KPIValue, whole: Whole, upload: FigureUpload) -> KPIValue:
    value.not_collected, value.is_complete = whole.not_collected, whole.is_complete
    fill_figures(value, whole.first, whole.second)
    value.provenance, value.source = Provenance.DERIVED, f"Months of {upload.file_name}"[:250]
    return _kept(value)


def _write(values: list[KPIValue], upload: FigureUpload, by: User) -> None:
    """In few statements, each figure with its row in the history: the plain bulk methods would leave no trail."""
    now = clock.now()
    for value in values:
        value.recorded_by, value.recorded_at = by, now
    parts: dict[bool, list[KPIValue]] = defaultdict(list)
    for value in values:
        parts[value.pk is None].append(value)
    trail = {
        "batch_size": BATCH,
        "default_user": by,
        "default_change_reason": f"Imported from “{upload.file_name}”"[:100],
        "default_date": now,
    }
    if parts[True]:
        bulk_create_with_history(parts[True], KPIValue, **trail)
    if parts[False]:
        bulk_update_with_history(parts[False], KPIValue, list(CHANGED_FIELDS), **trail)


def _outcome(plan: Plan, replaced: int, made: int) -> str:
    """12 figures added, 1 replaced, 2 kept as they were, 3 the same already; 4 quarters made from their months."""
    kept = len(plan.different) - replaced
    counts = ((replaced, "replaced"), (kept, "kept as they were"), (plan.same, "the same already"))
    words = [f"{len(plan.new):,} figure{'' if len(plan.new) == 1 else 's'} added"]
    words += [f"{count:,} {word}" for count, word in counts if count]
    quarters = f"; {made:,} quarter{'' if made == 1 else 's'} made from months" if made else ""
    return f"{', '.join(words)}{quarters}"
