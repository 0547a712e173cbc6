"""Proposals: a directorate sends them, the assurance team accepts them in the form itself, or declines them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import periods
from core.editing import FormPage, create, edit, submitted
from core.refusals import Refused
from core.versions import Stale
from core.views import conflict
from organisation.models import Team
from organisation.rights import Permission, require
from performance.definition import actions, proposals
from performance.definition.forms import (
    DeclineForm,
    KPIChangeForm,
    KPIForm,
    ProposedChangeForm,
    ProposedKPIForm,
    RetireForm,
    answer_field,
)
from performance.definition.proposal_page import build_proposal_page
from performance.definition.views import FORM, page_about
from performance.models import KPI, KPIProposal, ProposalKind, ProposalState

SENT = "The proposal is sent to the assurance team. Its answer will stand here."
ACCEPTED = "{record}: the proposal is accepted."

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# Sent by a directorate ------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.PROPOSE_KPIS)
def kpi_propose(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Propose a KPI",
        lede="The assurance team reads it, and creates the KPI or says why not.",
        back=reverse("performance:kpi_register"),
        back_text="Back to the KPIs",
        saved=SENT,
        template=FORM,
    )
    ids = request.user.directorate_ids_for(Permission.PROPOSE_KPIS)
    teams = Team.objects.all() if ids is None else Team.objects.filter(directorate_id__in=ids)
    form = ProposedKPIForm(submitted(request), teams=teams)

    def send(changes: dict[str, Any]) -> KPIProposal:
        directorate = changes["team"].directorate
        return proposals.propose_new(
            directorate=directorate, asked=form.typed(), changes=changes, by=request.user
        )

    return create(request, page=page, form=form, save=send)


@form_methods
@require(Permission.PROPOSE_KPIS)
def kpi_propose_change(request: HttpRequest, slug: str) -> HttpResponse:
    kpi = _proposable(request, slug)
    page = page_about(kpi, "Propose a change", SENT)
    form = ProposedChangeForm(submitted(request), instance=kpi, record=kpi, version=kpi.version)

    def send(changes: dict[str, Any], expected_version: int) -> KPIProposal:
        return proposals.propose_change(
            kpi=kpi,
            asked=form.asked(),
            changes=changes,
            by=request.user,
            expected_version=expected_version,
        )

    return edit(request, page=page, form=form, save=send)


@form_methods
@require(Permission.PROPOSE_KPIS)
def kpi_propose_retirement(request: HttpRequest, slug: str) -> HttpResponse:
    kpi = _proposable(request, slug)
    page = page_about(kpi, "Propose its retirement", SENT)
    form = RetireForm(submitted(request), record=kpi, version=kpi.version)
    form.submit = "Send the proposal"
    send = partial(proposals.propose_retirement, kpi=kpi, by=request.user)
    return edit(request, page=page, form=form, save=send)


def _proposable(request: HttpRequest, slug: str) -> KPI:
    found = KPI.objects.proposable_by(request.user).select_related("team__directorate")
    return get_object_or_404(found, slug=slug)


# Read and answered ----------------------------------------------------------------------------------------------------


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What is open first, then what was answered: all for the assurance team, its own for a directorate."""
    _readers_only(request)
    visible = KPIProposal.objects.visible_to(request.user)
    found = list(visible.select_related("kpi", "directorate", "proposed_by", "answered_by"))
    context = {
        "open": [each for each in found if each.is_open],
        "answered": [each for each in found if not each.is_open],
        "manages": request.user.may(Permission.MANAGE_KPIS),
    }
    return render(request, "performance/definition/proposal_list.html", context)


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    _readers_only(request)
    proposal = _visible(request, pk)
    return _detail(request, proposal, DeclineForm(record=proposal, version=proposal.version))


