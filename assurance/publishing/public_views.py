"""What everybody may read, without an account: the reports by quarter, each with its files, and a quarter then and now.

Only published rows are asked for, and nothing depends on who asks.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from assurance import jobs, store
from assurance.models import Publication, PublishedFile
from assurance.publishing import catalogue, files
from assurance.publishing.public_answers import (
    CACHING,
    file_answer,
    known_already,
    page,
    public,
    tag_of,
    tagged,
)
from assurance.publishing.reading import mark_of, published_then_and_now_of, published_year_of
from assurance.publishing.withdrawn import withdrawn_lines
from assurance.renditions import data
from core import periods
from core.views import unavailable
from organisation.models import FinancialYear, Quarter

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

BROKEN = "The stored file is being looked into. It will be here again; try later."
GONE = 410


class Withdrawn(Exception):
    """What is asked for was published, and is withdrawn."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        super().__init__(str(publication))


def of_a_report(view: View[P]) -> View[P]:
    """Open a view to everybody; of what was withdrawn, every address says when, why, and what took its place."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Withdrawn as gone:
            return _withdrawn(request, gone.publication)

    return public(answered)


@public
def published(request: HttpRequest) -> HttpResponse:
    """Everything that is published, by year and quarter."""
    years = catalogue.catalogue(_readable())
    return page(request, "published/index.html", {"years": years})


@public
def published_quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """What is published of one quarter, what was and is withdrawn, and where its year is."""
    period = _quarter(quarter)
    years = catalogue.catalogue(_readable().filter(quarter__year__start=period.year.start))
    found = [(year, each) for year in years for each in year.quarters if each.slug == quarter]
    year, of_quarter = found[0] if found else (None, None)
    gone = withdrawn_lines(Publication.objects.withdrawn().filter(quarter__starts_on=period.starts_on))
    if of_quarter is None and not gone:
        raise Http404("Nothing is published of this quarter.")
    context = {"period": period, "year": year, "of_quarter": of_quarter, "withdrawn": gone}
    return page(request, "published/quarter.html", context)


@of_a_report
def published_latest(request: HttpRequest, quarter: str, slug: str) -> HttpResponse:
    """The address that always leads to the newest version."""
    here = Publication.objects.filter(quarter__starts_on=_quarter(quarter).starts_on, slug=slug)
    current = here.current().select_related("quarter").first()
    if current:
        return redirect(current)
    raise _not_there(here.withdrawn().order_by("-version"))


@of_a_report
def published_report(request: HttpRequest, **address: Any) -> HttpResponse:
    """One report: what it is, where to read it, its files, and whether a correction has taken its place."""
    found = _publication(**address)
    of_quarter = Publication.objects.public().filter(quarter=found.quarter_id).with_report()
    versions = [each for each in of_quarter if each.slug == found.slug]
    others = [catalogue.entry_of(each) for each in versions if each.pk != found.pk]
    context = {
        "publication": found,
        "entry": catalogue.entry_of(found),
        "files": catalogue.data_files(found),
        "tables": catalogue.tables_of(found),
        "others": others,
        "newer": next((each for each in others if not each.is_replaced), None),
        "covers": found.quarter.year.period if found.report.spans_year else found.quarter.period,
        "made_of": [(snapshot, snapshot.cut_off) for snapshot in found.report.made_of],
        "then_and_now_url": catalogue.then_and_now_url(found.quarter, of_quarter),
    }
    return page(request, "published/report.html", context)


@of_a_report
def published_read(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """The report as a page, as it was drawn when it was published: the same contents as the PDF, without links to
    anything that needs an account."""
    found = _publication(**address)
    try:
        drawn = files.page_of(found)
    except store.Damaged:
        return unavailable(request, BROKEN)
    current = Publication.objects.current().of_the_same(found).select_related("quarter").first()
    context = {
        "publication": found,
        "entry": catalogue.entry_of(found),
        "newer": current if current and current.pk != found.pk else None,
        "drawn": drawn,
    }
    return page(request, "published/read.html", context)


@of_a_report
def published_pdf(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """The report's own file, compared with what was made before a byte of it goes out."""
    found = _publication(**address)
    return _file(request, found, partial(jobs.open_file, found.report), "pdf", found.report.sha256)


