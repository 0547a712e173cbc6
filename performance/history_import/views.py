"""The pages on which figures of earlier periods are imported."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.cells import Problem, Unreadable
from core.controls import Entry, summary_of
from core.spreadsheets import megabytes, read_file
from organisation.rights import Permission, require
from performance.history_import.applying import NotChosen, PlanChanged, apply_history, keep_history, plan_of
from performance.history_import.forms import HistoryForm
from performance.history_import.layout import MAX_ROWS, Field
from performance.history_import.plan import Plan, plan_history
from performance.history_import.reading import ReadHistory, read_history
from performance.models import FigureUpload
from performance.return_views import CONFLICT, UNPROCESSABLE
from performance.uploads import discard_upload
from performance.workbook.views import PROBLEMS_SHOWN, problems_words, twin_words
from performance.workflow import Refused

CHOSEN_ONE_BY_ONE = 100
"""Differing figures that are chosen one by one; of more, the file's or the kept ones are taken for all."""
ROWS_SHOWN = 200
RECENT = 10
KEEP, REPLACE, EACH = "keep", "replace", "each"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT_HISTORY)
def history_send(request: HttpRequest) -> HttpResponse:
    """Where a file of history is sent, with what its columns may be, and the files that were sent lately."""
    if request.method != "POST":
        return _show_send(request, HistoryForm(initial={"kpi": request.GET.get("kpi", "")}))
    form = HistoryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_send(request, form, status=UNPROCESSABLE)
    return _receive(request, form)


@require_GET
@require(Permission.IMPORT_HISTORY)
def history_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do; once it is applied, what it did."""
    return _show_upload(request, _find(request, pk))


@require_POST
@require(Permission.IMPORT_HISTORY)
def history_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Store all that was chosen of the file, or nothing."""
    upload = _find(request, pk)
    fingerprint = request.POST.get("plan", "")
    try:
        outcome = apply_history(
            upload=upload,
            by=request.user,
            fingerprint=fingerprint,
            replace=_chosen(request.POST),
            today=clock.today(),
        )
    except NotChosen:
        return _show_upload(request, upload, complain=True)
    except PlanChanged:
        messages.error(
            request, "Figures have changed since this page was shown. Nothing was stored; look again."
        )
        return redirect(upload)
    except Refused as refusal:
        messages.error(request, f"{refusal.message} Nothing was stored.")
        return redirect(upload)
    messages.success(request, f"The file is applied: {outcome}.")
    return redirect(upload)


@require_POST
@require(Permission.IMPORT_HISTORY)
def history_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the file as if it had not been sent."""
    discard_upload(upload=_find(request, pk), by=request.user)
    messages.success(request, "The file was discarded. Nothing of it was stored.")
    return redirect("performance:history_send")


# Receiving and choosing -----------------------------------------------------------------------------------------------


def _receive(request: HttpRequest, form: HistoryForm) -> HttpResponse:
    file, kpi = form.cleaned_data["file"], form.cleaned_data["kpi"]
    data, name = file.read(), PurePath(file.name).name[-120:]
    digest, chosen = hashlib.sha256(data).hexdigest(), kpi.slug if kpi else ""
    twin = FigureUpload.objects.of_history().twin_of(digest)
    if twin and twin.payload.get("chosen") == chosen:
        messages.warning(request, twin_words(twin))
        return redirect(twin)
    try:
        read = read_history(read_file(name, data))
    except Unreadable as refusal:
        form.add_error("file", str(refusal))
        return _show_send(request, form, status=UNPROCESSABLE)
    problems = _problems(read, chosen)
    if problems:
        return _show_send(request, form, status=UNPROCESSABLE, problems=problems)
    upload = keep_history(
        read=read, chosen=chosen, by=request.user, file_name=name, sha256=digest, size=len(data)
    )
    return redirect(upload)


def _problems(read: ReadHistory, chosen: str) -> tuple[Problem, ...]:
    """All that is to be put right, in the order of the file."""
    found = read.problems
    if read.rows:
        plan = plan_history(read.rows, today=clock.today(), chosen=chosen, letters=read.columns)
        found = (*found, *plan.problems)
    return tuple(sorted(found, key=lambda each: each.row))


def _chosen(posted: QueryDict) -> Callable[[int], bool | None]:
    """Whether the file's figure in a line replaces the kept one; None where that was not chosen."""
    for_all = {KEEP: False, REPLACE: True}
    choice = posted.get("choice", "")
    if choice == EACH:
        return lambda line: for_all.get(posted.get(f"row-{line}", ""))
    return lambda line: for_all.get(choice)


def _find(request: HttpRequest, pk: int) -> FigureUpload:
    uploads = FigureUpload.objects.visible_to(request.user).of_history()
    upload = get_object_or_404(uploads.select_related("uploaded_by", "applied_by"), pk=pk)
    if not (upload.is_waiting or upload.is_applied):
        raise Http404("This file was discarded, or waited too long. Upload it again.")
    return upload


# Showing --------------------------------------------------------------------------------------------------------------


def _show_send(
    request: HttpRequest, form: HistoryForm, *, status: int = 200, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    recent = FigureUpload.objects.visible_to(request.user).of_history().exclude(state="discarded")
    context = {
        "form": form,
        "problems": problems[:PROBLEMS_SHOWN],
        "more": max(0, len(problems) - PROBLEMS_SHOWN),
        "entries": [Entry(problems_words(len(problems)), "#problems")] if problems else summary_of(form),
        "recent": recent.select_related("uploaded_by").defer("payload")[:RECENT],
        "fields": Field,
        "limit": megabytes(),
        "rows": MAX_ROWS,
    }
    return render(request, "performance/workbook/history_send.html", context, status=status)


def _show_upload(request: HttpRequest, upload: FigureUpload, *, complain: bool = False) -> HttpResponse:
    plan: Plan | None = None if upload.is_applied else plan_of(upload, clock.today())
    error = "Choose what to keep where the file differs." if complain else ""
    context = {
        "upload": upload,
        "plan": plan,
        "new": plan.new[:ROWS_SHOWN] if plan else (),
        "more": max(0, len(plan.new) - ROWS_SHOWN) if plan else 0,
        "one_by_one": plan is not None and len(plan.different) <= CHOSEN_ONE_BY_ONE,
        "different": plan.different[:ROWS_SHOWN] if plan else (),
        "posted": request.POST,
        "error": error,
        "entries": [Entry(error, "#choice-keep")] if error else [],
    }
    return render(
        request, "performance/workbook/history_upload.html", context, status=CONFLICT if complain else 200
    )
