"""What a snapshot keeps beside the figures: texts, cover sheet, evidence, milestones, what belongs to a programme."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from django.db.models import Q

from assurance.belonging import ProgrammeLinks
from assurance.cover_sheet import CoverSheet as Sheet
from assurance.framework_rows import FrozenFramework
from assurance.frameworks import build_coverage
from assurance.pack import AssurancePack
from assurance.papers.cover_actions import sheet_of
from assurance.papers.slots import blocks_of
from core import periods
from organisation.models import AssuranceFramework, Quarter
from performance.models import KPI, KPIValue
from programmes.models import Milestone, Part, PriorityProject, Programme, ProjectSupport, Risk, Strand
from programmes.pages import MilestoneRow
from programmes.portfolio import milestone_row


def with_what_stands_beside(pack: AssurancePack, quarter: Quarter, *, today: date) -> AssurancePack:
    """The pack of a quarter that is frozen, or shown as it would be frozen."""
    projects = {row.slug for row in pack.programmes.portfolio.projects}
    return replace(
        pack,
        texts=blocks_of(quarter),
        cover_sheet=sheet_of(quarter, pack),
        cover_sheet_of_year=_sheet_of_year(quarter, pack),
        frameworks=_frameworks(quarter, today),
        milestones=_milestones(projects, today),
        links=_links(),
        private_risks=tuple(
            Risk.objects.filter(part=Part.PRIVATE).order_by("reference").values_list("reference", flat=True)
        ),
    )


def _sheet_of_year(quarter: Quarter, pack: AssurancePack) -> Sheet | None:
    is_last = quarter.number == periods.QUARTERS_A_YEAR
    return sheet_of(quarter, pack, spans_year=True) if is_last else None


def _frameworks(quarter: Quarter, today: date) -> tuple[FrozenFramework, ...]:
    """The frameworks in force in the quarter's year, with how far evidence covers them."""
    year = quarter.period.year
    return tuple(
        FrozenFramework(
            slug=framework.slug,
            name=framework.name,
            component_word=framework.component_word,
            source=framework.source,
            coverage=build_coverage(framework, quarter, values=KPIValue.objects.all(), today=today),
        )
        for framework in AssuranceFramework.objects.order_by("-first_year", "name")
        if framework.is_in_force(year)
    )


def _milestones(projects: set[str], today: date) -> tuple[MilestoneRow, ...]:
    """Every milestone of the projects in the pack, by due date, as known on the day."""
    found = Milestone.objects.filter(project__slug__in=projects).select_related("project__working_group")
    return tuple(milestone_row(each, each.project, today) for each in found.order_by("due_on", "pk"))


def _links() -> tuple[ProgrammeLinks, ...]:
    """What belongs to each programme: six queries, however much it is.

    A project belongs to its working group, its commissioning programme, and each programme whose strand it supports; a
    KPI or a risk to the programmes it names, and to those of the projects it names.
    """
    programmes = list(Programme.objects.order_by("slug"))
    projects = _projects_of(programmes)
    kpis = {
        "programmes": KPI.programmes.through.objects.values_list("programme_id", "kpi__slug"),
        "projects": KPI.projects.through.objects.values_list("priorityproject__slug", "kpi__slug"),
    }
    by_programme, by_project = (_sets(kpis[name]) for name in ("programmes", "projects"))
    named = Q(programme__isnull=False) | Q(project__isnull=False)
    risks = list(Risk.objects.filter(named).values_list("programme_id", "project__slug", "reference"))
    return tuple(
        ProgrammeLinks(
            slug=programme.slug,
            projects=tuple(sorted(projects[programme.pk])),
            kpis=tuple(
                sorted(
                    by_programme[programme.pk].union(*(by_project[each] for each in projects[programme.pk]))
                )
            ),
            risks=tuple(
                sorted(
                    reference
                    for pk, project, reference in risks
                    if pk == programme.pk or project in projects[programme.pk]
                )
            ),
        )
        for programme in programmes
    )


def _projects_of(programmes: list[Programme]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = PriorityProject.objects.values_list("slug", "working_group_id", "commissioning_programme_id")
    for slug, *belongs in rows:
        for pk in filter(None, belongs):
            found[pk].add(slug)
    supports = ProjectSupport.objects.filter(answer=ProjectSupport.Answer.YES)
    for strand, slug in supports.values_list("strand", "project__slug"):
        for programme in programmes:
            if supports_strand(programme.name, Strand(strand)):
                found[programme.pk].add(slug)
    return found


def supports_strand(name: str, strand: Strand) -> bool:
    """Whether a strand means this programme: all its words are in the programme's name, plural or not."""
    return _words(str(strand.label)) <= _words(name)


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in text.lower().split()}


def _sets(pairs: object) -> dict[object, set[str]]:
    found: dict[object, set[str]] = defaultdict(set)
    for key, slug in pairs:  # type: ignore[attr-defined]
        found[key].add(slug)
    return found
