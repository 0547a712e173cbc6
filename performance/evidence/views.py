"""The page on which it is said what a KPI is evidence for."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core.editing import FormPage, edit, submitted
from organisation.rights import Permission, require
from performance.evidence.actions import say_evidence
from performance.evidence.forms import KPIEvidenceForm
from performance.models import KPI


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MAP_EVIDENCE)
def kpi_evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """The components of the assurance frameworks that the KPI serves as evidence for."""
    kpi = get_object_or_404(KPI.objects.visible_to(request.user), slug=slug)
    form = KPIEvidenceForm(submitted(request), record=kpi, version=kpi.version)
    page = FormPage(
        title="What this KPI is evidence for",
        lede=kpi.short_name,
        back=kpi.get_absolute_url(),
        back_text="Back to the KPI",
        saved="Saved.",
        template="performance/evidence/form.html",
        done=kpi.get_absolute_url(),
    )
    return edit(request, page=page, form=form, save=partial(say_evidence, kpi=kpi, by=request.user))
