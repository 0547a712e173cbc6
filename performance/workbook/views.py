"""The pages of a return's workbook: take it away, send it back, look through what it changes, apply it."""

import hashlib
from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import trail
from core.cells import Problem, Unreadable
from core.controls import Entry, summary_of
from core.exports import download
from core.spreadsheets import megabytes, read_file
from organisation.rights import Permission, require
from performance.actions import Stale
from performance.models import FigureUpload, Return
from performance.return_views import CONFLICT, UNPROCESSABLE, find_for
from performance.returns import ReturnSheet, read_sheet
from performance.uploads import discard_upload
from performance.workbook.applying import Undecided, apply_workbook, keep_workbook
from performance.workbook.forms import WorkbookForm
from performance.workbook.preview import Preview, build_preview, payload_of
from performance.workbook.reading import read_return
from performance.workbook.writing import write_return
from performance.workflow import Refused, check_save

PROBLEMS_SHOWN = 100


@require_GET
@require(Permission.VIEW_RETURNS)
def workbook(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """The return as a workbook, as it stands now."""
    sheet = read_sheet(find_for(request, quarter, directorate))
    trail.note_taken(request, "The return as a workbook", subject=sheet.filing)
    return download(write_return(sheet), f"return-{sheet.quarter.slug.lower()}-{sheet.directorate.slug}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.FILE_RETURNS)
def workbook_send(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """Where the filled-in workbook is sent. One with an error in it is not kept, and says where it is."""
    filing = find_for(request, quarter, directorate, Permission.FILE_RETURNS)
    sheet = read_sheet(filing)
    if request.method != "POST":
        return _show_send(request, sheet, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    try:
        check_save(filing, request.user)
    except Refused as refusal:
        return _show_send(request, sheet, form, status=CONFLICT, refusal=refusal.message)
    if not form.is_valid():
        return _show_send(request, sheet, form, status=UNPROCESSABLE)
    return _receive(request, sheet, form)


@require_GET
@require(Permission.FILE_RETURNS)
def workbook_upload(request: HttpRequest, quarter: str, directorate: str, pk: int) -> HttpResponse:
    """What the workbook would change; once it is applied, what became of it."""
    sheet, upload = _find_upload(request, quarter, directorate, pk)
    return _show_upload(request, sheet, upload)


@require_POST
@require(Permission.FILE_RETURNS)
def workbook_apply(request: HttpRequest, quarter: str, directorate: str, pk: int) -> HttpResponse:
    """Store all that the workbook changes, or nothing."""
    sheet, upload = _find_upload(request, quarter, directorate, pk)
    try:
        changed = apply_workbook(upload=upload, sheet=sheet, posted=request.POST, by=request.user)
    except Undecided:
        return _show_upload(request, sheet, upload, chosen=True)
    except Stale as stale:
        messages.error(
            request, f"Someone saved “{stale.kpi.name}” at this moment. Nothing was stored; look again."
        )
        return redirect(upload)
    except Refused as refusal:
        messages.error(request, f"{refusal.message} Nothing was stored.")
        return redirect(upload)
    messages.success(request, f"The workbook is applied: {changed} KPI{'' if changed == 1 else 's'} changed.")
    return redirect(sheet.filing)


@require_POST
@require(Permission.FILE_RETURNS)
def workbook_discard(request: HttpRequest, quarter: str, directorate: str, pk: int) -> HttpResponse:
    """Leave the workbook as if it had not been sent."""
    sheet, upload = _find_upload(request, quarter, directorate, pk)
    discard_upload(upload=upload, by=request.user)
    messages.success(request, "The workbook was discarded. Nothing of it was stored.")
    return redirect(sheet.filing)


# Receiving ------------------------------------------------------------------------------------------------------------


def _receive(request: HttpRequest, sheet: ReturnSheet, form: WorkbookForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    data, name = file.read(), PurePath(file.name).name[-120:]
    digest = hashlib.sha256(data).hexdigest()
    twin = FigureUpload.objects.of_return(sheet.directorate, sheet.quarter).twin_of(digest)
    if twin:
        messages.warning(request, twin_words(twin))
        return redirect(twin)
    try:
        read = read_return(read_file(name, data), sheet)
    except Unreadable as refusal:
        form.add_error("file", str(refusal))
        return _show_send(request, sheet, form, status=UNPROCESSABLE)
    if read.problems:
        return _show_send(request, sheet, form, status=UNPROCESSABLE, problems=read.problems)
    upload = keep_workbook(
        sheet=sheet, payload=payload_of(read), by=request.user, file_name=name, sha256=digest, size=len(data)
    )
    return redirect(upload)


def twin_words(twin: FigureUpload) -> str:
    """What is said of a file that was sent before, byte for byte."""
    if twin.is_applied and twin.applied_at:
        return f"This very file was applied by {twin.applied_by} already. Nothing is changed by sending it again."
    return f"This very file was sent by {twin.uploaded_by} already, and waits to be applied."


def _find_upload(
    request: HttpRequest, quarter: str, directorate: str, pk: int
) -> tuple[ReturnSheet, FigureUpload]:
    filing: Return = find_for(request, quarter, directorate, Permission.FILE_RETURNS)
    uploads = FigureUpload.objects.visible_to(request.user).of_return(filing.directorate, filing.quarter)
    upload = get_object_or_404(uploads.select_related("uploaded_by", "applied_by"), pk=pk)
    if not (upload.is_waiting or upload.is_applied):
        raise Http404("This file was discarded, or waited too long. Upload it again.")
    return read_sheet(filing), upload


# Showing --------------------------------------------------------------------------------------------------------------


def _show_send(
    request: HttpRequest,
    sheet: ReturnSheet,
    form: WorkbookForm,
    *,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    refusal: str = "",
) -> HttpResponse:
    if not refusal:
        try:
            check_save(sheet.filing, request.user)
        except Refused as found:
            refusal = found.message
    context = {
        "sheet": sheet,
        "form": form,
        "problems": problems[:PROBLEMS_SHOWN],
        "more": max(0, len(problems) - PROBLEMS_SHOWN),
        "entries": [Entry(problems_words(len(problems)), "#problems")] if problems else summary_of(form),
        "refusal": refusal,
        "limit": megabytes(),
    }
    return render(request, "performance/workbook/send.html", context, status=status)


def problems_words(count: int) -> str:
    things = "1 cell has" if count == 1 else f"{count} cells have"
    return f"{things} to be put right in the file. Nothing was stored."


def _show_upload(
    request: HttpRequest, sheet: ReturnSheet, upload: FigureUpload, *, chosen: bool = False
) -> HttpResponse:
    preview: Preview | None = None
    if not upload.is_applied:
        preview = build_preview(upload, sheet, request.POST if chosen else None)
    choices = (
        [choice.entry for each in preview.conflicts for choice in each.choices if choice.error]
        if preview
        else []
    )
    context = {"sheet": sheet, "upload": upload, "preview": preview, "entries": summary_of(choices)}
    return render(request, "performance/workbook/upload.html", context, status=CONFLICT if chosen else 200)
