"""Whom reports are made for: the list, one audience, its sections in order, a preview, and its retirement."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.audience import SECTIONS
from assurance.models import AudienceSection, Report, ReportAudience
from assurance.pack import AssurancePack
from assurance.papers import audience_actions as actions
from assurance.papers.forms import AudienceForm
from assurance.papers.quarters import whole_pack
from assurance.papers.sections_form import Sections, as_it_stands, as_typed
from assurance.report_contents import build
from core import clock
from core.changes import changes_in
from core.editing import (
    CHANGED_MEANWHILE,
    NOT_UNDERSTOOD,
    FormPage,
    RemoveForm,
    confirm,
    create,
    edit,
    submitted,
)
from core.refusals import why_not
from core.versions import Stale
from organisation.models import Quarter, User
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission, require

form_methods = require_http_methods(["GET", "HEAD", "POST"])
FORM = "assurance/audience_form.html"
REPORTS_SHOWN = 10


@require_safe
@require(Permission.MANAGE_AUDIENCES)
def audience_list(request: HttpRequest) -> HttpResponse:
    """Every audience in its order, those retired last."""
    rows = ReportAudience.objects.select_related("directorate", "programme").prefetch_related("sections")
    found = sorted(rows, key=lambda each: each.is_retired)
    return render(request, "assurance/audience_list.html", {"audiences": found, "every": len(SECTIONS)})


@require_safe
@require(Permission.MANAGE_AUDIENCES)
def audience_detail(request: HttpRequest, slug: str) -> HttpResponse:
    audience = _audience(slug)
    reports = Report.objects.filter(audience=audience).select_related("snapshot__quarter__year")
    context = {
        "audience": audience,
        "sections": audience.sections.all(),
        "reports": reports.defer("snapshot__pack")[:REPORTS_SHOWN],
        "why_it_stays": why_not(actions.check_retirable, audience),
        "changes": changes_in(
            [audience.history.all(), AudienceSection.history.filter(audience_id=audience.pk)],
            page_of=audience,
        ),
    }
    return render(request, "assurance/audience_detail.html", context)


@form_methods
@require(Permission.MANAGE_AUDIENCES)
def audience_create(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Add an audience",
        lede="It reads every section of a quarter, until you choose its sections on the next page.",
        back=reverse("assurance:audience_list"),
        back_text="Whom reports are for",
        saved="{record} is added. Now choose its sections.",
        template=FORM,
    )
    form = AudienceForm(submitted(request), initial={"position": ReportAudience.objects.count() + 1})
    return create(request, page=page, form=form, save=partial(actions.add_audience, by=_user(request)))


@form_methods
@require(Permission.MANAGE_AUDIENCES)
def audience_edit(request: HttpRequest, slug: str) -> HttpResponse:
    audience = _audience(slug)
    form = AudienceForm(submitted(request), instance=audience, record=audience, version=audience.version)
    page = _within(
        audience, f"Change {audience}", "{record} is changed. Reports asked for before stay as they are."
    )
    save = partial(actions.edit_audience, audience=audience, by=_user(request))
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.MANAGE_AUDIENCES)
def audience_sections(request: HttpRequest, slug: str) -> HttpResponse:
    """A number beside each section gives its place; one without a number is left out."""
    audience = _audience(slug)
    if request.method != "POST":
        return _draw_sections(request, audience, as_it_stands(audience))
    typed = as_typed(request.POST, current_version=audience.version)
    if typed.errors:
        return _draw_sections(request, audience, typed, status=NOT_UNDERSTOOD)
    try:
        actions.choose_sections(
            audience=audience, chosen=typed.chosen, by=_user(request), expected_version=typed.version
        )
    except Stale:
        again = as_typed({**request.POST.dict(), "version": ""}, current_version=_audience(slug).version)
        return _draw_sections(request, _audience(slug), again, status=CHANGED_MEANWHILE)
    messages.success(request, "Sections saved.")
    return redirect(audience)


def _draw_sections(
    request: HttpRequest, audience: ReportAudience, sections: Sections, status: int = 200
) -> HttpResponse:
    context = {
        "audience": audience,
        "sections": sections,
        "saved": audience.sections.all() if status == CHANGED_MEANWHILE else (),
    }
    return render(request, "assurance/audience_sections.html", context, status=status)


@require_safe
@require(Permission.MANAGE_AUDIENCES)
def audience_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What the audience would read of a quarter, now; nothing is frozen or kept."""
    audience, quarter = _audience(slug), chosen_quarter(request)
    context = {
        "audience": audience,
        "quarter": quarter,
        "quarters": list(
            Quarter.objects.visible_to(_user(request)).select_related("year").order_by("-starts_on")
        ),
    }
    if quarter is not None:
        of_year = _packs_of_year(quarter) if audience.spans_year else ()
        pack = of_year[-1] if of_year else whole_pack(quarter, today=clock.today())
        context["contents"] = build(pack, audience.frozen(), version=1, packs_of_year=of_year)
    return render(request, "assurance/audience_preview.html", context)


@form_methods
@require(Permission.MANAGE_AUDIENCES)
def audience_retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Asked once more: no report is made for it any more."""
    audience = _audience(slug)
    page = FormPage(
        title=f"Retire {audience}?",
        lede="No more reports are made for it. Those that were made stay, and it can be brought back.",
        back=audience.get_absolute_url(),
        back_text=str(audience),
        saved=f"{audience} is retired.",
        done=reverse("assurance:audience_list"),
        template=FORM,
        context={"refusal": why_not(actions.check_retirable, audience)},
    )
    form = RemoveForm(submitted(request), record=audience, version=audience.version)
    form.submit = "Retire it"
    return confirm(request, page=page, form=form, remove=partial(actions.retire_audience, audience=audience))


@require_POST
@require(Permission.MANAGE_AUDIENCES)
def audience_bring_back(request: HttpRequest, slug: str) -> HttpResponse:
    audience = actions.bring_back(audience=_audience(slug), by=_user(request))
    messages.success(request, f"{audience} is in use again.")
    return redirect(audience)


def _packs_of_year(quarter: Quarter) -> Sequence[AssurancePack]:
    """The packs of a year up to a quarter, oldest first."""
    until = Quarter.objects.filter(year=quarter.year_id, starts_on__lte=quarter.starts_on).select_related(
        "year"
    )
    return [whole_pack(each, today=clock.today()) for each in until.order_by("starts_on")]


def _within(audience: ReportAudience, title: str, saved: str) -> FormPage:
    return FormPage(
        title=title, back=audience.get_absolute_url(), back_text=str(audience), saved=saved, template=FORM
    )


def _audience(slug: str) -> ReportAudience:
    return get_object_or_404(
        ReportAudience.objects.select_related("directorate", "programme").prefetch_related("sections"),
        slug=slug,
    )


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
