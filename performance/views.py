"""The pages on which performance is read: the scorecard, one KPI, and the outcome ambitions."""

from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, exports, periods
from core.views import conflict
from organisation.evidence import evidence_of
from organisation.models import FinancialYear, Quarter
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission, require
from performance import export_tables
from performance.ambition_actions import LevelChanged, record_level
from performance.ambitions import figure_text
from performance.data_quality import Aspect
from performance.definition.links import links_of
from performance.explanation import worked_examples
from performance.forms import AmbitionLevelForm
from performance.kept_scorecard import scorecard_for
from performance.kpi_page import build_kpi_page
from performance.kpi_quarters import asked_quarter, board_query, offered_quarters, own_quarters
from performance.models import KPI, AmbitionLevel, OutcomeAmbition
from performance.outcomes_page import build_ambition_page, build_outcomes_page
from performance.scorecard_page import build_sheet


@require_safe
@require(Permission.VIEW)
def scorecard(request: HttpRequest) -> HttpResponse:
    """All KPIs of a quarter, as the annual report lays them out."""
    quarter = chosen_quarter(request)
    if quarter is None:
        return render(request, "performance/scorecard.html", {"quarter": None})
    card = scorecard_for(request.user, quarter)
    sheet = build_sheet(card, request.GET)
    if wanted := exports.asked(request):
        rows = [line.row for group in sheet.groups for line in group.rows]
        return exports.answer(
            request, export_tables.board(rows, quarter=quarter.label, slug=quarter.slug), wanted
        )
    context = {"quarter": quarter, "quarters": _quarters(request), "sheet": sheet}
    return render(request, "performance/scorecard.html", context)


@require_safe
@require(Permission.VIEW)
def kpi_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that the portal knows about one KPI."""
    kpi = get_object_or_404(KPI.objects.visible_to(request.user).with_people(), slug=slug)
    own, visible = own_quarters(kpi, request.user), _quarters(request)
    quarter = asked_quarter(request, own, visible)
    page = build_kpi_page(kpi, quarter, user=request.user)
    asked = quarter is not None and bool(request.GET.get("quarter")) and quarter.slug != page.quarter_slug
    current = periods.Quarter.from_slug(page.quarter_slug)
    context = {
        "page": page,
        "kpi": kpi,
        "links": links_of(kpi),
        "earlier": page.earlier,
        "evidence": evidence_of(kpi),
        "may_propose": request.user.may(Permission.PROPOSE_KPIS, kpi.team.directorate),
        "current": current,
        "quarters": offered_quarters(visible, own, current),
        "board_query": board_query(visible, current),
        "not_in_use": quarter if asked else None,
    }
    return render(request, "performance/kpi_detail.html", context)


@require_safe
@require(Permission.VIEW)
def outcomes(request: HttpRequest) -> HttpResponse:
    """The outcome ambitions against their trajectories, and the published levels by area."""
    page = build_outcomes_page(_this_year(), today=clock.today())
    return render(request, "performance/outcomes.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.VIEW)
def ambition_level(request: HttpRequest, number: int) -> HttpResponse:
    """One ambition year by year; the assurance team reports or corrects a level here."""
    ambition = get_object_or_404(OutcomeAmbition, number=number)
    if not request.user.may(Permission.EDIT_AMBITIONS):
        if request.method == "POST":
            raise PermissionDenied(f"Your account may not {Permission.EDIT_AMBITIONS.label}.")
        return _ambition_page(request, ambition, None)
    form = AmbitionLevelForm(
        request.POST if request.method == "POST" else None,
        ambition=ambition,
        today=clock.today(),
        initial=_level_asked_for(request, ambition),
    )
    if form.is_valid():
        return _record(request, ambition, form)
    return _ambition_page(request, ambition, form)


@require_safe
@require(Permission.VIEW)
def how_calculated(request: HttpRequest) -> HttpResponse:
    """How KPI figures are rated, in examples that the rules themselves have worked out."""
    context = {
        "examples": worked_examples(),
        "aspects": Aspect,
        "outside_counts": settings.PORTAL_SPC_OUTSIDE_COUNTS,
    }
    return render(request, "performance/how_calculated.html", context)


def _quarters(request: HttpRequest) -> list[Quarter]:
    """What the picker offers, newest first (one query)."""
    return list(Quarter.objects.visible_to(request.user).order_by("-starts_on"))


def _this_year() -> periods.FinancialYear:
    return periods.FinancialYear.containing(clock.today())


def _ambition_page(
    request: HttpRequest, ambition: OutcomeAmbition, form: AmbitionLevelForm | None
) -> HttpResponse:
    page = build_ambition_page(ambition, _this_year(), today=clock.today())
    context = {"page": page, "form": form, "back": reverse("performance:outcomes")}
    status = 422 if form is not None and form.errors else 200
    return render(request, "performance/ambition_level.html", context, status=status)


def _level_asked_for(request: HttpRequest, ambition: OutcomeAmbition) -> dict[str, object]:
    """What the form starts from: the level on record for `?year=`, which is then corrected; else the year alone."""
    asked = request.GET.get("year", "")
    if not asked:
        return {}
    try:
        year = FinancialYear.objects.filter(start=periods.FinancialYear.from_slug(asked).start).first()
    except ValueError as error:
        raise Http404(str(error)) from error
    level = AmbitionLevel.objects.filter(ambition=ambition, year=year, kind=AmbitionLevel.Kind.ACTUAL).first()
    if level is None:
        return {"year": year}
    return {"year": year, "value": level.value, "source": level.source, "shown": level.value}


def _record(request: HttpRequest, ambition: OutcomeAmbition, form: AmbitionLevelForm) -> HttpResponse:
    answers = form.cleaned_data
    try:
        record_level(
            ambition=ambition,
            year=answers["year"],
            value=answers["value"],
            source=answers["source"],
            shown=answers["shown"],
            reason=answers.get("reason", ""),
            by=request.user,
        )
    except LevelChanged as changed:
        return conflict(request, _what_stands(changed, answers["value"]), back=request.path)
    messages.success(request, f"The reported level for {answers['year'].label} is saved.")
    return redirect("performance:ambition_level", number=ambition.number)


def _what_stands(changed: LevelChanged, typed: Decimal) -> str:
    """Both versions, for the person whose form was older."""
    now = "no level" if changed.current is None else figure_text(changed.current)
    return f"For {changed.year.label}, {now} is on record by now. You typed {figure_text(typed)}; it was not saved."
