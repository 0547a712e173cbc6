"""Where it is decided what is published, by two people; and whom the committees' lists name."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.models import Committee, Publication, PublicationState, Report
from assurance.publishing import actions, catalogue, committees, workflow
from assurance.publishing.cover_sheet_said import cover_sheet_said
from assurance.publishing.forms import CommitteeForm, DeclineForm, ProposeForm, WithdrawForm
from assurance.publishing.reading import then_and_now_for
from assurance.publishing.standing import current, standing_of
from core.changes import Change, changes_in
from core.editing import NOT_UNDERSTOOD, FormPage, create, edit, submitted
from core.refusals import Refused, why_not
from organisation.models import Quarter, User
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission, require

PUBLICATIONS_A_PAGE = 50
form_methods = require_http_methods(["GET", "HEAD", "POST"])


# Publishing -----------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def publication_list(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what became of everything that was proposed."""
    rows = _publications()
    decided = rows.exclude(state=PublicationState.PROPOSED)
    page = Paginator(decided, PUBLICATIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"waiting": rows.waiting(), "to_confirm": rows.to_confirm(), "page": page}
    return render(request, "published/publication_list.html", context)


@require_safe
@require(Permission.VIEW)
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication: who proposed and published it, what it replaces, and what can be done with it now."""
    publication = get_object_or_404(_publications(), pk=pk)
    user = cast(User, request.user)
    standing = standing_of(publication.report)
    context = {
        "publication": publication,
        "may_decide": user.may(Permission.PUBLISH),
        "why_not_publish": why_not(workflow.check_publish, publication, standing, user),
        "why_not_confirm": why_not(workflow.check_confirm, publication, user),
        "why_not_put_back": why_not(workflow.check_put_back, publication, standing, user),
        "may_decline": not why_not(workflow.check_decline, publication, user),
        "may_withdraw": not why_not(workflow.check_withdraw, publication, user),
        "sheet": cover_sheet_said(publication.report)
        if publication.state == PublicationState.PROPOSED
        else (),
        "files": catalogue.data_files(publication),
        "told": publication.letters.select_related("committee").order_by("committee__name", "email", "pk"),
        "trail": publication.history.select_related("history_user").order_by("history_date", "history_id"),
    }
    return render(request, "published/publication_detail.html", context)


@form_methods
@require(Permission.PUBLISH)
def publication_propose(request: HttpRequest, pk: str) -> HttpResponse:
    """Propose a report that is ready; what stands in the way is said instead of the form."""
    user = cast(User, request.user)
    reports = Report.objects.visible_to(user).select_related("audience", "snapshot__quarter__year")
    report = get_object_or_404(reports.defer("snapshot__pack"), pk=pk)
    refusal = why_not(workflow.check_propose, report, standing_of(report), user)
    if refusal:
        messages.error(request, refusal)
        return redirect(report)
    replaces = current(report)
    form = ProposeForm(submitted(request), replaces=replaces.version if replaces else None)
    if form.is_valid():
        return _do(request, partial(actions.propose, report=report, by=user, **form.cleaned_data), report)
    context = {"report": report, "replaces": replaces, "form": form, "sheet": cover_sheet_said(report)}
    return render(request, "published/propose.html", context, status=_status(form))


@require_POST
@require(Permission.PUBLISH)
def publication_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what somebody else proposed."""
    publication = get_object_or_404(_publications(), pk=pk)
    change = partial(actions.publish, publication=publication, by=cast(User, request.user))
    return _do(request, change, reverse("assurance:publication_detail", args=[pk]))


@form_methods
@require(Permission.PUBLISH)
def publication_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Not to publish it, with a reason."""
    return _end(request, pk, DeclineForm, workflow.check_decline, actions.decline)


@form_methods
@require(Permission.PUBLISH)
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """To take a published report back, with a reason that everybody reads."""
    return _end(request, pk, WithdrawForm, workflow.check_withdraw, actions.withdraw)


@require_POST
@require(Permission.PUBLISH)
def publication_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody else was right to withdraw it."""
    publication = get_object_or_404(_publications(), pk=pk)
    change = partial(actions.confirm_withdrawal, publication=publication, by=cast(User, request.user))
    return _do(request, change, reverse("assurance:publication_detail", args=[pk]), said=CONFIRMED)


