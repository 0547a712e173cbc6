"""Pages on which a directorate follows up its KPIs: actions, and the forecast of the year's end."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock, periods
from core.changes import changes_in
from core.editing import FormPage, RemoveForm, confirm, create, edit, submitted
from core.refusals import why_not
from organisation.models import FinancialYear
from organisation.rights import Permission, require
from performance import assessment
from performance.follow_up import actions
from performance.follow_up.forms import ActionForm, ForecastForm, NewActionForm
from performance.follow_up.section import projection_words
from performance.models import KPI, KPIAction, YearEndForecast

FORM, CONFIRM = "performance/follow_up/form.html", "performance/follow_up/confirm.html"
OPEN_ACTION = "performance/follow_up/action_create.html"

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# Actions --------------------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.FOLLOW_UP)
def action_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an action on a KPI: the first one starts from the words of its newest exception."""
    kpi = _kpi(request, slug)
    quarter = actions.quarter_now(request.GET.get("quarter", ""))
    still_open = list(kpi.actions.open_on(clock.today()))
    page = _page(
        kpi,
        "Open an action",
        "Action opened.",
        lede=f"{kpi}. It arises in {quarter}." if quarter else str(kpi),
        template=OPEN_ACTION,
        context={"refusal": why_not(actions.check_opening, quarter), "still_open": still_open, "kpi": kpi},
    )
    initial = {} if still_open else starting_from(kpi)
    form = NewActionForm(submitted(request), initial=initial)
    save = partial(actions.open_action, kpi=kpi, quarter=quarter, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.FOLLOW_UP)
def action_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an action, or close it with its outcome."""
    found = KPIAction.objects.editable_by(request.user).select_related("kpi", "arose_in")
    action = get_object_or_404(found, kpi__slug=slug, pk=pk)
    page = _page(
        action.kpi,
        "Change or close an action",
        "Action saved.",
        lede=f"{action.kpi}. It arose in {action.arose_in}.",
        context={"changes": changes_in([KPIAction.history.filter(id=pk)], page_of=action)},
    )
    form = ActionForm(submitted(request), instance=action, record=action, version=action.version)
    return edit(
        request, page=page, form=form, save=partial(actions.change_action, action=action, by=request.user)
    )


# The year's end -------------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.FOLLOW_UP)
def forecast_edit(request: HttpRequest, slug: str, year: str) -> HttpResponse:
    """The directorate's own forecast of the year's end, beside the plain projection."""
    kpi, row = _kpi(request, slug), _year(year)
    held = YearEndForecast.objects.filter(kpi=kpi, year=row).select_related("made_in").first()
    history = YearEndForecast.history.filter(kpi_id=kpi.pk, year_id=row.pk)
    page = _page(
        kpi,
        f"Forecast for {row.label}",
        "Forecast saved.",
        lede=f"{kpi}. {projection_words(kpi, row.period, today=clock.today(), user=request.user)}",
        anchor="year-end",
        context={
            "refusal": why_not(actions.check_forecast, row),
            "remove": reverse("performance:forecast_remove", args=[slug, year]) if held else "",
            "changes": changes_in([history]),
        },
    )
    form = ForecastForm(
        submitted(request),
        kind=assessment.assessed_kind(kpi),
        record=held,
        version=held.version if held else 0,
    )
    save = partial(actions.record_forecast, kpi=kpi, year=row, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.FOLLOW_UP)
def forecast_remove(request: HttpRequest, slug: str, year: str) -> HttpResponse:
    """Go back to the plain projection."""
    kpi, row = _kpi(request, slug), _year(year)
    forecast = get_object_or_404(YearEndForecast.objects.select_related("kpi", "year"), kpi=kpi, year=row)
    page = _page(
        kpi,
        "Take your forecast back?",
        "Your forecast is taken back.",
        lede=f"{forecast}.",
        anchor="year-end",
        template=CONFIRM,
    )
    form = RemoveForm(submitted(request), record=forecast, version=forecast.version)
    return confirm(request, page=page, form=form, remove=partial(actions.remove_forecast, forecast=forecast))


# What they share ------------------------------------------------------------------------------------------------------


def starting_from(kpi: KPI) -> dict[str, Any]:
    """What a new action starts from: the words of the KPI's newest exception, which are then made one task."""
    newest = (
        kpi.values.filter(exception__isnull=False).select_related("exception").order_by("-starts_on").first()
    )
    if newest is None:
        return {"owner": kpi.owner_title}
    note = newest.exception
    due_on = note.recovery_on if note.recovery_on and note.recovery_on >= clock.today() else None
    return {"text": note.action, "owner": note.owner or kpi.owner_title, "due_on": due_on}


def _kpi(request: HttpRequest, slug: str) -> KPI:
    """The KPI, if it is of the person's own directorates; another's is not found."""
    return get_object_or_404(KPI.objects.followed_up_by(request.user).select_related("owner"), slug=slug)


def _year(slug: str) -> FinancialYear:
    try:
        start = periods.FinancialYear.from_slug(slug).start
    except ValueError as error:
        raise Http404(str(error)) from error
    return get_object_or_404(FinancialYear, start=start)


def _page(kpi: KPI, title: str, saved: str, *, anchor: str = "actions", **values: Any) -> FormPage:
    url = f"{kpi.get_absolute_url()}#{anchor}"
    values = {"template": FORM} | values
    return FormPage(title=title, saved=saved, back=url, done=url, back_text="Back to the KPI", **values)
