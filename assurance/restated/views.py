"""What was restated in a quarter, for everybody who may read the quarter."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assurance.restated.page import as_table, build_restated
from core import clock, exports
from organisation.models import User
from organisation.periods_in_request import visible_quarter
from organisation.rights import Permission, require


@require_safe
@require(Permission.VIEW)
def restated(request: HttpRequest, quarter: str) -> HttpResponse:
    """Figure by figure: what was reported and what stands now, who changed it and why."""
    found = visible_quarter(cast(User, request.user), quarter)
    page = build_restated(found, today=clock.today(), number=_number(request.GET.get("version", "")))
    if page is None:
        raise Http404("There is no such version of this quarter.")
    wanted = exports.asked(request)
    if wanted and page.restated:
        return exports.answer(request, as_table(found, page.restated), wanted)
    return render(request, "assurance/restated.html", {"page": page, "quarter": found})


def _number(text: str) -> int | None:
    """A version as it stands in the address. Raises Http404 for what is no number."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Http404("Versions are numbered 1, 2, 3 and so on.")
    return int(text) if text else None
