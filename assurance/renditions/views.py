"""A report to read on the screen and to take away as data, and the history of each of its figures."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assurance.models import Report, ReportQuerySet
from assurance.renditions import data
from assurance.renditions.counted import Counted, counted_of
from assurance.renditions.history import history_of
from assurance.renditions.links import Histories
from assurance.renditions.record_history import RecordHistory, record_history_of
from assurance.renditions.tables import as_csv, tables_of
from assurance.renditions.workbook import as_xlsx
from assurance.report_contents import ReportContents
from assurance.report_source import Unreadable, contents_of
from assurance.report_views import download_name
from core import exports, periods, trail
from core.views import conflict
from organisation.models import User
from organisation.rights import Permission, require

MIME = exports.MIME | {"json": "application/json"}

NEWER = ("id", "version", "snapshot__is_position")
"""What the line that names a newer report says of it."""


@require_safe
@require(Permission.VIEW)
def report_read(request: HttpRequest, pk: str) -> HttpResponse:
    """The report as a page: the same contents as the PDF, each figure leading to its history."""
    report = _report(request, pk)
    try:
        contents = contents_of(report)
    except Unreadable as reason:
        return conflict(request, str(reason), report.get_absolute_url())
    context = {
        "report": report,
        "contents": contents,
        "history": Histories(report.pk),
        "newer": _visible(request).newer_than(report).select_related("snapshot").only(*NEWER).first(),
    }
    return render(request, "renditions/read.html", context)


@require_safe
@require(Permission.VIEW)
def report_figure(request: HttpRequest, pk: str, kpi: str, quarter: str) -> HttpResponse:
    """What was recorded of one figure, by whom, when and from where; and whether it has changed since the report."""
    report = _report(request, pk)
    try:
        page = history_of(
            report, contents_of(report), kpi=kpi, quarter=_quarter(quarter), user=cast(User, request.user)
        )
    except Unreadable as reason:
        return conflict(request, str(reason), report.get_absolute_url())
    if page is None:
        raise Http404("This report has no such figure.")
    context = {"report": report, "page": page, "cut_off": report.snapshot.cut_off}
    return render(request, "renditions/figure.html", context)


@require_safe
@require(Permission.VIEW)
def report_record(request: HttpRequest, pk: str, kind: str, key: str) -> HttpResponse:
    """The same of every other figure: the history of its record; of a number of things, each of them."""
    report = _report(request, pk)
    try:
        contents = contents_of(report)
    except Unreadable as reason:
        return conflict(request, str(reason), report.get_absolute_url())
    counted = counted_of(contents, Histories(report.pk), kind, key)
    page: Counted | RecordHistory | None = counted or record_history_of(
        report, contents, kind=kind, key=key, user=cast(User, request.user)
    )
    if page is None:
        raise Http404("This report has no such figure.")
    context = {"report": report, "page": page, "cut_off": report.snapshot.cut_off}
    return render(request, f"renditions/{'counted' if counted else 'record'}.html", context)


@require_safe
@require(Permission.VIEW)
def report_data(request: HttpRequest, pk: str) -> HttpResponse:
    """The tables behind the report: what each holds, and each as CSV."""
    report = _report(request, pk)
    try:
        tables = tables_of(contents_of(report))
    except Unreadable as reason:
        return conflict(request, str(reason), report.get_absolute_url())
    return render(request, "renditions/data.html", {"report": report, "tables": tables})


@require_safe
@require(Permission.VIEW)
def report_workbook(request: HttpRequest, pk: str) -> HttpResponse:
    """Every table of the report in one workbook."""
    return _file(request, pk, "xlsx")


@require_safe
@require(Permission.VIEW)
def report_json(request: HttpRequest, pk: str) -> HttpResponse:
    """Every table of the report as JSON, as its schema describes it."""
    return _file(request, pk, "json")


@require_safe
@require(Permission.VIEW)
def report_table(request: HttpRequest, pk: str, table: str) -> HttpResponse:
    """One table of the report as CSV."""
    return _file(request, pk, "csv", table)


def _report(request: HttpRequest, pk: str) -> Report:
    """A report that the person may see, with its snapshot."""
    return get_object_or_404(_visible(request).select_related("snapshot__quarter__year", "audience"), pk=pk)


def _visible(request: HttpRequest) -> ReportQuerySet:
    return Report.objects.visible_to(cast(User, request.user))


def _quarter(slug: str) -> periods.Quarter:
    try:
        return periods.Quarter.from_slug(slug)
    except ValueError:
        raise Http404("This report has no such figure.") from None


def _file(request: HttpRequest, pk: str, ending: str, table: str = "") -> HttpResponse:
    """The report in one of its forms, made of its snapshot when it is asked for, named as the PDF is."""
    report = _report(request, pk)
    try:
        content = _made(contents_of(report), ending, table)
    except Unreadable as reason:
        return conflict(request, str(reason), report.get_absolute_url())
    name = f"{_stem(report)}{f' {table}' if table else ''}.{ending}"
    said = f"{f'Table “{table}” of the report' if table else 'The data of the report'} as {ending.upper()}"
    trail.note_taken(request, said, subject=report)
    response = HttpResponse(content, content_type=MIME[ending])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _stem(report: Report) -> str:
    return download_name(report).removesuffix(".pdf")


def _made(contents: ReportContents, ending: str, name: str) -> bytes:
    if ending == "json":
        return data.as_json(contents)
    if ending == "xlsx":
        return as_xlsx(contents)
    for table in tables_of(contents):
        if table.slug == name:
            return as_csv(table)
    raise Http404("This report has no such table.")