@of_a_report
def published_data(request: HttpRequest, format: str, **address: Any) -> HttpResponseBase:  # noqa: A002 (of the address)
    """The data as they were stored when the report was published."""
    found = _publication(**address)
    file = get_object_or_404(found.files.filter(format__in=PublishedFile.DATA), format=format)
    return _file(request, found, partial(files.open_file, file), format, file.sha256)


@of_a_report
def published_table(request: HttpRequest, table: str, **address: Any) -> HttpResponseBase:
    """One table as CSV, out of the stored archive."""
    found = _publication(**address)
    file = get_object_or_404(found.files, format=PublishedFile.Format.ZIP)
    if not file.holds(table):
        raise Http404("There is no such table in this report.")
    digest = f"{file.sha256}-{table}"
    return _file(request, found, partial(files.table_of, file, table), "csv", digest, of=f" {table}")


@public
def published_year(request: HttpRequest, year: str) -> HttpResponseBase:
    """A year's quarters as they were reported, and where they are known otherwise now."""
    found = get_object_or_404(FinancialYear, start=_year(year).start)
    etag = tag_of(request, mark_of(found))
    if known := known_already(request, etag):
        return known
    shown = published_year_of(found)
    if shown is None:
        raise Http404("Nothing is published of this year.")
    answer = page(request, "published/year.html", {"page": shown})
    return answer if shown.unread else tagged(answer, etag)


@public
def published_then_and_now(request: HttpRequest, quarter: str) -> HttpResponseBase:
    """One quarter as it was reported, beside the newest that is published of it."""
    found = get_object_or_404(Quarter.objects.select_related("year"), starts_on=_quarter(quarter).starts_on)
    etag = tag_of(request, mark_of(found.year))
    if known := known_already(request, etag):
        return known
    shown = published_then_and_now_of(found)
    if shown is None:
        raise Http404("Nothing is published of this quarter.")
    answer = page(request, "published/then_and_now.html", {"page": shown, "quarter": found})
    return answer if shown.unread else tagged(answer, etag)


@public
def published_schema(request: HttpRequest) -> HttpResponse:
    """What the JSON of a report is made of (JSON Schema 2020-12)."""
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(data.schema(), content_type="application/schema+json", headers=headers)


# What the address names -----------------------------------------------------------------------------------


def _readable() -> Any:
    return Publication.objects.public().with_report()


def _publication(*, quarter: str, slug: str, version: str) -> Publication:
    """The published report of an address. Raises Http404, or Withdrawn."""
    starts_on = _quarter(quarter).starts_on
    here = Publication.objects.at(starts_on=starts_on, slug=slug, version=int(version)).with_report()
    found = here.public().prefetch_related("files").first()
    if found:
        return found
    raise _not_there(here.withdrawn())


def _not_there(withdrawn: Any) -> Exception:
    last = withdrawn.select_related("quarter").first()
    return Withdrawn(last) if last else Http404("There is no such published report.")


def _withdrawn(request: HttpRequest, publication: Publication) -> HttpResponse:
    """410, for people as for programs. Kept as long as any other answer: without a word of it, a cache may keep a 410
    for as long as it likes, and a report can be put back."""
    (line,) = withdrawn_lines(Publication.objects.filter(pk=publication.pk))
    context = {"line": line, "quarter": publication.quarter}
    response = page(request, "published/withdrawn.html", context)
    response.status_code, response["Cache-Control"] = GONE, CACHING
    return response


def _quarter(slug: str) -> periods.Quarter:
    try:
        return periods.Quarter.from_slug(slug)
    except ValueError:
        raise Http404("There is no such quarter. Quarters are written like 2013-14-Q4.") from None


def _year(slug: str) -> periods.FinancialYear:
    try:
        return periods.FinancialYear.from_slug(slug)
    except ValueError:
        raise Http404("There is no such year. Years are written like 2013-14.") from None


def _file(
    request: HttpRequest,
    found: Publication,
    open_file: Callable[[], Any],
    form: str,
    digest: str,
    of: str = "",
) -> HttpResponseBase:
    """Named so that it can be told from others in a folder: “Quarterly assurance report 2013-14 Q4 v1.pdf”."""
    try:
        return file_answer(
            request,
            open_file,
            name=f"{found.title.replace(',', '').replace('/', '-')} v{found.version}{of}.{form}",
            media_type=catalogue.MEDIA_TYPES[form],
            digest=digest,
            changed_at=found.published_at or found.proposed_at,
            page_url=found.get_absolute_url(),
        )
    except store.Damaged:
        return unavailable(request, BROKEN)
