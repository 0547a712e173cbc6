"""Loads the assurance frameworks with their components, and an invented mapping of what is evidence for which."""

from collections.abc import Iterator

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core.provenance import Provenance
from organisation.models import AssuranceFramework, Evidence, FrameworkComponent
from performance.models import KPI, KPIEvidence
from programmes.models import PriorityProject, ProjectEvidence, Risk, RiskEvidence

RECORDS = {KPIEvidence: "kpi_id", RiskEvidence: "risk_id", ProjectEvidence: "project_id"}


def load() -> int:
    """Load frameworks and evidence, and return how many rows were created.

    Evidence can be taken away, so it comes with a new framework only.
    """
    rows = {row["slug"]: row for row in read("published/frameworks.json")["frameworks"]}
    frameworks = [
        AssuranceFramework(
            **{name: value for name, value in row.items() if name != "components"},
            provenance=Provenance.PUBLISHED,
        )
        for row in rows.values()
    ]
    new = create_missing(frameworks, key=["slug"])
    return len(new) + sum(_load_components(each, rows[each.slug]["components"]) for each in new)


def _load_components(framework: AssuranceFramework, names: list[str]) -> int:
    components = [
        FrameworkComponent(
            framework=framework,
            number=number,
            name=name,
            provenance=Provenance.PUBLISHED,
            source=framework.source,
        )
        for number, name in enumerate(names, start=1)
    ]
    created = create_missing(components, key=["framework_id", "number"])
    links = list(_evidence(framework, {component.number: component for component in created}))
    return len(created) + sum(
        len(create_missing([link for link in links if type(link) is model], key=[record, "component_id"]))
        for model, record in RECORDS.items()
    )


def _evidence(framework: AssuranceFramework, components: dict[int, FrameworkComponent]) -> Iterator[Evidence]:
    """The invented links of one framework, as far as the records are there."""
    file = read("illustrative/framework_evidence.json")
    marks = {"provenance": Provenance.ILLUSTRATIVE, "source": file["source"]}
    kpis, risks, projects = by(KPI, "short_name"), by(Risk, "reference"), by(PriorityProject, "number")
    for number, said in file["evidence"].get(framework.slug, {}).items():
        component = components[int(number)]
        for name in said.get("kpis", ()):
            yield KPIEvidence(component=component, kpi=kpis[name], **marks)
        for reference in said.get("risks", ()):
            yield RiskEvidence(component=component, risk=risks[reference], **marks)
        for project in said.get("projects", ()):
            yield ProjectEvidence(component=component, project=projects[project], **marks)
