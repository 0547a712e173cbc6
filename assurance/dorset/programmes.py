"""Loads what was promised: programmes, the 19 priority projects and what they support, and the register of risks.

The plan gives names, phases and two dates. Ratings, stages, other milestones and every risk are invented.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import periods
from core.provenance import Provenance
from organisation.models import Directorate, PartnerOrganisation, Quarter, StrategicAim
from programmes.models import (
    Milestone,
    PriorityProject,
    Programme,
    ProgrammeLine,
    ProgrammePhase,
    ProjectSupport,
    ProjectUpdate,
    Risk,
    RiskAction,
    RiskScore,
    Strand,
)

Marks = dict[str, str]


def load() -> int:
    """Load programmes, projects and risks, and return how many rows were created."""
    return _load_programmes() + _load_projects() + _load_risks()


def _load_programmes() -> int:
    file = read("published/programmes.json")
    marks = _marks(file, Provenance.PUBLISHED)
    rows = {slugify(row["name"]): row for row in file["programmes"]}
    new = create_missing(
        [_programme(slug, row, order, marks) for order, (slug, row) in enumerate(rows.items(), start=1)],
        key=["slug"],
    )
    _add_partners(new, rows)
    programmes = by(Programme, "slug")
    lines = [
        ProgrammeLine(programme=programmes[slug], kind=kind, order=order, text=text, **marks)
        for slug, row in rows.items()
        for kind in ProgrammeLine.Kind
        for order, text in enumerate(row.get(kind.value, ()), start=1)
    ]
    phases = [
        ProgrammePhase(programme=programmes[slug], order=order, **phase, **marks)
        for slug, row in rows.items()
        for order, phase in enumerate(row.get("phases", ()), start=1)
    ]
    created = len(new) + len(create_missing(lines, key=["programme_id", "kind", "order"]))
    return created + len(create_missing(phases, key=["programme_id", "order"]))


def _programme(slug: str, row: dict[str, Any], order: int, marks: Marks) -> Programme:
    texts = ("abbreviation", "other_names", "summary", "partners_note", "note")
    return Programme(
        kind=row["kind"],
        name=row["name"],
        slug=slug,
        order=order,
        **{name: row.get(name, "") for name in texts},
        **marks,
    )


def _add_partners(programmes: Iterable[Programme], rows: dict[str, dict[str, Any]]) -> None:
    partners = by(PartnerOrganisation, "name")
    for programme in programmes:
        programme.partners.set(partners[name] for name in rows[programme.slug].get("partners", ()))


def _load_projects() -> int:
    """Projects as published, every flag of support as not recorded, milestones, and two quarters of progress.

    A milestone can be renamed, so milestones come with a new project only.
    """
    file, progress = read("published/projects.json"), read("illustrative/projects.json")
    published, invented = _marks(file, Provenance.PUBLISHED), _marks(progress, Provenance.ILLUSTRATIVE)
    stages = {row["number"]: list(row["updates"].values())[-1]["stage"] for row in progress["projects"]}
    new = create_missing(_projects(file["projects"], stages, published), key=["number"])
    numbers = {project.number for project in new}
    created = len(new) + _load_supports(file["projects"], published)
    created += _load_milestones([row for row in file["projects"] if row["number"] in numbers], published)
    created += _load_milestones([row for row in progress["projects"] if row["number"] in numbers], invented)
    return created + _load_updates(progress["projects"], invented)


def _projects(rows: list[dict[str, Any]], stages: dict[int, str], marks: Marks) -> Iterable[PriorityProject]:
    """Each as published; its stage is that of its latest update, as it is after an update made in the portal."""
    programmes, directorates = by(Programme, "slug"), by(Directorate, "slug")
    for row in rows:
        yield PriorityProject(
            number=row["number"],
            name=row["name"],
            short_name=row["short_name"],
            slug=slugify(row["short_name"]),
            working_group=programmes[row["working_group"]],
            commissioning_programme=programmes[row["commissioning_programme"]],
            commissioning_note=row.get("commissioning_note", ""),
            directorate=directorates[row["directorate"]],
            stage=stages[row["number"]],
            ends_on=row.get("ends_on"),
            note=row.get("note", ""),
            **marks,
        )


def _load_supports(rows: list[dict[str, Any]], marks: Marks) -> int:
    projects = by(PriorityProject, "number")
    supports = [
        ProjectSupport(
            project=projects[row["number"]],
            strand=strand,
            answer=ProjectSupport.Answer.NOT_RECORDED,
            note=row.get("suggested_support", {}).get(strand.value, ""),
            **marks,
        )
        for row in rows
        for strand in Strand
    ]
    return len(create_missing(supports, key=["project_id", "strand"]))


def _load_milestones(rows: list[dict[str, Any]], marks: Marks) -> int:
    projects = by(PriorityProject, "number")
    milestones = [
        Milestone(project=projects[row["number"]], **milestone, **marks)
        for row in rows
        for milestone in row.get("milestones", ())
    ]
    return len(create_missing(milestones, key=["project_id", "name"]))


def _load_updates(rows: list[dict[str, Any]], marks: Marks) -> int:
    projects, quarters = by(PriorityProject, "number"), by(Quarter, "starts_on")
    updates = [
        ProjectUpdate(
            project=projects[row["number"]],
            quarter=quarters[periods.Quarter.from_slug(slug).starts_on],
            **update,
            **marks,
        )
        for row in rows
        for slug, update in row["updates"].items()
    ]
    return len(create_missing(updates, key=["project_id", "quarter_id"]))


def _load_risks() -> int:
    """An invented register: risks with the history of their scores, and their actions."""
    file = read("illustrative/risks.json")
    marks = _marks(file, Provenance.ILLUSTRATIVE)
    new = create_missing(_risks(file["risks"], marks), key=["reference"])
    by_reference = {risk.reference: risk for risk in new}
    rows = [
        (by_reference[row["reference"]], row) for row in file["risks"] if row["reference"] in by_reference
    ]
    scores = [RiskScore(risk=risk, **score, **marks) for risk, row in rows for score in row["scores"]]
    actions = [RiskAction(risk=risk, **action, **marks) for risk, row in rows for action in row["actions"]]
    created = len(create_missing(scores, key=["risk_id", "scored_on"]))
    return len(new) + created + len(create_missing(actions, key=["risk_id", "text"]))


def _risks(rows: list[dict[str, Any]], marks: Marks) -> Iterable[Risk]:
    directorates, aims, programmes = by(Directorate, "slug"), by(StrategicAim, "order"), by(Programme, "slug")
    texts = ("reference", "title", "cause", "event", "effect", "owner", "controls", "assurances", "gaps")
    for row in rows:
        latest = row["scores"][-1]
        yield Risk(
            directorate=directorates[row["directorate"]],
            strategic_aim=aims.get(row.get("strategic_aim")),
            programme=programmes.get(row.get("programme")),
            inherent_likelihood=row["inherent"][0],
            inherent_impact=row["inherent"][1],
            likelihood=latest["likelihood"],
            impact=latest["impact"],
            target_likelihood=row["target"][0],
            target_impact=row["target"][1],
            opened_on=row["opened_on"],
            closed_on=row.get("closed_on"),
            closure_reason=row.get("closure_reason", ""),
            **{name: row[name] for name in texts},
            **marks,
        )


def _marks(file: dict[str, Any], provenance: Provenance) -> Marks:
    return {"provenance": provenance, "source": file["source"]}
