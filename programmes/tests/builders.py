"""Builders of programmes, priority projects, milestones and risks."""

from datetime import date
from itertools import count
from typing import Any

from core.provenance import Provenance
from core.rag import RAG
from organisation.models import Directorate, Quarter, StrategicAim
from organisation.tests.builders import make_directorate, make_quarter
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
    Stage,
    Strand,
)

_number = count(1)


def make_programme(
    *, name: str = "Mental Health", kind: str = Programme.Kind.WORKING_GROUP, **values: Any
) -> Programme:
    slug = values.pop("slug", name.lower().replace(" ", "-"))
    programme, _ = Programme.objects.get_or_create(
        kind=kind, name=name, defaults={"slug": slug, "provenance": Provenance.PUBLISHED} | values
    )
    return programme


def make_line(
    *,
    programme: Programme | None = None,
    kind: str = ProgrammeLine.Kind.OUTCOME,
    order: int = 1,
    text: str = "Care closer to home",
) -> ProgrammeLine:
    return ProgrammeLine.objects.create(
        programme=programme or make_programme(),
        kind=kind,
        order=order,
        text=text,
        provenance=Provenance.PUBLISHED,
    )


def make_phase(
    *, programme: Programme | None = None, period: str = "Autumn 2015", **values: Any
) -> ProgrammePhase:
    programme = programme or make_programme()
    values = {"order": programme.phases.count() + 1, "text": "Implementation begins"} | values
    return ProgrammePhase.objects.create(
        programme=programme, period=period, provenance=Provenance.PUBLISHED, **values
    )


def make_project(
    *,
    short_name: str = "",
    directorate: Directorate | None = None,
    working_group: Programme | None = None,
    **values: Any,
) -> PriorityProject:
    """A project of the Mental Health working group, led by no directorate unless one is named."""
    number = values.pop("number", None) or next(_number)
    short_name = short_name or f"Project {number}"
    defaults: dict[str, Any] = {
        "number": number,
        "name": f"{short_name}, as published",
        "short_name": short_name,
        "slug": short_name.lower().replace(" ", "-"),
        "working_group": working_group or make_programme(),
        "directorate": directorate,
        "stage": Stage.REVIEW,
        "provenance": Provenance.PUBLISHED,
    }
    return PriorityProject.objects.create(**defaults | values)


def make_update(
    *,
    project: PriorityProject,
    quarter: Quarter | None = None,
    rag: str = RAG.GREEN,
    narrative: str = "On its way.",
    **values: Any,
) -> ProjectUpdate:
    return ProjectUpdate.objects.create(
        project=project,
        quarter=quarter or make_quarter(),
        rag=rag,
        narrative=narrative,
        **{"stage": project.stage, "provenance": Provenance.ILLUSTRATIVE} | values,
    )


def make_milestone(
    *, project: PriorityProject, name: str = "", due_on: date = date(2014, 7, 31), **values: Any
) -> Milestone:
    return Milestone.objects.create(
        project=project,
        name=name or f"Milestone {next(_number)}",
        due_on=due_on,
        **{"provenance": Provenance.ILLUSTRATIVE} | values,
    )


def make_support(
    *,
    project: PriorityProject,
    strand: str = Strand.CSR,
    answer: str = ProjectSupport.Answer.YES,
    note: str = "",
) -> ProjectSupport:
    return ProjectSupport.objects.create(
        project=project, strand=strand, answer=answer, note=note, provenance=Provenance.PUBLISHED
    )


def make_aim(*, text: str = "Preventing ill health", order: int = 1) -> StrategicAim:
    aim, _ = StrategicAim.objects.get_or_create(text=text, defaults={"order": order})
    return aim


def make_risk(
    *,
    reference: str = "",
    likelihood: int = 3,
    impact: int = 3,
    directorate: Directorate | None = None,
    **values: Any,
) -> Risk:
    """A risk scored as given, with inherent 4 × 5 and target 2 × 3, identified on 1 January 2014."""
    reference = reference or f"R-{next(_number):03d}"
    defaults: dict[str, Any] = {
        "title": f"Risk {reference}",
        "cause": "Because",
        "event": "it happens",
        "effect": "and harms.",
        "directorate": directorate or make_directorate(),
        "owner": "Head of service",
        "inherent_likelihood": 4,
        "inherent_impact": 5,
        "target_likelihood": 2,
        "target_impact": 3,
        "opened_on": date(2014, 1, 1),
        "provenance": Provenance.ILLUSTRATIVE,
    }
    return Risk.objects.create(reference=reference, likelihood=likelihood, impact=impact, **defaults | values)


def make_score(
    *, risk: Risk, scored_on: date, likelihood: int, impact: int, reason: str = "Looked at again."
) -> RiskScore:
    return RiskScore.objects.create(
        risk=risk,
        scored_on=scored_on,
        likelihood=likelihood,
        impact=impact,
        reason=reason,
        provenance=Provenance.ILLUSTRATIVE,
    )


def make_action(
    *, risk: Risk, text: str = "Appoint two assessors", due_on: date = date(2014, 7, 31), **values: Any
) -> RiskAction:
    return RiskAction.objects.create(
        risk=risk,
        text=text,
        due_on=due_on,
        **{"owner": "Head of service", "provenance": Provenance.ILLUSTRATIVE} | values,
    )
