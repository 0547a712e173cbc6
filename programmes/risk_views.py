"""Pages of the corporate risk register."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock, exports
from core.editing import FormPage, create, edit, submitted
from core.filters import ordered
from core.refusals import why_not
from organisation.evidence import evidence_of
from organisation.models import User
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission, require
from programmes import actions, export_tables
from programmes.filters import RISK_ORDERS, RegisterFilter
from programmes.forms import CloseForm, NewRiskForm, ReopenForm, RiskActionForm, RiskForm, ScoreForm
from programmes.models import Risk, RiskAction
from programmes.portfolio import all_illustrative
from programmes.register import register_of, rows_as_stood
from programmes.register_page import days_to_compare, in_a_sentence, map_rows, movements, with_today
from programmes.risk_bands import Band
from programmes.risk_page import build_risk_page
from programmes.views import FORM, form_methods, quarters_to_pick


@require_safe
@require(Permission.VIEW)
def risk_register(request: HttpRequest) -> HttpResponse:
    """The register as it stands today, or as it stood at the end of `?quarter=`."""
    quarter = chosen_quarter(request) if request.GET.get("quarter") else None
    on, since = days_to_compare(quarter, clock.today())
    everything = rows_as_stood(on, since)
    register = register_of(everything, on, since)
    filters = RegisterFilter(request.GET, rows=everything)
    rows = ordered(filters.apply(everything), request.GET.get("sort", ""), RISK_ORDERS)
    if wanted := exports.asked(request):
        return exports.answer(request, export_tables.risks(rows, on=on), wanted)
    context = {
        "quarter": quarter,
        "quarters": with_today(quarters_to_pick(request.user), clock.today()),
        "register": register,
        "answer": in_a_sentence(register),
        "movements": movements(everything, since),
        "all_illustrative": all_illustrative(row.provenance for row in everything),
        "filters": filters,
        "rows": rows,
        "map": map_rows(register, request.GET),
        "cell": filters.chosen_cell,
        "without_cell": without(request, "likelihood", "impact"),
        "bands": Band,
        "may_add": request.user.may(Permission.EDIT_RISKS),
    }
    return render(request, "programmes/risk_register.html", context)


def without(request: HttpRequest, *names: str) -> str:
    """The address of this page without some of its questions."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}"


@require_safe
@require(Permission.VIEW)
def risk_detail(request: HttpRequest, reference: str) -> HttpResponse:
    risks = Risk.objects.visible_to(request.user).select_related(
        "directorate", "project", "programme", "strategic_aim"
    )
    risk = get_object_or_404(risks, reference=reference)
    context = {
        "risk": risk,
        "page": build_risk_page(risk, today=clock.today()),
        "may_edit": risk.is_editable_by(request.user),
        "evidence": evidence_of(risk),
    }
    return render(request, "programmes/risk_detail.html", context)


@form_methods
@require(Permission.EDIT_RISKS)
def risk_create(request: HttpRequest) -> HttpResponse:
    """A new risk; its reference is given when it is saved. `?project=` names the project it threatens."""
    page = FormPage(
        title="Record a risk",
        lede=f"It will stand in the register as {actions.next_reference()}.",
        back=reverse("programmes:risk_register"),
        back_text="Back to the register",
        saved="{record.reference} recorded.",
        template=FORM,
        context={"is_about_risks": True},
    )
    form = NewRiskForm(submitted(request), person=request.user, project_slug=request.GET.get("project", ""))
    return create(request, page=page, form=form, save=partial(actions.record_risk, by=request.user))


@form_methods
@require(Permission.EDIT_RISKS)
def risk_edit(request: HttpRequest, reference: str) -> HttpResponse:
    risk = risk_to_edit(request.user, reference)
    form = RiskForm(submitted(request), instance=risk, record=risk, version=risk.version, person=request.user)
    page = _within(risk, "Change the risk", "Risk saved.", refusal=why_not(actions.check_open, risk))
    return edit(request, page=page, form=form, save=partial(actions.edit_risk, risk=risk, by=request.user))


@form_methods
@require(Permission.EDIT_RISKS)
def risk_score(request: HttpRequest, reference: str) -> HttpResponse:
    """A new current score, with its day and its reason."""
    risk = risk_to_edit(request.user, reference)
    form = ScoreForm(submitted(request), record=risk, version=risk.version)
    page = _within(
        risk,
        "Score the risk again",
        "New score saved.",
        refusal=why_not(actions.check_open, risk),
        template="programmes/risk_score.html",
        risk_page=build_risk_page(risk, today=clock.today()),
    )
    return edit(request, page=page, form=form, save=partial(actions.score_risk, risk=risk, by=request.user))


@form_methods
@require(Permission.EDIT_RISKS)
def risk_close(request: HttpRequest, reference: str) -> HttpResponse:
    risk = risk_to_edit(request.user, reference)
    form = CloseForm(submitted(request), record=risk, version=risk.version)
    page = _within(risk, "Close the risk", "Risk closed.", refusal=why_not(actions.check_open, risk))
    return edit(request, page=page, form=form, save=partial(actions.close_risk, risk=risk, by=request.user))


@form_methods
@require(Permission.EDIT_RISKS)
def risk_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    risk = risk_to_edit(request.user, reference)
    form = ReopenForm(submitted(request), record=risk, version=risk.version)
    page = _within(risk, "Reopen the risk", "Risk reopened.", refusal=why_not(actions.check_reopens, risk))
    return edit(request, page=page, form=form, save=partial(actions.reopen_risk, risk=risk, by=request.user))


@form_methods
@require(Permission.EDIT_RISKS)
def risk_action_create(request: HttpRequest, reference: str) -> HttpResponse:
    risk = risk_to_edit(request.user, reference)
    form = RiskActionForm(submitted(request), instance=RiskAction(risk=risk))
    page = _within(risk, "Add an action", "Action added.", refusal=why_not(actions.check_open, risk))
    save = partial(actions.add_risk_action, risk=risk, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_RISKS)
def risk_action_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change an action, or say when it was done."""
    risk = risk_to_edit(request.user, reference)
    action = get_object_or_404(risk.actions.select_related("risk"), pk=pk)
    form = RiskActionForm(submitted(request), instance=action, record=action, version=action.version)
    page = _within(
        risk,
        "Change or complete an action",
        "Action saved.",
        refusal=why_not(actions.check_open, risk),
    )
    save = partial(actions.edit_risk_action, action=action, by=request.user)
    return edit(request, page=page, form=form, save=save)


def risk_to_edit(user: User, reference: str) -> Risk:
    """A risk that is the person's to change; another directorate's is not found."""
    return get_object_or_404(
        Risk.objects.editable_by(user).select_related("directorate"), reference=reference
    )


def _within(risk: Risk, title: str, saved: str, *, template: str = FORM, **context: Any) -> FormPage:
    """A form that belongs to a risk's page and leads back to it."""
    address = risk.get_absolute_url()
    return FormPage(
        title=title,
        lede=str(risk),
        saved=saved,
        back=address,
        back_text="Back to the risk",
        done=address,
        template=template,
        context={"risk": risk, **context},
    )
