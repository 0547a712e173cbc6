"""How far the components of an assurance framework are covered by evidence: KPIs, risks and projects; gaps first.

Nine queries for a framework, however much evidence there is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from assurance.framework_rows import (
    ComponentRow,
    Coverage,
    KPILine,
    ProjectLine,
    RiskLine,
    all_illustrative,
    in_a_sentence,
)
from core import periods
from core.changes import Change, changes_in
from core.rag import RAG
from organisation.models import AssuranceFramework, Evidence, FrameworkComponent, Quarter
from performance.models import KPIEvidence, KPIValueQuerySet
from performance.pages import ScorecardRow
from performance.scorecard import build_scorecard
from programmes.models import PriorityProject, ProjectEvidence, RiskEvidence
from programmes.pages import RiskRow
from programmes.register import rows_as_stood


def changes_of(framework: AssuranceFramework) -> tuple[Change, ...]:
    """What was changed in a framework, in its components, and in what is evidence for them."""
    evidence = [
        model.history.filter(component__framework_id=framework.pk)
        for model in (KPIEvidence, RiskEvidence, ProjectEvidence)
    ]
    parts = FrameworkComponent.history.filter(framework_id=framework.pk)
    return changes_in([framework.history.all(), parts, *evidence], page_of=framework)


@dataclass(frozen=True)
class FrameworkRow:
    """One framework in the list, with how many of its components have evidence."""

    slug: str
    name: str
    years: str
    is_in_force: bool
    components: int
    covered: int
    pieces: int
    component_word: str
    source: str


# The list -------------------------------------------------------------------------------------------------------------


def build_frameworks(year: periods.FinancialYear) -> tuple[FrameworkRow, ...]:
    """Every framework, that in force first, then the newest (two queries)."""
    counted = FrameworkComponent.objects.annotate(
        kpis_=Count("kpievidence_links", distinct=True),
        risks_=Count("riskevidence_links", distinct=True),
        projects_=Count("projectevidence_links", distinct=True),
    )
    pieces: dict[int, list[int]] = defaultdict(list)
    for component in counted:
        pieces[component.framework_id].append(component.kpis_ + component.risks_ + component.projects_)
    rows = [
        _framework_row(each, pieces[each.pk], year)
        for each in AssuranceFramework.objects.order_by("-first_year")
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_in_force))


def _framework_row(
    framework: AssuranceFramework, pieces: Sequence[int], year: periods.FinancialYear
) -> FrameworkRow:
    return FrameworkRow(
        slug=framework.slug,
        name=framework.name,
        years=framework.years_text,
        is_in_force=framework.is_in_force(year),
        components=len(pieces),
        covered=sum(count > 0 for count in pieces),
        pieces=sum(pieces),
        component_word=framework.component_word,
        source=framework.source,
    )


# One framework --------------------------------------------------------------------------------------------------------


def build_coverage(
    framework: AssuranceFramework, quarter: Quarter, *, values: KPIValueQuerySet, today: date
) -> Coverage:
    """Each component with its evidence as it stood in a quarter; `values` is what the reader may see."""
    kpis, risks, projects = (
        _by_component(model, framework) for model in (KPIEvidence, RiskEvidence, ProjectEvidence)
    )
    read = _Read(
        kpis={row.slug: row for row in build_scorecard(quarter, values=values, known_by=today).rows},
        risks={row.reference: row for row in _register(quarter, today)},
        ratings=_ratings(quarter),
        quarter=quarter.label,
    )
    rows = [
        ComponentRow(
            number=component.number,
            name=component.name,
            note=component.note,
            kpis=tuple(read.kpi(link) for link in kpis[component.pk]),
            risks=tuple(line for link in risks[component.pk] if (line := read.risk(link))),
            projects=tuple(read.project(link) for link in projects[component.pk]),
        )
        for component in framework.components.all()
    ]
    return Coverage(
        rows=tuple(sorted(rows, key=_gaps_first)),
        answer=in_a_sentence(rows, framework.component_word),
        all_illustrative=all_illustrative(rows),
    )


def _gaps_first(row: ComponentRow) -> tuple[bool, int, int]:
    """Without any evidence, then by how many kinds are missing, then in the framework's own order."""
    return not row.is_gap, -len(row.missing), row.number


RECORDS = {KPIEvidence: "kpi", RiskEvidence: "risk", ProjectEvidence: "project"}


def _by_component(model: type[Evidence], framework: AssuranceFramework) -> dict[int, list[Evidence]]:
    """The links of one kind, each with its record (one query)."""
    links = model._default_manager.filter(component__framework=framework).select_related(RECORDS[model])
    found: dict[int, list[Evidence]] = defaultdict(list)
    for link in links.order_by("component__number", f"{RECORDS[model]}__pk"):
        found[link.component_id].append(link)
    return found


def _register(quarter: Quarter, today: date) -> list[RiskRow]:
    """The risks as they stood at the quarter's end (today, if that is earlier)."""
    return rows_as_stood(min(quarter.ends_on, today), quarter.period.previous.ends_on)


def _ratings(quarter: Quarter) -> dict[int, str | None]:
    """The delivery RAG of each project in the quarter."""
    return dict(PriorityProject.objects.with_ratings(quarter).values_list("pk", "now_rag"))


@dataclass(frozen=True)
class _Read:
    """KPIs, risks and projects as they stood in a quarter, by what the links name."""

    kpis: Mapping[str, ScorecardRow]
    risks: Mapping[str, RiskRow]
    ratings: Mapping[int, str | None]
    quarter: str

    def kpi(self, link: KPIEvidence) -> KPILine:
        kpi, row = link.kpi, self.kpis.get(link.kpi.slug)
        if row is None:
            reading = f"not reported in {self.quarter}"
            return KPILine(kpi.slug, kpi.short_name, None, reading, link.provenance)
        why = row.computed_reason.partition(":")[0]
        return KPILine(kpi.slug, kpi.short_name, row.rag, row.latest.text, link.provenance, why)

    def risk(self, link: RiskEvidence) -> RiskLine | None:
        """None for a risk that was identified later."""
        row = self.risks.get(link.risk.reference)
        if row is None:
            return None
        is_closed = row.closed_on is not None
        return RiskLine(row.reference, row.title, row.score, row.band_text, is_closed, link.provenance)

    def project(self, link: ProjectEvidence) -> ProjectLine:
        rag = self.ratings.get(link.project_id)
        return ProjectLine(
            link.project.slug, link.project.short_name, RAG(rag) if rag else None, link.provenance
        )
