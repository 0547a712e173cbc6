"""Pages of the round that look ahead and chase: the calendar, who has not returned, the on-time record."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.chasing import ical
from assurance.chasing.calendar_page import all_dates, build_calendar
from assurance.chasing.forms import RemindForm
from assurance.chasing.not_returned import build_not_returned
from assurance.chasing.on_time_page import build_on_time
from core import clock, trail
from core.refusals import Refused
from organisation.models import Directorate, Organisation, Quarter, User
from organisation.periods_in_request import chosen_quarter, visible_quarter
from organisation.rights import Permission, require
from performance.reminders import sending, stopping
from performance.reminders.digest import DigestItem
from performance.reminders.stages import Stage


@require_safe
@require(Permission.VIEW)
def round_calendar(request: HttpRequest) -> HttpResponse:
    """The days of this round and those to come."""
    return render(request, "assurance/round_calendar.html", {"page": build_calendar(clock.today())})


@require_safe
@require(Permission.VIEW)
def round_calendar_file(request: HttpRequest) -> HttpResponse:
    """The same days for a diary."""
    organisation = Organisation.objects.first()
    name = f"{organisation.short_name}: the round" if organisation else "The round"
    file = ical.calendar_file(
        all_dates(build_calendar(clock.today())),
        name=name,
        portal_url=settings.PORTAL_URL,
        now=clock.wall_now(),
    )
    trail.note_taken(request, "The days of the round for a diary", name=name, path=request.path)
    headers = {"Content-Disposition": 'attachment; filename="round.ics"'}
    return HttpResponse(file, content_type=ical.CONTENT_TYPE, headers=headers)


@require_safe
@require(Permission.VIEW_OPEN_QUARTERS)
def on_time(request: HttpRequest) -> HttpResponse:
    """How punctual each directorate was, quarter by quarter."""
    page = build_on_time(clock.today(), all_quarters=request.GET.get("quarters") == "all")
    return render(request, "assurance/on_time.html", {"page": page})


@require_safe
@require(Permission.RUN_ROUND)
def not_returned(request: HttpRequest) -> HttpResponse:
    """Who has not returned: the quarter asked for, else the open one that is due first."""
    user = cast(User, request.user)
    quarter = chosen_quarter(request) if request.GET.get("quarter") else None
    quarter = quarter or Quarter.objects.open().select_related("year").order_by("starts_on").first()
    quarter = quarter or chosen_quarter(request)
    page = build_not_returned(quarter, today=clock.today()) if quarter else None
    quarters = Quarter.objects.visible_to(user).select_related("year").order_by("-starts_on")
    context = {"page": page, "quarter": quarter, "quarters": list(quarters)}
    return render(request, "assurance/not_returned.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RUN_ROUND)
def reminder_send(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """Who would get a reminder now, what it says, and the button that sends it."""
    found = visible_quarter(cast(User, request.user), quarter)
    place = get_object_or_404(Directorate, slug=directorate)
    try:
        sheet, rows = sending.by_hand(place, found, today=clock.today())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_back(found))
    form = RemindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _send(request, place, found, Stage(form.cleaned_data["stage"]))
    items = [DigestItem(row, sheet) for row in rows]
    context = {"quarter": found, "sheet": sheet, "items": items, "stage": Stage(rows[0].stage)}
    status = 422 if form.errors else 200
    return render(request, "assurance/reminder_send.html", context, status=status)


@require_POST
@require(Permission.RUN_ROUND)
def reminders_start_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who had stopped their reminders gets them again."""
    person = get_object_or_404(User, pk=pk)
    if stopping.start_again(person=person, by=cast(User, request.user)):
        messages.success(request, f"{person} gets reminders again.")
    return redirect("assurance:not_returned")


def _send(request: HttpRequest, place: Directorate, quarter: Quarter, stage: Stage) -> HttpResponse:
    try:
        rows = sending.remind_by_hand(
            directorate=place,
            quarter=quarter,
            stage=stage,
            by=cast(User, request.user),
            today=clock.today(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        people = "; ".join(str(row.person) for row in rows)
        messages.success(request, f"{stage.label} of the {place} return is on its way to: {people}.")
    return redirect(_back(quarter))


def _back(quarter: Quarter) -> str:
    return f"{reverse('assurance:not_returned')}?quarter={quarter.slug}"
