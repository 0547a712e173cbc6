"""The register of KPIs, and the pages on which the assurance team creates, changes and retires one."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, exports
from core.editing import FormPage, create, edit, submitted
from core.filters import ordered
from organisation.rights import Permission, require
from performance import export_tables
from performance.definition import actions
from performance.definition.forms import BringBackForm, KPIChangeForm, KPIForm, RetireForm
from performance.definition.register import ORDERS, RegisterFilter, attention_of, register_rows
from performance.models import KPI, KPIProposal

FORM = "performance/definition/form.html"

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.VIEW)
def kpi_register(request: HttpRequest) -> HttpResponse:
    """Every KPI with who answers for it; the assurance team sees whose ownership needs a look."""
    manages = request.user.may(Permission.MANAGE_KPIS)
    rows = register_rows(KPI.objects.visible_to(request.user), clock.today())
    filters = RegisterFilter(request.GET, rows=rows, manages=manages)
    shown = ordered(filters.apply(rows), request.GET.get("sort", ""), ORDERS)
    if wanted := exports.asked(request):
        return exports.answer(request, export_tables.register(shown), wanted)
    context = {
        "rows": shown,
        "total": len(rows),
        "filters": filters,
        "manages": manages,
        "proposes": request.user.may(Permission.PROPOSE_KPIS),
        "attention": attention_of(rows) if manages else (),
        "proposals": KPIProposal.objects.visible_to(request.user).open().count(),
    }
    return render(request, "performance/definition/kpi_register.html", context)


@form_methods
@require(Permission.MANAGE_KPIS)
def kpi_create(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Create a KPI",
        lede="Targets are set on its own page afterwards.",
        back=reverse("performance:kpi_register"),
        back_text="Back to the KPIs",
        saved="{record} is created. Now set its target.",
        template=FORM,
    )
    form = KPIForm(submitted(request), initial={"number": actions.next_number()})
    return create(request, page=page, form=form, save=partial(actions.create_kpi, by=request.user))


@form_methods
@require(Permission.MANAGE_KPIS)
def kpi_change(request: HttpRequest, slug: str) -> HttpResponse:
    kpi = managed(request, slug)
    page = page_about(kpi, "Change the definition", "The definition is saved.")
    form = KPIChangeForm(submitted(request), instance=kpi, record=kpi, version=kpi.version)
    save = partial(actions.change_kpi, kpi=kpi, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.MANAGE_KPIS)
def kpi_retire(request: HttpRequest, slug: str) -> HttpResponse:
    kpi = managed(request, slug)
    page = page_about(kpi, "Retire the KPI", "{record} is retired.")
    form = RetireForm(submitted(request), record=kpi, version=kpi.version)
    return edit(request, page=page, form=form, save=partial(actions.retire_kpi, kpi=kpi, by=request.user))


@form_methods
@require(Permission.MANAGE_KPIS)
def kpi_bring_back(request: HttpRequest, slug: str) -> HttpResponse:
    kpi = managed(request, slug)
    page = page_about(kpi, "Bring the KPI back", "{record} is in use again.")
    form = BringBackForm(submitted(request), record=kpi, version=kpi.version)
    return edit(request, page=page, form=form, save=partial(actions.bring_back_kpi, kpi=kpi, by=request.user))


def managed(request: HttpRequest, slug: str) -> KPI:
    found = KPI.objects.manageable_by(request.user).select_related("team__directorate", "owner", "deputy")
    return get_object_or_404(found, slug=slug)


def page_about(kpi: KPI, title: str, saved: str, template: str = FORM) -> FormPage:
    return FormPage(
        title=title,
        lede=f"{kpi.short_name}, KPI {kpi.number} of the schedule",
        back=kpi.get_absolute_url(),
        back_text="Back to the KPI",
        saved=saved,
        template=template,
    )
