"""The targets of one KPI, one target, and all targets of a new year."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, periods
from core.editing import CHANGED_MEANWHILE, NOT_UNDERSTOOD, submitted
from core.refusals import Refused
from core.versions import Stale
from organisation.models import FinancialYear, Quarter
from organisation.periods_in_request import chosen_year
from organisation.rights import Permission, require
from performance import assessment
from performance.definition import dates
from performance.definition.rollover import Choice, YearRow, decide, read_year, teams_of
from performance.definition.target_forms import TargetForm, values_of
from performance.definition.target_page import build_target_page, target_before
from performance.definition.targets import RowsStale, decide_year, set_target
from performance.definition.views import managed, page_about
from performance.models import KPI, Target
from performance.rag import Basis, Comparator

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# One KPI --------------------------------------------------------------------------------------------------------------


@require_safe
@require(Permission.MANAGE_KPIS)
def kpi_targets(request: HttpRequest, slug: str) -> HttpResponse:
    """Its targets year by year, and the quarters from which another may hold."""
    kpi = managed(request, slug)
    context = {"kpi": kpi, "page": build_target_page(kpi)}
    return render(request, "performance/definition/kpi_targets.html", context)


@form_methods
@require(Permission.MANAGE_KPIS)
def target_set(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """The target that holds from a quarter to the end of its year."""
    kpi, row = managed(request, slug), _quarter_not_locked(quarter)
    existing = kpi.targets.filter(year=row.year, from_quarter=row.number).first()
    form = _target_form(request.POST if request.method == "POST" else None, kpi, row, existing)
    if not form.is_bound or not form.is_valid():
        return _target_page(request, kpi, row, form, status=NOT_UNDERSTOOD if form.is_bound else 200)
    try:
        set_target(
            kpi=kpi,
            quarter=row,
            changes=form.changes(),
            by=request.user,
            expected_version=form.expected_version(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _target_page(request, kpi, row, form, status=CHANGED_MEANWHILE)
    except Stale as stale:
        return _both_targets(request, kpi, row, stale)
    messages.success(request, f"The target from {row.label} is saved.")
    return redirect("performance:kpi_targets", slug=kpi.slug)


def _quarter_not_locked(slug: str) -> Quarter:
    try:
        period = periods.Quarter.from_slug(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
    row = dates.quarters_not_locked().filter(starts_on=period.starts_on).first()
    if row is None:
        raise Http404(f"{period.label} is locked, or not in the portal, so no target can be set from it.")
    return row


def _target_form(data: Any, kpi: KPI, quarter: Quarter, existing: Target | None) -> TargetForm:
    start = existing or target_before(kpi, quarter)
    initial = values_of(start) if start else {}
    if existing is None:
        initial |= {"source": ""}
    version = existing.version if existing else 0
    return TargetForm(data, kpi=kpi, quarter=quarter, record=existing, version=version, initial=initial)


def _target_page(
    request: HttpRequest, kpi: KPI, quarter: Quarter, form: TargetForm, status: int = 200
) -> HttpResponse:
    page = page_about(kpi, f"Target from {quarter.label}", "")
    back = reverse("performance:kpi_targets", args=[kpi.slug])
    page = replace(page, back=back, back_text="Back to its targets")
    context = {"page": page, "form": form, "kpi": kpi, "quarter": quarter}
    return render(request, "performance/definition/target_set.html", context, status=status)


def _both_targets(request: HttpRequest, kpi: KPI, quarter: Quarter, stale: Stale) -> HttpResponse:
    """A target is one: theirs is said above what was typed, and whoever saves again has seen both."""
    data = request.POST.copy()
    data["version"] = str(stale.current.version)
    form = _target_form(data, kpi, quarter, stale.current)
    last = stale.current.history.select_related("history_user").order_by("-history_id").first()
    theirs = assessment.target_text(kpi, stale.current)
    form.add_error(
        None,
        f"{last.history_user or 'The portal'} set “{theirs}” while you looked at it. What you typed stands below, and "
        "is not saved. Save again to put yours in its place, or go back to keep theirs.",
    )
    return _target_page(request, kpi, quarter, form, status=CHANGED_MEANWHILE)


# A new year -----------------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.MANAGE_KPIS)
def targets_of_year(request: HttpRequest) -> HttpResponse:
    """Every KPI's target of a year: kept, changed, or none; saved all or nothing."""
    year = chosen_year(request) if request.GET.get("year") else _year_to_review() or chosen_year(request)
    if year is None:
        raise Http404("The portal holds no financial year yet.")
    is_open = any(quarter.number == 1 for quarter in dates.quarters_of_year(year))
    rows = read_year(year, clock.today(), submitted(request))
    if request.method != "POST" or not is_open:
        return _year_page(request, year, rows, is_open=is_open)
    return _decide(request, year, rows)


def _year_to_review() -> FinancialYear | None:
    """The first year of which no quarter is locked."""
    first = dates.quarters_not_locked().filter(number=1).first()
    return first.year if first else None


def _decide(request: HttpRequest, year: FinancialYear, rows: list[YearRow]) -> HttpResponse:
    answers = [(row, *decide(row)) for row in rows]
    if any(errors for _, _, errors in answers):
        shown = [replace(row, errors=errors) for row, _, errors in answers]
        return _year_page(request, year, shown, status=NOT_UNDERSTOOD)
    decisions = [decision for _, decision, _ in answers if decision]
    try:
        decide_year(year=year, decisions=decisions, by=request.user)
    except RowsStale as stale:
        shown = [_beside_theirs(row, stale.targets.get(row.kpi.pk)) for row in rows]
        return _year_page(request, year, shown, status=CHANGED_MEANWHILE)
    except Refused as refusal:
        messages.error(request, f"Nothing was saved. {refusal}")
        return _year_page(request, year, rows, status=CHANGED_MEANWHILE)
    count = len(decisions)
    said = (
        f"{count} target{'' if count == 1 else 's'} of {year} saved." if count else "Nothing was chosen yet."
    )
    messages.success(request, said)
    return redirect(f"{reverse('performance:targets_of_year')}?year={year.slug}")


def _beside_theirs(row: YearRow, theirs: Target | None) -> YearRow:
    if theirs is None:
        return row
    said = assessment.target_text(row.kpi, theirs)
    sentence = f"Somebody set “{said}” meanwhile. Save again to put yours in its place, or leave it as it is."
    typed = replace(row.typed, version=str(theirs.version))
    return replace(row, current=theirs, current_text=said, typed=typed, errors={"choice": sentence})


def _year_page(
    request: HttpRequest, year: FinancialYear, rows: list[YearRow], *, is_open: bool = True, status: int = 200
) -> HttpResponse:
    entries = [entry for row in rows for entry in row.entries]
    until = periods.FinancialYear.containing(clock.today()).start + 1
    context = {
        "year": year,
        "years": FinancialYear.objects.filter(start__lte=until).order_by("-start"),
        "last_year": year.period.previous.label,
        "is_open": is_open,
        "teams": teams_of(rows),
        "total": len(rows),
        "decided": sum(row.is_decided for row in rows),
        "entries": entries,
        "wrong": sum(bool(row.errors) for row in rows),
        "comparators": Comparator.choices,
        "bases": [(basis.value, basis.label) for basis in Basis],
        "choice": Choice,
    }
    return render(request, "performance/definition/targets_of_year.html", context, status=status)