@form_methods
@require(Permission.MANAGE_KPIS)
def proposal_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the change itself, filled in as proposed; what is saved is what holds."""
    proposal = _visible(request, pk)
    if not proposal.is_open:
        return _already_answered(request, proposal)
    page = FormPage(
        title=f"Accept: {proposal}",
        lede="Filled in as proposed. Change what you want to accept otherwise.",
        back=proposal.get_absolute_url(),
        back_text="Back to the proposal",
        saved=ACCEPTED,
        template=FORM,
    )
    take = partial(proposals.accept, proposal=proposal, by=request.user)
    if proposal.kind == ProposalKind.NEW:
        form = KPIForm(submitted(request), initial=_as_proposed(proposal) | {"number": actions.next_number()})
        form.put("answer", answer_field())
        return create(request, page=page, form=form, save=partial(take, make=actions.create_kpi))
    form, make = _change_asked(request, proposal)

    def save(changes: dict[str, Any], expected_version: int) -> KPI:
        act = partial(make, kpi=proposal.kpi)
        return take(make=act, changes=changes, expected_version=expected_version)

    return edit(request, page=page, form=form, save=save)


@require_POST
@require(Permission.MANAGE_KPIS)
def proposal_decline(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _visible(request, pk)
    form = DeclineForm(request.POST, record=proposal, version=proposal.version)
    if not form.is_valid():
        return _detail(request, proposal, form, status=422)
    try:
        proposals.check_open(proposal)
        proposals.decline(
            proposal=proposal,
            changes=form.changes(),
            by=request.user,
            expected_version=form.expected_version(),
        )
    except (Refused, Stale):
        return _already_answered(request, proposal)
    messages.success(request, "The proposal is declined, and your answer stands with it.")
    return redirect("performance:proposal_list")


@require_POST
@require(Permission.PROPOSE_KPIS)
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(KPIProposal.objects.of_own(request.user), pk=pk)
    try:
        proposals.withdraw(proposal=proposal, by=request.user)
    except Refused:
        return _already_answered(request, proposal)
    messages.success(request, "The proposal is withdrawn.")
    return redirect("performance:proposal_list")


def _readers_only(request: HttpRequest) -> None:
    """Whoever proposes, and whoever answers."""
    if not (request.user.may(Permission.MANAGE_KPIS) or request.user.may(Permission.PROPOSE_KPIS)):
        raise PermissionDenied("Your account may not read proposals for KPIs.")


def _visible(request: HttpRequest, pk: int) -> KPIProposal:
    found = KPIProposal.objects.visible_to(request.user)
    people = ("kpi__team__directorate", "directorate", "proposed_by", "answered_by")
    return get_object_or_404(found.select_related(*people), pk=pk)


def _detail(
    request: HttpRequest, proposal: KPIProposal, form: DeclineForm, status: int = 200
) -> HttpResponse:
    own = KPIProposal.objects.of_own(request.user).filter(pk=proposal.pk)
    context = {
        "page": build_proposal_page(proposal),
        "proposal": proposal,
        "form": form,
        "may_answer": proposal.is_open and request.user.may(Permission.MANAGE_KPIS),
        "may_withdraw": proposal.is_open and own.exists(),
        "declined": proposal.state == ProposalState.DECLINED,
    }
    return render(request, "performance/definition/proposal_detail.html", context, status=status)


def _already_answered(request: HttpRequest, proposal: KPIProposal) -> HttpResponse:
    proposal.refresh_from_db()
    try:
        proposals.check_open(proposal)
    except Refused as refusal:
        return conflict(request, str(refusal), back=proposal.get_absolute_url())
    return redirect(proposal)


def _as_proposed(proposal: KPIProposal) -> dict[str, Any]:
    """What the form starts from: the fields asked for, the quarter and the reason."""
    quarter = periods.Quarter.containing(proposal.holds_from)
    return {**proposal.asked, "holds_from": quarter.slug, "reason": proposal.reason[:100]}


def _change_asked(request: HttpRequest, proposal: KPIProposal) -> tuple[Any, Any]:
    """The form of a change or a retirement, and the action that makes it."""
    kpi, initial = proposal.kpi, _as_proposed(proposal)
    if proposal.kind == ProposalKind.RETIRE:
        form = RetireForm(submitted(request), record=kpi, version=kpi.version, initial=initial)
        return form, actions.retire_kpi
    form = KPIChangeForm(submitted(request), instance=kpi, record=kpi, version=kpi.version, initial=initial)
    form.put("answer", answer_field())
    return form, actions.change_kpi
