"""Pages over all activities: the list, what people said and what came of it, principles and standards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock, exports
from engagement import export_tables
from engagement.activity_list import all_rows, build_activity_list
from engagement.feedback_page import build_feedback_page
from engagement.filters import LATEST_FIRST, ActivityFilter, in_order
from engagement.models import Audience, EngagementActivity, EngagementPrinciple, EngagementStandard
from engagement.participation import as_table, build_participation
from engagement.rows import standard_summaries
from engagement.tabs import tabs
from organisation.models import FinancialYear
from organisation.periods_in_request import chosen_year
from organisation.rights import Permission, require


@require_safe
@require(Permission.VIEW)
def activity_list(request: HttpRequest) -> HttpResponse:
    """Every activity, narrowed and ordered as asked; a year that is no year is not found."""
    if request.GET.get("year"):
        chosen_year(request)
    filters = ActivityFilter(request.GET)
    activities = in_order(
        filters.apply(EngagementActivity.objects.visible_to(request.user)),  # type: ignore[arg-type]
        request.GET.get("sort", LATEST_FIRST),
    )
    if wanted := exports.asked(request):
        return exports.answer(request, export_tables.activities(all_rows(activities)), wanted)
    context = {
        "filters": filters,
        "tabs": tabs("engagement:activity_list"),
        "listed": build_activity_list(activities, number=request.GET.get("page", "1")),
        "may_edit": request.user.may(Permission.EDIT_ENGAGEMENT),
    }
    return render(request, "engagement/activity_list.html", context)


@require_safe
@require(Permission.VIEW)
def you_said_we_did(request: HttpRequest) -> HttpResponse:
    """What people said in a year and what changed, or why nothing did."""
    year = chosen_year(request)
    context = {
        "year": year,
        "years": years_to_pick(),
        "tabs": tabs("engagement:you_said_we_did"),
        "page": build_feedback_page(year.period, today=clock.today()) if year else None,
    }
    return render(request, "engagement/you_said_we_did.html", context)


@require_safe
@require(Permission.VIEW)
def participation(request: HttpRequest) -> HttpResponse:
    """How many people took part in a year, by kind and quarter; small numbers held back."""
    year = chosen_year(request)
    visible = EngagementActivity.objects.visible_to(request.user)  # type: ignore[arg-type]
    page = build_participation(visible.of_year(year.period), year.period) if year else None
    if page and (wanted := exports.asked(request)):
        return exports.answer(request, as_table(page), wanted)
    context = {"year": year, "years": years_to_pick(), "tabs": tabs("engagement:participation"), "page": page}
    return render(request, "engagement/participation.html", context)


@require_safe
@require(Permission.VIEW)
def principles(request: HttpRequest) -> HttpResponse:
    """The commitment to engagement, and how the activities of a year kept its standards."""
    year = chosen_year(request)
    activities: list[EngagementActivity] = []
    if year:
        of_year = EngagementActivity.objects.of_year(year.period).begun_by(clock.today())
        activities = list(of_year.prefetch_related("standard_answers"))
    context = {
        "year": year,
        "years": years_to_pick(),
        "tabs": tabs("engagement:principles"),
        "principles": EngagementPrinciple.objects.all(),
        "standards": standard_summaries(EngagementStandard.objects.all(), activities),
        "activities": activities,
        "audiences": Audience.objects.all(),
    }
    return render(request, "engagement/principles.html", context)


def years_to_pick() -> list[FinancialYear]:
    """All financial years, newest first."""
    return list(FinancialYear.objects.order_by("-start"))
