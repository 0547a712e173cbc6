"""Pages of the Quality Premium and CQUIN schemes."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, periods
from core.editing import FormPage, RemoveForm, confirm, create, edit, submitted
from core.parsing import whole
from core.refusals import why_not
from organisation.models import FinancialYear, Quarter
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission, require
from performance.ambitions import read_outcomes
from performance.incentives import actions
from performance.incentives.forms import MeasureForm, ResultForm, SchemeForm
from performance.incentives.pages import build_scheme_page, build_schemes
from performance.models import IncentiveMeasure, IncentiveScheme, KPIValue
from performance.scorecard import build_scorecard

FORM, CONFIRM = "performance/incentives/form.html", "performance/incentives/confirm.html"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.VIEW)
def incentives(request: HttpRequest) -> HttpResponse:
    """All schemes, newest year first, with the money at stake."""
    schemes = IncentiveScheme.objects.visible_to(request.user).select_related("year", "provider")
    context = {
        "years": build_schemes(schemes.prefetch_related("measures")),
        "may_edit": request.user.may(Permission.EDIT_INCENTIVES),
    }
    return render(request, "performance/incentives/list.html", context)


@require_safe
@require(Permission.VIEW)
def incentive_scheme(request: HttpRequest, slug: str) -> HttpResponse:
    """One scheme: its measures, what they are worth and what becomes of them."""
    schemes = IncentiveScheme.objects.visible_to(request.user).select_related("year", "provider")
    scheme = get_object_or_404(schemes, slug=slug)
    quarter = _quarter_of(scheme, request)
    seen = KPIValue.objects.visible_to(request.user)
    this_year = periods.FinancialYear.containing(clock.today())
    page = build_scheme_page(
        scheme,
        card=build_scorecard(quarter, values=seen) if quarter else None,
        ambitions=read_outcomes(this_year, today=clock.today()).ambitions,
        year=this_year,
    )
    may_edit = request.user.may(Permission.EDIT_INCENTIVES)
    context = {"scheme": scheme, "page": page, "may_edit": may_edit}
    return render(request, "performance/incentives/scheme.html", context)


@form_methods
@require(Permission.EDIT_INCENTIVES)
def incentive_create(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Record a scheme",
        back=reverse("performance:incentives"),
        back_text="Back to Quality Premium and CQUIN",
        saved="{record} recorded. Add its measures now.",
        template=FORM,
    )
    latest = FinancialYear.objects.filter(start__lte=clock.today().year).order_by("-start").first()
    form = SchemeForm(submitted(request), initial={"year": latest})
    return create(request, page=page, form=form, save=partial(actions.create_scheme, by=request.user))


@form_methods
@require(Permission.EDIT_INCENTIVES)
def incentive_edit(request: HttpRequest, slug: str) -> HttpResponse:
    scheme = _scheme(request, slug)
    form = SchemeForm(submitted(request), instance=scheme, record=scheme, version=scheme.version)
    page = _within(scheme, "Change the scheme", "Scheme saved.")
    save = partial(actions.edit_scheme, scheme=scheme, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_INCENTIVES)
def incentive_measure_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new measure; `?part-of=` names the measure that it is a part of."""
    scheme = _scheme(request, slug)
    whole = scheme.measures.filter(parent=None, pk__in=_numbers(request.GET.get("part-of", ""))).first()
    initial = {"parent": whole, "scope": whole.scope} if whole else {}
    form = MeasureForm(submitted(request), instance=IncentiveMeasure(scheme=scheme), initial=initial)
    page = _within(scheme, "Add a measure", "Measure added.")
    save = partial(actions.add_measure, scheme=scheme, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_INCENTIVES)
def incentive_measure_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    measure = _measure(request, slug, pk)
    form = MeasureForm(submitted(request), instance=measure, record=measure, version=measure.version)
    page = _within(measure.scheme, "Change the measure", "Measure saved.")
    save = partial(actions.edit_measure, measure=measure, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_INCENTIVES)
def incentive_measure_result(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Achieved or not, or what is expected, with the reason."""
    measure = _measure(request, slug, pk)
    form = ResultForm(submitted(request), record=measure, version=measure.version)
    page = _within(
        measure.scheme,
        "Record the result",
        "Result saved.",
        lede=measure.name,
        context={"refusal": why_not(actions.check_can_be_assessed, measure)},
    )
    save = partial(actions.record_result, measure=measure, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_INCENTIVES)
def incentive_measure_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    measure = _measure(request, slug, pk)
    page = _within(
        measure.scheme, "Remove this measure?", "Measure removed.", lede=measure.name, template=CONFIRM
    )
    form = RemoveForm(submitted(request), record=measure, version=measure.version)
    return confirm(request, page=page, form=form, remove=partial(actions.remove_measure, measure=measure))


def _quarter_of(scheme: IncentiveScheme, request: HttpRequest) -> Quarter | None:
    """The last quarter of the scheme's year that the person may see; before its first, the latest reported one."""
    of_the_year = Quarter.objects.visible_to(request.user).filter(year=scheme.year).select_related("year")
    return of_the_year.order_by("-starts_on").first() or chosen_quarter(request)


def _scheme(request: HttpRequest, slug: str) -> IncentiveScheme:
    schemes = IncentiveScheme.objects.editable_by(request.user).select_related("year", "provider")
    return get_object_or_404(schemes, slug=slug)


def _measure(request: HttpRequest, slug: str, pk: int) -> IncentiveMeasure:
    return get_object_or_404(_scheme(request, slug).measures.select_related("scheme__year"), pk=pk)


def _numbers(text: str) -> list[int]:
    number = whole(text)
    return [] if number is None else [number]


def _within(scheme: IncentiveScheme, title: str, saved: str, **others: Any) -> FormPage:
    """A form's page that belongs to a scheme, and leads back to it."""
    address = scheme.get_absolute_url()
    settings = {"lede": str(scheme), "template": FORM, "done": address} | others
    return FormPage(title=title, back=address, back_text="Back to the scheme", saved=saved, **settings)
