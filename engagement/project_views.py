"""Pages of the seven-step records: all projects, one project, and its form."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.editing import FormPage, edit, submitted
from engagement import actions
from engagement.models import ProjectRecord
from engagement.steps_form import StepsForm
from engagement.steps_page import build_project_list, build_steps_page
from engagement.tabs import tabs
from organisation.rights import Permission, require
from programmes.models import PriorityProject


@require_safe
@require(Permission.VIEW)
def project_list(request: HttpRequest) -> HttpResponse:
    """Every priority project with how far its record is."""
    context = {"tabs": tabs("engagement:project_list"), "projects": build_project_list()}
    return render(request, "engagement/project_list.html", context)


@require_safe
@require(Permission.VIEW)
def project_steps(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(PriorityProject, slug=slug)
    context = {
        "project": project,
        "page": build_steps_page(project.slug),
        "may_edit": request.user.may(Permission.EDIT_ENGAGEMENT),
    }
    return render(request, "engagement/project_steps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.EDIT_ENGAGEMENT)
def project_steps_edit(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(PriorityProject, slug=slug)
    record = ProjectRecord.objects.filter(project=project).first()
    url = reverse("engagement:project_steps", args=[slug])
    page = FormPage(
        title="Record the seven steps",
        lede=str(project),
        back=url,
        back_text="Back to the record",
        saved="Record saved.",
        done=url,
        template="engagement/project_steps_edit.html",
    )
    version = record.version if record else 0
    form = StepsForm(submitted(request), project=project, record=record, version=version)
    save = partial(actions.record_steps, project=project, by=request.user)
    return edit(request, page=page, form=form, save=save)
