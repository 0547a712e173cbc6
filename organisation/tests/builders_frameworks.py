"""Builders for tests about assurance frameworks and what is evidence for them."""

from typing import Any

from core.provenance import Provenance
from organisation.evidence import set_evidence
from organisation.models import AssuranceFramework, FrameworkComponent


def make_framework(
    *, slug: str = "ccg-assurance-framework", components: int = 2, first_year: int = 2013, **others: Any
) -> AssuranceFramework:
    """A framework of numbered components, in force since 2013/14 unless told otherwise."""
    fields = {
        "name": slug.replace("-", " ").capitalize(),
        "component_word": "domain",
        "provenance": Provenance.PUBLISHED,
    } | others
    framework, is_new = AssuranceFramework.objects.get_or_create(
        slug=slug, defaults={"first_year": first_year} | fields
    )
    for number in range(1, components + 1) if is_new else ():
        FrameworkComponent.objects.create(
            framework=framework,
            number=number,
            name=f"Part {number} of {slug}",
            provenance=Provenance.PUBLISHED,
        )
    return framework


def make_evidence(*, record: Any, component: FrameworkComponent) -> None:
    """The record is evidence for the component, beside what it is evidence for already."""
    set_evidence(record=record, components=[*record.components.all(), component], by=None)
