"""Pages of programmes, priority projects and their milestones."""

from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, exports
from core.editing import FormPage, RemoveForm, confirm, create, edit, submitted
from core.filters import ordered
from core.periods import FinancialYear as Year
from core.refusals import why_not
from organisation.evidence import evidence_of
from organisation.models import FinancialYear, Quarter, User
from organisation.periods_in_request import chosen_quarter, chosen_year
from organisation.rights import Permission, require
from programmes import actions, export_tables
from programmes.filters import PROJECT_ORDERS, PortfolioFilter
from programmes.forms import (
    MilestoneForm,
    PhaseForm,
    ProgrammeForm,
    ProjectForm,
    SupportsForm,
    UpdateForm,
)
from programmes.models import (
    Milestone,
    PriorityProject,
    Programme,
    ProgrammePhase,
    ProjectSupport,
    ProjectUpdate,
    Strand,
)
from programmes.portfolio import (
    all_illustrative,
    build_portfolio,
    in_a_sentence,
    milestone_row,
    ratings_illustrative,
)
from programmes.programme_page import build_programme_page
from programmes.project_page import build_project_page, update_row
from programmes.timeline import TimelineFilter, build_timeline, timeline_rows

NOT_RECORDED = ProjectSupport.Answer.NOT_RECORDED
FORM, CONFIRM = "programmes/form.html", "programmes/confirm.html"

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# Portfolio and timeline -----------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def portfolio(request: HttpRequest) -> HttpResponse:
    """Every priority project of a quarter, by working group."""
    quarter = chosen_quarter(request)
    whole = build_portfolio(quarter, known_by=clock.today())
    filters = PortfolioFilter(request.GET, rows=whole.projects)
    sort = request.GET.get("sort", "")
    rows = ordered(filters.apply(whole.projects), sort, PROJECT_ORDERS)
    if quarter and (wanted := exports.asked(request)):
        return exports.answer(
            request, export_tables.projects(rows, quarter=quarter.label, slug=quarter.slug), wanted
        )
    context = {
        "quarter": quarter,
        "quarters": quarters_to_pick(request.user),
        "portfolio": whole,
        "answer": in_a_sentence(whole),
        "filters": filters,
        "rows": rows,
        "is_grouped": sort.removeprefix("-") not in PROJECT_ORDERS,
        "strands": Strand,
        "any_support": any(mark.answer != NOT_RECORDED for row in rows for mark in row.supports),
        "all_illustrative": ratings_illustrative(rows),
        "programmes": programmes_with_counts(),
        "may_manage": request.user.may(Permission.MANAGE_PROGRAMMES),
    }
    return render(request, "programmes/portfolio.html", context)


def programmes_with_counts() -> list[Programme]:
    """Programmes of every kind, each with how many priority projects are not closed."""
    still_open = Q(projects__closed_on__isnull=True)
    own_open = Q(commissioned_projects__closed_on__isnull=True)
    return list(
        Programme.objects.annotate(
            led=Count("projects", filter=still_open, distinct=True),
            named=Count("commissioned_projects", filter=own_open, distinct=True),
        ).order_by("-kind", "order", "name")
    )


@require_safe
@require(Permission.VIEW)
def timeline(request: HttpRequest) -> HttpResponse:
    """The milestones of a financial year: this one, unless another is asked for."""
    today = clock.today()
    year = chosen_year(request) if request.GET.get("year") else this_year() or chosen_year(request)
    rows = timeline_rows(today)
    filters = TimelineFilter(request.GET, rows=rows)
    period = year.period if year else Year.containing(today)
    context = {
        "year": year,
        "years": FinancialYear.objects.order_by("-start"),
        "filters": filters,
        "timeline": build_timeline(filters.apply(rows), year=period, today=today),
        "has_any": bool(rows),
        "all_illustrative": all_illustrative(row.milestone.provenance for row in rows),
    }
    return render(request, "programmes/timeline.html", context)


def this_year() -> FinancialYear | None:
    return FinancialYear.objects.filter(start=Year.containing(clock.today()).start).first()


def quarters_to_pick(user: User) -> QuerySet[Quarter]:
    """The quarters that a person may see, newest first."""
    return Quarter.objects.visible_to(user).order_by("-starts_on")


