"""Pages on which the assurance team decides where the limits of a KPI start afresh, and which points make them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.editing import CHANGED_MEANWHILE, NOT_UNDERSTOOD, submitted
from core.refusals import Refused
from organisation.rights import Permission, require
from performance.models import KPI, Baseline, Rebase
from performance.variation import actions
from performance.variation.forms import BaselineForm, DecisionForm, RebaseForm, WithdrawForm
from performance.variation.limits_page import Effect, LimitsPage, build_limits_page, effect_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])
KINDS: dict[str, type[Rebase] | type[Baseline]] = {"rebase": Rebase, "baseline": Baseline}


@require_safe
@require(Permission.SET_LIMITS)
def limits(request: HttpRequest, slug: str) -> HttpResponse:
    """The chart as it is, and all that was decided about its limits."""
    page = build_limits_page(_kpi(request, slug))
    return render(request, "performance/variation/limits.html", {"page": page})


@form_methods
@require(Permission.SET_LIMITS)
def rebase_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Let limits start afresh at a period of the series: shown with its effect, then confirmed."""
    page = build_limits_page(_kpi(request, slug))
    form = RebaseForm(submitted(request), periods=page.periods)

    def decision() -> Rebase:
        return Rebase(kpi=page.kpi, set_by=request.user, set_on=clock.today(), **_typed(form))

    def save() -> None:
        actions.rebase(kpi=page.kpi, by=request.user, **_typed(form))

    title = "Start limits afresh"
    return _decide(request, page, form, title, lambda: effect_of(page.kpi, rebase=decision()), save)


@form_methods
@require(Permission.SET_LIMITS)
def baseline_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Make limits from the first points of each stretch: shown with its effect, then confirmed."""
    page = build_limits_page(_kpi(request, slug))
    shown = page.baseline.pk if page.baseline else None
    form = BaselineForm(submitted(request), most=page.points, initial={"shown": shown})

    def decision() -> Baseline:
        typed = {name: form.cleaned_data[name] for name in ("points", "reason")}
        return Baseline(kpi=page.kpi, set_by=request.user, set_on=clock.today(), **typed)

    def save() -> None:
        actions.set_baseline(kpi=page.kpi, by=request.user, **_typed(form))

    title = "Set the baseline"
    return _decide(request, page, form, title, lambda: effect_of(page.kpi, baseline=decision()), save)


@form_methods
@require(Permission.SET_LIMITS)
def decision_withdraw(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take a rebase or a baseline back, with the reason."""
    kpi = _kpi(request, slug)
    if kind not in KINDS:
        raise Http404("There is no such decision.")
    decision = get_object_or_404(KINDS[kind].objects.standing().filter(kpi=kpi), pk=pk)
    form = WithdrawForm(submitted(request))
    if form.is_valid():
        actions.withdraw(decision=decision, by=request.user, **form.cleaned_data)
        messages.success(request, "Taken back. Limits are worked out without it again.")
        return redirect("performance:limits", slug=slug)
    context = {"kpi": kpi, "decision": decision, "form": form}
    status = NOT_UNDERSTOOD if form.is_bound else 200
    return render(request, "performance/variation/withdraw.html", context, status=status)


def _kpi(request: HttpRequest, slug: str) -> KPI:
    return get_object_or_404(KPI.objects.visible_to(request.user), slug=slug)


def _typed(form: DecisionForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "confirmed"}


def _decide(
    request: HttpRequest,
    page: LimitsPage,
    form: DecisionForm,
    title: str,
    effect: Callable[[], Effect | None],
    save: Callable[[], None],
) -> HttpResponse:
    """Ask, show what it would change, and make the decision once that was confirmed."""
    context = {"page": page, "form": form, "title": title}
    if not form.is_valid():
        status = NOT_UNDERSTOOD if form.is_bound else 200
        return render(request, "performance/variation/decide.html", context, status=status)
    if not form.is_confirmed:
        return render(request, "performance/variation/effect.html", {**context, "effect": effect()})
    try:
        save()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render(request, "performance/variation/decide.html", context, status=CHANGED_MEANWHILE)
    messages.success(request, "Decided. The chart below is worked out with it.")
    return redirect("performance:limits", slug=page.kpi.slug)
