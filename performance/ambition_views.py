"""Pages on which the assurance team keeps an ambition's plan and its own forecast."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core.editing import FormPage, RemoveForm, confirm, edit, submitted
from organisation.models import FinancialYear
from organisation.rights import Permission, require
from performance import ambition_actions as actions
from performance.ambition_forms import ForecastForm, TrajectoryForm
from performance.models import AmbitionForecast, AmbitionLevel, OutcomeAmbition

FORM, CONFIRM = "performance/ambition_form.html", "performance/ambition_confirm.html"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@require(Permission.EDIT_AMBITIONS)
def ambition_trajectory(request: HttpRequest, number: int) -> HttpResponse:
    """The baseline, and the level planned for each year."""
    ambition = get_object_or_404(OutcomeAmbition, number=number)
    years = FinancialYear.objects.order_by("start")
    form = TrajectoryForm(submitted(request), record=ambition, version=ambition.version, years=years)
    page = _within(ambition, "Change the trajectory", "Trajectory saved.")

    def save(*, changes: Any, expected_version: int) -> OutcomeAmbition:
        plan = form.plan()
        return actions.edit_trajectory(
            ambition=ambition, by=request.user, expected_version=expected_version, **plan
        )

    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_AMBITIONS)
def ambition_forecast(request: HttpRequest, number: int) -> HttpResponse:
    """What the team expects of the target year, in place of the projection."""
    ambition = get_object_or_404(OutcomeAmbition, number=number)
    year = _target_year(ambition)
    forecast = AmbitionForecast.objects.filter(ambition=ambition, year=year).first()
    form = ForecastForm(submitted(request), record=forecast, version=forecast.version if forecast else 0)
    page = _within(ambition, f"Our forecast for {year.label}", "Forecast saved.")
    save = partial(actions.forecast_level, ambition=ambition, year=year, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_AMBITIONS)
def ambition_forecast_remove(request: HttpRequest, number: int) -> HttpResponse:
    """The question before the team's own forecast is taken back."""
    ambition = get_object_or_404(OutcomeAmbition, number=number)
    forecast = get_object_or_404(AmbitionForecast, ambition=ambition, year=_target_year(ambition))
    title = f"Take back our forecast for {forecast.year.label}?"
    page = _within(ambition, title, "Forecast taken back.", template=CONFIRM)
    form = RemoveForm(submitted(request), record=forecast, version=forecast.version)
    return confirm(
        request, page=page, form=form, remove=partial(actions.withdraw_forecast, forecast=forecast)
    )


def _target_year(ambition: OutcomeAmbition) -> FinancialYear:
    """The last year that is planned. Raises Http404 for an ambition without a trajectory."""
    planned = FinancialYear.objects.filter(
        ambition_levels__ambition=ambition, ambition_levels__kind=AmbitionLevel.Kind.TARGET
    )
    year = planned.order_by("-start").first()
    if year is None:
        raise Http404("This ambition has no trajectory, so there is no year to forecast.")
    return year


def _within(ambition: OutcomeAmbition, title: str, saved: str, template: str = FORM) -> FormPage:
    """A form's page that belongs to an ambition, and leads back to it."""
    address = ambition.get_absolute_url()
    return FormPage(
        title=title,
        lede=str(ambition),
        back=address,
        back_text="Back to the ambition",
        saved=saved,
        template=template,
        done=address,
    )
