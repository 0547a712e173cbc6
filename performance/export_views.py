"""The figures of one KPI, of a directorate, or of all of them, as a file that can be imported again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import exports
from organisation.rights import Permission, require
from performance import export_tables
from performance.models import KPI, KPIValue


@require_safe
@require(Permission.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """`?kpi=` and `?directorate=` narrow it by their slugs; as a workbook unless `?format=csv` is asked for."""
    kpis = KPI.objects.visible_to(request.user)
    narrowed = [("kpi", "slug"), ("directorate", "team__directorate__slug")]
    name = "figures"
    for asked, field in narrowed:
        slug = request.GET.get(asked, "")
        if slug:
            kpis, name = kpis.filter(**{field: slug}), f"figures {slug}"
    if not kpis.exists():
        raise Http404("There is no such KPI.")
    table = export_tables.figures(kpis, KPIValue.objects.visible_to(request.user), name=name)
    return exports.answer(request, table, exports.asked(request) or exports.XLSX)
