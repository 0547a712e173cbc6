"""The page on which the trail is searched."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assurance.trail.export import as_table
from assurance.trail.forms import TrailFilter
from assurance.trail.kinds import readable_by
from assurance.trail.search import A_PAGE, MOST_EXPORTED, search
from assurance.trail.telling import told
from core import exports
from organisation.models import User
from organisation.rights import Permission, require


@require_safe
@require(Permission.SEARCH_TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    """Who changed or did what, newest first, as far as the person may look through it."""
    reader = cast(User, request.user)
    narrowed = TrailFilter(request.GET, kinds=readable_by(reader))
    asked, kinds = narrowed.asked(request.GET.get("before", "")), narrowed.chosen_kinds()
    if wanted := exports.asked(request):
        lines = told(search(kinds, asked, most=MOST_EXPORTED), reader)
        return exports.answer(request, as_table(lines), wanted)
    found = search(kinds, asked, most=A_PAGE + 1)
    context = {
        "lines": told(found[:A_PAGE], reader),
        "narrowed": narrowed,
        "older": found[A_PAGE - 1].cursor if len(found) > A_PAGE else "",
        "is_first": asked.before is None,
        "asked": asked,
    }
    return render(request, "assurance/trail.html", context)
