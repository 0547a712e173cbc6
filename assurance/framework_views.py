"""Pages of the assurance frameworks and how far they are covered by evidence."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assurance.frameworks import build_coverage, build_frameworks, changes_of
from core import clock, periods
from organisation.models import AssuranceFramework, Quarter, User
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission, require
from performance.models import KPIValue


@require_safe
@require(Permission.VIEW)
def framework_list(request: HttpRequest) -> HttpResponse:
    """The frameworks by which the organisation is and was assessed."""
    rows = build_frameworks(periods.FinancialYear.containing(clock.today()))
    return render(request, "assurance/framework_list.html", {"rows": rows})


@require_safe
@require(Permission.VIEW)
def framework_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One framework: each component with its evidence of a quarter, gaps first."""
    user = cast(User, request.user)
    framework = get_object_or_404(AssuranceFramework, slug=slug)
    quarter = chosen_quarter(request)
    context = {
        "framework": framework,
        "changes": changes_of(framework) if user.may(Permission.RUN_ROUND) else (),
        "quarter": quarter,
        "quarters": list(Quarter.objects.visible_to(user).order_by("-starts_on")),
        "may_map": user.may(Permission.MAP_EVIDENCE),
    }
    if quarter is not None:
        seen = KPIValue.objects.visible_to(user)
        context["page"] = build_coverage(framework, quarter, values=seen, today=clock.today())
    return render(request, "assurance/framework_detail.html", context)