# Programmes -----------------------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme, slug=slug)
    quarter = chosen_quarter(request)
    page = build_programme_page(programme, quarter=quarter, today=clock.today())
    context = {
        "programme": programme,
        "quarter": quarter,
        "quarters": quarters_to_pick(request.user),
        "page": page,
        "all_illustrative": ratings_illustrative(page.projects),
        "may_manage": request.user.may(Permission.MANAGE_PROGRAMMES),
    }
    return render(request, "programmes/programme_detail.html", context)


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def programme_create(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Record a programme",
        back=reverse("programmes:portfolio"),
        back_text="Back to programmes",
        saved="Programme recorded.",
        template=FORM,
    )
    form = ProgrammeForm(submitted(request))
    return create(request, page=page, form=form, save=partial(actions.create_programme, by=request.user))


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def programme_edit(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme, slug=slug)
    page = FormPage(
        title="Change the programme",
        lede=programme.name,
        back=programme.get_absolute_url(),
        back_text="Back to the programme",
        saved="Programme saved.",
        template=FORM,
    )
    form = ProgrammeForm(submitted(request), instance=programme, record=programme, version=programme.version)
    save = partial(actions.edit_programme, programme=programme, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def phase_create(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme, slug=slug)
    page = _within(programme, "Add a phase", "Phase added.")
    form = PhaseForm(submitted(request), instance=ProgrammePhase(programme=programme))
    save = partial(actions.add_phase, programme=programme, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def phase_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    phase = get_object_or_404(ProgrammePhase.objects.select_related("programme"), programme__slug=slug, pk=pk)
    page = _within(phase.programme, "Change a phase", "Phase saved.")
    form = PhaseForm(submitted(request), instance=phase, record=phase, version=phase.version)
    return edit(request, page=page, form=form, save=partial(actions.edit_phase, phase=phase, by=request.user))


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def phase_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    phase = get_object_or_404(ProgrammePhase.objects.select_related("programme"), programme__slug=slug, pk=pk)
    page = _within(phase.programme, "Remove this phase?", "Phase removed.", lede=str(phase), template=CONFIRM)
    form = RemoveForm(submitted(request), record=phase, version=phase.version)
    return confirm(request, page=page, form=form, remove=partial(actions.remove_phase, phase=phase))


# Projects -------------------------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    projects = PriorityProject.objects.visible_to(request.user).select_related(
        "working_group", "commissioning_programme", "directorate"
    )
    project = get_object_or_404(projects, slug=slug)
    page = build_project_page(project, user=request.user, today=clock.today())
    context = {
        "project": project,
        "page": page,
        "all_illustrative": all_illustrative(row.provenance for row in page.milestones),
        "may_edit": project.is_editable_by(request.user),
        "may_manage": request.user.may(Permission.MANAGE_PROGRAMMES),
        "evidence": evidence_of(project),
        "may_add_risk": request.user.may(Permission.EDIT_RISKS),
    }
    return render(request, "programmes/project_detail.html", context)


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def project_create(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Record a priority project",
        back=reverse("programmes:portfolio"),
        back_text="Back to programmes",
        saved="Project recorded.",
        template=FORM,
    )
    form = ProjectForm(submitted(request), initial={"number": actions.next_project_number()})
    return create(request, page=page, form=form, save=partial(actions.create_project, by=request.user))


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def project_edit(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(PriorityProject.objects.editable_by(request.user), slug=slug)
    page = _within(project, "Change the project", "Project saved.")
    form = ProjectForm(submitted(request), instance=project, record=project, version=project.version)
    return edit(
        request, page=page, form=form, save=partial(actions.edit_project, project=project, by=request.user)
    )


@form_methods
@require(Permission.EDIT_PROJECTS)
def project_update(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's RAG, stage and narrative for `?quarter=`, or for the quarter that is open."""
    project = get_object_or_404(
        PriorityProject.objects.editable_by(request.user).select_related("working_group"), slug=slug
    )
    quarter = quarter_to_update(request)
    update = ProjectUpdate.objects.filter(project=project, quarter=quarter).first()
    page = _within(
        project,
        f"Update for {quarter.label}" if quarter else "Update the project",
        f"{quarter.label} update saved." if quarter else "",
        template="programmes/project_update.html",
        context=update_context(project, quarter, update),
    )
    form = UpdateForm(
        submitted(request),
        instance=update or ProjectUpdate(project=project, quarter=quarter, stage=project.stage),
        record=update,
        version=update.version if update else 0,
    )
    save = partial(actions.record_update, project=project, quarter=quarter, by=request.user)
    return edit(request, page=page, form=form, save=save)


def quarter_to_update(request: HttpRequest) -> Quarter | None:
    """The quarter asked for, else the latest that is open and has begun."""
    if request.GET.get("quarter"):
        return chosen_quarter(request)
    return Quarter.objects.open().begun_by(clock.today()).order_by("-starts_on").first()


def update_context(
    project: PriorityProject, quarter: Quarter | None, update: ProjectUpdate | None
) -> dict[str, Any]:
    """What stands beside the form: why nothing can be entered, the update as saved, and the one before it."""
    earlier = project.updates.select_related("quarter").order_by("-quarter__starts_on")
    before = earlier.filter(quarter__starts_on__lt=quarter.starts_on).first() if quarter else earlier.first()
    return {
        "project": project,
        "quarter": quarter,
        "refusal": why_not(actions.check_update, quarter),
        "milestones": [milestone_row(each, project, clock.today()) for each in project.milestones.all()],
        "may_edit": True,
        "saved_update": update_row(update) if update else None,
        "before": update_row(before) if before else None,
    }


@form_methods
@require(Permission.MANAGE_PROGRAMMES)
def project_supports(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the project supports delivery of each strand."""
    project = get_object_or_404(PriorityProject.objects.editable_by(request.user), slug=slug)
    page = _within(project, "What it supports delivery of", "Answers saved.")
    form = SupportsForm(submitted(request), record=project, version=project.version)
    save = partial(actions.answer_supports, project=project, by=request.user)
    return edit(request, page=page, form=form, save=save)


# Milestones -----------------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.EDIT_PROJECTS)
def milestone_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(PriorityProject.objects.editable_by(request.user), slug=slug)
    page = _within(
        project, "Add a milestone", "Milestone added.", done=f"{project.get_absolute_url()}#milestones"
    )
    form = MilestoneForm(submitted(request), instance=Milestone(project=project))
    save = partial(actions.add_milestone, project=project, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_PROJECTS)
def milestone_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    milestone = milestone_to_edit(request, slug, pk)
    project = milestone.project
    page = _within(
        project,
        "Change a milestone",
        "Milestone saved.",
        done=f"{project.get_absolute_url()}#milestones",
        template="programmes/milestone_edit.html",
        context={"milestone": milestone},
    )
    form = MilestoneForm(submitted(request), instance=milestone, record=milestone, version=milestone.version)
    save = partial(actions.edit_milestone, milestone=milestone, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_PROJECTS)
def milestone_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    milestone = milestone_to_edit(request, slug, pk)
    page = _within(
        milestone.project,
        "Remove this milestone?",
        "Milestone removed.",
        lede=milestone.name,
        template=CONFIRM,
    )
    form = RemoveForm(submitted(request), record=milestone, version=milestone.version)
    return confirm(
        request, page=page, form=form, remove=partial(actions.remove_milestone, milestone=milestone)
    )


def milestone_to_edit(request: HttpRequest, slug: str, pk: int) -> Milestone:
    """A milestone of a project that is the person's to change."""
    milestones = Milestone.objects.filter(project__in=PriorityProject.objects.editable_by(request.user))
    milestone = milestones.select_related("project").filter(project__slug=slug, pk=pk).first()
    if milestone is None:
        raise Http404("There is no such milestone here.")
    return milestone


def _within(record: PriorityProject | Programme, title: str, saved: str, **more: Any) -> FormPage:
    """A form that belongs to a project's or programme's page and leads back to it."""
    kind = "project" if isinstance(record, PriorityProject) else "programme"
    address = record.get_absolute_url()
    more = {"lede": str(record), "done": address, "template": FORM} | more
    return FormPage(title=title, saved=saved, back=address, back_text=f"Back to the {kind}", **more)
