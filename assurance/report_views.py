"""Reports: what there is, how far one is that is being made, and the file itself."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assurance import actions, export_tables, jobs, store
from assurance.awaited import reports_awaited
from assurance.models import Report, ReportAudience, ReportNotice, ReportQuerySet, ReportState, Snapshot
from assurance.papers.report_choice import ReportFilter, choice_of_reports
from assurance.publishing.panel import panel_of
from assurance.report_progress import progress_of
from core import clock, exports, trail
from core.views import conflict
from organisation.models import Quarter, User
from organisation.rights import Permission, require

REPORTS_A_PAGE = 25


@require_safe
@require(Permission.VIEW)
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports that are ready; for those who produce them, also what is being made, failed or can be made."""
    reports, produces = _visible(request), cast(User, request.user).may(Permission.PRODUCE_REPORTS)
    every = reports.filter(state=ReportState.READY)
    narrowed = ReportFilter(request.GET, reports=every)
    ready = narrowed.apply(every)
    if wanted := exports.asked(request):
        return exports.answer(request, export_tables.reports(ready), wanted)
    page = Paginator(ready, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    making = reports.exclude(state=ReportState.READY, damage="")
    context = {
        "page": page,
        "making": [(report, progress_of(report, clock.wall_now())) for report in making],
        "awaited": reports_awaited() if produces else [],
        "choice": choice_of_reports() if produces else None,
        "narrowed": narrowed,
    }
    return render(request, "assurance/report_list.html", context)


@require_POST
@require(Permission.PRODUCE_REPORTS)
def report_produce(request: HttpRequest) -> HttpResponse:
    """Ask for the report of a quarter. A second click finds the first one's report."""
    wanted = request.POST.get("quarter", "")
    snapshot, still_open = _newest_snapshot(wanted), _open_quarter(wanted)
    audience = _audience(request.POST.get("audience", ""))
    anew = request.POST.get("anew") == "1"
    try:
        if snapshot is not None and (audience or not request.POST.get("audience")):
            asked = actions.request_report(snapshot=snapshot, audience=audience, by=_user(request), anew=anew)
        elif still_open and audience:
            asked = actions.request_position(quarter=still_open, audience=audience, by=_user(request))
        else:
            raise actions.Refused(_why_not(wanted, request.POST.get("audience", "")))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assurance:report_list")
    _say_asked(request, asked)
    return redirect(asked.report)


@never_cache
@require_safe
@require(Permission.VIEW)
def report_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One report: queued, being made, ready to download, or failed and why."""
    report = get_object_or_404(_visible(request), pk=pk)
    made_of = [(snapshot, snapshot.cut_off) for snapshot in report.made_of]
    return render(
        request,
        "assurance/report_detail.html",
        {
            "report": report,
            "made_of": made_of,
            "progress": progress_of(report, clock.wall_now()),
            "newer": _visible(request).newer_than(report).first(),
            "size": f"{report.size or 0:,}",
            "follows": ReportNotice.objects.filter(report=report, person=cast(User, request.user)).exists(),
            "cut_off": max(cut_off for _, cut_off in made_of),
            "publishing": panel_of(report, cast(User, request.user)),
        },
    )


@never_cache
@require_safe
@require(Permission.VIEW)
def report_status(request: HttpRequest, pk: str) -> JsonResponse:
    """The same in a few words, for the page that asks every three seconds."""
    report = get_object_or_404(_visible(request), pk=pk)
    progress = progress_of(report, clock.wall_now())
    return JsonResponse(
        {
            "state": progress.state,
            "heading": progress.heading,
            "text": progress.text,
            "percent": progress.percent,
            "attempt": progress.attempt,
            "phases": [phase.state for phase in progress.phases],
            "is_finished": progress.is_finished,
        }
    )


@require_safe
@require(Permission.VIEW)
def report_download(request: HttpRequest, pk: str) -> HttpResponse | FileResponse:
    """The file, after it has been compared with what was made; never part of one. A damaged one is noted as such."""
    report = get_object_or_404(_visible(request), pk=pk)
    if report.state != ReportState.READY:
        return conflict(
            request, "This report is not ready, so there is nothing to download.", report.get_absolute_url()
        )
    try:
        file = jobs.open_file(report)
    except store.Damaged as damage:
        return render(
            request, "assurance/report_download.html", {"report": report, "damage": damage}, status=409
        )
    trail.note_taken(request, "The report as PDF", subject=report)
    return FileResponse(
        file, as_attachment=True, filename=download_name(report), content_type="application/pdf"
    )


@require_POST
@require(Permission.PRODUCE_REPORTS)
def report_retry(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a report again that failed, was cancelled or whose file is damaged."""
    report = get_object_or_404(_visible(request), pk=pk)
    try:
        asked = actions.retry_report(report=report, by=cast(User, request.user))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(report)
    _say_asked(request, asked)
    return redirect(asked.report)


@require_POST
@require(Permission.PRODUCE_REPORTS)
def report_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop the making of a report."""
    report = get_object_or_404(_visible(request), pk=pk)
    try:
        actions.cancel_report(report=report, by=cast(User, request.user))
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Cancelled. It can be made after all whenever it is needed.")
    return redirect(report)


def download_name(report: Report) -> str:
    """“Quarterly assurance report 2013-14 Q4 v1.pdf”: what it is, of when, and which version."""
    issue = f"position {report.version}" if report.snapshot.is_position else f"v{report.version}"
    return f"{report.title} {report.period_label.replace('/', '-')} {issue}.pdf"


def _visible(request: HttpRequest) -> ReportQuerySet:
    reports: ReportQuerySet = Report.objects.visible_to(cast(User, request.user))
    return reports.select_related(
        "snapshot__quarter__year", "audience", "requested_by", "cancelled_by"
    ).defer("snapshot__pack")


def _newest_snapshot(slug: str) -> Snapshot | None:
    snapshots = Snapshot.objects.of_locked_quarters().newest().select_related("quarter__year")
    return snapshots.filter(quarter__in=Quarter.objects.written(slug)).first()


def _open_quarter(slug: str) -> Quarter | None:
    """An open quarter, of which a report can be made for those who read between quarters."""
    return Quarter.objects.open().select_related("year").written(slug).first()


def _why_not(quarter: str, audience: str) -> str:
    """Why no report can be asked for with these words: they are none of the form's, or the quarter is open."""
    if not Quarter.objects.written(quarter).exists():
        return "The portal has no such quarter. Choose one from the list."
    if audience and _audience(audience) is None:
        return "No report is made for such an audience. Choose one from the list."
    return "A report is made of a quarter that is locked. Lock the quarter first."


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _audience(slug: str) -> ReportAudience | None:
    return ReportAudience.objects.in_use().filter(slug=slug).first()


def _say_asked(request: HttpRequest, asked: actions.Asked) -> None:
    """What became of the asking: begun, joined, there already, or waiting for the queue."""
    report = asked.report
    report.refresh_from_db(fields=["state", "sent_at"])
    if report.state == ReportState.READY and not asked.is_new:
        messages.info(request, "This report has been made already. It is below.")
    elif not asked.is_new:
        messages.info(request, "This report is being made already. You have joined it.")
    elif report.state == ReportState.QUEUED and report.sent_at is None:
        messages.warning(
            request,
            "Queued. The queue does not answer just now; the report starts by itself when it is back.",
        )
    else:
        messages.success(request, "Asked for. You can leave this page: an e-mail tells you when it is ready.")