@require_POST
@require(Permission.PUBLISH)
def publication_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what somebody else wrongly withdrew."""
    publication = get_object_or_404(_publications(), pk=pk)
    change = partial(actions.put_back, publication=publication, by=cast(User, request.user))
    return _do(request, change, reverse("assurance:publication_detail", args=[pk]), said=PUT_BACK)


def _end(
    request: HttpRequest,
    pk: int,
    form_class: type[Form],
    check: Callable[..., None],
    action: Callable[..., Publication],
) -> HttpResponse:
    """Both ways to end a publication ask for the reason on a page of their own."""
    user = cast(User, request.user)
    publication = get_object_or_404(_publications(), pk=pk)
    back = reverse("assurance:publication_detail", args=[pk])
    refusal = why_not(check, publication, user)
    if refusal:
        messages.error(request, refusal)
        return redirect(back)
    form = form_class(submitted(request))
    if form.is_valid():
        return _do(request, partial(action, publication=publication, by=user, **form.cleaned_data), back)
    context = {"publication": publication, "form": form, "withdraws": action is actions.withdraw}
    return render(request, "published/end.html", context, status=_status(form))


def _do(
    request: HttpRequest, change: Callable[..., Publication], back: Any, *, said: str = ""
) -> HttpResponse:
    """Make the change and say what became of it, or say why not."""
    try:
        publication = change()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, (said or SAID[PublicationState(publication.state)]).format(publication))
    return redirect("assurance:publication_detail", pk=publication.pk)


SAID = {
    PublicationState.PROPOSED: "{} is proposed. Somebody else can publish it now.",
    PublicationState.PUBLISHED: "{} is published. Everybody can read it.",
    PublicationState.WITHDRAWN: "{} is withdrawn. Copies kept on the way are gone within five minutes. "
    "A second person confirms it.",
    PublicationState.DECLINED: "{} is not published.",
}
CONFIRMED = "The withdrawal of {} is confirmed."
PUT_BACK = "{} is back where it was. Everybody can read it."


def _publications() -> Any:
    rows = Publication.objects.with_report().select_related(
        "report__audience", "proposed_by", "published_by", "ended_by", "confirmed_by"
    )
    return rows.prefetch_related("files")


def _status(form: Form) -> int:
    return NOT_UNDERSTOOD if form.errors else 200


# Then and now ---------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def then_and_now(request: HttpRequest) -> HttpResponse:
    """A published quarter as it was reported, beside the figures as they stand for this person."""
    published = Quarter.objects.filter(publications__in=Publication.objects.public()).distinct()
    quarters = list(published.select_related("year").order_by("-starts_on"))
    quarter = chosen_quarter(request, among=quarters) or next(iter(quarters), None)
    context: dict[str, Any] = {"quarters": quarters, "quarter": quarter}
    if quarter:
        context["page"], context["is_live"] = then_and_now_for(cast(User, request.user), quarter)
    return render(request, "published/then_and_now_live.html", context)


# The committees' lists ------------------------------------------------------------------------------------


@require_safe
@require(Permission.PRODUCE_REPORTS)
def committee_list(request: HttpRequest) -> HttpResponse:
    """Who is sent a link to which report, and when."""
    lists = Committee.objects.select_related("audience")
    return render(request, "published/committee_list.html", {"committees": lists})


@form_methods
@require(Permission.PRODUCE_REPORTS)
def committee_add(request: HttpRequest) -> HttpResponse:
    page = _committee_page("Add a committee’s list", saved="{record} is added.")
    save = partial(committees.add_committee, by=request.user)
    return create(request, page=page, form=CommitteeForm(submitted(request)), save=save)


@form_methods
@require(Permission.PRODUCE_REPORTS)
def committee_edit(request: HttpRequest, slug: str) -> HttpResponse:
    committee = get_object_or_404(Committee, slug=slug)
    changes = changes_in([committee.history.all()], page_of=committee)
    page = _committee_page(f"List of the {committee}", saved="{record} is saved.", changes=changes)
    form = CommitteeForm(submitted(request), instance=committee, record=committee, version=committee.version)
    save = partial(committees.change_committee, committee=committee, by=request.user)
    return edit(request, page=page, form=form, save=save)


def _committee_page(title: str, *, saved: str, changes: tuple[Change, ...] = ()) -> FormPage:
    back = reverse("assurance:committee_list")
    return FormPage(
        title=title,
        back=back,
        back_text="All lists",
        saved=saved,
        done=back,
        template="published/committee_form.html",
        lede="Each address is sent one e-mail a report, with the link to it and never the file.",
        context={"changes": changes},
    )
