"""Applying a workbook: all of it in one transaction, or nothing."""

from django.db import transaction
from django.http import QueryDict

from core import clock, trail
from core.models import EventKind
from organisation.models import User
from performance import actions
from performance.holding import hold_kpis
from performance.models import KPI, FigureUpload, UploadKind, UploadState
from performance.return_forms import RowForm
from performance.returns import ReturnSheet, read_sheet
from performance.workbook.preview import decided
from performance.workflow import Refused


class Undecided(Exception):
    """Somebody else saved some of the same KPIs, and it is not chosen yet what to keep. Nothing was stored."""


@transaction.atomic
def keep_workbook(
    *, sheet: ReturnSheet, payload: dict[str, object], by: User, **file: object
) -> FigureUpload:
    """Keep what was read of a workbook until somebody applies it or it expires."""
    upload = FigureUpload.checked(
        by=by,
        kind=UploadKind.WORKBOOK,
        directorate=sheet.directorate,
        quarter=sheet.quarter,
        payload=payload,
        **file,
    )
    upload.save()
    return upload


@transaction.atomic
def apply_workbook(*, upload: FigureUpload, sheet: ReturnSheet, posted: QueryDict, by: User) -> int:
    """Store what the workbook changes, through the return's own action; how many KPIs that were.

    Raises Undecided, Refused, and Stale when somebody saves one of the KPIs at this very moment: nothing is stored.
    """
    held = _hold(upload)
    sheet = read_sheet(sheet.filing, today=sheet.today)
    forms, is_open = decided(held, sheet, posted)
    if is_open:
        raise Undecided
    # All at once and in order: one by one they would be taken after the return, against the order of others.
    hold_kpis(KPI.objects.filter(pk__in=[form.row.kpi.pk for form in forms]))
    for form in forms:
        _record(form, sheet, held, by)
    held.settle(UploadState.APPLIED)
    held.applied_by, held.applied_at = by, clock.now()
    held.outcome = f"{len(forms)} KPI{'' if len(forms) == 1 else 's'} changed"
    held.save()
    said = f"Workbook applied: {held.outcome}"
    trail.note(EventKind.UPLOAD_APPLIED, said, by=by, subject=held, name=str(sheet.filing))
    return len(forms)


def _hold(upload: FigureUpload) -> FigureUpload:
    held = FigureUpload.objects.select_for_update().get(pk=upload.pk)
    if held.is_applied:
        raise Refused("This file has been applied already.")
    if not held.is_waiting:
        raise Refused("This file was discarded, or waited too long. Upload it again.")
    return held


def _record(form: RowForm, sheet: ReturnSheet, upload: FigureUpload, by: User) -> None:
    actions.record_row(
        filing=sheet.filing,
        kpi=form.row.kpi,
        entry=form.understood.entry,
        by=by,
        expected_version=form.seen_version,
        reason=f"Workbook “{upload.file_name}”",
    )
